import type * as z from 'zod/mini';
import type { AgentId } from '../../events/ids.ts';
import { quickReplyFor, withWords } from '../quick-reply.ts';
import type { Agent, Settings } from '../settings.ts';
import type { Case, Command, Refusal } from '../ticket/command.ts';
import type { Attachment } from '../ticket/dossier.ts';
import { type Checked, check } from './check.ts';
import type { ApiAnswer } from './exchange.ts';
import { isMailAddress } from './input.ts';
import { fieldProblem, problem } from './problem.ts';
import { act, change, merge, note, openTicket, pend, redirect, reply, type Upload } from './requests.ts';

/*
 * From a request's body to a command of the rules.
 */

/** What a route takes, and the command that it makes once the agent and the ticket are known. */
export type Asked = {
  /** The agent whom the body names. */
  readonly agent: string | undefined;
  readonly uploads: readonly Upload[];
  /** Whether something new comes of it: 201 rather than 200. */
  readonly creates: boolean;
  readonly command: (by: Agent, on: Case | null, attachments: readonly Attachment[], settings: Settings) => Command | ApiAnswer;
};

type Read = (body: unknown) => Checked<Asked>;

const read =
  <S extends z.ZodMiniType<{ readonly agent?: AgentId | undefined; readonly attachments?: readonly Upload[] | undefined }>>(
    schema: S,
    creates: boolean,
    command: (body: z.output<S>, by: Agent, on: Case | null, attachments: readonly Attachment[], settings: Settings) => Command | ApiAnswer,
  ): Read =>
  (body) => {
    const checked = check(schema, body);
    if ('answer' in checked) return checked;
    const { value } = checked;
    return {
      value: {
        agent: value.agent,
        uploads: value.attachments ?? [],
        creates,
        command: (by, on, attachments, settings) => command(value, by, on, attachments, settings),
      },
    };
  };

/** Acts that say nothing but who may come without a body. */
const plain = (make: (by: AgentId) => Command): Read => {
  const reader = read(act, false, (_, by) => make(by.id));
  return (body) => reader(body ?? {});
};

/** How each route's body is read. */
export const COMMANDS: Readonly<Record<string, Read>> = {
  'POST /tickets': read(openTicket, true, (body, by, _, attachments, settings) => {
    const started = body.started ?? false;
    if (started && body.channel !== 'email') return fieldProblem(422, 'channel', 'What you write first goes by email.');
    if (started && !isMailAddress(body.requester.address))
      return fieldProblem(422, 'requester.address', 'Must be an e-mail address to write to.');
    return {
      do: 'OpenTicket',
      by: by.id,
      channel: body.channel,
      mailbox: body.mailbox ?? settings.mailboxes[0]?.id ?? '',
      subject: body.subject,
      text: body.text,
      requester: { name: body.requester.name ?? '', address: body.requester.address },
      type: body.type ?? null,
      priority: body.priority ?? 'normal',
      tags: [...new Set(body.tags ?? [])],
      language: body.language ?? null,
      started,
      attachments,
    };
  }),
  'POST /tickets/{id}/replies': read(reply, true, (body, by, on, attachments, settings) => {
    const text = replyText(body, by, on, settings);
    return typeof text === 'string' ? { do: 'Reply', by: by.id, text, resolve: body.resolve ?? false, attachments } : text;
  }),
  'POST /tickets/{id}/notes': read(note, true, (body, by) => ({ do: 'AddNote', by: by.id, text: body.text })),
  'PATCH /tickets/{id}': read(change, false, (body, by) => ({
    do: 'Classify',
    by: by.id,
    ...(body.type === undefined ? {} : { type: body.type }),
    ...(body.priority === undefined ? {} : { priority: body.priority }),
    ...(body.assignee === undefined ? {} : { assignee: body.assignee }),
    ...(body.tags === undefined ? {} : { tags: [...new Set(body.tags)] }),
  })),
  'POST /tickets/{id}/resolve': plain((by) => ({ do: 'Resolve', by })),
  'POST /tickets/{id}/reopen': plain((by) => ({ do: 'Reopen', by })),
  'POST /tickets/{id}/spam': plain((by) => ({ do: 'MarkSpam', by })),
  'POST /tickets/{id}/release': plain((by) => ({ do: 'Release', by })),
  'POST /tickets/{id}/pend': read(pend, false, (body, by) => ({ do: 'Pend', by: by.id, waitingOn: body.waitingOn })),
  'POST /tickets/{id}/merge': read(merge, false, (body, by) => ({ do: 'Merge', by: by.id, into: body.into })),
  'POST /tickets/{id}/redirect': read(redirect, false, (body, by) => ({ do: 'Redirect', by: by.id, team: body.team })),
};

const LONGEST = 100_000;

/** The quick reply filled in, then the agent's own words. */
function replyText(body: z.output<typeof reply>, by: Agent, on: Case | null, settings: Settings): string | ApiAnswer {
  if (body.quickReply === undefined || on === null) return body.text ?? '';
  const filled = quickReplyFor(on, settings, body.quickReply, by, body.language);
  if (filled === null) return fieldProblem(422, 'quickReply', 'There is no such quick reply.');
  const text = withWords(filled.text, body.text ?? '');
  return text.length > LONGEST ? fieldProblem(422, 'text', `Must have at most ${LONGEST} characters together with the quick reply.`) : text;
}

/** A refusal of the rules as a problem. */
export function refused({ refused: kind, field, why }: Refusal): ApiAnswer {
  if (kind === 'conflict') return problem(409, why, [{ field, why }]);
  return kind === 'not-found' ? problem(404, why) : fieldProblem(422, field, why);
}
