import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { describeEndpoint } from '../../src/describe/describe.ts';
import { createDocument } from '../../src/spec/resolve.ts';
import { corpusPath, readCorpus } from '../corpus.ts';
import { namesIn, readAll } from './reach.ts';

const CREDENTIALS = ['bearer: not configured, set TRIVIUM_BEARER'];
/** Tokens that half of the descriptions, and nine of ten, cost at the most under the default budget. */
const COSTS = { github: [450, 1200], stripe: [800, 1400], kubernetes: [900, 1500], twilio: [700, 1200] } as const;

describe.each(['github', 'stripe', 'kubernetes', 'twilio'] as const)('the endpoints of %s', (name) => {
  let endpoints: readonly Endpoint[] = [];
  beforeAll(() => {
    const document = createDocument({ uri: `file://${corpusPath(name)}`, root: readCorpus(name) });
    ({ endpoints } = createApi(document, { name }));
  });
  const every = (count: number): readonly Endpoint[] => {
    const step = Math.max(1, Math.floor(endpoints.length / count));
    return endpoints.filter((_, index) => index % step === 0);
  };

  it.each([150, 500, 2000])('cost at most %i tokens', (budget) => {
    const over = every(200).filter((endpoint) => {
      const text = describeEndpoint(endpoint, { id: endpoint.id, budget, credentials: CREDENTIALS });
      return countTokens(text) > budget;
    });
    expect(over.map(({ id }) => id)).toEqual([]);
  });

  it('are described in few tokens, with an example call', () => {
    const texts = every(300).map((endpoint) =>
      describeEndpoint(endpoint, { id: endpoint.id, budget: 2000, credentials: CREDENTIALS }),
    );
    const costs = texts.map((text) => countTokens(text)).sort((a, b) => a - b);
    const [median, most] = COSTS[name];
    expect(costs[Math.floor(costs.length * 0.5)]).toBeLessThanOrEqual(median);
    expect(costs[Math.floor(costs.length * 0.9)]).toBeLessThanOrEqual(most);
    expect(texts.filter((text) => !text.includes('\nexample: ')).length / texts.length).toBeLessThan(0.02);
  });

  it('can be read to the last member by following what the answers propose', () => {
    const read = every(40).map((endpoint) => ({
      id: endpoint.id,
      names: namesIn(endpoint, 3000),
      walk: readAll(endpoint, { budget: 2000, most: 60 }),
    }));
    // some of Stripe's types lead from one to the next for ever
    const whole = read.filter(({ names, walk }) => names !== undefined && walk.open === 0);
    expect(whole.length).toBeGreaterThan(read.length / 4);
    const unread = whole.map(({ id, names = [], walk }) => [
      id,
      [...names].filter((each) => !walk.text.includes(each)),
    ]);
    expect(unread.filter(([, missing]) => (missing?.length ?? 0) > 0)).toEqual([]);
  });
});
