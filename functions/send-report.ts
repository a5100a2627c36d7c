import * as z from 'zod/mini';
import type { Report } from '../desk/mail/letter-report.ts';
import { foldName } from '../desk/metrics/catalog.ts';
import { dateOf, Zone } from '../desk/metrics/day.ts';
import { type LateNow, morningQuestions, morningReport } from '../desk/metrics/morning.ts';
import { pageLink } from '../desk/page-link.ts';
import type { Settings } from '../desk/settings.ts';
import type { OwedMail } from '../desk/ticket/dossier.ts';
import { newMailId } from '../desk/ticket/ids.ts';
import type { Instant } from '../events/ids.ts';
import { dynamo } from './aws/dynamo.ts';
import { answersTo } from './aws/questions.ts';
import { type Reports, reports } from './aws/reports.ts';
import { type Rollups, rollups } from './aws/rollups.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env } from './env.ts';
import { onEvent, type Trigger } from './shell.ts';

/*
 * Every quarter of an hour: is it time for the morning report, and is yesterday closed? Then it is owed, once.
 */

const tick = z.object({ time: z.string() });

export type Parts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly rollups: (fold: string) => Rollups;
  readonly reports: Reports;
  readonly site: string | null;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults, site } = env('table', 'shards', 'defaults', 'site');
  const client = dynamo();
  made = {
    settings: settingsStore(client, table, JSON.parse(defaults)),
    tickets: tickets(client, table, Number(shards)),
    rollups: (fold) => rollups(client, table, fold),
    reports: reports(client, table, Number(shards)),
    site,
  };
  return made;
};

/** So many of the late are named; the rest is counted. */
const NAMED = 10;
const COUNTED = 1000;

export const sendReport =
  (parts: () => Parts) =>
  async (event: unknown, { log, requestId }: Trigger): Promise<void> => {
    const now = new Date(tick.parse(event).time).toISOString() as Instant;
    const settings = await parts().settings.now();
    const { active, at, to } = settings.report;
    if (!active || to.length === 0) return;
    const zone = new Zone(settings.desk.zone);
    const today = zone.dayOf(Date.parse(now));
    if (Date.parse(now) < zone.at(today, at)) return;
    const day = today - 1;
    if (await parts().reports.has(dateOf(day))) return;
    const store = parts().rollups(foldName(settings.desk.zone));
    const catalog = await store.catalog();
    // Yesterday is not closed yet: its figures come with a later tick, and so does the report.
    if (catalog === null || catalog.closed < day) return;
    const site = settings.desk.site ?? parts().site;
    const names = new Map(settings.types.map((type) => [type.id, type.name]));
    const report = morningReport(
      day,
      await answersTo(morningQuestions(day), catalog, zone, store),
      await lateNow(now, parts().tickets, site),
      names,
      site,
    );
    const mails = mailsOf(report, settings, now);
    await parts().reports.owe(dateOf(day), mails, now, requestId);
    log.info('morning report', { day: dateOf(day), mails: mails.length });
  };

/** Tickets that are past due, the longest first. */
async function lateNow(now: Instant, store: Tickets, site: string | null): Promise<LateNow> {
  const page = { limit: COUNTED, after: null, before: now, newestFirst: false };
  const { briefs } = await store.queue(['new', 'open', 'pending'], page);
  const named = briefs.slice(0, NAMED).flatMap(({ brief: { ticket, subject, dueAt, clocks } }) => {
    if (dueAt === null) return [];
    const clock = clocks.find((c) => c.dueAt === dueAt)?.clock ?? 'resolution';
    return [{ ticket: ticket.id, subject, clock, dueAt, href: pageLink(site, `tickets/${ticket.id}`) }];
  });
  return { total: briefs.length, tickets: named };
}

/** One mail for each language among those who get it; who is no agent gets the desk's. */
function mailsOf(report: Report, settings: Settings, now: Instant): OwedMail[] {
  const people = settings.report.to.map((address) => {
    const agent = settings.agents.find((a) => a.address === address);
    return { name: agent?.name ?? '', address, language: agent?.language ?? settings.desk.language };
  });
  const mailbox = settings.mailboxes[0]?.id ?? '';
  return [...new Set(people.map((p) => p.language))].map((language, n) => ({
    id: newMailId(`report ${report.day}`, 'report', n),
    ticket: null,
    kind: 'report',
    to: people.filter((p) => p.language === language).map(({ name, address }) => ({ name, address })),
    language,
    mailbox,
    owedAt: now,
    thread: [],
    day: report.day,
    report,
  }));
}

export const handler = onEvent<unknown>(sendReport(wired));
