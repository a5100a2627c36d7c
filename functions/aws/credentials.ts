/*
 * Bundled in place of `@aws-sdk/credential-provider-node`. A function has the credentials that Lambda puts into its
 * environment and no others; the ways through profiles, single sign-on, web identity and instances are a tenth of a bundle.
 */

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

/**
 * Read once: they are those of the environment for as long as it lives.
 * @throws Error in words where there are none; the SDK asks again at the next call
 */
export const defaultProvider = () => {
  let known: Credentials | undefined;
  return async (): Promise<Credentials> => {
    known ??= read();
    return known;
  };
};

function read(): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('there are no credentials in the environment');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
