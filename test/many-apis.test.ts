import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configFor, serveConfig } from './support/serve-in-memory.ts';

const COUNT = 24;

/** A folder of descriptions, each with a thing of its own. */
function folderOfApis(): { readonly folder: string; readonly paths: Record<string, string> } {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-many-'));
  mkdirSync(join(folder, 'cache'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths: Record<string, string> = {};
  for (let index = 0; index < COUNT; index++) {
    const name = `api${index}`;
    const parameters = [{ name: `size${index}`, in: 'query', schema: { type: 'integer' } }];
    const get = { operationId: `listThing${index}s`, summary: `List thing${index}s`, parameters, responses: {} };
    const spec = { openapi: '3.0.3', info: { title: name, version: '1' }, paths: { [`/thing${index}s`]: { get } } };
    paths[name] = join(folder, `${name}.json`);
    writeFileSync(paths[name] ?? '', JSON.stringify(spec));
  }
  return { folder, paths };
}

async function ask(
  paths: Record<string, string>,
  cacheDir: string | undefined,
  tool: string,
  args: object,
): Promise<string> {
  const served = await serveConfig(configFor(paths, { cacheDir }));
  const { content } = await served.client.callTool({ name: tool, arguments: { ...args } });
  await served.close();
  return (content as { text: string }[]).map(({ text }) => text).join('\n');
}

describe('many APIs', () => {
  it('are answered alike from their descriptions and from what is kept of them', async () => {
    const { folder, paths } = folderOfApis();
    const cache = join(folder, 'cache');
    const first = await ask(paths, cache, 'list_endpoints', { query: 'list thing7s' });
    expect(first).toContain('api7:listThing7s  GET /thing7s\n  (size7?: integer)');
    expect(readdirSync(cache)).toHaveLength(COUNT);
    expect(await ask(paths, cache, 'list_endpoints', { query: 'list thing7s' })).toBe(first);
    expect(await ask(paths, undefined, 'list_endpoints', { query: 'list thing7s' })).toBe(first);
    expect(await ask(paths, cache, 'describe_endpoint', { endpoint: 'api9:listThing9s' })).toContain('size9?: integer');
  });

  it('are read anew where a description has changed', async () => {
    const { folder, paths } = folderOfApis();
    const cache = join(folder, 'cache');
    await ask(paths, cache, 'list_endpoints', {});
    cpSync(paths.api8 ?? '', paths.api7 ?? '');
    const text = await ask(paths, cache, 'list_endpoints', { query: 'list thing8s', api: 'api7' });
    expect(text).toContain('api7:listThing8s');
  });

  it('survive a cache that holds rubbish', async () => {
    const { folder, paths } = folderOfApis();
    const cache = join(folder, 'cache');
    await ask(paths, cache, 'list_endpoints', {});
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '99999999999999\n{"endpoints": 7}');
    expect(await ask(paths, cache, 'list_endpoints', { query: 'list thing7s' })).toContain('api7:listThing7s');
  });
});
