import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { skipErased } from '../../desk/survey/erased.ts';
import { addBeside, type Beside, NO_FILE, type Plan, type SurveyFile } from '../../desk/survey/file.ts';
import { evolveSurvey, type Survey } from '../../desk/survey/survey.ts';
import { isSurveyStream, type SurveyStream } from '../../desk/survey/token.ts';
import type { Commit, DomainEvent } from '../../events/event.ts';
import type { Instant, MailId } from '../../events/ids.ts';
import { type Item, indexOf, keyOf, pack, unpack } from './dynamo.ts';
import { owedRow } from './owed-row.ts';
import { itemsOf } from './query.ts';
import { INDEX, index, key, PREFIX, shardOf, ticketPk } from './table.ts';

/*
 * Orders and surveys. A commit is one item with everything that a decision says, put under the next version, so it
 * stands or falls alone; the state is its stream folded. What is written before a commit is a hint (the plan with its
 * timer) or a mark (the customer's throttle), worth nothing by itself and met again when the trigger comes again.
 */

export type StoredSurvey = {
  readonly survey: Survey | null;
  readonly file: SurveyFile;
  /** The survey's mail while it waits or is owed; null once it is sent, and before it is planned. */
  readonly plan: Plan | null;
  /** Whether the mail's timer is still set. */
  readonly timed: boolean;
  /** Pages that are worth nothing any more. */
  readonly spent: ReadonlySet<string>;
};

/** An answer where the day's commits list it. */
export type Listed = { readonly stream: SurveyStream; readonly score: number; readonly position: string };

export type Surveys = ReturnType<typeof surveys>;

const ATTEMPTS = 8;
/** Whose waiting survey it is, in the index: the address's hash. */
const whose = (address: string): string => key.customer(address).pk;
/** Spent pages are forgotten when the page would be too old anyway. */
const SPENT_SECONDS = 2 * 86_400;

export function surveys(client: DynamoDBClient, table: string, shards: number) {
  const put = async (Item_: Item, ConditionExpression?: string): Promise<boolean> => {
    try {
      await client.send(new PutItemCommand({ TableName: table, Item: Item_, ...(ConditionExpression ? { ConditionExpression } : {}) }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  const read = (stream: SurveyStream): Promise<Item[]> =>
    itemsOf(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: ticketPk(stream) } },
      ConsistentRead: true,
    });

  async function commitTo(
    stream: SurveyStream,
    before: Survey | null,
    decided: { readonly events: readonly DomainEvent[]; readonly beside?: Beside },
    { now, by }: { readonly now: Instant; readonly by: string },
  ): Promise<boolean> {
    const version = (before?.version ?? 0) + 1;
    const commit: Commit = { stream, version, recordedAt: now, by, events: [...decided.events] };
    const answered = decided.events.find((e) => e.type === 'SurveyAnswered');
    return put(
      {
        ...keyOf(key.commit(stream, version)),
        ...indexOf({
          gpk: index.commits(now.slice(0, 10), shardOf(stream, shards)),
          gsk: index.inCommits(now, stream, version),
        }),
        // Lets answers be found among the day's commits without reading the others.
        ...(answered ? { brief: { S: JSON.stringify({ score: answered.score }) } } : {}),
        ...(decided.beside ? { p: pack(decided.beside) } : {}),
        d: pack(commit),
      },
      'attribute_not_exists(pk)',
    );
  }

  return {
    /** Everything about one order or survey, in one read. */
    load: async (stream: SurveyStream): Promise<StoredSurvey> => stored(stream, await read(stream)),

    /** Writes the survey's mail down with its timer; writing it again changes nothing. A plan that was asked already is left alone. */
    async plan(stream: SurveyStream, { askAt, ...plan }: Plan & { readonly askAt: Instant }): Promise<void> {
      const row: Item = {
        ...owedRow(plan, stream, shards),
        ...indexOf({ gpk: index.wakes(shardOf(stream, shards)), gsk: index.inWakes(askAt, stream) }),
        brief: { S: whose(plan.to[0]?.address ?? '') },
      };
      await put(row, 'attribute_not_exists(pk)');
    },

    /** Moves the timer of a plan that is still there. */
    async postpone(stream: SurveyStream, mail: MailId, until: Instant): Promise<void> {
      await retime(stream, mail, index.wakes(shardOf(stream, shards)), index.inWakes(until, stream));
    },

    /** Hands an asked survey's mail over to those that are owed and overdue: its order was lost on the way. */
    async overdue(stream: SurveyStream, mail: MailId, since: Instant): Promise<void> {
      await retime(stream, mail, index.owed(shardOf(stream, shards)), index.inOwed(since, mail));
    },

    /** The plan of a survey that is not asked goes, and the address in it. */
    async drop(stream: SurveyStream, mail: MailId): Promise<void> {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(key.owed(stream, mail)) }));
    },

    /**
     * Commits one decision as the stream's next version.
     * @returns false when somebody else committed meanwhile: load again and decide again
     */
    commit: commitTo,

    /** A wrong button was pressed on this page: it is worth nothing any more. */
    async spend(stream: SurveyStream, page: string, now: Instant): Promise<void> {
      const ttl = Math.floor(Date.parse(now) / 1000) + SPENT_SECONDS;
      await put({ ...keyOf(key.spentPage(stream, page)), ttl: { N: String(ttl) } });
    },

    /**
     * Commits with answers on one day and shard, oldest first, at most `limit` looked at.
     * @param after the position to go on from
     */
    async answersOn(
      day: string,
      shard: number,
      page: { readonly after: string | null; readonly limit: number },
    ): Promise<{ answers: Listed[]; more: string | null }> {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX,
          KeyConditionExpression: page.after === null ? 'gpk = :g' : 'gpk = :g AND gsk > :after',
          FilterExpression: 'attribute_exists(brief)',
          ExpressionAttributeValues: {
            ':g': { S: index.commits(day, shard) },
            ...(page.after === null ? {} : { ':after': { S: page.after } }),
          },
          Limit: page.limit,
        }),
      );
      const answers = (answer.Items ?? []).map((item) => ({
        stream: (item.pk?.S ?? '').slice(2) as SurveyStream,
        score: (JSON.parse(item.brief?.S ?? '{}') as { score?: number }).score ?? -1,
        position: item.gsk?.S ?? '',
      }));
      return { answers: answers.filter((a) => isSurveyStream(a.stream)), more: answer.LastEvaluatedKey?.gsk?.S ?? null };
    },

    /** The streams of one address's surveys that wait for their hour. Looks through all that wait: only for erasing. */
    async waitingFor(address: string): Promise<SurveyStream[]> {
      const found: SurveyStream[] = [];
      for (let shard = 0; shard < shards; shard += 1) {
        const waiting = await itemsOf(client, {
          TableName: table,
          IndexName: INDEX,
          KeyConditionExpression: 'gpk = :g',
          FilterExpression: 'brief = :who',
          ExpressionAttributeValues: { ':g': { S: index.wakes(shard) }, ':who': { S: whose(address) } },
        });
        found.push(...waiting.map((item) => (item.pk?.S ?? '').slice(2) as SurveyStream));
      }
      return found;
    },

    /**
     * Takes everything personal out of one survey; its events stay, so that no figure moves. One that still waits is
     * skipped, as erased. Returns how many rows it changed.
     */
    async forget(stream: SurveyStream, trigger: { readonly now: Instant; readonly by: string }): Promise<number> {
      let changed = 0;
      for (const item of await read(stream)) {
        const Key = { pk: item.pk ?? { S: '' }, sk: item.sk ?? { S: '' } };
        if (!item.p) continue;
        await client.send(new UpdateItemCommand({ TableName: table, Key, UpdateExpression: 'REMOVE p' }));
        changed += 1;
      }
      for (let attempt = 0; ; attempt += 1) {
        const items = await read(stream);
        const { survey } = stored(stream, items);
        const events = skipErased(survey, trigger.now);
        if (events.length > 0 && !(await commitTo(stream, survey, { events }, trigger))) {
          if (attempt === ATTEMPTS) throw new Error(`gave way to others ${ATTEMPTS} times`);
          continue;
        }
        for (const item of items.filter((i) => i.sk?.S?.startsWith(PREFIX.owed))) {
          await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: item.pk ?? { S: '' }, sk: item.sk ?? { S: '' } } }));
          changed += 1;
        }
        return changed;
      }
    },
  };

  /** Only while the mail is neither claimed nor sent, and not erased. */
  async function retime(stream: SurveyStream, mail: MailId, gpk: string, gsk: string): Promise<void> {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(key.owed(stream, mail)),
          UpdateExpression: 'SET gpk = :g, gsk = :s',
          ConditionExpression: 'attribute_exists(gpk) AND attribute_not_exists(sentAt)',
          ExpressionAttributeValues: { ':g': { S: gpk }, ':s': { S: gsk } },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

/** The rows of one stream read back; the query brings them in the order of their keys, commits by version. */
function stored(stream: SurveyStream, items: readonly Item[]): StoredSurvey {
  let survey: Survey | null = null;
  let file = NO_FILE;
  let plan: Plan | null = null;
  let timed = false;
  const spent = new Set<string>();
  for (const item of items) {
    const sk = item.sk?.S ?? '';
    if (sk.startsWith(PREFIX.commit)) {
      survey = evolveSurvey(survey, stream, unpack<Commit>(item.d).events);
      file = addBeside(file, item.p ? unpack<Beside>(item.p) : null);
    } else if (sk.startsWith(PREFIX.owed)) {
      plan = item.d ? unpack<Plan>(item.d) : null;
      timed = item.gpk !== undefined;
    } else if (sk.startsWith(PREFIX.page)) spent.add(sk.slice(PREFIX.page.length));
  }
  return { survey, file, plan, timed, spent };
}
