import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Sha256 } from '../../../functions/aws/sha256.ts';

const hex = async (sha: Sha256): Promise<string> => Buffer.from(await sha.digest()).toString('hex');
const chunk = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 200 }));
/** Keys around a block's length, which is where RFC 2104 changes its mind. */
const secret = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 62, maxLength: 66 }), fc.string({ maxLength: 90 }));

test('hashes what Node hashes, however it comes in pieces', () =>
  fc.assert(
    fc.asyncProperty(fc.array(chunk), async (chunks) => {
      const [ours, theirs] = [new Sha256(), createHash('sha256')];
      for (const part of chunks) {
        ours.update(part);
        theirs.update(part);
      }
      expect(await hex(ours)).toBe(theirs.digest('hex'));
    }),
  ));

test('keys what Node keys, whatever the length of the secret', () =>
  fc.assert(
    fc.asyncProperty(secret, fc.array(chunk), async (key, chunks) => {
      const [ours, theirs] = [new Sha256(key), createHmac('sha256', key)];
      for (const part of chunks) {
        ours.update(part);
        theirs.update(part);
      }
      expect(await hex(ours)).toBe(theirs.digest('hex'));
      // Asked twice it says the same.
      expect(await hex(ours)).toBe(
        createHmac('sha256', key)
          .update(Buffer.concat(chunks.map((c) => Buffer.from(c))))
          .digest('hex'),
      );
    }),
  ));

test('a view is hashed alone, not the buffer it looks into; a buffer whole; and nothing of what came before a reset', async () => {
  const buffer = new TextEncoder().encode('left middle right').buffer;
  const sha = new Sha256();
  sha.update(new DataView(buffer, 5, 6));
  expect(await hex(sha)).toBe(createHash('sha256').update('middle').digest('hex'));
  sha.reset();
  sha.update(buffer);
  expect(await hex(sha)).toBe(createHash('sha256').update('left middle right').digest('hex'));
});

/** RFC 4231, test cases 2 and 6. */
test.each([
  ['Jefe', 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  [
    Buffer.alloc(131, 0xaa),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
])('the RFC says so', async (key, message, digest) => {
  const sha = new Sha256(key);
  sha.update(message);
  expect(await hex(sha)).toBe(digest);
});
