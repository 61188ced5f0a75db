import type { Endpoint } from '../catalog/endpoint.ts';
import { lazy } from '../lazy.ts';
import { splitToken, splitTokens } from './split-words.ts';
import { stem } from './stem.ts';
import { isStopWord, synonymsOf, UNCOMMON } from './synonyms.ts';
import { actionOf, isBareVerb, meaningOf } from './verbs.ts';

/** Where in an endpoint a word stands, one bit each. */
export const IN_HEAD = 1;
export const IN_PATH = 2;
export const IN_ID = 4;
export const IN_SUMMARY = 8;
export const IN_TAG = 16;
export const IN_VARIABLE = 32;
const FIELD_BITS = 6;

/** What is known of one endpoint beside its words. */
export interface Profile {
  /** What it does, see verbs.ts. */
  readonly sure: number;
  readonly possible: number;
  /** Terms that say what it is about: those of its path and its id, without plain verbs and variables. */
  readonly core: readonly number[];
  /** Those of the last fixed part of the path. */
  readonly head: readonly number[];
  /** Those of the summary, where the description has one. */
  readonly summary: readonly number[];
  /** How many variables its path has. */
  readonly depth: number;
}

/** Words of all endpoints and where they stand; terms are stems, numbered. */
export interface Index {
  readonly endpoints: readonly Endpoint[];
  /** Worked out when an endpoint comes into question. */
  profileOf(document: number): Profile;
  readonly terms: ReadonlyMap<string, number>;
  /** How a term was first written, for showing. */
  readonly words: readonly string[];
  /** Terms of the less usual of two endpoints: `admin`, `legacy`. */
  readonly uncommon: ReadonlySet<number>;
  /** The words of everything that is written together, `createConfigMap` and `config-maps`; each once. */
  compounds(): readonly (readonly string[])[];
  /** Words that may stand for a stem. */
  synonymsOf(word: string): Iterable<string>;
  /** By term: `document << FIELD_BITS | fields`, ascending. */
  readonly postings: readonly (readonly number[])[];
}

export function documentOf(posting: number): number {
  return posting >>> FIELD_BITS;
}

export function fieldsOf(posting: number): number {
  return posting & ((1 << FIELD_BITS) - 1);
}

const LONGEST_TEXT = 240;
const LONGEST_PATH = 1000;
const MOST_TAGS = 10;

/** A run of letters as some endpoint writes it; read once, however many endpoints hold it. */
interface Token {
  readonly words: readonly string[];
  /** Terms of its words, stop words left out. */
  readonly terms: readonly number[];
  /** Terms of those words that are more than "create" or "get". */
  readonly about: readonly number[];
}

interface Segment {
  readonly fixed: boolean;
  readonly terms: readonly number[];
  readonly words: readonly string[];
  readonly variables: readonly number[];
  readonly plural: boolean;
  /** Only verbs, as in `/invoices/{id}/send`. */
  readonly isVerb: boolean;
}

export interface IndexOptions {
  /** Whether words written by hand may stand for others; without, to see what they gain. */
  readonly synonyms?: boolean;
}

/**
 * Reads ids, paths, summaries and tags, and a description only where there is no summary. It is built at the first question, which
 * somebody waits for: parameters, bodies and long texts are looked at later, in the few endpoints that come into question.
 */
export function createIndex(endpoints: readonly Endpoint[], { synonyms = true }: IndexOptions = {}): Index {
  const terms = new Map<string, number>();
  const words: string[] = [];
  const postings: number[][] = [];
  const tokens = new Map<string, Token>();
  const segments = new Map<string, Segment>();

  const termOf = (word: string): number => {
    if (isStopWord(word)) return -1;
    const base = stem(word);
    const term = terms.get(base) ?? words.length;
    if (term === words.length) {
      terms.set(base, term);
      words.push(word);
      postings.push([]);
    }
    return term;
  };
  const tokenOf = (text: string): Token => {
    const known = tokens.get(text);
    if (known !== undefined) return known;
    const parts = splitToken(text);
    const numbered = parts.map(termOf);
    const token = {
      words: parts,
      terms: numbered.filter((term) => term >= 0),
      about: numbered.filter((term, at) => term >= 0 && !isBareVerb(parts[at] ?? '')),
    };
    tokens.set(text, token);
    return token;
  };
  const read = (text: string): readonly Token[] => splitTokens(text).map(tokenOf);
  const segmentOf = (text: string): Segment => {
    const known = segments.get(text);
    if (known !== undefined) return known;
    const fixed = read(text.replace(/\{[^{}]*\}/g, ' ').replace(/\.(json|xml)$/, ''));
    const variables = text.includes('{') ? read((text.match(/\{[^{}]*\}/g) ?? []).join(' ')) : [];
    const fixedWords = fixed.flatMap((token) => token.words);
    const segment = {
      fixed: !text.includes('{'),
      words: fixedWords,
      terms: aboutOf(fixed).filter((term) => !isPlumbing(words[term] ?? '')),
      variables: variables.flatMap((token) => token.terms),
      plural: isPlural(fixedWords.at(-1) ?? ''),
      isVerb: fixedWords.every((word) => meaningOf(word) !== undefined && !word.endsWith('s')),
    };
    segments.set(text, segment);
    return segment;
  };
  const note = (found: readonly number[], document: number, field: number): void => {
    for (const term of found) {
      const list = postings[term];
      if (list === undefined) continue;
      const last = list.length === 0 ? -1 : (list[list.length - 1] ?? -1);
      if (last >= 0 && documentOf(last) === document) list[list.length - 1] = last | field;
      else list.push((document << FIELD_BITS) | field);
    }
  };
  const noteTokens = (found: readonly Token[], document: number, field: number): void => {
    for (const token of found) note(token.terms, document, field);
  };

  const pathOf = ({ path }: Endpoint): readonly Segment[] => path.slice(1, LONGEST_PATH).split('/').map(segmentOf);
  const nameOf = ({ id, operationId }: Endpoint): readonly Token[] => (operationId === id ? read(id) : []);
  for (const [document, endpoint] of endpoints.entries()) {
    const path = pathOf(endpoint);
    note(headOf(path, endpoint.method), document, IN_HEAD);
    for (const { terms: fixed, variables } of path) {
      note(fixed, document, IN_PATH);
      note(variables, document, IN_VARIABLE);
    }
    noteTokens(nameOf(endpoint), document, IN_ID);
    noteTokens(read(summaryOf(endpoint)), document, IN_SUMMARY);
    for (const tag of endpoint.tags.slice(0, MOST_TAGS)) noteTokens(read(tag.slice(0, LONGEST_TEXT)), document, IN_TAG);
  }

  const profiles: Profile[] = [];
  const profileOf = (document: number): Profile => {
    const endpoint = endpoints[document];
    if (endpoint === undefined) throw new RangeError(`the index has no document ${document}`);
    const known = profiles[document];
    if (known !== undefined) return known;
    const path = pathOf(endpoint);
    const summary = read(summaryOf(endpoint));
    const profile = createProfile(endpoint, { path, name: nameOf(endpoint), summary });
    profiles[document] = profile;
    return profile;
  };
  const compounds = lazy(() =>
    [...tokens.values(), ...segments.values()].flatMap((part) => (part.words.length > 1 ? [part.words] : [])),
  );
  const uncommon = new Set(UNCOMMON.flatMap((word) => terms.get(stem(word)) ?? []));
  return {
    endpoints,
    profileOf,
    terms,
    words,
    uncommon,
    compounds,
    synonymsOf: synonyms ? synonymsOf : () => [],
    postings,
  };
}

interface Parts {
  readonly path: readonly Segment[];
  readonly name: readonly Token[];
  readonly summary: readonly Token[];
}

function createProfile(endpoint: Endpoint, { path, name, summary }: Parts): Profile {
  const variables = path.flatMap((segment) => segment.variables);
  const own = name.flatMap(({ about }) => about).filter((term) => !variables.includes(term));
  const last = path.at(-1);
  const { sure, possible } = actionOf(endpoint.method, {
    toItem: last?.fixed === false,
    plural: path.findLast(isFixed)?.plural === true,
    name: name.length > 0 ? name.map(wordsOf) : last?.fixed === true ? [last.words] : [],
    firstWord: summary[0]?.words[0] ?? '',
  });
  return {
    sure,
    possible,
    core: [...new Set([...path.flatMap((segment) => segment.terms), ...own])],
    head: headOf(path, endpoint.method),
    summary: endpoint.summary === '' ? [] : summary.flatMap(({ about }) => about),
    depth: path.length - path.filter(isFixed).length,
  };
}

function wordsOf({ words }: Token): readonly string[] {
  return words;
}

/** What tokens are about; where they are nothing but a verb, as in `/search`, that verb. */
function aboutOf(tokens: readonly Token[]): readonly number[] {
  const about = tokens.flatMap((token) => token.about);
  return about.length > 0 ? about : tokens.flatMap((token) => token.terms);
}

/** Parts of a path that every path of an API has, in one version or another. */
function isPlumbing(word: string): boolean {
  return word === 'api' || word === 'rest' || /^v\d/.test(word);
}

function isFixed({ fixed }: Segment): boolean {
  return fixed;
}

/** The thing a path ends with; where it ends with what is done to a thing (`/invoices/{id}/send`), that thing too. */
function headOf(path: readonly Segment[], method: string): readonly number[] {
  const at = path.findLastIndex((segment) => segment.fixed || segment.terms.length > 0);
  const last = path[at];
  const isDone =
    last?.isVerb === true || (method === 'POST' && last?.plural === false && path[at - 1]?.fixed === false);
  if (last === undefined || !isDone) return last?.terms ?? [];
  const before = path.slice(0, at).findLast((segment) => segment.terms.length > 0);
  return [...last.terms, ...(before?.terms ?? [])];
}

/** The summary, or the first sentence of the description where there is none. */
function summaryOf({ summary, description }: Endpoint): string {
  if (summary !== '') return summary.slice(0, LONGEST_TEXT);
  const text = beginningOf(description);
  const end = text.search(/[.\n]\s/);
  return end > 20 ? text.slice(0, end) : text;
}

function beginningOf(description: string): string {
  const text = description.slice(0, LONGEST_TEXT);
  return text.includes('<') || text.includes('](') ? text.replace(/<[^<>]*>|\]\([^()]*\)/g, ' ') : text;
}

function isPlural(word: string): boolean {
  return word.length > 2 && word.endsWith('s') && stem(word) !== word;
}
