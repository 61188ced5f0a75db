/** What the name of a parameter says of its value: whose it is (`pet_id`: pet) and which member of that holds it (id). */
export interface IdName {
  /** Words, the last one singular; none for a bare `id` or `name`. */
  readonly noun: readonly string[];
  /** `undefined` where the name is a noun alone: `customer`, `repo`. */
  readonly key: string | undefined;
}

/** Members that tell things apart, and how else they are called. */
const KEYS: ReadonlyMap<string, string> = new Map(
  'id gid sid uid uuid guid pk oid iid identifier number name slug username login sha key code handle arn token'
    .split(' ')
    .map((key) => [key, key] as const)
    .concat([
      ['ids', 'id'],
      ['sids', 'sid'],
      ['gids', 'gid'],
      ['uuids', 'uuid'],
      ['num', 'number'],
      ['no', 'number'],
      ['names', 'name'],
      ['slugs', 'slug'],
      ['usernames', 'username'],
      ['keys', 'key'],
    ]),
);
const SAME: ReadonlyMap<string, string> = new Map([
  ['repo', 'repository'],
  ['org', 'organization'],
  ['organisation', 'organization'],
  ['app', 'application'],
  ['env', 'environment'],
  ['db', 'database'],
]);
/** Words that say which one is meant, not what it is. */
const ROLES =
  /^(parent|source|src|destination|dest|target|from|to|new|old|default|base|root|main|current|next|previous|other|original|forked|the|encoded)$/;
/** `userid`, but no `grid`. */
const GLUED = /^(?!.*(?:grid|valid|android|hybrid|liquid|paid|covid|squid)$)([a-z]{3,}?)(ids?)$/;

/** The words of a name in lower case: `petId`, `pet-id`, `Pet_ID` → pet, id. */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Splits a parameter's name. */
export function readIdName(name: string): IdName {
  const all = unglued(wordsOf(name));
  // `issueIdOrKey`: the first one will do
  const either = all.indexOf('or');
  const words = either > 0 && KEYS.has(all[either - 1] ?? '') ? all.slice(0, either) : all;
  const last = (words.at(-1) ?? '').replace(/\d$/, '');
  if (last === 'username' || last === 'login') return { noun: ['user'], key: last };
  const key = KEYS.get(last);
  if (key !== undefined) return { noun: nounOf(words.slice(0, -1)), key };
  // Trello: `idCard`
  if (words.length > 1 && words[0] === 'id') return { noun: nounOf(words.slice(1)), key: 'id' };
  return { noun: nounOf(words), key: undefined };
}

function unglued(words: readonly string[]): readonly string[] {
  const [, noun, key] = GLUED.exec(words.at(-1) ?? '') ?? [];
  return noun === undefined || key === undefined || KEYS.has(words.at(-1) ?? '')
    ? words
    : [...words.slice(0, -1), noun, key];
}

/** A noun in the one form in which nouns are compared: roles before it dropped, singular, no short forms. */
export function nounOf(words: readonly string[]): readonly string[] {
  const from = words.findIndex((word) => !ROLES.test(word));
  const kept = words.slice(from === -1 ? words.length : from);
  const last = kept.at(-1);
  if (last === undefined) return [];
  const one = singular(last);
  return [...kept.slice(0, -1).map((word) => SAME.get(word) ?? word), SAME.get(one) ?? one];
}

/** Need not be a word, but is the same for both: `boxes` and `box`, `databases` and `database`. */
export function singular(word: string): string {
  if (word === 'people') return 'person';
  if (word === 'children') return 'child';
  if (word.length > 3 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  const one = word.length > 2 && word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
  return /(s|x|z|ch|sh)e$/.test(one) ? one.slice(0, -1) : one;
}

/** Names that differ in casing and separators alone are the same. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
}
