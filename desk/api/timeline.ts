import type { Actor, ClockName, Commit, DomainEvent, EventOf } from '../../events/event.ts';
import type { Settings } from '../settings.ts';
import type { TimelineEntry } from './responses.ts';

/*
 * The history of a ticket in words, for people; the events stand beside them for programs.
 */

const CLOCK: Record<ClockName, string> = { firstReply: 'first reply', nextReply: 'next reply', resolution: 'resolution' };

/** Each event of the commits, oldest first, with who did it and what it was. */
export function timeline(commits: readonly Commit[], settings: Settings): TimelineEntry[] {
  const nameOf = (id: string): string | null => settings.agents.find((agent) => agent.id === id)?.name ?? null;
  return commits.flatMap((commit) =>
    commit.events.map((event): TimelineEntry => {
      const by = actorOf(event);
      return {
        at: event.at,
        recordedAt: commit.recordedAt,
        version: commit.version,
        by: by.kind === 'agent' ? { kind: 'agent', agent: by.agent, name: nameOf(by.agent) } : { kind: by.kind, agent: null, name: null },
        words: inWords(event, (id) => nameOf(id) ?? id),
        event,
      };
    }),
  );
}

function actorOf(event: DomainEvent): Actor {
  if ('by' in event) return event.by;
  switch (event.type) {
    case 'MessageReceived':
      return { kind: 'customer' };
    case 'ReplySent':
    case 'NoteAdded':
      return { kind: 'agent', agent: event.agent };
    default:
      return { kind: 'rule', rule: event.type };
  }
}

/** A span as people say it: `2 h 5 min`, `3 d`, `40 s`. */
export function span(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3_600), 'h'],
    [Math.floor((whole % 3_600) / 60), 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

const waiting = (on: 'customer' | 'third-party'): string => (on === 'customer' ? 'the customer' : 'a third party');
const quoted = (value: string | null): string => (value === null ? 'none' : value);

/** One event in plain English, without anything personal but the agents' names. */
export function inWords(event: DomainEvent, name: (agent: string) => string): string {
  switch (event.type) {
    case 'TicketOpened':
      return `Opened by ${event.channel}${event.origin === 'agent' ? ', begun by us' : event.origin === 'survey' ? ', from a survey' : ''}${event.linkedTo ? `, linked to ${event.linkedTo}` : ''}`;
    case 'MessageReceived':
      return event.kind === 'customer'
        ? event.thanks
          ? 'The customer said thanks'
          : 'The customer wrote'
        : `Mail received: ${event.kind}`;
    case 'ReplySent':
      return `${name(event.agent)} ${event.started ? 'wrote first' : 'replied'}${event.via === 'mail' ? ' by mail' : ''}`;
    case 'ReplyUndelivered':
      return `A reply was not delivered: ${event.reason}`;
    case 'NoteAdded':
      return `${name(event.agent)} left a note`;
    case 'TypeChanged':
      return `Type: ${quoted(event.from)} → ${quoted(event.to)}`;
    case 'PriorityChanged':
      return `Priority: ${event.from} → ${event.to}`;
    case 'AssigneeChanged':
      return event.to === null ? 'Assigned to nobody' : `Assigned to ${name(event.to)}`;
    case 'TagsChanged':
      return event.to.length === 0 ? 'Tags removed' : `Tags: ${event.to.join(', ')}`;
    case 'TicketPended':
      return `Waiting for ${waiting(event.waitingOn)}`;
    case 'TicketResumed':
      return 'Taken up again';
    case 'TicketResolved':
      return event.unanswered ? 'Resolved without an answer' : 'Resolved';
    case 'TicketExpired':
      return 'Expired: the customer stayed silent';
    case 'TicketReopened':
      return 'Reopened';
    case 'TicketClosed':
      return 'Closed';
    case 'TicketExcluded':
      return `Excluded: ${event.reason}${event.into ? ` into ${event.into}` : ''}${event.team ? ` to ${event.team}` : ''}`;
    case 'TicketReleased':
      return `Released (was ${event.from})`;
    case 'TicketAbsorbed':
      return `Took over ${event.ticket}`;
    case 'MailQueued':
      return `Mail owed: ${event.kind}`;
    case 'AcknowledgementSkipped':
      return `No acknowledgement: ${event.reason}`;
    case 'CustomerErased':
      return "The customer's personal data was erased";
    default:
      return 'clock' in event ? clockInWords(event) : event.type;
  }
}

type ClockEvent = Extract<DomainEvent, { clock: ClockName }>;

function clockInWords(event: ClockEvent): string {
  const clock = CLOCK[event.clock];
  switch (event.type) {
    case 'ClockStarted':
      return event.dueAt === null ? `Clock started: ${clock}, nothing due` : `Clock started: ${clock}, due ${event.dueAt}`;
    case 'ClockPaused':
      return `Clock paused: ${clock}, waiting for ${waiting(event.waitingOn)}`;
    case 'ClockResumed':
      return `Clock goes on: ${clock}${event.dueAt === null ? '' : `, due ${event.dueAt}`}`;
    case 'ClockWarned':
      return `Due soon: ${clock}, at ${event.dueAt}`;
    case 'ClockBreached':
      return `Late: ${clock} was due ${event.dueAt}`;
    case 'ClockEscalated':
      return `Escalated, step ${event.step + 1}: ${clock} was due ${event.dueAt}`;
    case 'ClockNotified':
      return `Told ${event.recipients} of the ${event.notice}: ${clock}`;
    case 'ClockStopped':
      return stoppedInWords(event, clock);
    case 'ClockVoided':
      return `Clock taken back: ${clock}, ${VOIDED[event.why]}`;
  }
}

const VOIDED: Readonly<Record<EventOf<'ClockVoided'>['why'], string>> = {
  excluded: 'the ticket was excluded',
  repinned: 'begun anew under another policy',
  closed: 'closed without an answer',
  undelivered: 'the reply came back',
  absorbed: 'an older wait came in',
};

function stoppedInWords(event: EventOf<'ClockStopped'>, clock: string): string {
  const flags = event.flags.map((flag) =>
    flag === 'ended-before-start' ? ', ended before it began and counted as 0' : ', outside working hours',
  );
  const took = `${clock} after ${span(event.businessSeconds ?? event.elapsedSeconds)}${event.businessSeconds === null ? '' : ' of working time'}`;
  const late = event.outcome === 'missed' ? `, late by ${span(event.lateBySeconds)}` : event.outcome === 'met' ? ', in time' : '';
  return `Clock stopped: ${took}${late}${flags.join('')}`;
}
