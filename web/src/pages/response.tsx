import { useDesk } from '../desk.ts';
import { FigurePage } from '../figures/page.tsx';
import { PromisePictures } from '../figures/promise-pictures.tsx';
import { type Group, questionOf } from '../figures/question.ts';
import { QuestionBar } from '../figures/question-bar.tsx';
import { ResolutionPictures } from '../figures/resolution-pictures.tsx';
import { ResponsePictures } from '../figures/response-pictures.tsx';
import { useCut } from '../figures/use-cut.ts';
import { useFigure } from '../figures/use-figure.ts';
import type { PageProps } from '../pages.ts';

const GROUPS: readonly Group[] = ['channel', 'mailbox', 'type', 'priority', 'agent', 'policy'];

/** How long customers waited, what was promised, how long until it was done. */
export function Response({ route }: PageProps) {
  const { words } = useDesk();
  const { question, whole } = useCut(questionOf(route));
  const response = useFigure('response', question);
  const total = useFigure('sla', whole);
  const misses = useFigure('sla', { ...whole, group: 'agent' });
  const resolution = useFigure('resolution', whole);
  return (
    <FigurePage
      title={words.frame.nav.response}
      bar={<QuestionBar page="response" question={question} groups={GROUPS} compares clocks cohorts />}
      answers={[response, total, misses, resolution]}
    >
      {response.data && total.data && <ResponsePictures answer={response.data} promises={total.data} question={question} />}
      {total.data && misses.data && <PromisePictures answer={total.data} misses={misses.data} question={whole} />}
      {resolution.data && <ResolutionPictures answer={resolution.data} question={whole} />}
    </FigurePage>
  );
}
