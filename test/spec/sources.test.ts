import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandSources } from '../../src/spec/sources.ts';
import { folderWith, openapi } from './folder.ts';

const API = openapi();

/** Names and files (relative to the folder) that some arguments mean. */
async function expand(
  files: Readonly<Record<string, unknown>>,
  ...args: readonly string[]
): Promise<readonly string[]> {
  const folder = folderWith(files);
  const found = await expandSources(args, { cwd: folder });
  return found.map(({ name, source }) => {
    const where =
      source.kind === 'file' ? source.path.replace(`${folder}/`, '') : source.kind === 'url' ? source.url : '-';
    return `${name} = ${where}`;
  });
}

describe('one argument', () => {
  it.each([
    ['a.json', 'a = a.json'],
    ['./Pet Store (v2).yaml', 'pet-store-v2 = Pet Store (v2).yaml'],
    ['3d-models.yml', 'api-3d-models = 3d-models.yml'],
    ['größe.json', 'gr-e = größe.json'],
    ['___.json', 'api = ___.json'],
    ['shop=a.json', 'shop = a.json'],
    ['odd=name.json', 'odd-name = odd=name.json'],
    ['missing.json', 'missing = missing.json'],
    ['-', 'stdin = -'],
    ['mine=-', 'mine = -'],
    ['https://api.example.com/openapi.json?x=1', 'api-example-com = https://api.example.com/openapi.json?x=1'],
    ['HTTPS://API.example.com/x', 'api-example-com = HTTPS://API.example.com/x'],
    ['x=https://api.example.com/a=b', 'x = https://api.example.com/a=b'],
    ['[brackets].json', 'brackets = [brackets].json'],
    ['Shop=a.json', 'shop-a = Shop=a.json'],
  ])('%s is %s', async (arg, expected) => {
    const files = {
      'a.json': API,
      'Pet Store (v2).yaml': API,
      '3d-models.yml': API,
      'größe.json': API,
      '___.json': API,
      'odd=name.json': API,
      '[brackets].json': API,
    };
    expect(await expand(files, arg)).toEqual([expected]);
  });
});

describe('a directory', () => {
  const files = {
    'apis/shop.json': API,
    'apis/deep/er/pets.yaml': 'openapi: 3.0.0',
    'apis/marked.yaml': '\uFEFFopenapi: 3.0.0',
    'apis/two.yml': '# a comment\n---\nswagger: "2.0"',
    'apis/late.json': `{"info": {"description": "${'x'.repeat(10_000)}"},\n "openapi": "3.1.0"}`,
    'apis/parts/schemas.json': { Pet: {} },
    'apis/package.json': { name: 'x' },
    'apis/README.md': 'openapi: 3.0.0',
    'apis/node_modules/x/openapi.json': API,
    'empty/notes.txt': 'openapi: 3.0.0',
  };

  it('means every description in it, sorted, and nothing else', async () => {
    expect(await expand(files, 'apis')).toEqual([
      'pets = apis/deep/er/pets.yaml',
      'late = apis/late.json',
      'marked = apis/marked.yaml',
      'shop = apis/shop.json',
      'two = apis/two.yml',
    ]);
  });

  it('without descriptions stands for itself, so that reading it says so', async () => {
    expect(await expand(files, 'empty')).toEqual(['empty = empty']);
  });

  it('cannot have one name when it holds several', async () => {
    await expect(expand(files, 'mine=apis')).rejects.toThrow('mine=apis: one name cannot stand for 5 descriptions.');
  });

  it('with one description takes a name', async () => {
    expect(await expand(files, 'mine=apis/deep')).toEqual(['mine = apis/deep/er/pets.yaml']);
  });
});

describe('a glob', () => {
  const files = { 'v1/a.json': API, 'v2/a.json': API, 'v2/b.yaml': 'openapi: 3.1.0', 'v2/c.json': {} };
  it.each([
    ['v2/*', ['a = v2/a.json', 'b = v2/b.yaml']],
    ['**/*.json', ['v1-a = v1/a.json', 'v2-a = v2/a.json']],
    ['v{1,3}/a.json', ['a = v1/a.json']],
  ])('%s means its matches that are descriptions', async (glob, expected) => {
    expect(await expand(files, glob)).toEqual(expected);
  });

  it('that matches nothing stands for itself, so that reading it says so', async () => {
    expect(await expand(files, 'v9/*.json')).toEqual(['api = v9/*.json']);
  });
});

describe('names that collide', () => {
  const files = {
    'shop/openapi.json': API,
    'pets/openapi.json': API,
    'old/shop/openapi.yaml': API,
    'openapi.json': API,
  };

  it('get their folder in front, then a number', async () => {
    expect(await expand(files, 'shop/openapi.json', 'pets/openapi.json', 'old/shop/openapi.yaml')).toEqual([
      'shop-openapi = shop/openapi.json',
      'pets-openapi = pets/openapi.json',
      'shop-openapi-2 = old/shop/openapi.yaml',
    ]);
  });

  it('give way to a name that was given', async () => {
    expect(await expand(files, 'openapi=shop/openapi.json', 'pets/openapi.json')).toEqual([
      'openapi = shop/openapi.json',
      'pets-openapi = pets/openapi.json',
    ]);
  });

  it('of one host get a number', async () => {
    expect(await expand(files, 'https://x.example/a.json', 'https://x.example/v2/b.json')).toEqual([
      'x-example = https://x.example/a.json',
      'v2-x-example = https://x.example/v2/b.json',
    ]);
  });

  it('that were given twice are refused', async () => {
    await expect(expand(files, 'a=shop/openapi.json', 'a=pets/openapi.json')).rejects.toMatchObject({
      code: 'config_invalid',
      message: 'Two APIs have the same name.',
    });
  });

  it('are always unique and always slugs', async () => {
    const names = ['a.json', 'A.json', 'a.yaml', 'a-2.json', 'x/a.json', 'x/a-2.json', '2.json', '--.json'];
    const found = await expandSources(names, { cwd: folderWith(Object.fromEntries(names.map((name) => [name, API]))) });
    expect(new Set(found.map(({ name }) => name)).size).toBe(names.length);
    expect(found.filter(({ name }) => !/^[a-z][a-z0-9-]*$/.test(name))).toEqual([]);
  });
});

describe('what cannot be a source', () => {
  it('a broken URL is refused', async () => {
    await expect(expand({}, 'https://exa mple')).rejects.toThrow('https://exa mple is not a URL.');
  });

  it('a folder of newlines is looked at quickly', async () => {
    const folder = folderWith({ 'lines.yaml': '\n'.repeat(300_000), 'openapi.json': API });
    const found = await expandSources([folder], { cwd: folder });
    expect(found.map(({ source }) => source)).toEqual([{ kind: 'file', path: join(folder, 'openapi.json') }]);
  });
});
