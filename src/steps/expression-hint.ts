/** Quoted parts, which are passed over, or a comparison with what follows it as other languages write it. */
const COMPARED =
  /'(?:\\[\s\S]|[^'\\])*'|`(?:\\[\s\S]|[^`\\])*`|(?:==|!=|<=?|>=?)\s*("(?:\\[\s\S]|[^"\\])*"|-?\d+(?:\.\d+)?|(?:true|false)\b)(?!\s*[.[(\w])|"(?:\\[\s\S]|[^"\\])*"/g;

/**
 * What is wrong with a value that is compared as other languages write it: JMESPath takes `"open"` and `true` for members of
 * these names, so that a filter with them finds nothing, and cannot read `3`.
 */
export function comparedFault(text: string): string | undefined {
  for (const [, value] of text.matchAll(COMPARED)) {
    if (value === undefined) continue;
    if (!value.startsWith('"')) return `in it ${value} is written \`${value}\`, in backquotes`;
    return `in it ${value} is the member of that name; the text is written '${value.slice(1, -1).replaceAll("'", "\\'")}'`;
  }
  return undefined;
}

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
