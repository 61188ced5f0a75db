/**
 * Characters that change how text is shown or read without being seen: controls, bidi overrides, zero-width and tag characters,
 * fillers, variation selectors that vary nothing (text can be smuggled in runs of them), lone surrogates.
 */
const UNSEEN =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u2028\u2029\u3164\uffa0\u{e0000}-\u{e0fff}]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|(?<![\p{L}\p{N}\p{P}\p{S}])[\ufe00-\ufe0f]/gu;
/** Joins emoji into one; there it is seen. */
const JOINER = '\u200d';
const PICTURE = /\p{Extended_Pictographic}/u;
/** Where one of the above may be; nearly all text is told by this alone. */
const SUSPICIOUS = /[^\n\t -~]/;

/** Foreign text made safe to show (SECURITY V6): unseen characters become `\u{…}`, line ends `\n`; nothing else changes. */
export function toPlainText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return escapeUnseen(text.replace(/\r\n?/g, '\n'), (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** A text with each unseen character as `show` writes it. */
export function escapeUnseen(text: string, show: (character: string) => string): string {
  return text.replace(UNSEEN, (character, at: number) =>
    character === JOINER && joinsPictures(text, at) ? character : show(character),
  );
}

/** The same on one line, runs of white space folded, at most `most` characters with `…` at the end where it was longer. */
export function toOneLine(text: string, most: number): string {
  const line = toPlainText(text.slice(0, characterEnd(text, most * 8)))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= most ? line : `${line.slice(0, characterEnd(line, most - 1)).trimEnd()}…`;
}

/** `end`, or one less where a cut there would halve a surrogate pair. */
export function characterEnd(text: string, end: number): number {
  return end > 0 && end < text.length && (text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end;
}

function joinsPictures(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 4), at).replace(/[\ufe0f\u{1f3fb}-\u{1f3ff}]+$/u, '');
  const after = text.codePointAt(at + 1);
  return PICTURE.test(before.slice(-2)) && after !== undefined && PICTURE.test(String.fromCodePoint(after));
}
