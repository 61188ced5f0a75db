import type { Api } from '../catalog/api.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { lazy } from '../lazy.ts';
import { compareMeaning } from './compare-meaning.ts';
import { createIndex, type IndexOptions } from './create-index.ts';
import { everydayAction } from './everyday-action.ts';
import { createExactFinder } from './find-exact.ts';
import { fuse, type Guess, isAnswered } from './fuse.ts';
import { isInTag } from './in-tag.ts';
import { loadLearnt } from './learnt.ts';
import { createWordMatch } from './match-meaning.ts';
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
}

export interface SearchOptions {
  readonly api?: string;
  /** A tag, or a path that the endpoints are below. */
  readonly tag?: string;
}

export interface Search {
  /** All endpoints worth a line, best first; the same for the same catalog and query. */
  search(query: string, options?: SearchOptions): Promise<readonly Hit[]>;
  /** Nearest words and tags, for when nothing matched. */
  suggest(query: string): readonly string[];
}

const NAMED = 2;
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
  return {
    search: async (query, { api, tag } = {}) => {
      const isWanted = (endpoint: Endpoint): boolean =>
        (api === undefined || endpoint.api === api) && (tag === undefined || isInTag(endpoint, tag));
      const { endpoints, only } = exact.find(query);
      const named = endpoints.filter(isWanted).map((endpoint) => ({ endpoint, score: NAMED }));
      if (only && named.length > 0) return named;
      const ranked: (readonly Ranked[])[] = [];
      for (const intent of splitIntents(query)) ranked.push(await rankOne(intent, isWanted));
      const hits = interleave(ranked).flatMap(({ document, score }): readonly Hit[] => {
        const endpoint = index().endpoints[document];
        return endpoint === undefined || endpoints.includes(endpoint) ? [] : [{ endpoint, score }];
      });
      return [...named, ...hits];
    },
    suggest: (query) => suggestWords(query, index()),
  };
}

/** The best of each, then the second best of each, so that everything asked for is answered early. */
function interleave(lists: readonly (readonly Ranked[])[]): readonly Ranked[] {
  const [only = [], ...others] = lists;
  if (others.length === 0) return only;
  const seen = new Set<number>();
  const all: Ranked[] = [];
  for (let place = 0; place < Math.max(...lists.map(({ length }) => length)); place++) {
    for (const { document, score } of lists.flatMap((list) => list[place] ?? [])) {
      if (seen.has(document)) continue;
      seen.add(document);
      all.push({ document, score: Math.min(score, all.at(-1)?.score ?? score) });
    }
  }
  return all;
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
