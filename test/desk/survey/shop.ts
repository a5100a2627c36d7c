import type { Settings } from '../../../desk/settings.ts';
import { isOpen, type Press, press } from '../../../desk/survey/answer.ts';
import { fireSurvey, otherOpen, planTicketSurvey, repliersOf } from '../../../desk/survey/ask.ts';
import { addBeside, type Beside, NO_FILE, type Plan, type SurveyFile } from '../../../desk/survey/file.ts';
import { orderNotice, type Planning, takeOrders } from '../../../desk/survey/order.ts';
import { evolveSurvey, type Survey } from '../../../desk/survey/survey.ts';
import { orderRef, type SurveyStream, streamOf, ticketRef } from '../../../desk/survey/token.ts';
import { undeliveredSurvey } from '../../../desk/survey/undelivered.ts';
import { unhappyTicket } from '../../../desk/survey/unhappy.ts';
import type { Case, Command } from '../../../desk/ticket/command.ts';
import { decide } from '../../../desk/ticket/decide.ts';
import type { Customer } from '../../../desk/ticket/dossier.ts';
import { newCustomer } from '../../../desk/ticket/receive.ts';
import { isActive } from '../../../desk/ticket/ticket.ts';
import type { Commit, DomainEvent } from '../../../events/event.ts';
import type { Instant, TicketId } from '../../../events/ids.ts';
import { SECRET } from './samples.ts';
import { type Diary, emptyDiary, type Label, type OnTicket } from './shop-diary.ts';

/*
 * A shop and its desk in memory: every decision is the rules' own, and what AWS does around them (rows, timers, mails
 * that leave and come back) is done by plain maps. Beside it stands a diary: what the shop, its customers and its agents
 * did, as somebody would have noted it who knows nothing of the desk.
 */

export const iso = (ms: number): Instant => new Date(ms).toISOString() as Instant;

export type Stored = {
  readonly stream: SurveyStream;
  readonly address: string;
  readonly order: string | null;
  /** The resolution that it is about. */
  readonly since: number;
  survey: Survey | null;
  file: SurveyFile;
  plan: (Plan & { readonly askAt: Instant }) | null;
  readonly spent: Set<string>;
};
type StoredTicket = { readonly id: TicketId; readonly address: string; case: Case; readonly events: DomainEvent[] };

/** What comes of things by itself, and by chance. */
export type Around = {
  readonly later: (when: number, turn: (now: number) => void) => void;
  /** A survey's mail has left. */
  readonly onMail: (stored: Stored, now: number) => void;
  /** Whether this try breaks off between the customer's row and the commit. */
  readonly stumbles: () => boolean;
};

export class Shop {
  readonly diary: Diary = emptyDiary();
  readonly commits: Commit[] = [];
  readonly surveys = new Map<string, Stored>();
  readonly tickets = new Map<string, StoredTicket>();
  readonly customers = new Map<string, Customer>();
  settings: Settings;
  readonly #around: Around;
  readonly #versions = new Map<number, Settings>();
  #serial = 0;

  constructor(settings: Settings, around: Around) {
    this.settings = settings;
    this.#around = around;
    this.change(settings.surveys, 0);
  }

  /** Other rules from now on. */
  change(surveys: Settings['surveys'], now: number): void {
    this.settings = { ...this.settings, surveys, version: this.settings.version + 1 };
    this.#versions.set(this.settings.version, this.settings);
    this.diary.active.push({ at: now, order: surveys.order.active });
  }

  #next(): string {
    this.#serial += 1;
    return `turn-${this.#serial}`;
  }

  #commit(stored: Stored, events: readonly DomainEvent[], beside: Beside | null, now: number): void {
    if (events.length === 0) return;
    stored.survey = evolveSurvey(stored.survey, stored.stream, events);
    stored.file = addBeside(stored.file, beside);
    const { version } = stored.survey;
    this.commits.push({ stream: stored.stream, version, recordedAt: iso(now), by: this.#next(), events: [...events] });
  }

  #stored(stream: SurveyStream, address: string, order: string | null, since: number): Stored {
    const fresh = { stream, address, order, since, survey: null, file: NO_FILE, plan: null, spent: new Set<string>() };
    const stored = this.surveys.get(stream) ?? fresh;
    this.surveys.set(stream, stored);
    return stored;
  }

  /** The shop says something about one order, once or several things at a time. */
  tell(given: readonly Record<string, unknown>[], address: string, product: string, now: number): void {
    const notices = given.map((one) => orderNotice.parse(one));
    const [first] = notices;
    if (!first) return;
    const ref = orderRef(first.channel, first.number);
    const stored = this.#stored(streamOf(SECRET, ref), address, ref, now);
    const customer = this.customers.get(address) ?? null;
    const planned = takeOrders(stored.survey, notices, { now: iso(now), settings: this.settings, customer, stream: stored.stream, ref });
    if ('refused' in planned) throw new Error(`${planned.field}: ${planned.why}`);
    for (const { event, at, channel } of notices) {
      this.diary.told.push({ order: ref, what: event, at: Math.min(now, at ? Date.parse(at) : now), toldAt: now, channel, product });
    }
    this.#plan(stored, planned, now);
  }

  #plan(stored: Stored, planned: Planning, now: number): void {
    if (planned.plan && stored.plan === null) {
      stored.plan = planned.plan;
      this.#wake(stored, planned.plan.askAt);
    }
    this.#commit(stored, planned.events, null, now);
    this.#note(stored, planned.events, now);
  }

  /** The minute's tick finds it; the index is behind now and then, and so does the next. */
  #wake(stored: Stored, at: Instant): void {
    const tick = Math.ceil(Date.parse(at) / 60_000) * 60_000;
    for (const when of [tick, tick + 60_000]) this.#around.later(when, (now) => this.#fire(stored, now));
  }

  #fire(stored: Stored, now: number): void {
    const { survey, plan, address } = stored;
    if (survey?.state !== 'waiting') return;
    const about = survey.ticket === null ? null : (this.tickets.get(survey.ticket) ?? null);
    const theirs = [...this.tickets.values()].filter((t) => t.address === address).map((t) => t.case);
    const customer = this.customers.get(address) ?? null;
    const said = fireSurvey(survey, {
      now: iso(now),
      settings: this.settings,
      plan,
      customer,
      about: about?.case ?? null,
      openTicket: otherOpen(theirs, survey.ticket),
      agents: repliersOf(about?.events ?? []),
    });
    if (said.do === 'wait') this.#wake(stored, said.until);
    if (said.do === 'wait' || said.do === 'nothing') return;
    if (said.do === 'ask' && said.customer !== customer) {
      this.#keep(address, said.customer);
      if (this.#around.stumbles()) {
        this.diary.stumbles.push({ stream: stored.stream, address, at: now });
        this.#wake(stored, iso(now + 60_000));
        return;
      }
    }
    this.#commit(stored, said.events, said.do === 'ask' ? said.beside : null, now);
    this.#note(stored, said.events, now);
    if (said.do === 'ask') this.#around.onMail(stored, now);
  }

  /** What is written down is what the people in it know, not what the events say. */
  #note(stored: Stored, events: readonly DomainEvent[], now: number): void {
    const { stream, address, order, since, survey } = stored;
    const ticket = survey && survey.state !== 'unplanned' ? survey.ticket : null;
    const told = this.diary.told.find((t) => t.order === order);
    const of = <T extends OnTicket>(list: readonly T[]): T[] => list.filter((one) => one.ticket === ticket);
    const repliers = of(this.diary.replies).filter((r) => !r.bounced);
    for (const event of events) {
      if (event.type !== 'SurveyAsked' && event.type !== 'SurveySkipped') continue;
      const label: Label = {
        channel: told?.channel ?? this.diary.channels.get(ticket ?? '') ?? '',
        type: of(this.diary.types).at(-1)?.type ?? '',
        product: told?.product ?? '',
        agents: event.type === 'SurveyAsked' ? [...new Set(repliers.map((r) => r.agent))] : [],
      };
      const due = { stream, address, at: now, kind: event.kind, order, ticket, since, label };
      if (event.type === 'SurveyAsked') this.diary.mails.push(due);
      else this.diary.skips.push({ ...due, reason: event.reason });
    }
  }

  #keep(address: string, customer: Customer | null): void {
    if (customer) this.customers.set(address, { ...customer, version: customer.version + 1 });
  }

  /** The mail comes back, perhaps reported twice. */
  comeBack(stored: Stored, reason: 'bounce' | 'complaint', now: number): void {
    const { survey, address } = stored;
    if (survey?.state !== 'asked') return;
    this.#commit(stored, undeliveredSurvey(survey, survey.mail, reason, iso(now)), null, now);
    const known = this.customers.get(address) ?? newCustomer(address, '', stored.stream);
    if (!known.suppressed) this.#keep(address, { ...known, suppressed: { at: iso(now), reason } });
    this.diary.returned.push({ stream: stored.stream, address, at: now });
  }

  /** One press on a page that was served before. @returns whether the page thanked */
  press(stored: Stored, page: NonNullable<Press['page']>, score: number, comment: string, now: number): boolean {
    const { survey } = stored;
    if (!isOpen(survey, iso(now))) return false;
    const evidence = { userAgent: '', languages: '', fetch: '', pageSeconds: 0, askedSeconds: 0 };
    const given = { page, pressed: [String(score)], comment, baited: false, spent: stored.spent.has(page.id), evidence };
    const said = press(survey, given, iso(now));
    if (said.do === 'ask-again') {
      if (said.spend) stored.spent.add(said.spend);
      this.#commit(stored, said.events, null, now);
      for (const answer of this.diary.thanked) if (answer.page === page.id) answer.takenBack = true;
      return false;
    }
    if (said.do === 'record') {
      this.#commit(stored, said.events, said.beside, now);
      this.diary.thanked.push({ stream: stored.stream, page: page.id, at: now, score, comment, takenBack: false });
      this.#around.later(now + 5000, (then) => this.#callBack(stored, then));
    }
    return true;
  }

  #callBack(stored: Stored, now: number): void {
    const command = unhappyTicket(stored.survey, stored.file, this.settings);
    if (command === null || this.diary.calledBack.some((c) => c.stream === stored.stream)) return;
    const id = this.act(null, stored.address, command, now, `${stored.stream} unhappy`);
    if (id) this.diary.calledBack.push({ stream: stored.stream, ticket: id });
  }

  unsubscribe(stored: Stored, mindChanges: boolean, now: number): void {
    const { address, survey } = stored;
    const known = this.customers.get(address);
    if (!known || survey?.state !== 'asked' || survey.unsubscribed) return;
    if (known.unsubscribedAt === null) this.#keep(address, { ...known, unsubscribedAt: iso(now) });
    this.#commit(stored, [{ type: 'SurveyUnsubscribed', at: iso(now), customer: survey.customer, press: 'p' }], null, now);
    const entry = { stream: stored.stream, address, at: now, backAt: null as number | null };
    this.diary.unsubscribed.push(entry);
    if (!mindChanges) return;
    this.#around.later(now + 20_000, (then) => {
      const row = this.customers.get(address);
      if (row?.unsubscribedAt === iso(now)) this.#keep(address, { ...row, unsubscribedAt: null });
      this.#commit(stored, [{ type: 'SurveyResubscribed', at: iso(then), customer: survey.customer, press: 'p' }], null, then);
      entry.backAt = then;
    });
  }

  /** A command on a ticket, or a new one. @returns the ticket's id, or null when the rules refused */
  act(id: TicketId | null, address: string, command: Command, now: number, seed = this.#next()): TicketId | null {
    const before = id === null ? null : (this.tickets.get(id) ?? null);
    const context = { now: iso(now), settings: this.settings, pinned: this.#versions, customer: this.customers.get(address) ?? null, seed };
    const decision = decide(before?.case ?? null, command, context);
    if ('refused' in decision || decision.events.length === 0) return null;
    this.#keep(address, decision.customer);
    const { ticket, dossier, events } = decision;
    const kept = before ?? { id: ticket.id, address, case: { ticket, dossier }, events: [] };
    kept.case = { ticket, dossier };
    kept.events.push(...events);
    this.tickets.set(ticket.id, kept);
    this.diary.channels.set(ticket.id, ticket.channel);
    this.commits.push({ stream: ticket.id, version: ticket.version, recordedAt: iso(now), by: seed, events: [...events] });
    this.#noteTicket(kept, command, before === null, now);
    return ticket.id;
  }

  #noteTicket({ id, address, case: { ticket } }: StoredTicket, command: Command, isNew: boolean, now: number): void {
    const { inWork, resolved, spam, replies, types } = this.diary;
    const last = inWork.findLast((w) => w.ticket === id);
    const open = last?.to === Number.POSITIVE_INFINITY;
    if (isActive(ticket) && !open) inWork.push({ ticket: id, address, from: now, to: Number.POSITIVE_INFINITY });
    if (!isActive(ticket) && open) last.to = now;
    if (command.do === 'MarkSpam') spam.push({ ticket: id, at: now });
    if (command.do === 'Reply') replies.push({ ticket: id, agent: command.by, at: now, bounced: false });
    if (command.do === 'RecordUndelivered')
      for (const reply of replies) if (reply.ticket === id && iso(reply.at) === command.sentAt) reply.bounced = true;
    if (command.do === 'Classify' && command.type !== undefined) types.push({ ticket: id, type: command.type ?? '', at: now });
    if (isNew) types.push({ ticket: id, type: command.do === 'OpenFromSurvey' ? 'unhappy' : '', at: now });
    if (open && ticket.state === 'resolved') {
      resolved.push({ ticket: id, at: now });
      const { resolvedAt } = ticket;
      // The bus tells of it some seconds later, and now and then twice.
      for (const late of [3000, 40_000]) this.#around.later(now + late, (then) => this.#planTicket(id, resolvedAt, then));
    }
  }

  #planTicket(id: TicketId, resolvedAt: Instant, now: number): void {
    const about = this.tickets.get(id);
    const ref = ticketRef(id, resolvedAt);
    const stream = streamOf(SECRET, ref);
    if (!about || this.surveys.has(stream)) return;
    const customer = this.customers.get(about.address) ?? null;
    const planned = planTicketSurvey(about.case, resolvedAt, { now: iso(now), settings: this.settings, customer, stream, ref });
    if (planned) this.#plan(this.#stored(stream, about.address, null, Date.parse(resolvedAt)), planned, now);
  }
}
