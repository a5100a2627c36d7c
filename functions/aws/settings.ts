import { randomBytes } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { defaultSettings } from '../../desk/default-settings.ts';
import type { Settings } from '../../desk/settings.ts';
import type { Case } from '../../desk/ticket/command.ts';
import type { Actor, Commit } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import { indexOf, keyOf, pack, unpack } from './dynamo.ts';
import { index, key } from './table.ts';

/** The stream on which settings say that they changed. */
export const SETTINGS_STREAM = 'settings';

/** How long a container trusts what it read; a saved change is in force everywhere after that. */
const TRUST_MS = 30_000;

export type DeskDefaults = Parameters<typeof defaultSettings>[0];
export type SettingsStore = ReturnType<typeof settingsStore>;

/**
 * The settings, the versions that running clocks are pinned to, and the desk's secret.
 * @param monotonic milliseconds for the cache only; no rule sees them
 */
export function settingsStore(
  client: DynamoDBClient,
  table: string,
  defaults: DeskDefaults,
  monotonic: () => number = () => performance.now(),
) {
  let current: { settings: Settings; readAt: number } | undefined;
  let secret: Promise<Uint8Array> | undefined;
  const versions = new Map<number, Settings>();

  async function read(version: number | 'now'): Promise<Settings | null> {
    const answer = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(key.settings(version)), ConsistentRead: true }));
    return answer.Item ? unpack<Settings>(answer.Item.d) : null;
  }

  async function now(): Promise<Settings> {
    if (current && monotonic() - current.readAt < TRUST_MS) return current.settings;
    const settings = (await read('now')) ?? defaultSettings(defaults);
    // The same object for the same version, so that compiled calendars stay compiled.
    const same = current?.settings.version === settings.version ? current.settings : settings;
    current = { settings: same, readAt: monotonic() };
    versions.set(same.version, same);
    return same;
  }

  async function version(wanted: number): Promise<Settings> {
    const known = versions.get(wanted);
    if (known) return known;
    const settings = wanted === 0 ? defaultSettings(defaults) : await read(wanted);
    if (!settings) throw new Error(`settings version ${wanted} is missing`);
    versions.set(wanted, settings);
    return settings;
  }

  async function readSecret(): Promise<Uint8Array> {
    const answer = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(key.secret()), ConsistentRead: true }));
    if (answer.Item?.secret?.B) return answer.Item.secret.B;
    const made = randomBytes(32);
    try {
      const Item = { ...keyOf(key.secret()), secret: { B: made } };
      await client.send(new PutItemCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
      return made;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return readSecret();
      throw error;
    }
  }

  return {
    /** The settings in force; at most half a minute old. */
    now,
    /** What the clocks of a ticket are pinned to, by version. */
    async pinnedBy(c: Case | null): Promise<Map<number, Settings>> {
      const wanted = new Set(Object.values(c?.ticket.clocks ?? {}).map((clock) => clock.settingsVersion));
      return new Map(await Promise.all([...wanted].map(async (v): Promise<[number, Settings]> => [v, await version(v)])));
    },
    /** 32 bytes that sign reply addresses, cursors and survey pages; made once, by whoever needs it first. */
    secret(): Promise<Uint8Array> {
      secret ??= readSecret().catch((error: unknown) => {
        secret = undefined;
        throw error;
      });
      return secret;
    },
    /**
     * Saves the next version. `settings.version` is the one that was read; the stored one is one higher.
     * @returns what was stored, or null when somebody else saved meanwhile; the change is said in the same transaction
     */
    async save(settings: Settings, said: { now: Instant; by: Actor; trigger: string }): Promise<Settings | null> {
      const next = { ...settings, version: settings.version + 1 };
      const commit: Commit = {
        stream: SETTINGS_STREAM,
        version: next.version,
        recordedAt: said.now,
        by: said.trigger,
        events: [{ type: 'SettingsChanged', at: said.now, version: next.version, by: said.by }],
      };
      const row = (k: number | 'now') => ({ ...keyOf(key.settings(k)), v: { N: String(next.version) }, d: pack(next) });
      const expected = { ':v': { N: String(settings.version) } };
      try {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Put: {
                  TableName: table,
                  Item: row('now'),
                  ...(settings.version === 0
                    ? { ConditionExpression: 'attribute_not_exists(pk)' }
                    : { ConditionExpression: 'v = :v', ExpressionAttributeValues: expected }),
                },
              },
              { Put: { TableName: table, Item: row(next.version) } },
              {
                Put: {
                  TableName: table,
                  Item: {
                    ...keyOf(key.commit(SETTINGS_STREAM, next.version)),
                    // Few, and on the shard that every desk has.
                    ...indexOf({
                      gpk: index.commits(said.now.slice(0, 10), 0),
                      gsk: index.inCommits(said.now, SETTINGS_STREAM, next.version),
                    }),
                    d: pack(commit),
                  },
                },
              },
            ],
          }),
        );
      } catch (error) {
        if (error instanceof TransactionCanceledException && error.CancellationReasons?.some((r) => r.Code === 'ConditionalCheckFailed'))
          return null;
        throw error;
      }
      current = undefined;
      return next;
    },
  };
}
