/* What the functions' log prints, kept instead of shown. */

export type Printed = { readonly lines: string[]; readonly stop: () => void };

/** Keeps what is printed from now on until it is told to stop. */
export function keepPrinted(): Printed {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of streams) {
    stream.write = ((chunk: string | Uint8Array) => {
      lines.push(...String(chunk).split('\n'));
      return true;
    }) as typeof stream.write;
  }
  return {
    lines,
    stop: () => {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}
