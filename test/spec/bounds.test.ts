import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSpec } from '../../src/spec/load.ts';
import { parseText } from '../../src/spec/parse.ts';
import { folderWith, openapi } from './folder.ts';
import { readUrlFrom } from './read-url-from.ts';

const { readUrl } = readUrlFrom({});

async function warningsOf(root: object, files: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> {
  const folder = folderWith({ 'openapi.json': root, ...files });
  return (await loadSpec({ kind: 'file', path: join(folder, 'openapi.json') }, { readUrl })).warnings;
}

const references = (count: number, name: (index: number) => string): object =>
  openapi({}, { 'x-all': Array.from({ length: count }, (_, index) => ({ $ref: name(index) })) });

describe('references to other documents are bounded', () => {
  it('refused by the thousand, they are a hundred warnings and a number', async () => {
    const warnings = await warningsOf(references(5000, (index) => `https://example.com/${index}`));
    expect([warnings.length, warnings.at(-1)]).toEqual([101, '4900 more files that are referred to were not read']);
  });

  it('more than 2,000 of them are one warning', async () => {
    const files = Object.fromEntries(Array.from({ length: 2100 }, (_, index) => [`p${index}.json`, '{}']));
    expect(
      await warningsOf(
        references(2100, (index) => `p${index}.json`),
        files,
      ),
    ).toEqual([
      expect.stringMatching(
        /^p\d+\.json and what follows was not read: references lead to more than 2000 files, 256 MB or 64 files in a row$/,
      ),
    ]);
  });

  it('a server that always refers on is asked 64 times', async () => {
    let asked = 0;
    const endless: typeof readUrl = async (url) => {
      asked++;
      const next = Number(/(\d+)\.json$/.exec(url)?.[1]) + 1;
      return { bytes: Buffer.from(JSON.stringify({ ...openapi(), 'x-on': { $ref: `${next}.json` } })), url };
    };
    await loadSpec({ kind: 'url', url: 'https://example.com/0.json' }, { readUrl: endless });
    expect(asked).toBe(65);
  });

  it('the query of a refused or broken one is not shown', async () => {
    const pages = { 'https://example.com/x.json?token=secret': '{' };
    const root = { ...openapi(), a: { $ref: 'x.json?token=secret' }, b: { $ref: 'https://evil.example/?q=secret' } };
    const known = readUrlFrom({ 'https://example.com/o.json': root, ...pages });
    const { warnings } = await loadSpec({ kind: 'url', url: 'https://example.com/o.json' }, { readUrl: known.readUrl });
    expect([...warnings].sort()).toEqual([
      'https://evil.example/?… is referred to but was not read: it is on another origin than the description',
      expect.stringMatching(/^https:\/\/example\.com\/x\.json\?… is referred to but cannot be used: It is not valid/),
    ]);
  });

  it('a pipe or a device is never opened', async () => {
    const root = { ...openapi(), a: { $ref: 'pipe.json' }, b: { $ref: 'zero.json' } };
    const folder = folderWith({ 'openapi.json': root });
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    symlinkSync('/dev/zero', join(folder, 'zero.json'));
    const { warnings } = await loadSpec({ kind: 'file', path: join(folder, 'openapi.json') }, { readUrl });
    expect([...warnings].sort()).toEqual([
      expect.stringMatching(/^pipe\.json is referred to but cannot be used: .* is not a regular file\.$/),
      "zero.json is referred to but was not read: it lies outside the description's folder",
    ]);
  });
});

describe('YAML merge keys are bounded', () => {
  const merging = (keys: number, times: number): string =>
    [
      'base: &base',
      ...Array.from({ length: keys }, (_, index) => `  k${index}: 1`),
      'all:',
      ...Array.from({ length: times }, (_, index) => `  m${index}: {<<: *base}`),
    ].join('\n');

  it('a large description may merge a few keys into every operation', async () => {
    const { all } = (await parseText(merging(10, 5000))) as { all: Readonly<Record<string, object>> };
    expect(Object.keys(all.m4999 ?? {})).toHaveLength(10);
  });

  it('merging everything into everything is refused', async () => {
    await expect(parseText(merging(1000, 1000))).rejects.toThrow(
      /^It is neither JSON nor valid YAML: merge keys exceeded maxTotalMergeKeys \(200000\) \(line \d+, column \d+\)\.$/,
    );
  });
});
