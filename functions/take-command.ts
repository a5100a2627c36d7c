import { createHash } from 'node:crypto';
import { COMMANDS, refused } from '../desk/api/commands.ts';
import type { ApiAnswer, ApiRequest } from '../desk/api/exchange.ts';
import { contact, isIdempotencyKey } from '../desk/api/input.ts';
import { etag, ifMatch, versionIn } from '../desk/api/precondition.ts';
import { fieldProblem, problem } from '../desk/api/problem.ts';
import type { Upload } from '../desk/api/requests.ts';
import { receiptOf } from '../desk/api/show-ticket.ts';
import { withChanges } from '../desk/api/stale.ts';
import { noTicket, pathTicket } from '../desk/api/ticket-path.ts';
import { whoActs } from '../desk/api/who.ts';
import type { Agent, Settings } from '../desk/settings.ts';
import { nextDue } from '../desk/sla/due.ts';
import type { Command, Context } from '../desk/ticket/command.ts';
import { decide } from '../desk/ticket/decide.ts';
import type { Attachment } from '../desk/ticket/dossier.ts';
import { nextWake } from '../desk/timers.ts';
import type { TicketId } from '../events/ids.ts';
import { dynamo } from './aws/dynamo.ts';
import { type Eraser, eraser } from './aws/erase.ts';
import { type Memory, memory } from './aws/idempotency.ts';
import { type MailStore, mailStore, partKey, s3 } from './aws/mail-store.ts';
import type { Change, StoredCase } from './aws/rows.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { key as tableKey } from './aws/table.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env } from './env.ts';
import { type Answerer, onRequest, type Trigger } from './shell.ts';

/*
 * What agents ask for by the API: one command, decided and committed, with its answer kept under the Idempotency-Key.
 */

export type Parts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly mails: MailStore;
  readonly memory: Memory;
  readonly eraser: Eraser;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, bucket, defaults } = env('table', 'shards', 'bucket', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, Number(shards)),
    mails: mailStore(s3(), bucket),
    memory: memory(dynamo(), table),
    eraser: eraser(dynamo(), s3(), table, bucket, Number(shards)),
  };
  return made;
};

/** Somebody else moved the ticket meanwhile: read again and decide again, so often. */
const ATTEMPTS = 6;
const DAY_SECONDS = 86_400;

/** One answer for each Idempotency-Key and caller, for a day. */
type Once = { readonly key: ReturnType<typeof tableKey.idempotency>; readonly fingerprint: string } | null;

export const takeCommand =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const reads = COMMANDS[request.route];
    if (!reads) return problem(404, 'There is no such command.');
    const onTicket = request.route.includes('{id}');
    const id = pathTicket(request.params.id);
    if (onTicket && id === null) return noTicket();
    const asked = reads(request.body);
    if ('answer' in asked) return asked.answer;
    const once = onceOf(request);
    if (once && 'status' in once) return once;
    const { settings: store, memory: answers } = parts();
    const [settings, before] = await Promise.all([store.now(), once ? answers.recall(once.key, request.now) : null]);
    if (once && before) return replay(before, once.fingerprint);
    const who = whoActs(request.caller, asked.value.agent, settings);
    if ('answer' in who) return who.answer;
    return settle({ request, id, asked: asked.value, agent: who.agent, settings, once }, parts());
  };

type Given = {
  readonly request: ApiRequest;
  /** Null when the command opens a ticket. */
  readonly id: TicketId | null;
  readonly asked: Extract<ReturnType<(typeof COMMANDS)[string]>, { value: unknown }>['value'];
  readonly agent: Agent;
  readonly settings: Settings;
  readonly once: Once;
};

/** Loads, decides and commits, again when somebody else came first. */
async function settle(given: Given, parts: Parts): Promise<ApiAnswer> {
  const { request, id, asked, agent, settings, once } = given;
  const attachments = asked.uploads.map((upload, n): Attachment => fileOf(upload, partKey(request.now, request.id, String(n))));
  let seed = request.id;
  let laidDown = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = id === null ? null : await parts.tickets.load(id);
    if (id !== null && before === null) return noTicket();
    const stale = before && ifMatch(request.headers['if-match'], before.ticket.version, false);
    if (stale) return told(stale, before, given, parts);
    const command = asked.command(agent, before, attachments, settings);
    if ('status' in command) return command;
    const changes = await decided(before, command, seed, given, parts);
    if ('status' in changes) return changes;
    const answer = answerOf(changes[0].decision, request, asked.creates);
    if (changes.every(({ decision }) => decision.events.length === 0)) return answer;
    // Attachments lie in S3 before the message that names them is committed.
    if (!laidDown) await Promise.all(asked.uploads.map((upload, n) => layDown(upload, attachments[n]?.key ?? '', parts.mails)));
    laidDown = true;
    const outcome = await parts.tickets.commit(changes, {
      now: request.now,
      by: request.id,
      ...(once ? { idempotency: { ...once, answer, expiresAt: Math.floor(Date.parse(request.now) / 1000) + DAY_SECONDS } } : {}),
    });
    if (outcome === 'committed') return answer;
    if (outcome === 'taken') seed = `${request.id}#${attempt + 1}`;
    if (outcome === 'duplicate' && once) {
      const first = await parts.memory.recall(once.key, request.now);
      if (first) return replay(first, once.fingerprint);
    }
  }
  return problem(503, 'Others keep changing this ticket; ask again.', [], { 'retry-after': '1' });
}

/** Whom it is too late for is told what was done meanwhile. */
async function told(stale: ApiAnswer, { ticket }: StoredCase, { request, settings }: Given, parts: Parts): Promise<ApiAnswer> {
  const read = versionIn(request.headers['if-match']);
  if (stale.status !== 412 || read === null || read >= ticket.version) return stale;
  return withChanges(stale, await parts.tickets.commitsAfter(ticket.id, read), settings);
}

/** The command's changes: one, or for a merge two that stand or fall together. */
async function decided(
  before: StoredCase | null,
  command: Command,
  seed: string,
  given: Given,
  parts: Parts,
): Promise<readonly [Change, ...Change[]] | ApiAnswer> {
  const first = await change(before, command, seed, given, parts);
  if ('status' in first || command.do !== 'Merge' || before === null) return 'status' in first ? first : [first];
  const target = await parts.tickets.load(command.into);
  if (!target) return fieldProblem(422, 'into', 'There is no such ticket.');
  const absorb: Command = { do: 'Absorb', by: command.by, from: before.ticket, dossier: before.dossier };
  const second = await change(target, absorb, seed, given, parts);
  return 'status' in second ? second : [first, second];
}

/** One ticket's change, with its own customer and the settings that its clocks are pinned to. */
async function change(
  on: StoredCase | null,
  command: Command,
  seed: string,
  { request, settings }: Given,
  parts: Parts,
): Promise<Change | ApiAnswer> {
  const address = command.do === 'OpenTicket' ? command.requester.address : (on?.dossier.requester?.address ?? null);
  const [known, pinned] = await Promise.all([
    address === null ? null : parts.tickets.gather({ addresses: [address] }, true),
    parts.settings.pinnedBy(on),
  ]);
  const customer = address === null ? null : (known?.customers.get(address) ?? null);
  const context: Context = { now: request.now, settings, pinned, customer, seed };
  const decision = decide(on, command, context);
  if ('refused' in decision) return refused(decision);
  return { before: on, decision, wakeAt: nextWake(decision.ticket, settings), dueAt: nextDue(decision.ticket) };
}

/** Nothing personal is in it: it is kept for a day. */
function answerOf({ ticket, messages, events }: Change['decision'], request: ApiRequest, creates: boolean): ApiAnswer {
  const opened = request.route === 'POST /tickets';
  return {
    status: creates ? 201 : 200,
    headers: { etag: etag(ticket.version), ...(opened ? { location: `/tickets/${ticket.id}` } : {}) },
    body: receiptOf(ticket, events.length > 0, messages[0]?.id ?? null),
  };
}

/** What the caller sends as `Idempotency-Key`, bound to the caller and to what is asked; null without one. */
function onceOf(request: ApiRequest): Once | ApiAnswer {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return null;
  if (!isIdempotencyKey(given)) return fieldProblem(400, 'idempotency-key', 'Must be 1 to 200 visible ASCII characters.');
  const fingerprint = createHash('sha256')
    .update(`${request.route}\n${request.params.id ?? ''}\n${request.text}`)
    .digest('base64url');
  return { key: tableKey.idempotency(request.caller?.id ?? '', given), fingerprint };
}

const replay = (first: { fingerprint: string; answer: unknown }, fingerprint: string): ApiAnswer =>
  first.fingerprint === fingerprint
    ? (first.answer as ApiAnswer)
    : fieldProblem(422, 'idempotency-key', 'This key was used for something else within the last day.');

const fileOf = ({ filename, mimeType, content }: Upload, key: string): Attachment => {
  const padding = content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0;
  return { filename, mimeType, bytes: (content.length / 4) * 3 - padding, key, contentId: null, inline: false };
};
const layDown = (upload: Upload, key: string, mails: MailStore): Promise<void> =>
  mails.put(key, Buffer.from(upload.content, 'base64'), upload.mimeType);

/** Stops in time when there is much, and says that there is more to do; asking again goes on. */
export const eraseCustomer =
  (parts: () => Parts): Answerer =>
  async (request, { remainingMillis }: Trigger) => {
    const address = contact.safeParse(request.params.address ?? '');
    if (!address.success) return fieldProblem(400, 'address', 'Must be an e-mail address, a telephone number or a handle.');
    const settings = await parts().settings.now();
    const who = whoActs(request.caller, undefined, settings);
    const by = 'agent' in who ? who.agent.id : null;
    const done = await parts().eraser.erase(address.data, { now: request.now, by, seed: request.id, remainingMillis });
    if (done === null) return problem(404, 'Nothing is known of this customer.');
    if (!done.finished) return problem(503, 'There is more to erase; ask again.', [], { 'retry-after': '1' });
    return { status: 200, headers: {}, body: done.erased };
  };

/** Attachments come in base 64 within the body; Lambda takes 6 MB in all. */
const WITH_ATTACHMENTS = 5_800_000;

export const routes = (parts: () => Parts): Record<string, Answerer> => ({
  ...Object.fromEntries(Object.keys(COMMANDS).map((route) => [route, takeCommand(parts)])),
  'DELETE /customers/{address}': eraseCustomer(parts),
});
export const LIMITS = { 'POST /tickets': WITH_ATTACHMENTS, 'POST /tickets/{id}/replies': WITH_ATTACHMENTS };

export const handler = onRequest(routes(wired), LIMITS);
