/** Whether the whole text holds more than what is new in it; spaces and line breaks aside. */
export function hasMore(newText: string, text: string): boolean {
  return packed(text).length > packed(newText).length;
}

const packed = (text: string): string => text.replace(/\s+/g, '');
