import { stem } from './stem.ts';

/** What an endpoint does, or a question wants done; one bit each, so that a set is a number. */
export const CREATE = 1;
export const READ = 2;
export const LIST = 4;
export const SEARCH = 8;
export const UPDATE = 16;
export const DELETE = 32;

/** What a verb means, from sure to possible. */
export interface Meaning {
  readonly sure: number;
  readonly possible: number;
}

const VERBS: readonly (readonly [sure: number, possible: number, words: string])[] = [
  [CREATE, 0, 'create make new insert generate register provision compose instantiate'],
  [
    CREATE,
    UPDATE,
    'add post put submit place upsert write store save record append attach assign grant invite link connect join',
  ],
  [
    CREATE,
    UPDATE,
    'send publish upload import install deploy launch start run trigger dispatch execute open raise buy purchase order book charge pay issue request enqueue push emit notify enable schedule subscribe reserve copy clone duplicate give',
  ],
  [
    READ,
    LIST,
    'get show read retrieve fetch view display describe download export inspect see load return obtain info',
  ],
  [READ | LIST, SEARCH | CREATE | UPDATE, 'check test verify validate compare count preview lookup look tell know'],
  [LIST, READ | SEARCH, 'list enumerate browse index'],
  [SEARCH, LIST | READ, 'search find query filter'],
  [
    UPDATE,
    CREATE,
    'update edit modify change patch set replace alter adjust rename move resize scale toggle mute unmute transfer reorder restore mark complete finish approve accept authorize protect configure customize merge sync refresh rotate reset increase decrease lock pin',
  ],
  [
    DELETE,
    UPDATE | CREATE,
    'delete remove destroy drop erase purge clear unassign unlink detach revoke uninstall unsubscribe kick leave release discard dismiss unstar unfollow unpin unlock disconnect',
  ],
  [
    UPDATE,
    DELETE | CREATE,
    'close stop end disable archive suspend deactivate hang reject decline void expire pause resume restart reboot retry rerun block ban',
  ],
  [UPDATE | DELETE, CREATE, 'cancel abort terminate'],
];

/** The few verbs that name the four basic operations; an endpoint's words beside them say what it is about. */
const PLAIN: ReadonlySet<string> = new Set(
  'create make new insert add post put get show read retrieve fetch list enumerate browse search find update edit modify change patch set replace delete remove destroy return returns upsert'.split(
    ' ',
  ),
);

const meanings: ReadonlyMap<string, Meaning> = new Map(
  VERBS.flatMap(([sure, possible, words]) => words.split(' ').map((word) => [word, { sure, possible }] as const)),
);

/** The same, but only as it stands: `lists` and `posts` in a name are nouns. */
export function isBareVerb(word: string): boolean {
  return PLAIN.has(word);
}

/** What a verb means; undefined for a word that is no verb we know. `word` in lower case, `creates` is `create`. */
export function meaningOf(word: string): Meaning | undefined {
  const known = meanings.get(word);
  if (known !== undefined || !word.endsWith('s')) return known;
  return meanings.get(word.slice(0, -1)) ?? (word.endsWith('es') ? meanings.get(word.slice(0, -2)) : undefined);
}

/** Whether a word only says which of the basic operations is meant, as in `create-comment`. */
export function isPlainVerb(word: string): boolean {
  return PLAIN.has(word) || (word.endsWith('s') && PLAIN.has(word.slice(0, -1)));
}

export interface Clues {
  /** The path ends with a variable. */
  readonly toItem: boolean;
  /** The last fixed part of the path is a plural. */
  readonly plural: boolean;
  /** The words of the operationId or, where there is none, of the path's last part; one list for each run of letters. */
  readonly name: readonly (readonly string[])[];
  /** Of the summary. */
  readonly firstWord: string;
}

/** What an endpoint does: by the plain verb of its name, else by the first word of its summary, else by method and path. */
export function actionOf(method: string, { toItem, plural, name, firstWord }: Clues): Meaning {
  const byMethod = meaningOfMethod(method, { toItem, plural });
  const said =
    meaningOfName(name, method.toLowerCase()) ?? (isPlainVerb(firstWord) ? meaningOf(firstWord)?.sure : undefined);
  if (said === undefined) return byMethod;
  // "get" of a collection lists it
  const lists = said === READ && !toItem && (plural || (name.at(-1)?.some(isPlural) ?? false));
  const sure = lists ? READ | LIST : said;
  return { sure, possible: (byMethod.sure | byMethod.possible) & ~sure };
}

function isPlural(word: string): boolean {
  return word.length > 3 && word.endsWith('s') && stem(word) !== word;
}

/** By the first plain verb of a name that is not the method again; `create-or-update` is both. */
function meaningOfName(name: readonly (readonly string[])[], method: string): number | undefined {
  let found: number | undefined;
  let before = '';
  for (const words of name) {
    for (const word of words) {
      if (found !== undefined && before !== 'or') {
        if (word !== 'or') return found;
      } else if (PLAIN.has(word) && word !== method) {
        found = (found ?? 0) | (meaningOf(word)?.sure ?? 0);
      }
      before = word;
    }
  }
  return found;
}

/** What a request of this method usually does. */
function meaningOfMethod(
  method: string,
  { toItem, plural }: { readonly toItem: boolean; readonly plural: boolean },
): Meaning {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'QUERY':
      if (toItem) return { sure: READ, possible: 0 };
      return plural ? { sure: LIST, possible: READ | SEARCH } : { sure: READ, possible: LIST };
    case 'POST':
      return toItem ? { sure: UPDATE, possible: CREATE } : { sure: CREATE, possible: UPDATE };
    case 'PUT':
      return { sure: UPDATE, possible: CREATE };
    case 'PATCH':
      return { sure: UPDATE, possible: 0 };
    case 'DELETE':
      return { sure: DELETE, possible: 0 };
    default:
      return { sure: 0, possible: READ | UPDATE };
  }
}
