import { splitWords } from './split-words.ts';

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['people', 'person'],
  ['children', 'child'],
  ['indices', 'index'],
  ['vertices', 'vertex'],
  ['media', 'media'],
  ['ids', 'id'],
  ['ips', 'ip'],
  ['prs', 'pr'],
  ['vms', 'vm'],
  ['dbs', 'db'],
  ['news', 'news'],
  ['series', 'series'],
  ['https', 'https'],
]);

/**
 * A word without its plural ending, so that `branches` and `branch`, `caches` and `cache`, `policies` and `policy` meet.
 * The result need not be a word. Expects lower case.
 */
export function stem(word: string): string {
  if (word.length < 4) return IRREGULAR.get(word) ?? word;
  const last = word.charCodeAt(word.length - 1);
  if (last !== S) return last === E && SIBILANT_E.test(word) ? word.slice(0, -1) : (IRREGULAR.get(word) ?? word);
  if (/(ss|us|is)$/.test(word)) return word;
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  const singular = word.slice(0, -1);
  return SIBILANT_E.test(singular) ? singular.slice(0, -1) : singular;
}

const S = 115;
const E = 101;
/** After these an `e` may belong to the plural or to the word (`boxes`, `caches`): dropped from both. */
const SIBILANT_E = /(s|x|z|ch|sh)e$/;

/** `verification` → verify, `creation` → creat, `followers` → follow: what derived words have in common; undefined for a short word. */
export function rootOf(stemmed: string): string {
  if (NOT_DERIVED.has(stemmed)) return stemmed;
  const base = /^(.{3,})ication$/.test(stemmed)
    ? stemmed.replace(/ication$/, 'y')
    : stemmed.replace(
        /^(.{4,})(?:ation|ition)$|^(.{4,})(?:ion|ing|or|ance|able|ee)$|^(.{3,})(?:ment|ed|er|ship)$/,
        '$1$2$3',
      );
  const undoubled = base !== stemmed && /([^aeiousl])\1$/.test(base) ? base.slice(0, -1) : base;
  const bare = undoubled.length > 3 && undoubled.endsWith('e') ? undoubled.slice(0, -1) : undoubled;
  return bare.length > 5 && bare.endsWith('at') ? bare.slice(0, -2) : bare;
}

/** Words that only look derived. */
const NOT_DERIVED: ReadonlySet<string> = new Set(
  'format customer number member order header server folder letter letters need feed speed seed bed red director factor vector color color error center other user power layer buffer cluster register enter meter filter document comment segment element environment department moment version session region mission position condition partition billing pricing shipping setting building string spring thing king ring'.split(
    ' ',
  ),
);

/** The stems of all words of a text, in their order. */
export function stemsOf(text: string): readonly string[] {
  return splitWords(text).map(stem);
}
