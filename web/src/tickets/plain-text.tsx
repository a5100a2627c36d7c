import { useMemo } from 'preact/hooks';
import { withLinks } from './links.ts';

/** A text as it was written; web addresses in it can be followed, and say their host as the network knows it. */
export function PlainText({ text }: { text: string }) {
  const pieces = useMemo(() => withLinks(text), [text]);
  return (
    <div class="plain" dir="auto">
      {pieces.map(({ text: piece, link }, n) =>
        link ? (
          <a key={n} href={link.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece}
            {!piece.toLowerCase().includes(link.where.toLowerCase()) && <span class="where"> [{link.where}]</span>}
          </a>
        ) : (
          piece
        ),
      )}
    </div>
  );
}
