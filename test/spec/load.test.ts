import { chmodSync, closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { folderWith, openapi } from './folder.ts';
import { readUrlFrom } from './read-url-from.ts';

const { readUrl } = readUrlFrom({});

async function failure(path: string): Promise<string> {
  try {
    await loadSpec({ kind: 'file', path }, { readUrl });
  } catch (error) {
    return toErrorText(toToolError(error));
  }
  return 'nothing failed';
}

describe('loadSpec', () => {
  it('gives a document with the real address, the version and the size', async () => {
    const text = JSON.stringify(openapi({ '/a': { get: {} } }));
    const folder = folderWith({ 'my api.json': text });
    const { uri, version, warnings, bytes, root } = await loadSpec(
      { kind: 'file', path: 'my api.json' },
      { readUrl, cwd: folder },
    );
    expect({ uri, version, warnings, bytes, value: root.value }).toEqual({
      uri: pathToFileURL(join(folder, 'my api.json')).href,
      version: '3.1',
      warnings: [],
      bytes: text.length,
      value: JSON.parse(text),
    });
  });

  it('gives the address after redirects for a URL', async () => {
    const moved = async () => ({
      bytes: Buffer.from(JSON.stringify(openapi())),
      url: 'https://example.com/v2/openapi.json',
    });
    const { uri } = await loadSpec({ kind: 'url', url: 'https://example.com/openapi.json' }, { readUrl: moved });
    expect(uri).toBe('https://example.com/v2/openapi.json');
  });

  it('does not show the query or user of a URL', async () => {
    const html = async () => ({ bytes: Buffer.from('<html>'), url: 'https://example.com/x' });
    await expect(
      loadSpec({ kind: 'url', url: 'https://me:secret@example.com/x?token=secret' }, { readUrl: html }),
    ).rejects.toThrow('https://example.com/x: It is HTML or XML, not JSON or YAML.');
  });

  it('hands over what the way to the network throws', async () => {
    await expect(loadSpec({ kind: 'url', url: 'https://example.com/none' }, { readUrl })).rejects.toMatchObject({
      code: 'spec_unusable',
      message: expect.stringContaining('GET https://example.com/none answered 404 Not Found.'),
    });
  });
});

describe('malformed input gets one clear sentence', () => {
  it.each([
    ['empty.json', '', 'It is empty.'],
    ['spaces.yaml', ' \n ', 'It is empty.'],
    ['text.txt', 'just some words', 'It holds a string, not an OpenAPI description.'],
    ['broken.json', '{"openapi": "3.0.0", ]', 'It is not valid JSON (line 1, column 22).'],
    ['broken.yaml', 'openapi: 3.0.0\n\tinfo: x', 'It is neither JSON nor valid YAML:'],
    ['page.html', '<!DOCTYPE html>', 'It is HTML or XML, not JSON or YAML.'],
    [
      'package.json',
      '{"name": "x"}',
      'It is a JSON or YAML object, not an OpenAPI description: it has no "openapi" or "swagger" member.',
    ],
    ['list.json', '[1, 2]', 'It holds a list, not an OpenAPI description.'],
    [
      'old.json',
      '{"swaggerVersion": "1.2"}',
      'It is a Swagger 1.x description, not an OpenAPI description: it has no "openapi" or "swagger" member.',
    ],
    ['zip.json', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'It is a binary file, not JSON or YAML.'],
  ])('%s', async (name, content, message) => {
    const folder = folderWith({ [name]: content });
    const text = await failure(join(folder, name));
    expect(text.split('\n')).toHaveLength(1);
    expect(text).toContain(`[spec_unusable] ${join(folder, name)}: ${message}`);
  });

  it('a missing file', async () => {
    expect(await failure('/nowhere/openapi.json')).toBe('[spec_unusable] There is no file /nowhere/openapi.json.');
  });

  it('a directory', async () => {
    const folder = folderWith({});
    expect(await failure(folder)).toBe(
      `[spec_unusable] ${folder} is a directory without an OpenAPI description (*.json, *.yaml, *.yml).`,
    );
  });

  it('a device', async () => {
    expect(await failure('/dev/null')).toBe('[spec_unusable] /dev/null is not a regular file.');
  });

  it.runIf(process.getuid?.() !== 0)('a file that may not be read', async () => {
    const path = join(folderWith({ 'openapi.json': openapi() }), 'openapi.json');
    chmodSync(path, 0);
    expect(await failure(path)).toBe(`[spec_unusable] ${path} may not be read: permission denied.`);
  });

  it('a file of 200 MB, which is not read', async () => {
    const path = join(folderWith({}), 'huge.json');
    const file = openSync(path, 'w');
    ftruncateSync(file, 200 * 1024 * 1024);
    closeSync(file);
    const before = process.memoryUsage().rss;
    expect(await failure(path)).toBe(`[spec_unusable] ${path} has 200 MB; the limit is 128 MB.`);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('hostile input is bounded', () => {
  it('a loop of nothing but references serves what is not part of it', async () => {
    const schemas = { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } };
    const schema = { $ref: '#/components/schemas/A' };
    const folder = folderWith({
      'openapi.json': openapi(
        { '/loop': { $ref: '#/paths/~1loop' }, '/fine': { get: { parameters: [{ name: 'x', in: 'query', schema }] } } },
        { components: { schemas } },
      ),
    });
    const api = createApi(await loadSpec({ kind: 'file', path: join(folder, 'openapi.json') }, { readUrl }), {
      name: 'a',
    });
    expect(api.endpoints.map(({ id }) => id)).toEqual(['GET /fine']);
    expect(api.warnings).toEqual([
      'path "/loop" is skipped: the reference #/paths/~1loop at openapi.json#/paths/~1loop leads back to itself',
    ]);
    expect(api.endpoints[0]?.parameters[0]?.schema.problem).toContain('leads back to itself');
  });

  it('a bomb of YAML aliases loads without being expanded', async () => {
    const lines = [
      'openapi: 3.0.0',
      'info: {title: bomb, version: "1"}',
      'paths: {/a: {get: {}}}',
      'x-a0: &a0 {x: {$ref: ./nowhere.json}}',
    ];
    for (let i = 1; i < 40; i++)
      lines.push(`x-a${i}: &a${i} {${Array.from({ length: 9 }, (_, k) => `k${k}: *a${i - 1}`).join(', ')}}`);
    const folder = folderWith({ 'bomb.yaml': lines.join('\n') });
    const document = await loadSpec({ kind: 'file', path: join(folder, 'bomb.yaml') }, { readUrl });
    expect(createApi(document, { name: 'a' }).endpoints).toHaveLength(1);
    expect(document.warnings).toHaveLength(1);
  });
});
