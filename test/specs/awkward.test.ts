import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Api, createApi } from '../../src/catalog/api.ts';
import { loadSpec } from '../../src/spec/load.ts';

async function openApi(name: string): Promise<Api> {
  const path = fileURLToPath(new URL(`../../specs/${name}`, import.meta.url));
  const readUrl = () => Promise.reject(new Error('the awkward descriptions are files alone'));
  return createApi(await loadSpec({ kind: 'file', path }, { readUrl }), { name: 'awkward' });
}

const idsOf = ({ endpoints }: Api): string[] => endpoints.map(({ id }) => id);
const withProblems = ({ endpoints }: Api): string[] =>
  endpoints.filter(({ problems }) => problems.length > 0).map(({ id }) => id);

describe('specs/awkward.yaml, loaded', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi('awkward.yaml');
  });

  it('serves everything that can be served', () => {
    expect(idsOf(api)).toEqual([
      'GET /',
      'GET /files/{id}.json',
      'GET /files/{id}.{ext}',
      'GET /a/{b}-{c}/',
      'GET /with%20space/{größe}',
      'awkward:batch',
      'constructor',
      '__proto__',
      'GET /whole/{path}',
      'elsewhere',
      'external',
      'GET /again',
      'probe',
      'options',
      'getWithBody',
      'FILE',
      'sameNames',
      'styles',
      'bodies',
      'upload',
      'raw',
      'form',
      'schemas',
      'circular',
      'afterNull',
      'danglingParameter',
      'danglingSchema',
      'endless',
      'escape',
      'contentIsAList',
    ]);
  });

  it('names what is broken, and nothing else', () => {
    expect(withProblems(api)).toEqual([
      '__proto__',
      'GET /again',
      'danglingParameter',
      'danglingSchema',
      'endless',
      'escape',
      'contentIsAList',
    ]);
    const broken = ['/broken/null', '/broken/text', '/broken/item', '/broken/parameters'];
    const named = broken.filter((path) => api.warnings.some((warning) => warning.includes(path)));
    expect(named).toEqual(broken);
  });

  it('follows references into other files and back', () => {
    const external = api.endpoints.find(({ id }) => id === 'external');
    const [trace] = external?.parameters ?? [];
    expect([trace?.name, trace?.schema.maxLength]).toEqual(['X-Trace', 32]);
    const node = external?.responses[0]?.media[0]?.schema;
    expect(node?.properties.get('next')?.node).toBe(node?.node);
    expect(node?.properties.get('weight')?.description).toBe('Siblings of a reference count, from 3.1.');
  });
});

describe('specs/awkward-swagger2.json, loaded', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi('awkward-swagger2.json');
  });

  it('serves everything that can be served', () => {
    expect(idsOf(api)).toEqual([
      'GET /',
      'GET /things',
      'addThing',
      'GET /things/{id}',
      'PUT /things/{id}',
      'GETTHING',
      'GET /files/{id}.json',
      'GET /compare/{left}-{right}',
      'GET /trailing/',
      'GET /with%20space',
      'größeLesen',
      'GET /~user/$metadata/{id}',
      'GET /items({key})',
      'POST /rpc#Action=List',
      'POST /rpc#Action=Drop',
      'undeclared',
      'declared',
      'collectionFormats',
      'upload',
      'form',
      'raw',
      'mirror',
      'GET /alias',
      'GET /escaped',
      'circular',
      'endless',
      'constructor',
      'ownSchemes',
      'afterNull',
      'danglingParameter',
      'danglingSchema',
    ]);
  });

  it('names what is broken, and nothing else', () => {
    expect(withProblems(api)).toEqual(['undeclared', 'declared', 'endless', 'danglingParameter', 'danglingSchema']);
  });
});
