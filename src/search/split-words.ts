/** Acronyms (`SSHKeys` → SSH, Keys; `IPs`), versions (`V2`, `v1beta1`, `k8s`), camelCase, digits. */
const PARTS = /[Oo]Auth[0-9]*|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+(?:[0-9]+[a-z]*)*|[0-9]+[a-z]*/g;
const TOKENS = /[A-Za-z0-9]+/g;
const OTHER_TOKENS = /[\p{L}\p{M}\p{N}]+/gu;
const OTHER_PARTS = /\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+|[\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{N}+/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is what is meant
const ASCII = /^[\x00-\x7f]*$/;
const LONGEST_WORD = 60;

/** Runs of letters and digits, in the text's own casing. */
export function splitTokens(text: string): readonly string[] {
  return (ASCII.test(text) ? text.match(TOKENS) : text.normalize('NFC').match(OTHER_TOKENS)) ?? [];
}

/** The words a token is put together from, in lower case: `createIssueComment` → create, issue, comment. */
export function splitToken(token: string): readonly string[] {
  const text = token.slice(0, 200);
  const parts = (ASCII.test(text) ? text.match(PARTS) : text.match(OTHER_PARTS)) ?? [];
  return parts.map((part) => part.slice(0, LONGEST_WORD).toLowerCase());
}

/** The words of a text in lower case and in their order, cut at camelCase, punctuation and white space. */
export function splitWords(text: string): readonly string[] {
  return splitTokens(text).flatMap(splitToken);
}
