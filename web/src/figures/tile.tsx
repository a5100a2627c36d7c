import { useDesk } from '../desk.ts';

/** One figure, large, with what it was before. */
export type Tile = {
  readonly label: string;
  readonly text: string;
  /** Why there is none, or what it stands on. */
  readonly under?: string | undefined;
  readonly behind?: string | undefined;
  readonly now?: number | null;
  readonly before?: number | null | undefined;
  readonly beforeText?: string | undefined;
  /** Whether more of it is good, bad, or neither. */
  readonly more?: 'good' | 'bad';
  /** The exact value, for whoever reads the page. */
  readonly field: string;
  readonly value: number | null;
};

type Compared = Pick<Tile, 'label' | 'field' | 'value' | 'before' | 'more' | 'behind' | 'under'>;
/**
 * A figure beside what it was before, both told alike.
 * @param nothing what stands in place of a figure that there is none of
 */
export const compared = (tell: (value: number | null) => string, tile: Compared, nothing?: string): Tile => ({
  ...tile,
  text: tile.value === null && nothing !== undefined ? nothing : tell(tile.value),
  now: tile.value,
  beforeText: tell(tile.before ?? null),
});

export function Tiles({ tiles, name }: { tiles: readonly Tile[]; name: string }) {
  const { words, format } = useDesk();
  const { figures } = words;
  return (
    <ul class="tiles" data-picture={name}>
      {tiles.map(({ label, text, under, behind, now, before, beforeText, more, field, value }) => {
        const moved = now !== undefined && now !== null && typeof before === 'number' ? now - before : null;
        const mood = moved === null || moved === 0 || !more ? 'fine' : moved > 0 === (more === 'good') ? 'fine good' : 'fine bad';
        const change = moved === null || typeof before !== 'number' ? null : before === 0 ? null : moved / Math.abs(before);
        return (
          <li key={field} class="panel">
            <p class="label">{label}</p>
            <p class="big" data-field={field} data-value={JSON.stringify(value)}>
              {behind ? <a href={behind}>{text}</a> : text}
            </p>
            {moved !== null && (
              <p class={mood}>
                {moved > 0 ? '▲' : moved < 0 ? '▼' : '='} {change === null ? '' : format.change(change)}{' '}
                {figures.before(beforeText ?? format.number(before ?? null))}
              </p>
            )}
            {under && <p class="fine">{under}</p>}
          </li>
        );
      })}
    </ul>
  );
}
