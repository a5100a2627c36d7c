import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hmacSha256 } from '../../desk/hmac.ts';

test('a text and its bytes are keyed as Node keys them, whatever the length of the secret', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.string({ unit: 'grapheme' }), (secret, text) => {
      const theirs = createHmac('sha256', secret).update(text, 'utf8').digest('hex');
      expect([hmacSha256(secret, text), hmacSha256(secret, Buffer.from(text, 'utf8'))].map((mac) => mac.toString('hex'))).toEqual([
        theirs,
        theirs,
      ]);
    }),
  ));
