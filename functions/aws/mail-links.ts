import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** A link is good for this long: enough to follow, too short to pass around. */
export const LINK_SECONDS = 60;

export type MailLinks = ReturnType<typeof mailLinks>;

/** Signed links to raw mails and attachments. */
export function mailLinks(client: S3Client, bucket: string) {
  return {
    /** A link under which the object comes as a download of that name, never as a page that a browser would run. */
    async to(key: string, filename: string): Promise<string> {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: disposition(filename),
        ResponseContentType: 'application/octet-stream',
      });
      return getSignedUrl(client, command, { expiresIn: LINK_SECONDS });
    },
  };
}

/** RFC 6266 with RFC 8187 for names beyond ASCII; quotes, separators and control characters go. */
export function disposition(filename: string): string {
  const clean = filename
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f"\\/]/g, '_')
    .slice(0, 150)
    .toWellFormed();
  const ascii = clean.replace(/[^\x20-\x7e]/g, '_').replace(/[%;]/g, '_') || 'file';
  const extended = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extended}`;
}
