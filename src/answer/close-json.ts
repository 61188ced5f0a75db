const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
/** `[` and `{`, `]` and `}` differ in this bit only. */
const BRACE_BIT = 32;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** JSON that was cut off, ended behind its last whole item or member; undefined where it has none. */
export function closeJson(text: string): string | undefined {
  const open: string[] = [];
  let end = 0;
  // of what is open at the last comma, only what is closed after it can be missing at the end
  let closedSince: string[] = [];
  let openSince = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if ((code | BRACE_BIT) === OPEN) {
      open.push(code === OPEN ? '}' : ']');
      openSince++;
    } else if ((code | BRACE_BIT) === CLOSE) {
      const closed = open.pop();
      if (openSince > 0) openSince--;
      else if (closed !== undefined) closedSince.push(closed);
    } else if (code === COMMA) {
      end = at;
      closedSince = [];
      openSince = 0;
    }
  }
  if (end === 0) return undefined;
  const openAtEnd = [...open.slice(0, open.length - openSince), ...closedSince.reverse()];
  return text.slice(0, end) + openAtEnd.reverse().join('');
}

/** Where a string ends that begins at `quote`; the text's end where it does not. */
export function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}
