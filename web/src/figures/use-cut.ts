import { useDesk } from '../desk.ts';
import { deskNow } from '../now.ts';
import { addDays, dateIn, daysBetween, type Question, usualBy } from './question.ts';

/** The question with the pieces that fit its period, and the same without a group. */
export function useCut(asked: Question): { readonly question: Question; readonly whole: Question } {
  const { format } = useDesk();
  const tomorrow = addDays(dateIn(format.zone, deskNow()), 1);
  const days = asked.from ? daysBetween(asked.from, asked.to ?? tomorrow) : 28;
  const question: Question = { ...asked, by: asked.by ?? usualBy(days) };
  const { group: _, ...whole } = question;
  return { question, whole };
}
