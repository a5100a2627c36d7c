/* Topics: what is published is handed to the queues that are subscribed. https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
import * as z from 'zod/mini';
import type { Deliver } from './invoker.ts';
import type { HostedStack } from './stack.ts';

const subscriptionProperties = z.looseObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z._default(z.string(), ''),
  RawMessageDelivery: z._default(z.coerce.boolean(), false),
});

export class Topics {
  readonly #subscriptions: readonly { readonly topic: string; readonly endpoint: string }[];
  readonly #deliver: Deliver;

  /** @throws Error for a queue that wants its messages in SNS's envelope, which is not hosted */
  constructor(stack: HostedStack, deliver: Deliver) {
    // People's addresses, which alarms are mailed to, are not called from here.
    const found = stack.of('AWS::SNS::Subscription', subscriptionProperties).filter(({ properties }) => properties.Protocol === 'sqs');
    this.#subscriptions = found.map(({ id, properties: { TopicArn: topic, Endpoint: endpoint, RawMessageDelivery } }) => {
      if (!RawMessageDelivery) throw new Error(`the local desk hosts subscriptions with raw message delivery only, not ${id}`);
      return { topic, endpoint };
    });
    this.#deliver = deliver;
  }

  publish(topic: string, message: string): void {
    for (const { topic: of, endpoint } of this.#subscriptions) if (of === topic) this.#deliver(endpoint, message);
  }
}
