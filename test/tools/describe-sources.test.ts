import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { corpusPath } from '../corpus.ts';
import { configFor, type ServedApp, serveConfig } from '../support/serve-in-memory.ts';

const STRING = { type: 'string' };
const LIST = { type: 'array', items: { type: 'object', properties: { id: STRING } } };
const PETS = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  paths: {
    '/pets': {
      get: { operationId: 'pets/list', responses: { 200: { content: { 'application/json': { schema: LIST } } } } },
    },
    '/pets/{pet_id}': { delete: { operationId: 'pets/delete', responses: { 204: { description: 'Gone' } } } },
  },
};

let folder = '';
let served: ServedApp | undefined;
const described = async (endpoint: string): Promise<string> => {
  const result = await served?.client.callTool({ name: 'describe_endpoint', arguments: { endpoint } });
  const [block] = (result?.content ?? []) as { text: string }[];
  return block?.text ?? '';
};
const write = (name: string): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(PETS));
  return path;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivium-sources-'));
});
afterEach(async () => {
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('describe_endpoint', () => {
  it('says where the ids of a real endpoint come from', async () => {
    served = await serveConfig(configFor({ github: corpusPath('github') }));
    expect(await described('issues/get')).toContain(
      '\nowner, repo: from repos/list-for-authenticated-user ([].owner.login, [].name)\nissue_number: from issues/list-for-repo ([].number)\n',
    );
  });

  it('names the source as it is called where there are several APIs, each its own', async () => {
    served = await serveConfig(configFor({ one: write('one.json'), two: write('two.json') }));
    expect(await described('two:pets/delete')).toContain('\npet_id: from two:pets/list ([].id)\n');
  });

  it('names it where only outlines are held, and nothing that is excluded', async () => {
    const names = Array.from({ length: 21 }, (_, at) => `api-${String.fromCharCode(97 + at)}`);
    const config = configFor(Object.fromEntries(names.map((name) => [name, write(`${name}.json`)])));
    served = await serveConfig(config);
    expect(await described('api-c:pets/delete')).toContain('\npet_id: from api-c:pets/list ([].id)\n');
    await served.close();
    const apis = config.apis.map((api) => ({ ...api, exclude: ['pets/list'] }));
    served = await serveConfig({ ...config, apis });
    expect(await described('api-c:pets/delete')).not.toContain('pet_id: from');
  });
});
