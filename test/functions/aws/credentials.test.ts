import { defaultProvider } from '../../../functions/aws/credentials.ts';

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const before = KEYS.map((key) => process.env[key]);
const given = (...values: (string | undefined)[]): void =>
  KEYS.forEach((key, n) => {
    const value = values[n];
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  });
afterAll(() => given(...before));

test('a function signs with what Lambda put into its environment, read once it is there', async () => {
  const credentials = defaultProvider();
  given();
  await expect(credentials()).rejects.toThrow('no credentials');
  given('id', 'secret', 'token');
  expect(await credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  given('other', 'secret');
  expect(await credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'other', secretAccessKey: 'secret' });
});

test.each([
  ['no id', [undefined, 'secret']],
  ['no secret', ['id']],
  ['empty ones', ['', '']],
])('with %s it says so', async (_what, values) => {
  given(...values);
  await expect(defaultProvider()()).rejects.toThrow('no credentials in the environment');
});
