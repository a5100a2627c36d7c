/** Deeper quotes are not marked deeper: a prefix as long as the nesting would make the text grow with its square. */
const DEEPEST_QUOTE = 5;

/** Text as it grows, line by line, with `>` before quoted lines and at most one empty line in a row. */
export class TextLines {
  readonly #lines: string[] = [];
  /** The line that is being written. */
  #pieces: string[] = [];
  #hasText = false;
  #endsInSpace = true;
  #lastIsEmpty = true;
  #quoted = 0;
  #preformatted = 0;
  #last = '';

  /** White space counts as one space, except where it is preformatted. */
  text(text: string): void {
    if (this.#preformatted > 0) {
      this.#verbatim(text);
      return;
    }
    const spaced = text.replace(/[ \t\r\n\f]+/g, ' ');
    const piece = this.#endsInSpace && spaced.startsWith(' ') ? spaced.slice(1) : spaced;
    if (piece === '') return;
    this.#pieces.push(piece);
    this.#endsInSpace = piece.endsWith(' ');
    this.#hasText ||= piece !== ' ';
  }

  #verbatim(text: string): void {
    const [first = '', ...more] = text.split(/\r?\n/);
    this.#pieces.push(first);
    this.#hasText ||= first.trim() !== '';
    for (const line of more) {
      this.newline();
      this.#pieces.push(line);
      this.#hasText = line.trim() !== '';
    }
    this.#endsInSpace = false;
  }

  /** The beginning of a list item: on the line, but not yet text of it. */
  bullet(mark: string): void {
    this.#pieces.push(mark);
    this.#endsInSpace = true;
  }

  /** Space between the cells of a row. */
  gap(): void {
    if (!this.#endsInSpace) this.text(' ');
  }

  /** Ends the line; an empty line stays one. */
  newline(): void {
    const line = this.#hasText ? this.#pieces.join('').trimEnd() : '';
    this.#pieces = [];
    this.#hasText = false;
    this.#endsInSpace = true;
    this.#push(line);
  }

  #push(line: string): void {
    if (line === '' && this.#lastIsEmpty) return;
    this.#lastIsEmpty = line === '';
    if (line !== '') this.#last = line;
    this.#lines.push(this.#quoted === 0 ? line : `${'>'.repeat(Math.min(this.#quoted, DEEPEST_QUOTE))} ${line}`.trimEnd());
  }

  /** Begins a new line unless at the beginning of one, with so many empty lines before it. */
  block(emptyLines: 0 | 1): void {
    if (this.#hasText) this.newline();
    this.#pieces = [];
    this.#endsInSpace = true;
    if (emptyLines > 0) this.#push('');
  }

  quote(by: 1 | -1): void {
    this.block(0);
    this.#quoted = Math.max(0, this.#quoted + by);
  }

  pre(by: 1 | -1): void {
    this.block(1);
    this.#preformatted = Math.max(0, this.#preformatted + by);
  }

  /** A place on the line, for since(). */
  mark(): number {
    return this.#pieces.length;
  }

  /** What was written on this line since a mark; all of the line when the mark was on an earlier one. */
  since(mark: number): string {
    return this.#pieces.slice(mark).join('');
  }

  /** Whether the last line that is not empty is this one. */
  endsWith(line: string): boolean {
    return !this.#hasText && this.#last === line;
  }

  done(): string {
    if (this.#hasText) this.newline();
    return this.#lines.join('\n').replace(/^\n+/, '').trimEnd();
  }
}
