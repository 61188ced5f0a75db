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
