import type { Endpoint } from '../catalog/endpoint.ts';
import { splitWords } from './split-words.ts';
import { stem } from './stem.ts';
import { isStopWord } from './synonyms.ts';

/** Stop words that tell in a question what is wanted: "who …", "no longer need …", "turn … off". */
export const CLUES: readonly string[] = (
  'no not need want who whom whose what which where when how why us me my up out off on in into from about have has do does did there some any ' +
  'let onto over then using given just'
).split(' ');
const clues = new Set(CLUES);
const LONGEST_QUESTION = 2000;
const MOST_WORDS = 48;
const LONGEST_SUMMARY = 240;
const LONGEST_PATH = 300;
const LONGEST_DESCRIPTION = 400;
const MOST_DESCRIBING = 40;
const MOST_TAGS = 5;
const LONGEST_WORD = 30;

/** A word and how much it counts. */
export type Counted = readonly [word: string, times: number];

/** How much a word counts at each place, and a little of the description: what is learnt beside the words' vectors. */
export interface Places {
  readonly kind: number;
  readonly id: number;
  readonly head: number;
  readonly path: number;
  readonly variables: number;
  readonly summary: number;
  readonly tags: number;
}
const DESCRIPTION = 0.15;

/** The words of a question by which its meaning is known, stems. */
export function questionWords(text: string): readonly string[] {
  const words = splitWords(text.slice(0, LONGEST_QUESTION)).filter(isTelling);
  return words.slice(0, MOST_WORDS).map((word) => (clues.has(word) ? word : stem(word)));
}

function isTelling(word: string): boolean {
  return /[a-z]/.test(word) && (clues.has(word) || !isStopWord(word));
}

/** The words of an endpoint by which its meaning is known, stems, and one for its method; what is said twice counts twice. */
export function endpointWords(endpoint: Endpoint, places: Places): readonly Counted[] {
  const { id, operationId, method, summary, description, tags } = endpoint;
  const parts = endpoint.path.slice(0, LONGEST_PATH).split('/').filter(Boolean);
  const fixed = parts.filter((part) => !part.includes('{')).map(stems);
  const text = withoutMarkup(description.slice(0, LONGEST_DESCRIPTION));
  return [
    [kindOf(method, endpoint.path), places.kind],
    ...counted(operationId === id ? stems(id) : [], places.id),
    ...counted(fixed.at(-1) ?? [], places.head),
    ...counted(fixed.slice(0, -1).flat(), places.path),
    ...counted(stems(parts.filter((part) => part.includes('{')).join(' ')), places.variables),
    ...counted(stems(summary === '' ? text.slice(0, 120) : summary.slice(0, LONGEST_SUMMARY)), places.summary),
    ...counted(stems(tags.slice(0, MOST_TAGS).join(' ').slice(0, LONGEST_SUMMARY)), places.tags),
    ...counted(summary === '' ? [] : stems(text).slice(0, MOST_DESCRIBING), DESCRIPTION),
  ];
}

function counted(words: readonly string[], times: number): readonly Counted[] {
  return words.map((word) => [word, times]);
}

/** The telling words of a text. */
export function stems(text: string): readonly string[] {
  return splitWords(text)
    .filter((word) => !isStopWord(word) && word.length < LONGEST_WORD && /[a-z]/.test(word))
    .map(stem);
}

function withoutMarkup(text: string): string {
  return text.replace(/<[^<>]*>|\]\([^()]*\)|https?:\S+/g, ' ');
}

/** A made-up word for what a method does to a collection (`*`) or to one thing (`1`). */
export function kindOf(method: string, path: string): string {
  const verb = method.toLowerCase();
  if (verb !== 'get' && verb !== 'post') return `#${verb}`;
  return `#${verb}${/\}\/?$/.test(path) ? '1' : '*'}`;
}
