import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { disposition, LINK_SECONDS, mailLinks } from '../../../functions/aws/mail-links.ts';

const client = new S3Client({ region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });

test('a link is signed, ends after a minute, and brings a download of its name', async () => {
  const url = new URL(await mailLinks(client, 'mail').to('mail/2026/03/02/m 1', 'T-7K4QX.eml'));
  expect(url.hostname).toBe('mail.s3.eu-west-1.amazonaws.com');
  expect(url.pathname).toBe('/mail/2026/03/02/m%201');
  expect(url.searchParams.get('X-Amz-Expires')).toBe(String(LINK_SECONDS));
  expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  expect(url.searchParams.get('response-content-disposition')).toBe(disposition('T-7K4QX.eml'));
  expect(url.searchParams.get('response-content-type')).toBe('application/octet-stream');
});

test.each<[string, string]>([
  ['label.pdf', `attachment; filename="label.pdf"; filename*=UTF-8''label.pdf`],
  ['factură "1".pdf', `attachment; filename="factur_ _1_.pdf"; filename*=UTF-8''factur%C4%83%20_1_.pdf`],
  ['../../etc/passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
  ["it's (1).txt", `attachment; filename="it's (1).txt"; filename*=UTF-8''it%27s%20%281%29.txt`],
  ['', `attachment; filename="file"; filename*=UTF-8''`],
])('the name %j goes into a header as %s', (given, header) => {
  expect(disposition(given)).toBe(header);
});

test('no name breaks out of its header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const header = disposition(name);
      expect(header).toMatch(/^attachment; filename="[ !#-[\]-~]+"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]*$/);
      expect(header.length).toBeLessThan(2_000);
    }),
  );
});
