/*
 * Bundled in place of `@smithy/core/event-streams`: no call of ours has a stream of events for its answer. The SDK asks for it
 * only when one does, and for that esbuild has to put all that it shares with the rest into functions of their own, between
 * which V8 calls worse. Measured, in turn: without, a mail costs receive-mail 5 to 7 % less CPU, and the bundle is 20 KB smaller.
 */

export const resolveEventStreamSerdeConfig = <T extends object>(config: T): T => config;

export const eventStreamSerdeProvider = (): never => {
  throw new Error('the functions are bundled without streams of events');
};

export class EventStreamSerde {
  constructor() {
    eventStreamSerdeProvider();
  }
}
