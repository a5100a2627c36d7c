import type { DeskView, Schemas } from '../desk.ts';
import type { Format } from '../format.ts';
import type { Words } from '../words/en.ts';

type Entry = Schemas['TimelineEntry'];
type Given = { readonly words: Words; readonly format: Format; readonly view: DeskView };

/** One entry of the history in the reader's language; what this page does not know yet in the API's own words. */
export function eventWords({ event, by, words: said }: Entry, { words, format, view }: Given): string {
  const { events: texts, clocks, channels, reasons, mailKinds, priorities, kinds } = words.tickets;
  const name = (id: string): string => view.agents.find((agent) => agent.id === id)?.name ?? id;
  const type = (id: string | null): string => (id === null ? words.tickets.noType : (view.types.find((one) => one.id === id)?.name ?? id));
  switch (event.type) {
    case 'TicketOpened':
      return texts.TicketOpened(channels[event.channel]);
    case 'MessageReceived':
      return event.kind !== 'customer'
        ? texts.machine(kinds[event.kind] ?? event.kind)
        : event.thanks
          ? texts.thanks
          : texts.MessageReceived;
    case 'ReplySent':
      return event.started ? texts.started(by.name ?? name(event.agent)) : texts.ReplySent(by.name ?? name(event.agent));
    case 'NoteAdded':
      return texts.NoteAdded(by.name ?? name(event.agent));
    case 'TypeChanged':
      return texts.TypeChanged(type(event.from), type(event.to));
    case 'PriorityChanged':
      return texts.PriorityChanged(priorities[event.from], priorities[event.to]);
    case 'AssigneeChanged':
      return event.to === null ? texts.unassigned : texts.AssigneeChanged(name(event.to));
    case 'TagsChanged':
      return event.to.length === 0 ? texts.tagsGone : texts.TagsChanged(event.to.join(', '));
    case 'TicketPended':
      return event.waitingOn === 'customer' ? texts.TicketPended : texts.pendedThird;
    case 'TicketResolved':
      return event.unanswered ? texts.resolvedUnanswered : texts.TicketResolved;
    case 'TicketExcluded':
      return texts.TicketExcluded([reasons[event.reason], event.into, event.team].filter(Boolean).join(' '));
    case 'TicketAbsorbed':
      return texts.TicketAbsorbed(event.ticket);
    case 'MailQueued':
      return texts.MailQueued(mailKinds[event.kind]);
    case 'AcknowledgementSkipped':
      return texts.AcknowledgementSkipped(event.reason);
    case 'ReplyUndelivered':
    case 'TicketResumed':
    case 'TicketExpired':
    case 'TicketReopened':
    case 'TicketClosed':
    case 'TicketReleased':
    case 'CustomerErased':
      return texts[event.type];
    case 'ClockStarted':
      return event.dueAt === null
        ? texts.startedFree(clocks[event.clock])
        : texts.ClockStarted(clocks[event.clock], format.instant(event.dueAt));
    case 'ClockPaused':
    case 'ClockResumed':
    case 'ClockWarned':
    case 'ClockBreached':
    case 'ClockVoided':
      return texts[event.type](clocks[event.clock]);
    case 'ClockEscalated':
      return texts.ClockEscalated(clocks[event.clock], format.number(event.step + 1));
    case 'ClockNotified':
      return texts.ClockNotified(clocks[event.clock], format.number(event.recipients));
    case 'ClockStopped': {
      const took = format.span(event.businessSeconds ?? event.elapsedSeconds);
      if (event.outcome === 'met') return texts.ClockMet(clocks[event.clock], took);
      return event.outcome === 'missed'
        ? texts.ClockMissed(clocks[event.clock], took, format.span(event.lateBySeconds))
        : texts.ClockStopped(clocks[event.clock], took);
    }
    default:
      return said;
  }
}
