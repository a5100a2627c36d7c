import fc from 'fast-check';
import { decodeEntities } from '../../../desk/mail/html-entities.ts';
import { htmlToText, RULE } from '../../../desk/mail/html-text.ts';

describe('HTML becomes the text that a person would read', () => {
  test.each([
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['<div>One</div><div>Two</div>', 'One\nTwo'],
    ['One<br>Two<br/><br>Three', 'One\nTwo\n\nThree'],
    ['<br><br><br>One<br><br><br><br>Two', 'One\n\nTwo'],
    ['  One \n  two\t three  ', 'One two three'],
    ['<b>bo</b><i>ld</i> <span> x </span> y', 'bold x y'],
    ['a<!-- no -->b', 'ab'],
    ['a<!-- never ends <b>shown</b>', 'a never ends shown'],
    ['<!DOCTYPE html><html><head><title>t</title></head><body>x</body></html>', 'x'],
    ['x<script>if (a<b) alert("</p>")</script>y', 'xy'],
    ['x<style>p{}</style>y<svg><text>n</text></svg>z', 'xyz'],
    ['<h1>Title</h1>text', 'Title\n\ntext'],
    ['<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d', '* a\n* b\n  * c\n\nd'],
    ['<ol><li>a</li><li>b</li></ol>', '1. a\n2. b'],
    ['<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>', 'A B\n1 2'],
    ['<pre>a\n  b\n\nc</pre>d', 'a\n  b\n\nc\n\nd'],
    ['<a href="https://x.test/">here</a>', 'here (https://x.test/)'],
    ['<a href="https://x.test/">x.test</a>', 'x.test'],
    ['<a href="mailto:a@x.test">a@x.test</a>', 'a@x.test'],
    ['<a href="javascript:alert(1)">click</a>', 'click'],
    ['<a href="https://x.test"><img src="i.png"></a>', ''],
    ['<img src=x alt="A picture">', '[A picture]'],
    ['a<hr>b', `a\n${RULE}\nb`],
    ['<blockquote>q1<br>q2<blockquote>deeper</blockquote></blockquote>a', '> q1\n> q2\n>> deeper\na'],
    ['<div style="color:red; display: none">hidden</div>shown', 'shown'],
    ['<p style="mso-hide:all">hidden</p>shown', 'shown'],
    ['<div style="display:none">all of it is hidden and never closed', 'all of it is hidden and never closed'],
    ['5 < 6 && 7 > 2', '5 < 6 && 7 > 2'],
    ['a <3 b', 'a <3 b'],
    ['<', '<'],
    ['x <unknown-tag attr>y</unknown-tag>', 'x y'],
    ['<p title="a > b">x</p>', 'x'],
    ['<p title="never closed>x</p><p>y</p>', 'x\n\ny'],
    ['<P>UPPER</P><Br>case', 'UPPER\n\ncase'],
    ['<o:p>&nbsp;</o:p>x', 'x'],
    ['', ''],
    ['<p></p>', ''],
  ])('%j is %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  test('text between unclosed tags is not lost', () => {
    expect(htmlToText('<div><p>a<div>b<span>c<table><td>d')).toBe('a\nbc\nd');
  });

  test('an image in the tag itself, a megabyte long, is no text', () => {
    expect(htmlToText(`a<img src="data:image/png;base64,${'A'.repeat(1_000_000)}">b`)).toBe('ab');
  });

  test('quotes a hundred thousand deep cost no more text than shallow ones', () => {
    expect(htmlToText(`${'<blockquote>'.repeat(100_000)}x`)).toBe('>>>>> x');
  });

  test("Yahoo's and Outlook's quotes are marked though they are no blockquotes", () => {
    expect(htmlToText('new<div class="yahoo_quoted" id="yahoo_quoted_1"><div>old<div>older</div></div></div>after')).toBe(
      'new\n> old\n> older\nafter',
    );
    expect(htmlToText('new<div id="divRplyFwdMsg"><b>Von:</b> x</div>')).toBe(`new\n${RULE}\nVon: x`);
    expect(htmlToText('new<hr><div id="divRplyFwdMsg"><b>Von:</b> x</div>')).toBe(`new\n${RULE}\nVon: x`);
  });
});

describe('for any HTML', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<p>',
      '</p>',
      '<br>',
      '<div>',
      '</div>',
      '<blockquote>',
      '</blockquote>',
      '<ul>',
      '<li>',
      '</ul>',
      '<a href="https://x.test">',
      '</a>',
      '<pre>',
      '</pre>',
      '<td>',
      '<hr>',
      '<!--',
      '-->',
      '<b',
      '>',
      '<',
      '&amp;',
      '&#0;',
      '&#xd800;',
      '\n',
      ' ',
      '"',
      '=',
      '<script>',
      '</script>',
      '<p style="display:none">',
      '<head>',
      '</head>',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const html = fc.array(piece, { maxLength: 60 }).map((p) => p.join(''));

  test('the text has no line that ends in a space, no two empty lines in a row, and no tag that is known', () => {
    fc.assert(
      fc.property(html, (source) => {
        const text = htmlToText(source.replace(/<\/?pre>/g, ''));
        expect(text).not.toMatch(/\n\n\n/);
        expect(text).not.toMatch(/ \n/);
        expect(text).not.toMatch(/<(?:p|div|br|blockquote|ul|li|td|hr)>/);
      }),
      { numRuns: 500 },
    );
  });

  test('words in plain tags all come out, in order', () => {
    const tags = fc.constantFrom(
      '<p>',
      '</p>',
      '<br>',
      '<div>',
      '</div>',
      '<b>',
      '</b>',
      '<blockquote>',
      '</blockquote>',
      '<li>',
      '<td>',
      '<span class="x">',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(tags, fc.nat({ max: 999 })), { maxLength: 40 }), (parts) => {
        const words = parts.map(([, n]) => `w${n}w`);
        const text = htmlToText(parts.map(([tag, n]) => `${tag}w${n}w`).join(''));
        expect(text.match(/w\d+?w/g) ?? []).toEqual(words);
      }),
    );
  });
});

describe('character references', () => {
  test.each([
    ['&lt;b&gt; &amp;amp; &quot;&apos;', '<b> &amp; "\''],
    ['&eacute;&Eacute;&szlig;&euro;&ndash;&hellip;', 'éÉß€–…'],
    ['&#233;&#xE9;&#x1F600;', 'éé😀'],
    ['&#150;&#128;', '–€'],
    ['&nbsp;', ' '],
    ['&amp', '&'],
    ['&unknown; &', '&unknown; &'],
    ['&#0;&#xD800;&#x110000;', '\ufffd\ufffd\ufffd'],
    ['&alpha;&Omega;&scedil;&abreve;', 'αΩşă'],
  ])('%s', (source, text) => {
    expect(decodeEntities(source)).toBe(text);
  });
});
