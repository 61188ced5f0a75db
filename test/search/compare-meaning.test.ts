import { describe, expect, it } from 'vitest';
import { compareMeaning } from '../../src/search/compare-meaning.ts';
import { endpointWords, questionWords } from '../../src/search/meaning-words.ts';
import { catalogOfOne } from './catalog-of.ts';

const PLACES = { kind: 7, id: 6, head: 5, path: 4, variables: 3, summary: 2, tags: 1 };
const CATALOG = catalogOfOne({
  'GET /v1/dogs/{dogId}/bones': { operationId: 'listBones', summary: 'All bones', tags: ['dogs'] },
  'DELETE /cats': { summary: 'Forget the cats', description: 'They go.' },
});

describe('compareMeaning', () => {
  const known = new Map([
    ['dog', Float32Array.of(1, 0)],
    ['bone', Float32Array.of(1, 0)],
    ['cat', Float32Array.of(0, 1)],
  ]);
  const vectors = { dimensions: 2, places: PLACES, of: (word: string) => known.get(word) };

  it('is 1 for the same direction and 0 for another, in the order of the endpoints', () => {
    expect([...compareMeaning('dogs', CATALOG.apis, vectors)]).toEqual([1, 0]);
    expect([...compareMeaning('the cats of the house', CATALOG.apis, vectors)]).toEqual([0, 1]);
  });

  it('is 0 where no word is known', () => {
    expect([...compareMeaning('xylophone', CATALOG.apis, vectors)]).toEqual([0, 0]);
    expect([...compareMeaning('', CATALOG.apis, vectors)]).toEqual([0, 0]);
  });
});

describe('the words of meaning', () => {
  it('are stems of a question with the small words that tell what is wanted', () => {
    expect(questionWords('Who no longer needs the boxes?')).toEqual(['who', 'no', 'longer', 'need', 'box']);
  });

  it('are those of an endpoint by place, with one for its method', () => {
    expect(CATALOG.endpoints.map((endpoint) => endpointWords(endpoint, PLACES))).toEqual([
      [
        ['#get*', 7],
        ['list', 6],
        ['bone', 6],
        ['bone', 5],
        ['v1', 4],
        ['dog', 4],
        ['dog', 3],
        ['id', 3],
        ['all', 2],
        ['bone', 2],
        ['dog', 1],
      ],
      [
        ['#delete', 7],
        ['cat', 5],
        ['forget', 2],
        ['cat', 2],
        ['go', 0.15],
      ],
    ]);
  });
});
