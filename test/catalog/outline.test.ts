import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { fromOutline, type Outline, toOutline } from '../../src/catalog/outline.ts';
import { createDocument } from '../../src/spec/resolve.ts';
import { corpusPath, readCorpus } from '../corpus.ts';

const NAMES = ['stripe', 'github', 'twilio'] as const;
const wholeOf = (name: (typeof NAMES)[number]) =>
  createApi(createDocument({ uri: `file://${corpusPath(name)}`, root: readCorpus(name) }), { name });
const known = ({
  api,
  id,
  operationId,
  method,
  path,
  summary,
  beginning,
  inputNames,
  tags,
  deprecated,
  security,
  servers,
}: Endpoint) => ({
  ...{ api, id, operationId, method, path, summary, beginning, inputNames, tags, deprecated, security, servers },
});

describe.each(NAMES)('the outline of %s', (name) => {
  const whole = wholeOf(name);
  const stored = JSON.stringify(toOutline(whole));

  it('says of every endpoint what finding it needs, without opening the description', () => {
    const api = fromOutline(JSON.parse(stored) as Outline, {
      name,
      open: () => {
        throw new Error('opened');
      },
    });
    expect(api.endpoints.map(known)).toEqual(whole.endpoints.map(known));
    const { endpoints: _, ...rest } = api;
    const { endpoints: __, ...expected } = whole;
    expect(rest).toEqual(expected);
  });

  it('opens it for whoever looks closer', () => {
    let opened = 0;
    const api = fromOutline(JSON.parse(stored) as Outline, {
      name,
      open: () => {
        opened++;
        return whole;
      },
    });
    expect(api.endpoints[7]?.parameters).toBe(whole.endpoints[7]?.parameters);
    expect(api.endpoints[7]?.description).toBe(whole.endpoints[7]?.description);
    expect(opened).toBe(2);
  });

  it('is a small part of it', () => {
    expect(stored.length).toBeLessThan(JSON.stringify(readCorpus(name)).length / 4);
  });
});

describe('an outline', () => {
  it('that no longer fits its description says so', () => {
    const outline = toOutline(wholeOf('twilio'));
    const api = fromOutline(outline, { name: 'twilio', open: () => wholeOf('stripe') });
    expect(() => api.endpoints[0]?.parameters).toThrow('The description of twilio has changed since it was read.');
  });
});
