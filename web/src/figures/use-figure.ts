import { type Api, given } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { type Ask, type Loaded, useLoad } from '../load.ts';
import { asQuery, type Figure, type Question } from './question.ts';

export type Answers = Schemas['Metrics'];
export type AnswerOf<F extends Figure> = Extract<Answers, { figure: F }>;

/** How often figures in front of the reader are asked for again; an unchanged answer is one small 304 to the browser. */
const EVERY_SECONDS = 120;

/** The request of a question, and the key under which its answer is kept. */
export function asking<F extends Figure>(api: Api, figure: F, question: Question): Ask<AnswerOf<F>> {
  const query = asQuery(question);
  return {
    key: `figure:${figure}?${new URLSearchParams(query)}`,
    load: async (signal) => (await given(api.GET('/metrics/{figure}', { params: { path: { figure }, query }, signal }))) as AnswerOf<F>,
  };
}

/** The answer to a question, kept while another is loaded. @param question null asks nothing */
export function useFigure<F extends Figure>(figure: F, question: Question | null): Loaded<AnswerOf<F>> {
  const { api } = useDesk();
  const ask = asking(api, figure, question ?? {});
  return useLoad(question && ask.key, ask.load, EVERY_SECONDS);
}
