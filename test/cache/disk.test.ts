import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskCache } from '../../src/cache/disk.ts';
import { keepsItsContract } from './contract.ts';

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'trivium-cache-'));
}

keepsItsContract('the disk cache', async () => {
  const folder = newFolder();
  return {
    cache: createDiskCache(join(folder, 'made/when/needed')),
    close: async () => rmSync(folder, { recursive: true }),
  };
});

describe('the disk cache', () => {
  it('outlives its process, whatever a key holds', async () => {
    const folder = newFolder();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await createDiskCache(folder).set('../../etc/passwd\0', 'value', 60_000);
    expect(await createDiskCache(folder).get('../../etc/passwd\0')).toBe('value');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('takes a damaged file for none', async () => {
    const folder = newFolder();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const cache = createDiskCache(folder);
    await cache.set('a', 'value', 60_000);
    const [name = ''] = readdirSync(folder);
    for (const damage of ['', 'no number\nvalue', '99999999999999 0123456789abcdef\nvalue', '\n\n']) {
      writeFileSync(join(folder, name), damage);
      expect(await cache.get('a')).toBeUndefined();
    }
  });

  it('removes what nobody has used for a month', async () => {
    const folder = newFolder();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'old'), 'x');
    utimesSync(join(folder, 'old'), new Date('2020-01-01'), new Date('2020-01-01'));
    await createDiskCache(folder).set('a', 'value', 60_000);
    expect(readdirSync(folder)).not.toContain('old');
  });

  it('that cannot be written to keeps nothing and says nothing', async () => {
    const folder = newFolder();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'file'), '');
    const cache = createDiskCache(join(folder, 'file'));
    await cache.set('a', 'value', 60_000);
    expect(await cache.get('a')).toBeUndefined();
  });
});
