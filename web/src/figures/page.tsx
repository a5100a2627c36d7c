import type { ComponentChildren } from 'preact';
import { useDesk } from '../desk.ts';
import { type Loaded, late } from '../load.ts';
import { Freshness } from '../parts/problem.tsx';
import type { Answers } from './use-figure.ts';
import '../style/figures.css';

/** The frame of a page of figures: its name, what is asked, how fresh the answer is, and the pictures once there are any. */
export function FigurePage({
  title,
  bar,
  answers,
  children,
}: {
  title: string;
  bar?: ComponentChildren;
  answers: readonly Loaded<Answers>[];
  children: ComponentChildren;
}) {
  const { words, format } = useDesk();
  const through = answers.map(({ data }) => data?.foldedThrough).filter((at): at is string => at !== undefined);
  const failed = late(answers);
  const ready = answers.every(({ data }) => data !== undefined);
  return (
    <>
      <h1>{title}</h1>
      {bar}
      {failed && <Freshness of={failed} />}
      {ready && through[0] && (
        <p class="fresh" data-folded={through[0]} data-from={answers[0]?.data?.period.from}>
          {words.figures.foldedThrough(format.instant(through.reduce((a, b) => (a < b ? a : b))), format.zone)}
        </p>
      )}
      {ready ? children : !failed && <p class="waiting">{words.frame.loading}</p>}
    </>
  );
}
