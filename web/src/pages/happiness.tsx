import { useDesk } from '../desk.ts';
import { HappinessPictures } from '../figures/happiness-pictures.tsx';
import { FigurePage } from '../figures/page.tsx';
import { type Group, questionOf } from '../figures/question.ts';
import { QuestionBar } from '../figures/question-bar.tsx';
import { useCut } from '../figures/use-cut.ts';
import { useFigure } from '../figures/use-figure.ts';
import { Verbatims } from '../figures/verbatims.tsx';
import type { PageProps } from '../pages.ts';

const GROUPS: readonly Group[] = ['channel', 'type', 'agent', 'product'];

/** What customers thought, and how many of those who were asked said so. */
export function Happiness({ route }: PageProps) {
  const { words } = useDesk();
  const { question, whole } = useCut(questionOf(route));
  const over = useFigure('happiness', whole);
  const grouped = useFigure('happiness', { ...whole, group: question.group ?? 'type', by: 'total' });
  return (
    <FigurePage
      title={words.frame.nav.happiness}
      bar={<QuestionBar page="happiness" question={question} groups={GROUPS} compares />}
      answers={[over, grouped]}
    >
      {over.data && grouped.data && (
        <>
          <HappinessPictures answer={over.data} grouped={grouped.data} group={question.group ?? 'type'} question={whole} />
          <Verbatims from={over.data.period.from} to={over.data.period.to} />
        </>
      )}
    </FigurePage>
  );
}
