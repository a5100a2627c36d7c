import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/*
 * What a client is asked and answered. Watched in front of the client: the steps inside are put together once for each
 * command, and would not know of a watcher that comes later.
 */

export type Capacity = { readonly CapacityUnits?: number };
export type Answered = {
  /** Such as `QueryCommand`. */
  readonly command: string;
  readonly input: object;
  readonly reading: boolean;
  /** Units that the table says the call consumed, indexes in. */
  readonly units: number;
};

/** Tells of each call once it is answered, and asks for its price. */
export function watch(client: DynamoDBClient, tell: (answered: Answered) => void): void {
  const send = client.send.bind(client) as (command: unknown) => Promise<{ ConsumedCapacity?: Capacity | Capacity[] }>;
  client.send = (async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
    Object.assign(command.input, { ReturnConsumedCapacity: 'INDEXES' });
    const answer = await send(command);
    const { name } = command.constructor;
    const units = [answer.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);
    tell({ command: name, input: command.input, reading: /Get|Query|Scan/.test(name), units });
    return answer;
  }) as typeof client.send;
}
