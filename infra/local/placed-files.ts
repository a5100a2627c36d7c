/*
 * What the bucket deployments of the template put into its buckets, with the values that are known only at deployment.
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3_deployment-readme.html
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import * as z from 'zod/mini';
import type { HostedStack } from './stack.ts';

export type PlacedFile = {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Other headers that S3 keeps with an object, such as cache-control. */
  readonly headers: Readonly<Record<string, string>>;
};
/** By bucket, then by key. */
export type PlacedFiles = ReadonlyMap<string, ReadonlyMap<string, PlacedFile>>;

const deploymentProperties = z.looseObject({
  SourceObjectKeys: z.array(z.string()),
  SourceMarkers: z._default(z.array(z.record(z.string(), z.string())), []),
  DestinationBucketName: z.string(),
  DestinationBucketKeyPrefix: z._default(z.string(), ''),
  Exclude: z._default(z.array(z.string()), []),
  Include: z._default(z.array(z.string()), []),
  SystemMetadata: z._default(z.record(z.string(), z.string()), {}),
});

/** As `aws s3 sync` guesses them by the name. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.ico': 'image/vnd.microsoft.icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

export function placedFiles(stack: HostedStack): PlacedFiles {
  const buckets = new Map<string, Map<string, PlacedFile>>();
  for (const { properties } of stack.of('Custom::CDKBucketDeployment', deploymentProperties)) {
    const bucket = buckets.get(properties.DestinationBucketName) ?? new Map<string, PlacedFile>();
    buckets.set(properties.DestinationBucketName, bucket);
    for (const [at, key] of properties.SourceObjectKeys.entries()) {
      const folder = stack.asset(key);
      const markers = Object.entries(properties.SourceMarkers[at] ?? {});
      for (const name of filesIn(folder)) {
        if (!isWanted(name, properties.Exclude, properties.Include)) continue;
        const body = fill(readFileSync(join(folder, name)), markers);
        bucket.set(join(properties.DestinationBucketKeyPrefix, name), {
          body,
          type: TYPES[extname(name)] ?? 'binary/octet-stream',
          etag: `"${createHash('md5').update(body).digest('hex')}"`,
          headers: properties.SystemMetadata,
        });
      }
    }
  }
  return buckets;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** Values as they stand inside a JSON text. */
const fill = (body: Buffer, markers: readonly (readonly [string, string])[]): Buffer =>
  markers.length === 0
    ? body
    : Buffer.from(
        markers.reduce((text, [marker, value]) => text.replaceAll(marker, () => JSON.stringify(value).slice(1, -1)), String(body)),
      );

/** Exclusions first, then what is included all the same; the last that fits decides. */
const isWanted = (name: string, exclude: readonly string[], include: readonly string[]): boolean =>
  include.some((pattern) => fits(pattern, name)) || !exclude.some((pattern) => fits(pattern, name));

/** Patterns of the AWS CLI and of CloudFront: a star is anything, slashes too; a question mark is one character. */
export const fits = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(name);
