import { openPage, sealPage } from '../../../desk/survey/nonce.ts';
import { isSurveyStream, isToken, orderOf, orderRef, streamOf, surveyOf, surveyToken, ticketRef } from '../../../desk/survey/token.ts';
import { orderId, surveyId, type TicketId } from '../../../events/ids.ts';
import { at, SECRET } from './samples.ts';

const ref = orderRef('shop', '1001');
const token = surveyToken(SECRET, ref);
const NOW = at('2026-03-02T12:00:00Z');

describe('a token', () => {
  test('is 128 bits that only the desk’s secret makes, the same for the same order', () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(16);
    expect(surveyToken(SECRET, orderRef('shop', '1001'))).toBe(token);
    expect(surveyToken(Buffer.alloc(32, 8), ref)).not.toBe(token);
    expect(surveyToken(SECRET, orderRef('shop1', '001'))).not.toBe(token);
  });

  test('leads to its survey by its hash, and the survey’s id does not lead back', () => {
    expect(streamOf(SECRET, ref)).toBe(orderOf(token));
    expect(orderId.safeParse(orderOf(token)).success).toBe(true);
    expect(surveyId.safeParse(surveyOf(token)).success).toBe(true);
    const ticket = ticketRef('T-7K4QX' as TicketId, NOW);
    expect(streamOf(SECRET, ticket)).toBe(surveyOf(surveyToken(SECRET, ticket)));
    expect(orderOf(token)).not.toContain(token.slice(0, 6));
  });

  test.each([
    ['one bit changed', `${token.slice(0, 21)}${token[21] === 'A' ? 'Q' : 'A'}`, true],
    ['another spelling of the same bits', `${token.slice(0, 21)}${String.fromCharCode((token.charCodeAt(21) ?? 0) + 1)}`, false],
    ['too short', token.slice(1), false],
    ['a path', '../../../../etc/passwd', false],
    ['nothing', '', false],
  ])('%s: may be one: %#', (_name, text, may) => {
    expect(isToken(text)).toBe(may);
    if (may) expect(orderOf(text)).not.toBe(orderOf(token));
  });

  test('streams of surveys are told from tickets', () => {
    expect([orderOf(token), surveyOf(token), 'T-7K4QX', 'c-12345678'].map(isSurveyStream)).toEqual([true, true, false, false]);
  });
});

describe('a page’s nonce', () => {
  const stream = orderOf(token);
  const sealed = sealPage(SECRET, 'answer', stream, { servedAt: NOW, chosen: 4, seed: 'request-1' });

  test('opens to when it was served and which score was shown', () => {
    expect(openPage(SECRET, 'answer', stream, sealed)).toMatchObject({ servedAt: NOW, chosen: 4 });
    const none = sealPage(SECRET, 'answer', stream, { servedAt: NOW, chosen: null, seed: 'request-1' });
    expect(openPage(SECRET, 'answer', stream, none)?.chosen).toBeNull();
  });

  test('no two pages have the same, and none tells the request it was made for', () => {
    const other = sealPage(SECRET, 'answer', stream, { servedAt: NOW, chosen: 4, seed: 'request-2' });
    expect(other).not.toBe(sealed);
    expect(openPage(SECRET, 'answer', stream, other)?.id).not.toBe(openPage(SECRET, 'answer', stream, sealed)?.id);
    expect(sealed).not.toContain('request');
  });

  test.each([
    ['another survey', () => openPage(SECRET, 'answer', surveyOf(token), sealed)],
    ['another purpose', () => openPage(SECRET, 'unsubscribe', stream, sealed)],
    ['another desk', () => openPage(Buffer.alloc(32, 9), 'answer', stream, sealed)],
    ['another score', () => openPage(SECRET, 'answer', stream, sealed.replace('.4.', '.5.'))],
    ['another time', () => openPage(SECRET, 'answer', stream, `a${sealed.slice(1)}`)],
    ['nothing', () => openPage(SECRET, 'answer', stream, '')],
    ['a megabyte', () => openPage(SECRET, 'answer', stream, 'a'.repeat(1_000_000))],
  ])('is worth nothing for %s', (_name, opened) => {
    expect(opened()).toBeNull();
  });
});
