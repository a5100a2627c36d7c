import * as z from 'zod/mini';
import { FIGURES, figureQuery, ticketsQuery } from '../metrics/query.ts';
import { behindAnswer, definitionsAnswer, figureAnswer } from '../metrics/shapes.ts';
import { about } from './about.ts';
import type { Operation } from './operations.ts';

/*
 * Figures: what their routes take and give.
 */

const figure = about('Which figures.', z.enum(FIGURES));
const PARAMETERS =
  '`from` and `to` are local dates of the desk, half-open; `by` cuts the period; `group` cuts it by what a ticket is; `cohort=opened` dates responses by arrival and counts in who still waits; `clock=business` takes working time; `compare` adds the period before or the same a year ago.';

export const METRICS_OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /metrics/{figure}': {
    id: 'getMetrics',
    tag: 'metrics',
    description: `Figures with their definition, n, and what they leave out. ${PARAMETERS} With \`accept: text/csv\` the rows alone.`,
    path: { figure },
    query: figureQuery,
    headers: ['if-none-match'],
    gives: { status: 200, schema: figureAnswer, etag: true },
    problems: [400, 404, 503],
  },
  'GET /metrics/{figure}/tickets': {
    id: 'getTicketsBehind',
    tag: 'metrics',
    description:
      'The tickets behind a number, by day: `count` names the number (the first of the figure when left out), `value` the group’s value, `hour` an hour of the week. Each `n`, added up over all pages, is the number. A page may hold fewer than `limit` and still have a cursor.',
    path: { figure },
    query: ticketsQuery,
    gives: { status: 200, schema: behindAnswer },
    problems: [400, 404, 503],
  },
  'GET /metrics/definitions': {
    id: 'getDefinitions',
    tag: 'metrics',
    description: 'Every figure with what it means, its unit and the events it comes from.',
    gives: { status: 200, schema: definitionsAnswer },
    problems: [],
  },
};

export const METRICS_GIVEN = { Metrics: figureAnswer, TicketsBehind: behindAnswer, Definitions: definitionsAnswer } as const;
