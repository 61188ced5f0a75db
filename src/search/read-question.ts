import type { Index } from './create-index.ts';
import { apart, offer, offerRelated, similar, spelledOut, weightOf } from './match-word.ts';
import { splitWords } from './split-words.ts';
import { stem } from './stem.ts';
import { isStopWord, PHRASES } from './synonyms.ts';
import { CREATE, isPlainVerb, LIST, type Meaning, meaningOf, READ, SEARCH, UPDATE } from './verbs.ts';

/** A word of a question, and the terms of the index that answer it. */
export interface Wish {
  /** As it was said. */
  readonly word: string;
  /** How much it tells endpoints apart. */
  readonly weight: number;
  /** Terms and how well each stands for the word, 0 to 1. Empty where the index knows nothing like it. */
  readonly terms: ReadonlyMap<number, number>;
  /** 1 for the thing asked for, as `comment` in "create an issue comment"; less for the word before it, 0 for others. */
  readonly head: number;
  /** A verb is also answered by an endpoint that does what it means, this well. */
  readonly byAction: number;
}

export interface Question {
  readonly wishes: readonly Wish[];
  /** What is to be done, if it is said. */
  readonly action: Meaning | undefined;
  /** The thing asked for is a plural. */
  readonly plural: boolean;
}

const LONGEST_QUESTION = 2000;
const MOST_WORDS = 24;
/** How far apart two words may stand that an API writes as one. */
const REACH = 2;

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const PREPOSITIONS = wordSet('of for to in on at by from with into onto via per about as including');
const OF_A_VERB = wordSet('on to');
const ACCOMPANIED = wordSet('with including');
const POSSESSIVES = wordSet('its their his her');
const TO_BE = wordSet('is are s');
const INSIDE = wordSet('in inside within');
const DETERMINERS = wordSet('a an the my this that these some all another new');
/** Words that are often missing in a description, and tell little where they are. */
const WEAK = wordSet(
  'all new existing specific single given one two another other open available various certain detail details info information every multiple several many more current different particular full whole',
);
const ME = wordSet('me my mine self own');
/** Words of an answer, not of the question: "get X by id". */
const NOISE = wordSet('id ids name uuid someone something anyone api endpoint rest http');

interface Word {
  readonly raw: string;
  readonly stem: string;
  readonly afterPreposition: boolean;
  /** It tells what comes along, as `tags` in "the tasks of a project with their tags". */
  readonly isAside: boolean;
  readonly next: string;
}

/** What a question asks for, in terms of an index. Bounded in time for any text. */
export function readQuestion(text: string, index: Index): Question {
  const words = contentWords(splitWords(text.slice(0, LONGEST_QUESTION).replace(/\b(?:would|'d) like\b/gi, '')));
  const [first] = words;
  const verb = first === undefined ? undefined : mainVerb(first, words.length);
  const rest = verb === undefined ? words : words.slice(1);
  const headAt = headOf(rest);
  const head = rest[headAt];
  const plural = head !== undefined && head.raw.length > 2 && head.raw.endsWith('s') && head.raw !== head.stem;
  const wishes: Wish[] = verb === undefined || first === undefined ? [] : [verbWish(first, index)];
  rest.forEach((word, at) => {
    const near = words.slice(Math.max(0, at - REACH), at + REACH + 2).filter((other) => other !== word);
    wishes.push(...wishesFor(word, { index, near, head: at === headAt ? 1 : at === headAt - 1 ? 0.8 : 0 }));
  });
  return { wishes: once(wishes), action: narrowed(verb, plural), plural };
}

function contentWords(all: readonly string[]): readonly Word[] {
  const words: Word[] = [];
  let afterPreposition = false;
  let isAside = false;
  const add = (raw: string, next: string): void => {
    words.push({ raw, stem: stem(raw), afterPreposition, isAside, next });
  };
  for (const [at, raw] of all.entries()) {
    if (words.length >= MOST_WORDS) break;
    if (PREPOSITIONS.has(raw)) isAside = ACCOMPANIED.has(raw) && POSSESSIVES.has(all[at + 1] ?? '') && words.length > 1;
    if (PREPOSITIONS.has(raw) && words.length > 1) afterPreposition = true;
    if (raw === 'what' && TO_BE.has(all[at + 1] ?? '') && INSIDE.has(all[at + 2] ?? '')) add('items', 'in');
    if (isStopWord(raw)) continue;
    const next = all[at + 1] ?? '';
    const phrase = PHRASES.get(stem(raw));
    for (const word of phrase ?? [raw]) add(word, next);
  }
  return words;
}

/** The verb a question begins with; a noun used as one ("fork a repo", "comment on an issue") means that something is made. */
function mainVerb(first: Word, count: number): Meaning | undefined {
  const meaning = meaningOf(first.raw);
  if (meaning !== undefined) return meaning;
  const isVerb = DETERMINERS.has(first.next) || OF_A_VERB.has(first.next);
  return isVerb && count > 1 ? { sure: CREATE, possible: UPDATE } : undefined;
}

/** "get" means one thing or several, as the noun says. */
function narrowed(verb: Meaning | undefined, plural: boolean): Meaning | undefined {
  if (verb === undefined || verb.sure !== READ) return verb;
  return plural ? { sure: LIST, possible: READ | SEARCH } : { sure: READ, possible: LIST };
}

/** The last noun before the first preposition; participles ("files changed in…") and weak words are not it. */
function headOf(words: readonly Word[]): number {
  const end = words.findIndex((word) => word.afterPreposition);
  const last = (end < 0 ? words.length : end) - 1;
  for (let at = last; at >= 0; at--) {
    const raw = words[at]?.raw ?? '';
    if (!/(ed|ing)$/.test(raw) && !WEAK.has(raw) && !NOISE.has(raw)) return at;
  }
  return last;
}

function verbWish(word: Word, index: Index): Wish {
  const terms = new Map<number, number>();
  offer(terms, index, word.stem, 1);
  if (isPlainVerb(word.raw)) return { word: word.raw, weight: 1.6, terms, head: 0, byAction: 0.9 };
  offerRelated(terms, index, word.stem);
  const weight = Math.min(5, Math.max(2, weightOf(terms, index)));
  // a noun used as a verb is also the thing that is made
  const isNoun = meaningOf(word.raw) === undefined;
  return { word: word.raw, weight, terms, head: isNoun ? 1 : 0, byAction: isNoun ? 0.4 : 0.6 };
}

interface Surroundings {
  readonly index: Index;
  readonly head: number;
  /** The words around it. */
  readonly near: readonly Word[];
}

function wishesFor(word: Word, { index, head, near }: Surroundings): readonly Wish[] {
  const terms = new Map<number, number>();
  offer(terms, index, word.stem, 1);
  // "config map", "log work" where an API writes configmap, worklog
  for (const other of near) {
    offer(terms, index, stem(word.raw + other.raw), 1);
    offer(terms, index, stem(other.raw + word.raw), 1);
  }
  const wish = (of: string, own: ReadonlyMap<number, number>): Wish => {
    return { word: of, weight: weightOf(own, index) * scaleOf(word, head), terms: own, head, byAction: 0 };
  };
  if (terms.size === 0) {
    const parts = apart(word.raw, index) ?? spelledOut(word.raw, index);
    if (parts !== undefined) {
      return parts.map((part) => wish(part, new Map([[index.terms.get(stem(part)) ?? -1, 1]])));
    }
  }
  offerRelated(terms, index, word.stem);
  if (terms.size === 0) for (const term of similar(word.stem, index)) terms.set(term, 0.6);
  return [wish(word.raw, terms)];
}

function scaleOf(word: Word, head: number): number {
  if (WEAK.has(word.raw) || NOISE.has(word.raw) || word.isAside) return 0.3;
  if (ME.has(word.raw)) return 0.5;
  if (head === 1) return 1.2;
  return word.afterPreposition ? 0.85 : 1;
}

/** A word said twice counts once, as the more important of the two. */
function once(wishes: readonly Wish[]): readonly Wish[] {
  const seen = new Map<string, Wish>();
  for (const wish of wishes) {
    const key = stem(wish.word);
    const earlier = seen.get(key);
    if (earlier === undefined || (earlier.byAction === 0 && wish.weight > earlier.weight)) seen.set(key, wish);
  }
  return [...seen.values()];
}
