import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { closest } from '../suggest.ts';
import { tokenise } from './tokenise.ts';
import type { WordIndex } from './word-index.ts';
import { ALIASES_OF, INTENTS_OF, type Intent, STOP_WORDS } from './words.ts';

/** A word of the query, with what else would count as it. */
export interface Term {
  readonly word: string;
  /** Other words and how much of the original's weight they carry. */
  readonly alternatives: readonly (readonly [string, number])[];
  /** It says what to do rather than with what. */
  readonly isVerb: boolean;
}

export interface Query {
  readonly terms: readonly Term[];
  /** What the first verb may mean; empty where there is none. */
  readonly intents: readonly Intent[];
  /** The query's verb, as written. */
  readonly verb: string;
  /** The endpoint the query names outright: an id, `METHOD /path`. */
  readonly named: Endpoint | undefined;
  /** Lower-case path fragment, where the query is one. */
  readonly fragment: string | undefined;
  readonly method: string | undefined;
}

const LONGEST_QUERY = 2000;
const MOST_TERMS = 24;

interface Vocabulary {
  readonly index: WordIndex;
  readonly vocabulary: () => readonly string[];
}

/** What a query asks for: terms with their alternatives, the intent of its verb, an endpoint named outright. */
export function readQuery(text: string, catalog: Catalog, { index, vocabulary }: Vocabulary): Query {
  const query = text.trim().slice(0, LONGEST_QUERY);
  const [, method, path] = /^([A-Za-z]{3,10})\s+(\/\S*)$/.exec(query) ?? [];
  const fragment = path ?? (/^\/\S+$|^\S*\/\S*\{\S*$/.test(query) ? query : undefined);
  const words = [...new Set(tokenise(query))].slice(0, MOST_TERMS);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  const kept = telling.length > 0 ? telling : words;
  const verb = kept.find((word) => INTENTS_OF.has(word));
  const found = query.length < 300 ? catalog.find(query) : undefined;
  return {
    terms: kept.map((word) => toTerm(word, { isVerb: word === verb && kept.length > 1, index, vocabulary })),
    intents: verb === undefined ? [] : (INTENTS_OF.get(verb) ?? []),
    verb: verb ?? '',
    named: found?.kind === 'found' ? found.endpoint : undefined,
    fragment: fragment?.toLowerCase(),
    method: method?.toUpperCase(),
  };
}

interface TermOptions extends Vocabulary {
  readonly isVerb: boolean;
}

/** Abbreviations count nearly as the word; a word that is nowhere is taken as the beginning or the misspelling of one that is. */
function toTerm(word: string, { isVerb, index, vocabulary }: TermOptions): Term {
  const aliases = (ALIASES_OF.get(word) ?? []).map((alias) => [alias, 0.8] as const);
  if (index.postings.has(word) || isVerb) return { word, alternatives: aliases, isVerb };
  const beginnings =
    word.length < 3
      ? []
      : vocabulary()
          .filter((other) => other.startsWith(word) || (other.length > 4 && word.startsWith(other)))
          .slice(0, 12);
  const near = beginnings.length > 0 || word.length < 4 ? beginnings : closest(word, vocabulary(), 2);
  return { word, alternatives: [...aliases, ...near.map((other) => [other, 0.6] as const)], isVerb };
}
