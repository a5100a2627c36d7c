/** The shape of a catalogue, whatever its words: texts, and texts with something in them. */
export type Texts<T> = {
  readonly [K in keyof T]: T[K] extends (...given: infer A) => string
    ? (...given: A) => string
    : T[K] extends string
      ? string
      : Texts<T[K]>;
};
