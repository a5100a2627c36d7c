import { ConditionalCheckFailedException, type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../functions/aws/dynamo.ts';
import { INDEX } from '../../functions/aws/table.ts';

/*
 * A table in memory behind the SDK's own commands, for stories too long for an engine. It knows the few expressions that
 * the figures are stored with, and throws on any other; what it does with them is checked against the engines.
 */

type Named = { readonly constructor: { readonly name: string }; readonly input: Input };
type Input = {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly TransactItems?: readonly { readonly Put?: Input; readonly Delete?: Input; readonly Update?: Input }[];
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
};

const PAGE = 120;
const scalar = (value: Item[string] | undefined): string | number | undefined => (value?.N === undefined ? value?.S : Number(value.N));
const meta = { $metadata: {} };

export class MemoryTable {
  /** By partition and sort key, a line feed between. */
  readonly rows = new Map<string, Item>();

  get client(): DynamoDBClient {
    return { send: async (command: Named) => this.#send(command.constructor.name, command.input) } as unknown as DynamoDBClient;
  }

  put(item: Item): void {
    this.#apply('Put', { Item: item });
  }

  remove(id: string): void {
    this.#set(id, undefined);
  }

  /** Another table with the same rows. */
  copy(): MemoryTable {
    const copy = new MemoryTable();
    for (const [id, item] of this.rows) copy.rows.set(id, item);
    return copy;
  }

  #send(name: string, input: Input): unknown {
    switch (name) {
      case 'GetItemCommand':
        return { Item: this.rows.get(idOf(input.Key)) };
      case 'PutItemCommand':
      case 'DeleteItemCommand':
      case 'UpdateItemCommand':
        if (!this.#holds(input)) throw new ConditionalCheckFailedException({ message: 'no', ...meta });
        return { Attributes: this.#apply(name.replace('ItemCommand', ''), input) };
      case 'TransactWriteItemsCommand':
        return this.#transact(input.TransactItems ?? []);
      case 'BatchGetItemCommand': {
        const [table = '', asked] = Object.entries(input.RequestItems ?? {})[0] ?? [];
        const keys = (asked as { Keys: Item[] }).Keys;
        return { Responses: { [table]: keys.map((key) => this.rows.get(idOf(key))).filter((row) => row !== undefined) } };
      }
      case 'BatchWriteItemCommand': {
        const puts = Object.values(input.RequestItems ?? {}).flat() as { PutRequest: Input }[];
        for (const { PutRequest } of puts) this.#apply('Put', PutRequest);
        return {};
      }
      case 'QueryCommand':
        return this.#query(input);
      default:
        throw new Error(`this table does not know ${name}`);
    }
  }

  #transact(items: NonNullable<Input['TransactItems']>): unknown {
    const writes = items.map((item) => Object.entries(item)[0] as [string, Input]);
    const ids = writes.map(([, write]) => idOf(write.Item ?? write.Key));
    if (new Set(ids).size < ids.length) throw new Error('a transaction touches a row twice');
    if (items.length > 100) throw new Error('a transaction takes 100 writes');
    const reasons = writes.map(([, write]) => ({ Code: this.#holds(write) ? 'None' : 'ConditionalCheckFailed' }));
    if (reasons.some(({ Code }) => Code !== 'None')) {
      throw new TransactionCanceledException({ message: 'no', CancellationReasons: reasons, ...meta });
    }
    for (const [kind, write] of writes) this.#apply(kind, write);
    return {};
  }

  #apply(kind: string, input: Input): Item | undefined {
    const id = idOf(input.Item ?? input.Key);
    if (kind === 'Put') this.#set(id, { ...input.Item });
    else if (kind === 'Delete') this.#set(id, undefined);
    else this.#set(id, this.#updated({ ...(this.rows.get(id) ?? input.Key) }, input));
    return this.rows.get(id);
  }

  #updated(row: Item, input: Input): Item {
    const expression = input.UpdateExpression ?? '';
    const value = (name: string): Item[string] => input.ExpressionAttributeValues?.[name] ?? { NULL: true };
    const added = /^ADD (\w+) (:\w+)$/.exec(expression);
    if (added?.[1] && added[2]) return { ...row, [added[1]]: { N: String(Number(row[added[1]]?.N ?? 0) + Number(value(added[2]).N)) } };
    if (!expression.startsWith('SET ')) throw new Error(`this table does not know ${expression}`);
    const next = { ...row };
    for (const part of expression.slice(4).split(/, (?![^(]*\))/)) {
      const [target = '', source = ''] = part.split(' = ');
      const name = input.ExpressionAttributeNames?.[target] ?? target;
      const otherwise = /^if_not_exists\((\w+), (:\w+)\)$/.exec(source);
      next[name] = otherwise?.[1] && otherwise[2] ? (row[otherwise[1]] ?? value(otherwise[2])) : value(source);
    }
    return next;
  }

  #holds(input: Input): boolean {
    const row = this.rows.get(idOf(input.Item ?? input.Key));
    const { ConditionExpression: expression } = input;
    if (expression === undefined) return true;
    return expression.split(' OR ').some((term) => {
      const absent = /^attribute_not_exists\((\w+)\)$/.exec(term);
      if (absent?.[1]) return row?.[absent[1]] === undefined;
      const [name = '', operator = '', value = ''] = term.split(' ');
      const left = scalar(row?.[input.ExpressionAttributeNames?.[name] ?? name]);
      const right = scalar(input.ExpressionAttributeValues?.[value]);
      if (left === undefined || right === undefined) return false;
      if (operator === '=') return left === right;
      if (operator === '<') return left < right;
      if (operator === '<=') return left <= right;
      throw new Error(`this table does not know ${term}`);
    });
  }

  #set(id: string, row: Item | undefined): void {
    for (const name of partitionsOf(this.rows.get(id))) this.#partitions?.get(name)?.delete(id);
    if (row === undefined) this.rows.delete(id);
    else this.rows.set(id, row);
    this.#place(id, row);
  }

  /** Rows by partition, from the first query on. */
  #partitions: Map<string, Map<string, Item>> | null = null;

  #place(id: string, row: Item | undefined): void {
    if (this.#partitions === null || row === undefined) return;
    for (const name of partitionsOf(row)) {
      const known = this.#partitions.get(name);
      if (known) known.set(id, row);
      else this.#partitions.set(name, new Map([[id, row]]));
    }
  }

  #partition(pk: 'pk' | 'gpk', value: string): Iterable<Item> {
    if (this.#partitions === null) {
      this.#partitions = new Map();
      for (const [id, row] of this.rows) this.#place(id, row);
    }
    return this.#partitions.get(`${pk} ${value}`)?.values() ?? [];
  }

  #query(input: Input): unknown {
    const [pk, sk] = input.IndexName === INDEX ? (['gpk', 'gsk'] as const) : (['pk', 'sk'] as const);
    const values = input.ExpressionAttributeValues ?? {};
    const [partition, range] = (input.KeyConditionExpression ?? '')
      .split(' AND ', 1)
      .concat((input.KeyConditionExpression ?? '').split(/ AND (.*)/).slice(1, 2));
    const wanted = values[(partition ?? '').split(' = ')[1] ?? '']?.S;
    const between = /BETWEEN (:\w+) AND (:\w+)$/.exec(range ?? '');
    const low = values[between?.[1] ?? '']?.S ?? '';
    const high = values[between?.[2] ?? '']?.S ?? '\uffff';
    const start = input.ExclusiveStartKey?.[sk]?.S ?? '';
    const found = [...this.#partition(pk, wanted ?? '')]
      .filter((row) => (row[sk]?.S ?? '') >= low && (row[sk]?.S ?? '') <= high && (row[sk]?.S ?? '') > start)
      .sort((a, b) => ((a[sk]?.S ?? '') < (b[sk]?.S ?? '') ? -1 : 1));
    const page = found.slice(0, PAGE);
    const last = found.length > PAGE ? page.at(-1) : undefined;
    return { Items: page, ...(last ? { LastEvaluatedKey: last } : {}) };
  }
}

const partitionsOf = (row: Item | undefined): string[] =>
  (['pk', 'gpk'] as const).flatMap((name) => (row?.[name]?.S === undefined ? [] : [`${name} ${row[name].S}`]));
const idOf = (key: Item | undefined): string => `${key?.pk?.S}\n${key?.sk?.S}`;
