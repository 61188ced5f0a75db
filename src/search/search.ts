import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { lazy } from '../lazy.ts';
import { closest } from '../suggest.ts';
import { rank } from './rank.ts';
import { readQuery } from './read-query.ts';
import { createWordIndex } from './word-index.ts';

export interface Hit {
  readonly endpoint: Endpoint;
  /** Comparable within one search only. */
  readonly score: number;
}

export interface SearchOptions {
  readonly api?: string;
  readonly tag?: string;
}

export interface Search {
  /** All endpoints that have something to do with the query, best first; the same query gives the same order. */
  search(query: string, options?: SearchOptions): readonly Hit[];
  /** Terms and tags near the query's words, for when nothing was found. */
  suggest(query: string): readonly string[];
}

/** Ranked search over a catalog, in process; the index is built at the first question. */
export function createSearch(catalog: Catalog): Search {
  const index = lazy(() => createWordIndex(catalog.endpoints));
  const vocabulary = lazy(() => [...index().postings.keys()].filter((word) => word.length > 2));
  return {
    search: (query, { api, tag } = {}) => {
      const wantedTag = tag?.toLowerCase();
      const accepts = (endpoint: Endpoint): boolean =>
        (api === undefined || endpoint.api === api) &&
        (wantedTag === undefined || endpoint.tags.some((each) => each.toLowerCase() === wantedTag));
      return rank(readQuery(query, catalog, { index: index(), vocabulary }), index()).filter(({ endpoint }) =>
        accepts(endpoint),
      );
    },
    suggest: (query) => {
      const words = query
        .toLowerCase()
        .slice(0, 400)
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word.length > 2);
      const tags = [...new Set(catalog.endpoints.flatMap(({ tags: each }) => each))];
      const near = words.flatMap((word) => [
        ...closest(word, tags, 2).map((tag) => `tag ${tag}`),
        ...closest(word, vocabulary(), 2),
      ]);
      return [...new Set(near)].slice(0, 8);
    },
  };
}
