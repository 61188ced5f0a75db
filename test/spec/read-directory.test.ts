import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDirectory } from '../../src/spec/read-directory.ts';
import { expandSources } from '../../src/spec/sources.ts';
import { folderWith, openapi } from './folder.ts';

async function filesIn(folder: string): Promise<readonly string[]> {
  return (await readDirectory(folder)).map((path) => path.replace(`${folder}/`, '')).sort();
}

describe('the files of a directory', () => {
  it('are those called JSON or YAML, whatever the case, that nobody hides', async () => {
    const folder = folderWith({
      'a.json': '',
      'deep/er/B.YAML': '',
      'c.yml': '',
      'd.json.bak': '',
      '.hidden.json': '',
      '.git/x.json': '',
      'node_modules/x.json': '',
    });
    expect(await filesIn(folder)).toEqual(['a.json', 'c.yml', 'deep/er/B.YAML']);
  });

  it('hold links that stay inside, as in a mounted Kubernetes ConfigMap', async () => {
    const folder = folderWith({ '..2026_11_21/shop.json': openapi() });
    symlinkSync('..2026_11_21', join(folder, '..data'));
    symlinkSync('..data/shop.json', join(folder, 'shop.json'));
    expect(await filesIn(folder)).toEqual(['shop.json']);
    expect((await expandSources([folder], { cwd: folder })).map(({ name }) => name)).toEqual(['shop']);
  });

  it('hold no link that leaves, leads nowhere, round in a circle or to a folder', async () => {
    const folder = folderWith({ 'in/a.json': '', 'out/b.json': '' });
    const inside = join(folder, 'in');
    symlinkSync(join(folder, 'out/b.json'), join(inside, 'leaves.json'));
    symlinkSync('/dev/zero', join(inside, 'device.json'));
    symlinkSync(join(folder, 'out'), join(inside, 'out'));
    symlinkSync(inside, join(inside, 'circle'));
    symlinkSync('nowhere', join(inside, 'nowhere.json'));
    symlinkSync('self.json', join(inside, 'self.json'));
    expect(await filesIn(inside)).toEqual(['a.json']);
  });

  it('are not looked for twelve folders down', async () => {
    const folder = folderWith({ [`${'d/'.repeat(11)}near.json`]: '', [`${'e/'.repeat(12)}far.json`]: '' });
    expect(await filesIn(folder)).toEqual([`${'d/'.repeat(11)}near.json`]);
  });
});

describe('a spec argument that names nothing', () => {
  it.each(['', 'a\0b', 'name=\0'])('%j is refused, not taken for the current directory', async (arg) => {
    await expect(expandSources([arg], { cwd: folderWith({ 'a.json': openapi() }) })).rejects.toMatchObject({
      code: 'spec_unusable',
      message: 'A spec argument is empty or holds a NUL character.',
    });
  });

  it('is handed on where the file system refuses it, so that reading says why', async () => {
    const long = `${'x'.repeat(5000)}.json`;
    const [found] = await expandSources([long], { cwd: folderWith({}) });
    expect(found?.source).toMatchObject({ kind: 'file', path: expect.stringContaining(long) });
  });
});
