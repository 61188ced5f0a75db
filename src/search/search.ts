import type { Api } from '../catalog/api.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { lazy } from '../lazy.ts';
import { compareMeaning } from './compare-meaning.ts';
import { createIndex, type IndexOptions } from './create-index.ts';
import { everydayAction } from './everyday-action.ts';
import { createExactFinder } from './find-exact.ts';
import { fuse, type Guess, isAnswered } from './fuse.ts';
import { inContext } from './in-context.ts';
import { isInTag } from './in-tag.ts';
import { loadLearnt } from './learnt.ts';
import { createWordMatch } from './match-meaning.ts';
import { type Answers, mergeIntents } from './merge-intents.ts';
import { type Ranked, rank } from './rank.ts';
import { type Question, readQuestion } from './read-question.ts';
import { splitIntents } from './split-intents.ts';
import { splitWords } from './split-words.ts';
import { suggestWords } from './suggest-words.ts';

export { isInTag, UNTAGGED } from './in-tag.ts';
export { tellsNews } from './tells-news.ts';

export interface Hit {
  readonly endpoint: Endpoint;
  /** 0 to 1 by words; 2 for an endpoint that the query names. */
  readonly score: number;
  /** Of a query for several things the parts that this answers best, or else the one that it is shown for. */
  readonly intents?: readonly string[];
  /** Of the best hit for a part: whether it is so good that those after it are hardly meant. */
  readonly isSure?: boolean;
}

export interface SearchOptions {
  readonly api?: string;
  /** A tag, or a path that the endpoints are below. */
  readonly tag?: string;
}

export interface Search {
  /** All endpoints worth a line, best first; the same for the same catalog and query. */
  search(query: string, options?: SearchOptions): Promise<readonly Hit[]>;
  /** The things that a query asks for; one for most. */
  intents(query: string): readonly string[];
  /** Nearest words and tags, for when nothing matched. */
  suggest(query: string): readonly string[];
}

const NAMED = 2;
/** So many things are looked for at once. */
const MOST_INTENTS = 8;
/** What is left of an endpoint's score when the query names another API. */
const OTHER_API = 0.6;

/** What a search goes by; all of it, unless somebody wants to know what a part gains. */
export interface SearchParts extends IndexOptions {
  /** Word vectors, where words do not answer. */
  readonly meaning?: boolean;
}

/** Search over a catalog. The index is built at the first question. */
export function createSearch(catalog: Catalog, { synonyms = true, meaning = true }: SearchParts = {}): Search {
  const index = lazy(() => createIndex(catalog.endpoints, { synonyms }));
  const exact = createExactFinder(catalog);
  const rankOne = async (query: string, isWanted: (endpoint: Endpoint) => boolean): Promise<readonly Ranked[]> => {
    const built = index();
    const { question, apis } = withoutApis(readQuestion(query, built), catalog.apis, built.terms);
    const welcome = (document: number): number => {
      const endpoint = built.endpoints[document];
      if (endpoint === undefined || !isWanted(endpoint)) return 0;
      return apis.size === 0 || apis.has(endpoint.api) ? 1 : OTHER_API;
    };
    const byWords = rank(built, question, { welcome });
    if (!meaning || isAnswered(byWords)) return byWords;
    return fuse(byWords, await guess(query, catalog.apis), { index: built, welcome });
  };
  const rankAll = async (
    texts: readonly string[],
    isWanted: (endpoint: Endpoint) => boolean,
  ): Promise<readonly Ranked[]> => {
    const best = new Map<number, number>();
    for (const text of texts)
      for (const { document, score } of await rankOne(text, isWanted))
        best.set(document, Math.max(score, best.get(document) ?? 0));
    const all = Array.from(best, ([document, score]) => ({ document, score }));
    return all.sort((a, b) => b.score - a.score || a.document - b.document);
  };
  /** What answers a question for one thing, looked for by some texts. */
  const hitsOf = async (
    question: string,
    texts: readonly string[],
    isWanted: (endpoint: Endpoint) => boolean,
  ): Promise<readonly Hit[]> => {
    const { endpoints, only } = exact.find(question);
    const named = endpoints.filter(isWanted).map((endpoint) => ({ endpoint, score: NAMED }));
    if (only && named.length > 0) return named;
    const ranked = texts.length === 1 ? await rankOne(texts[0] ?? '', isWanted) : await rankAll(texts, isWanted);
    const hits = ranked.flatMap(({ document, score }): readonly Hit[] => {
      const endpoint = index().endpoints[document];
      return endpoint === undefined || endpoints.includes(endpoint) ? [] : [{ endpoint, score }];
    });
    return [...named, ...hits];
  };
  return {
    search: async (query, { api, tag } = {}) => {
      const isWanted = (endpoint: Endpoint): boolean =>
        (api === undefined || endpoint.api === api) && (tag === undefined || isInTag(endpoint, tag));
      const intents = splitIntents(query).slice(0, MOST_INTENTS);
      if (intents.length === 1) return hitsOf(query, [query], isWanted);
      const texts = inContext(intents);
      const answers: Answers[] = [];
      for (const [at, intent] of intents.entries()) {
        const hits = await hitsOf(intent, texts[at] ?? [intent], isWanted);
        answers.push({ intent, hits, isSure: isAnswered(hits) });
      }
      return mergeIntents(answers);
    },
    intents: splitIntents,
    suggest: (query) => suggestWords(query, index()),
  };
}

async function guess(query: string, apis: readonly Api[]): Promise<Guess> {
  const { vectors, phrases } = await loadLearnt();
  return {
    nearness: compareMeaning(query, apis, vectors),
    match: createWordMatch(query, vectors),
    action: everydayAction(query, phrases),
  };
}

/** The APIs that a question names ("create a github issue"), and the question without their names where they tell nothing more. */
function withoutApis(
  question: Question,
  apis: readonly Api[],
  terms: ReadonlyMap<string, number>,
): { readonly question: Question; readonly apis: ReadonlySet<string> } {
  const asked = new Set(question.wishes.map(({ word }) => word));
  const named = apis.filter(({ name }) => splitWords(name).every((word) => asked.has(word)));
  if (named.length === 0) return { question, apis: new Set() };
  const words = new Set(named.flatMap(({ name }) => splitWords(name)));
  const rest = question.wishes.filter(({ word }) => !words.has(word) || (apis.length === 1 && terms.has(word)));
  return {
    question: rest.length === 0 ? question : { ...question, wishes: rest },
    apis: new Set(apis.length === 1 ? [] : named.map(({ name }) => name)),
  };
}
