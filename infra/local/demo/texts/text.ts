/* What people write, by language. `{order} {product} {name} {agent}` are filled in. */

export type TicketType = 'delivery' | 'confirmation' | 'return' | 'payment' | 'damaged' | 'product' | 'change' | 'account';

export type Topic = {
  /** The customer's first mail: subject and text. */
  readonly first: readonly (readonly [subject: string, text: string])[];
  /** An answer that settles it. */
  readonly answer: readonly string[];
  /** An answer that asks for something, and what the customer gives. */
  readonly ask: readonly string[];
  readonly detail: readonly string[];
};

export type Texts = {
  /** How an agent begins and ends. */
  readonly hello: string;
  readonly bye: string;
  /** How customers end. */
  readonly signs: readonly string[];
  readonly topics: Readonly<Record<TicketType, Topic>>;
  /** A second question of the customer, and the answer. */
  readonly more: readonly string[];
  readonly moreAnswer: readonly string[];
  /** The agent asks somebody else, and what came of it. */
  readonly chase: readonly string[];
  readonly chased: readonly string[];
  /** The customer comes back after it was settled, and the answer. */
  readonly again: readonly string[];
  readonly againAnswer: readonly string[];
  /** Nothing but thanks. */
  readonly thanks: readonly string[];
  /** A second mail about the same thing, before anybody answered. */
  readonly nudge: readonly (readonly [subject: string, text: string])[];
  /** To a customer whose survey said that they are unhappy. */
  readonly callBack: readonly string[];
  /** Comments in surveys. */
  readonly glad: readonly string[];
  readonly lukewarm: readonly string[];
  readonly sore: readonly string[];
};

export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
