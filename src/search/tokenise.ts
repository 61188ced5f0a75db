const LONGEST_TEXT = 4000;
const LONGEST_WORD = 60;

/** The words of a name, path or sentence, lower case, in their singular: `listPullRequests`, `/pull-requests`, `Pull requests` all give pull, request. */
export function tokenise(text: string): string[] {
  const words = text
    .slice(0, LONGEST_TEXT)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  const tokens: string[] = [];
  for (const word of words) if (word !== '') tokens.push(singular(word.slice(0, LONGEST_WORD)));
  return tokens;
}

const KEPT = new Set([
  'status',
  'address',
  'access',
  'process',
  'progress',
  'business',
  'sms',
  'dns',
  'aws',
  'https',
  'js',
  'css',
  'ios',
  'os',
  'analysis',
  'basis',
  'class',
  'canvas',
  'alias',
  'bus',
  'gas',
  'news',
  'series',
  'this',
  'is',
  'has',
  'was',
  'as',
  'us',
  'kubernetes',
]);

/** English plurals, lightly: wrong stems do no harm as long as both sides get the same one. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || KEPT.has(word) || word.endsWith('ss')) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (
    /(statuses|addresses|processes|accesses|classes|aliases|businesses|boxes|matches|branches|batches|searches|patches|switches|taxes|indexes|fixes|buses|dishes|wishes|pushes|crashes|hashes|caches?s?es)$/.test(
      word,
    )
  ) {
    return word.endsWith('ches') && /(cache)s$/.test(word) ? word.slice(0, -1) : word.slice(0, -2);
  }
  return word.slice(0, -1);
}
