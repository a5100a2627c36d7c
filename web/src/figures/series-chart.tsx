import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { go } from '../route.ts';

/*
 * Figures over time, by uPlot: bars, lines and bands over the pieces of a period, a click on each leading to its tickets.
 */

export type Series = {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** Which of the page's colours, from 1. */
  readonly color: number;
  readonly kind?: 'line' | 'bars' | 'dots' | 'edge';
  /** Dashed: the period that it is compared with. */
  readonly faint?: boolean;
  /** Where a click on a point leads. */
  readonly behind?: (at: number) => string | undefined;
};

type Given = {
  readonly title: string;
  /** Names of the pieces, oldest first. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** Pairs of series (by place, upper first) with a band between them. */
  readonly bands?: readonly (readonly [number, number])[];
  readonly format: (value: number | null) => string;
  /** Fixes the scale, such as 0 to 1 for shares. */
  readonly range?: readonly [number, number];
  readonly height?: number;
  /** Values are seconds: the scale goes in minutes, hours and days. */
  readonly time?: boolean;
};

const TIME_STEPS = [
  1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800, 1_209_600, 2_592_000, 7_776_000,
];
const HEIGHT = 220;

export function SeriesChart(given: Given) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(given);
  latest.current = given;
  const drawn = JSON.stringify([given.labels, given.series, given.bands, given.range]);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let chart: uPlot | undefined;
    const draw = (): void => {
      chart?.destroy();
      chart = new uPlot(optionsOf(latest.current, element), dataOf(latest.current), element);
    };
    draw();
    // It is called once at the start, too: drawn as it is, the chart need not be drawn again.
    const resized = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (chart && chart.width !== width) chart.setSize({ width, height: latest.current.height ?? HEIGHT });
    });
    resized.observe(element);
    // Colours are drawn into the canvas: when the reader changes them, it is drawn anew.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'dir'] });
    return () => {
      resized.disconnect();
      theme.disconnect();
      scheme.removeEventListener('change', draw);
      chart?.destroy();
    };
  }, [drawn]);

  return <div class="series" ref={place} role="img" aria-label={given.title} dir="ltr" />;
}

const dataOf = ({ labels, series }: Given): uPlot.AlignedData =>
  [labels.map((_, at) => at), ...series.map(({ values }) => [...values])] as uPlot.AlignedData;

function optionsOf({ labels, series, bands = [], format, range, height = HEIGHT, time }: Given, element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => resolved(element, style.getPropertyValue(name));
  const muted = color('--muted');
  const grid = { stroke: color('--line'), width: 1 };
  const font = `12px ${style.fontFamily}`;
  const bars = uPlot.paths.bars?.({ size: [0.7, 48], radius: 0.15 });
  const end = Math.max(1, labels.length - 1);
  return {
    width: element.clientWidth,
    height,
    cursor: { points: { size: 7 }, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { time: false, range: [-0.6, Math.max(0, labels.length - 1) + 0.6] },
      y: range ? { range: [...range] as [number, number] } : { range: (_, low, high) => [Math.min(0, low ?? 0), (high ?? 1) * 1.08 || 1] },
    },
    axes: [
      {
        stroke: muted,
        grid: { show: false },
        ticks: { show: false },
        font,
        space: 64,
        incrs: [1, 2, 5, 7, 14, 28, 56, 91, 182, 364].filter((step) => step <= Math.max(1, end)),
        values: (_, splits) => splits.map((at) => labels[at] ?? ''),
      },
      {
        stroke: muted,
        grid,
        ticks: { show: false },
        font,
        size: 66,
        values: (_, splits) => splits.map(format),
        ...(time ? { incrs: TIME_STEPS } : {}),
      },
    ],
    bands: bands.map(([upper, lower]) => ({ series: [upper + 1, lower + 1] as [number, number], fill: color('--band') })),
    series: [
      { label: '', value: (_, at) => (at === null ? '' : (labels[at] ?? '')) },
      ...series.map(({ label, kind = 'line', color: which, faint }): uPlot.Series => {
        const stroke = color(`--series-${which}`);
        return {
          label,
          stroke,
          value: (_, value) => format(value),
          spanGaps: false,
          width: kind === 'edge' ? 1 : 2,
          ...(faint ? { dash: [5, 5] } : {}),
          ...(kind === 'bars' ? { fill: `${stroke}99`, width: 0, ...(bars ? { paths: bars } : {}), points: { show: false } } : {}),
          ...(kind === 'dots' ? { paths: () => null, points: { show: true, size: 7, fill: stroke } } : {}),
          ...(kind === 'line' || kind === 'edge' ? { points: { show: kind === 'line' && labels.length < 46, size: 5 } } : {}),
        };
      }),
    ],
    hooks: { ready: [(chart) => chart.over.addEventListener('click', () => clicked(chart, series))] },
  };
}

/** To the tickets of the point that is nearest to the click. */
function clicked(chart: uPlot, series: readonly Series[]): void {
  const { idx, top = 0 } = chart.cursor;
  if (idx === null || idx === undefined) return;
  const away = (at: number): number => {
    const value = series[at]?.values[idx];
    return value === null || value === undefined ? Number.POSITIVE_INFINITY : Math.abs(chart.valToPos(value, 'y') - top);
  };
  const nearest = series
    .map((_, at) => at)
    .filter((at) => series[at]?.behind?.(idx) !== undefined)
    .sort((a, b) => away(a) - away(b))[0];
  const link = nearest === undefined ? undefined : series[nearest]?.behind?.(idx);
  if (link) go(link);
}

const known = new Map<string, string>();

/** A colour that may be `light-dark(…)`, as the canvas understands it; asking the browser costs a look at the whole style. */
function resolved(element: HTMLElement, color: string): string {
  const scheme = document.documentElement.dataset.theme ?? matchMedia('(prefers-color-scheme: dark)').matches;
  const found = known.get(`${scheme} ${color}`) ?? probed(element, color);
  known.set(`${scheme} ${color}`, found);
  return found;
}

function probed(element: HTMLElement, color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  element.append(probe);
  const [r = 0, g = 0, b = 0, a = 1] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
  probe.remove();
  const hex = (n: number): string => Math.round(n).toString(16).padStart(2, '0');
  return `#${hex(r)}${hex(g)}${hex(b)}${a < 1 ? hex(a * 255) : ''}`;
}
