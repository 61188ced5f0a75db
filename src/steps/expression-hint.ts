const QUOTED = /'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|`(?:\\[\s\S]|[^`\\])*`/g;
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^[#/>]|^\s*(?:if|for|each)\s/, 'there are no blocks; each and if are keys of a step'],
  [/\b(?:not|and|or)\b/, 'not, and, or are written !, &&, ||'],
  [/\+/, "texts are joined by join('', [a, b])"],
  [/\$/, 'an expression begins with the id of a step, without $'],
  [/\?\?/, '?? is written ||'],
  [/\?\./, '?. is written .'],
  [/\?.*:/, 'there is no ? :; if is a key of a step'],
];

/** What other languages' way of writing an expression that cannot be parsed is in JMESPath. */
export function habitHint(text: string): string | undefined {
  const bare = text.replace(QUOTED, "''");
  return HABITS.find(([pattern]) => pattern.test(bare))?.[1];
}
