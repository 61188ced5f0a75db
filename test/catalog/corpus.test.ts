import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { type Api, createApi } from '../../src/catalog/api.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { toJsonSchema } from '../../src/catalog/json-schema.ts';
import { preferredMedia } from '../../src/catalog/preferred-media.ts';
import { sampleArguments } from '../../src/catalog/sample.ts';
import type { Schema } from '../../src/catalog/schema.ts';
import { createDocument } from '../../src/spec/resolve.ts';
import { type CORPUS, corpusPath, directoryPaths, readCorpus } from '../corpus.ts';

const NAMES = ['github', 'stripe', 'kubernetes', 'twilio'] as const satisfies readonly (keyof typeof CORPUS)[];
const apis = new Map<string, Api>();

function open(name: (typeof NAMES)[number]): Api {
  const known = apis.get(name);
  if (known !== undefined) return known;
  const document = createDocument({ uri: `file://${corpusPath(name)}`, root: readCorpus(name) });
  const api = createApi(document, { name });
  apis.set(name, api);
  return api;
}

const SCHEMA_LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const;

/** Every schema reachable, each node once. */
function reach(schema: Schema | undefined, seen: Set<object>): void {
  const waiting = [schema];
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (next === undefined || seen.has(next.node)) continue;
    seen.add(next.node);
    waiting.push(...next.properties.values(), ...next.patternProperties.values(), next.items, next.not);
    for (const key of SCHEMA_LISTS) waiting.push(...next[key]);
    if (typeof next.additional === 'object') waiting.push(next.additional);
  }
}

function schemasOf(endpoint: Endpoint): readonly (Schema | undefined)[] {
  const media = [...(endpoint.body?.media ?? []), ...endpoint.responses.flatMap((response) => response.media)];
  return [
    ...endpoint.parameters.map(({ schema }) => schema),
    ...media.flatMap(({ schema, itemSchema }) => [schema, itemSchema]),
  ];
}

describe.each(NAMES)('the description of %s', (name) => {
  it('loads without a warning', () => {
    expect(open(name).warnings).toEqual([]);
  });

  it('gives ids that are unique and that find', () => {
    const catalog = createCatalog([open(name)]);
    const lost = catalog.endpoints.filter((endpoint) => {
      const found = catalog.find(catalog.idOf(endpoint));
      return found.kind !== 'found' || found.endpoint !== endpoint;
    });
    expect([new Set(catalog.endpoints.map(({ id }) => id)).size, lost]).toEqual([catalog.endpoints.length, []]);
  });

  it('can be read to its last schema', () => {
    const seen = new Set<object>();
    const problems = open(name).endpoints.flatMap((endpoint) => {
      for (const schema of schemasOf(endpoint)) reach(schema, seen);
      return endpoint.problems;
    });
    expect(seen.size).toBeGreaterThan(100);
    expect(problems).toEqual([]);
  });

  it('gets bodies that its own schemas accept, at least 98 of 100', () => {
    const { tried, failed } = checkBodies(open(name));
    expect(tried).toBeGreaterThan(50);
    expect(failed.length / tried, failed.slice(0, 20).join('\n')).toBeLessThanOrEqual(0.02);
  });
});

/** Sampled JSON bodies against the exported schema; `failed` names the endpoint and why. */
function checkBodies({ endpoints }: Api): { tried: number; failed: readonly string[] } {
  const failed: string[] = [];
  let tried = 0;
  for (const endpoint of endpoints) {
    const media = endpoint.body === undefined ? undefined : preferredMedia(endpoint.body);
    if (media?.schema === undefined || /multipart|octet|text\//.test(media.type)) continue;
    const { body } = sampleArguments(endpoint);
    // a body that need not be sent may be left out
    if (body === undefined && endpoint.body?.required !== true) continue;
    tried++;
    const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: true });
    formats.default(ajv);
    const validate = ajv.compile(toJsonSchema(media.schema, { direction: 'request' }));
    if (!validate(body))
      failed.push(`${endpoint.id}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)?.slice(0, 200)}`);
  }
  return { tried, failed };
}

describe('a fixed sample of the directory', () => {
  it('is read to its last endpoint without a throw', () => {
    const paths = directoryPaths().filter((_, index) => index % 40 === 0);
    const failures = paths.flatMap((path) => {
      try {
        const document = createDocument({
          uri: `file://${path}`,
          root: JSON.parse(readFileSync(path, 'utf8')) as unknown,
        });
        const api = createApi(document, { name: 'sample' });
        for (const endpoint of api.endpoints) schemasOf(endpoint);
        return new Set(api.endpoints.map(({ id }) => id)).size === api.endpoints.length
          ? []
          : [`${path}: ids are not unique`];
      } catch (error) {
        return [`${path}: ${String(error)}`];
      }
    });
    expect(paths.length).toBeGreaterThan(50);
    expect(failures).toEqual([]);
  });
});
