import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Settings } from '../../../desk/settings.ts';
import type { Case, Command, Context, Decision, InboundMail, Refusal } from '../../../desk/ticket/command.ts';
import { decide } from '../../../desk/ticket/decide.ts';
import type { Customer } from '../../../desk/ticket/dossier.ts';
import type { AgentId, Instant } from '../../../events/ids.ts';

/*
 * A desk to test the rules on: settings, mails, and a ticket that is led through commands hour by hour.
 */

export const SETTINGS: Settings = defaultSettings({
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [
    { id: 'agent1', name: 'Agent One', address: 'agent1@team.test' },
    { id: 'agent2', name: 'Agent Two', address: 'agent2@team.test' },
  ],
});
export const AGENT = 'agent1' as AgentId;
export const OTHER = 'agent2' as AgentId;

/** `hours` after Monday 2 March 2026, 10:00 UTC. */
export const after = (hours: number): Instant => new Date(Date.UTC(2026, 2, 2, 10) + hours * 3_600_000).toISOString() as Instant;

export const mailFrom = (address: string, more: Partial<InboundMail> = {}): InboundMail => ({
  kind: 'customer',
  mayAnswer: true,
  evidence: [],
  from: { name: 'Ana', address },
  to: [{ name: '', address: 'support@desk.test' }],
  cc: [],
  subject: 'Where is order 7?',
  text: 'Where is it?',
  newText: 'Where is it?',
  html: false,
  textKey: null,
  thanks: false,
  language: 'en',
  rfcMessageId: '<one@x.test>',
  inReplyTo: null,
  references: [],
  claimedAt: null,
  attachments: [],
  raw: 'mail/2026/03/02/one',
  ...more,
});

export const context = (now: Instant, seed: string, more: Partial<Context> = {}): Context => ({
  now,
  settings: SETTINGS,
  pinned: new Map([[SETTINGS.version, SETTINGS]]),
  customer: null,
  seed,
  ...more,
});

export const isRefusal = (result: Decision | Refusal): result is Refusal => 'refused' in result;

/** Decides or fails the test with the refusal's words. */
export function decided(before: Case | null, command: Command, given: Context): Decision {
  const result = decide(before, command, given);
  if (isRefusal(result)) throw new Error(`refused: ${result.field}: ${result.why}`);
  return result;
}

/** A ticket led through commands, one an hour; each mail and act with a seed of its own. */
export class Story {
  case: Case | null = null;
  last: Decision | Refusal | null = null;
  readonly types: string[] = [];
  readonly #settings: Settings;
  #hour = 0;

  constructor(settings: Settings = SETTINGS) {
    this.#settings = settings;
  }

  at(hour: number): this {
    this.#hour = hour;
    return this;
  }

  do(command: Command, customer: Customer | null = null): this {
    this.last = decide(
      this.case,
      command,
      context(after(this.#hour), `seed-${this.#hour}-${this.types.length}`, { customer, settings: this.#settings }),
    );
    if (!isRefusal(this.last)) {
      this.case = { ticket: this.last.ticket, dossier: this.last.dossier };
      this.types.push(...this.last.events.map((e) => e.type));
    }
    this.#hour += 1;
    return this;
  }

  mail(more: Partial<InboundMail> = {}): this {
    const rfcMessageId = `<${this.#hour}@x.test>`;
    return this.do({ do: 'ReceiveMail', mail: mailFrom('ana@x.test', { rfcMessageId, ...more }), mailbox: 'support', linkedTo: null });
  }

  agentMail(newText: string, more: Partial<InboundMail> = {}): this {
    const mail = mailFrom('agent1@team.test', { kind: 'agent', rfcMessageId: `<a${this.#hour}@team.test>`, newText, ...more });
    return this.do({ do: 'ReceiveAgentMail', mail, agent: AGENT });
  }

  reply(resolve = false): this {
    return this.do({ do: 'Reply', by: AGENT, text: 'It is on its way.', resolve });
  }

  get ticket() {
    if (!this.case) throw new Error('no ticket yet');
    return this.case.ticket;
  }

  get decision(): Decision {
    if (!this.last || isRefusal(this.last)) throw new Error(`no decision: ${JSON.stringify(this.last)}`);
    return this.last;
  }
}
