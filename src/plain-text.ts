/** Characters that change how text is shown or read without being seen: controls, bidi overrides, zero-width and tag characters, lone surrogates. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u17b4\u17b5\u2028\u2029\u{e0000}-\u{e0fff}]/gu;

/** Foreign text made safe to show (SECURITY V6): unseen characters become `\u{…}`, line ends `\n`; nothing else changes. */
export function toPlainText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return lines.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same on one line, runs of white space folded, at most `most` characters with `…` at the end where it was longer. */
export function toOneLine(text: string, most: number): string {
  const line = toPlainText(text.slice(0, most * 8))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}
