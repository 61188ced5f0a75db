import type { Endpoint } from '../catalog/endpoint.ts';
import { splitWords } from './split-words.ts';
import { stem } from './stem.ts';
import { isStopWord } from './synonyms.ts';

/** Stop words that tell in a question what is wanted: "who …", "no longer need …", "turn … off". */
const CLUES: ReadonlySet<string> = new Set(
  (
    'no not need want who whom whose what which where when how why us me my up out off on in into from about have has do does did there some any ' +
    'let onto over then using given just'
  ).split(' '),
);
const LONGEST_QUESTION = 2000;
const MOST_WORDS = 48;
const LONGEST_SUMMARY = 240;
const LONGEST_PATH = 300;
const LONGEST_DESCRIPTION = 400;
const MOST_DESCRIBING = 40;
const MOST_TAGS = 5;

/** A word and how much it counts. */
export type Counted = readonly [word: string, times: number];

/** The weights that scripts/make-search-data.mjs found for an endpoint's parts. */
const KIND = 1.37;
const ID = 1;
const HEAD = 1;
const PATH = 0.55;
const VARIABLE = 0.2;
const SUMMARY = 1;
const TAG = 0.4;
const DESCRIPTION = 0.15;

/** The words of a question by which its meaning is known, stems. */
export function questionWords(text: string): readonly string[] {
  const words = splitWords(text.slice(0, LONGEST_QUESTION)).filter(isTelling);
  return words.slice(0, MOST_WORDS).map((word) => (CLUES.has(word) ? word : stem(word)));
}

function isTelling(word: string): boolean {
  return /[a-z]/.test(word) && (CLUES.has(word) || !isStopWord(word));
}

/** The words of an endpoint by which its meaning is known, stems, and one for its method; what is said twice counts twice. */
export function endpointWords(endpoint: Endpoint): readonly Counted[] {
  const { id, operationId, method, summary, description, tags } = endpoint;
  const parts = endpoint.path.slice(0, LONGEST_PATH).split('/').filter(Boolean);
  const fixed = parts.filter((part) => !part.includes('{')).map(stems);
  const text = withoutMarkup(description.slice(0, LONGEST_DESCRIPTION));
  return [
    [kindOf(method, endpoint.path), KIND],
    ...counted(operationId === id ? stems(id) : [], ID),
    ...counted(fixed.at(-1) ?? [], HEAD),
    ...counted(fixed.slice(0, -1).flat(), PATH),
    ...counted(stems(parts.filter((part) => part.includes('{')).join(' ')), VARIABLE),
    ...counted(stems(summary === '' ? text.slice(0, 120) : summary.slice(0, LONGEST_SUMMARY)), SUMMARY),
    ...counted(stems(tags.slice(0, MOST_TAGS).join(' ').slice(0, LONGEST_SUMMARY)), TAG),
    ...counted(summary === '' ? [] : stems(text).slice(0, MOST_DESCRIBING), DESCRIPTION),
  ];
}

function counted(words: readonly string[], times: number): readonly Counted[] {
  return words.map((word) => [word, times]);
}

function stems(text: string): readonly string[] {
  return splitWords(text)
    .filter((word) => !isStopWord(word) && /[a-z]/.test(word))
    .map(stem);
}

function withoutMarkup(text: string): string {
  return text.replace(/<[^<>]*>|\]\([^()]*\)|https?:\S+/g, ' ');
}

/** A made-up word for what a method does to a collection (`*`) or to one thing (`1`). */
function kindOf(method: string, path: string): string {
  const verb = method.toLowerCase();
  if (verb !== 'get' && verb !== 'post') return `#${verb}`;
  return `#${verb}${/\}\/?$/.test(path) ? '1' : '*'}`;
}
