import { splitWords } from './split-words.ts';
import { stem } from './stem.ts';
import { CREATE, DELETE, LIST, type Meaning, meaningOf, READ, SEARCH, UPDATE } from './verbs.ts';

const EFFECTS: Readonly<Record<string, number>> = {
  create: CREATE,
  read: READ,
  list: LIST,
  search: SEARCH,
  update: UPDATE,
  delete: DELETE,
};
/** How many words may stand in a gap: "turn the old machine off". */
const WIDEST_GAP = 4;
const LONGEST_QUESTION = 2000;
/** After these a clause begins, and with it what is wanted. */
const LEADING: ReadonlySet<string> = new Set('and then to please want must can should let us so now but'.split(' '));
const AT_START = 0.6;
const BY_VERB = 1;
const FEW_WORDS = 4;

interface Phrase {
  readonly effect: number;
  /** Runs of words that follow each other with gaps between the runs. */
  readonly runs: readonly (readonly string[])[];
  readonly length: number;
}

/** The phrases by their first word. */
export type Phrases = ReadonlyMap<string, readonly Phrase[]>;

/** Reads lines such as `delete update | detach | unplug, take ~ off`, see data/everyday-verbs.ts. */
export function readPhrases(lines: readonly string[]): Phrases {
  const phrases = new Map<string, Phrase[]>();
  for (const line of lines) {
    const [effects = '', , said = ''] = line.split(' | ');
    const effect = effects.split(' ').reduce((bits, name) => bits | (EFFECTS[name] ?? 0), 0);
    for (const text of said.split(', ')) {
      const runs = text.split(' ~ ').map(splitWords);
      const first = runs[0]?.[0] ?? '';
      phrases.set(first, [...(phrases.get(first) ?? []), { effect, runs, length: runs.flat().length }]);
    }
  }
  return phrases;
}

/** What a question in everyday words wants done; undefined where it does not say. */
export function everydayAction(question: string, phrases: Phrases): Meaning | undefined {
  const text = question.slice(0, LONGEST_QUESTION);
  const found = text.split(/[,.;:!?]+(?:\s|$)/).flatMap((clause) => inClause(splitWords(clause), phrases));
  const best = Math.max(0, ...found.map(({ weight }) => weight));
  if (best === 0) return endsInPlural(text) ? MANY : undefined;
  const bits = (wanted: (weight: number) => boolean): number =>
    found.reduce((sum, { effect, weight }) => (wanted(weight) ? sum | effect : sum), 0);
  const sure = bits((weight) => weight === best);
  return { sure, possible: bits((weight) => weight < best && weight >= best - 1) & ~sure };
}

/** "waiting callers" without a verb asks for a list. */
const MANY: Meaning = { sure: LIST, possible: READ | SEARCH };

function endsInPlural(text: string): boolean {
  const words = splitWords(text);
  const last = words.at(-1) ?? '';
  return words.length <= FEW_WORDS && last.length > 3 && last.endsWith('s') && stem(last) !== last;
}

interface Found {
  readonly effect: number;
  readonly weight: number;
}

function inClause(words: readonly string[], phrases: Phrases): readonly Found[] {
  return words.flatMap((word, at) => {
    const leads = at === 0 || LEADING.has(words[at - 1] ?? '') ? AT_START : 0;
    const said = (phrases.get(word) ?? []).filter(({ runs }) => follows(words, at, runs));
    const longest = Math.max(0, ...said.map(({ length }) => length));
    const best = said.filter(({ length }) => length === longest);
    if (best.length > 0)
      return [{ effect: best.reduce((sum, { effect }) => sum | effect, 0), weight: longest + leads }];
    const verb = leads === 0 ? undefined : meaningOf(word);
    return verb === undefined ? [] : [{ effect: verb.sure, weight: BY_VERB + leads }];
  });
}

function follows(words: readonly string[], at: number, runs: readonly (readonly string[])[]): boolean {
  let next = at;
  for (const [nth, run] of runs.entries()) {
    const last = nth === 0 ? next : next + WIDEST_GAP;
    let found = -1;
    for (let start = nth === 0 ? next : next + 1; start <= last && found < 0; start++)
      if (run.every((word, offset) => words[start + offset] === word)) found = start;
    if (found < 0) return false;
    next = found + run.length;
  }
  return true;
}
