import { PRIORITIES } from '../../events/event.ts';
import { LANGUAGES } from '../languages.ts';
import type { Settings } from '../settings.ts';
import type { Caller } from './exchange.ts';
import { CHANNELS, QUEUES } from './requests.ts';
import type { DeskView } from './responses.ts';
import { self } from './who.ts';

/** What agents need to know of the desk who may not see all of its settings, and who asks. */
export function showDesk(settings: Settings, caller: Caller | null): DeskView {
  const me = caller === null ? undefined : self(caller, settings);
  return {
    name: settings.desk.name,
    zone: settings.desk.zone,
    language: settings.desk.language,
    languages: [...LANGUAGES],
    mailboxes: settings.mailboxes.map(({ id, address, name, language }) => ({ id, address, name, language })),
    agents: settings.agents.map(({ id, name, active, role }) => ({ id, name, active, role })),
    types: settings.types,
    priorities: [...PRIORITIES],
    channels: [...CHANNELS],
    queues: [...QUEUES],
    policies: settings.policies.map(({ id, name }) => ({ id, name })),
    calendars: settings.calendars.map(({ id, name, zone }) => ({ id, name, zone })),
    quickReplies: settings.quickReplies,
    surveys: { order: settings.surveys.order.active, ticket: settings.surveys.ticket.active },
    me: {
      agent: me?.id ?? null,
      name: me?.name ?? null,
      role: me?.role ?? null,
      active: me?.active ?? false,
      scopes: [...(caller?.scopes ?? [])],
    },
    settingsVersion: settings.version,
  };
}
