import type { Endpoint } from '../catalog/endpoint.ts';
import { closest } from '../suggest.ts';
import type { Index } from './create-index.ts';
import { splitWords } from './split-words.ts';
import { isStopWord } from './synonyms.ts';

const MOST = 8;
const MOST_ASKED = 5;

/** Tags and words of the catalog that are nearest to those of a query that found nothing, at most eight. */
export function suggestWords(query: string, index: Index): readonly string[] {
  const asked = splitWords(query.slice(0, 500))
    .filter((word) => !isStopWord(word) && word.length > 2)
    .slice(0, MOST_ASKED);
  const tags = new Set(index.endpoints.flatMap((endpoint: Endpoint) => endpoint.tags));
  const found = asked.flatMap((word) => [...closest(word, tags, 2), ...closest(word, index.words, 3)]);
  return [...new Set(found)].slice(0, MOST);
}
