import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearch, type SearchOptions } from '../../src/search/search.ts';
import { catalogOf, catalogOfOne, type Operations } from './catalog-of.ts';

const FORGE: Operations = {
  'GET /repos/{owner}/{repo}/issues': { operationId: 'issues/list', summary: 'List issues', tags: ['issues'] },
  'POST /repos/{owner}/{repo}/issues': {
    operationId: 'issues/create',
    summary: 'Create an issue',
    tags: ['issues'],
    requestBody: {
      content: { 'application/json': { schema: { type: 'object', properties: { milestone: { type: 'integer' } } } } },
    },
  },
  'GET /repos/{owner}/{repo}/issues/{number}': { operationId: 'issues/get', summary: 'Get an issue', tags: ['issues'] },
  'PATCH /repos/{owner}/{repo}/issues/{number}': {
    operationId: 'issues/update',
    summary: 'Update an issue',
    tags: ['issues'],
  },
  'GET /repos/{owner}/{repo}/issues/{number}/comments': { operationId: 'issues/list-comments', tags: ['issues'] },
  'POST /repos/{owner}/{repo}/issues/{number}/comments': { operationId: 'issues/create-comment', tags: ['issues'] },
  'POST /repos/{owner}/{repo}/issues/comments/{id}/reactions': {
    operationId: 'reactions/create-for-issue-comment',
    tags: ['reactions'],
  },
  'PUT /repos/{owner}/{repo}/pulls/{number}/merge': {
    operationId: 'pulls/merge',
    summary: 'Merge a pull request',
    tags: ['pulls'],
  },
  'POST /repos/{owner}/{repo}/pulls': {
    operationId: 'pulls/create',
    summary: 'Create a pull request',
    tags: ['pulls'],
  },
  'POST /repos/{owner}/{repo}/forks': { operationId: 'repos/create-fork', tags: ['repos'] },
  'GET /user/repos': { operationId: 'repos/list-for-authenticated-user', tags: ['repos'] },
  'DELETE /repos/{owner}/{repo}': { operationId: 'repos/delete', tags: ['repos'] },
  'GET /orgs/{org}/members': {
    operationId: 'orgs/list-members',
    tags: ['orgs'],
    parameters: [{ name: 'role', in: 'query', schema: { type: 'string' } }],
  },
  'DELETE /orgs/{org}/members/{user}': { operationId: 'orgs/remove-member', tags: ['orgs'] },
  'POST /orgs/{org}/invitations': { operationId: 'orgs/create-invitation', tags: ['orgs'] },
  'GET /api/v1/persistentvolumeclaims': { operationId: 'listCoreV1PersistentVolumeClaim', tags: ['core'] },
};

function ids(query: string, operations: Operations = FORGE, options: SearchOptions = {}): readonly string[] {
  return createSearch(catalogOfOne(operations))
    .search(query, options)
    .map(({ endpoint }) => endpoint.id);
}

describe('search', () => {
  it.each([
    ['create an issue comment', 'issues/create-comment'],
    ['add a comment to an issue', 'issues/create-comment'],
    ['comment on an issue', 'issues/create-comment'],
    ['list issue comments', 'issues/list-comments'],
    ['get an issue', 'issues/get'],
    ['get issues', 'issues/list'],
    ['change an issue', 'issues/update'],
    ['close an issue', 'issues/update'],
    ['merge a PR', 'pulls/merge'],
    ['fork a repository', 'repos/create-fork'],
    ['fork a repo', 'repos/create-fork'],
    ['list my repositories', 'repos/list-for-authenticated-user'],
    ['remove a repo', 'repos/delete'],
    ['kick a member out of an organization', 'orgs/remove-member'],
    ['show all members of an org', 'orgs/list-members'],
    ['invite someone to my org', 'orgs/create-invitation'],
    ['list PVCs', 'listCoreV1PersistentVolumeClaim'],
    ['list persistent volume claims', 'listCoreV1PersistentVolumeClaim'],
    ['how do I create an isue?', 'issues/create'],
  ])('finds for %j first %s', (query, id) => {
    expect(ids(query)[0]).toBe(id);
  });

  it.each([
    ['issues/create-comment'],
    ['Issues.CreateComment'],
    ['issues_create_comment'],
    ['POST /repos/{owner}/{repo}/issues/{number}/comments'],
    ['post /repos/{o}/{r}/issues/{n}/comments'],
    ['POST /repos/me/mine/issues/7/comments'],
  ])('answers %j with the endpoint it names and nothing else', (query) => {
    expect(ids(query)).toEqual(['issues/create-comment']);
  });

  it('lists what a part of a path fits, the shortest first', () => {
    expect(ids('/orgs/{org}/members')).toEqual(['orgs/list-members', 'orgs/remove-member']);
    expect(ids('orgs/{organization}/members')).toEqual(['orgs/list-members', 'orgs/remove-member']);
  });

  it('finds by parameter and body field what no name says', () => {
    expect(ids('members by role')[0]).toBe('orgs/list-members');
    expect(ids('set the milestone of a new issue')).toContain('issues/create');
  });

  it('finds in descriptions a word that no name holds', () => {
    const operations = {
      'GET /a': { operationId: 'a', summary: 'A', description: 'Brews espresso.' },
      'GET /b': { operationId: 'b' },
    };
    expect(ids('espresso', operations)).toEqual(['a']);
  });

  it('ranks a deprecated endpoint behind its successor', () => {
    const operations = {
      'GET /old/pets': { operationId: 'listPets', deprecated: true, tags: ['pets'] },
      'GET /pets': { operationId: 'listAllPets', tags: ['pets'] },
    };
    expect(ids('list pets', operations)).toEqual(['listAllPets', 'listPets']);
  });

  it('narrows to a tag, to a path and to what has no tag', () => {
    expect(ids('create', FORGE, { tag: 'pulls' })).toEqual(['pulls/create', 'pulls/merge']);
    expect(ids('members', FORGE, { tag: '/orgs' })).toEqual(['orgs/list-members', 'orgs/remove-member']);
    const operations = { 'GET /a/pets': { operationId: 'a', tags: ['x'] }, 'GET /b/pets': { operationId: 'b' } };
    expect(ids('pets', operations, { tag: 'untagged' })).toEqual(['b']);
  });

  it('asks one API or all, and prefers one that the query names', () => {
    const pets = { 'GET /pets': { operationId: 'listPets' }, 'POST /pets': { operationId: 'createPet' } };
    const search = createSearch(catalogOf({ name: 'zoo', operations: pets }, { name: 'shop', operations: pets }));
    const found = (query: string, options?: SearchOptions): readonly string[] =>
      search.search(query, options).map(({ endpoint }) => `${endpoint.api}:${endpoint.id}`);
    expect(found('list pets')[0]).toBe('zoo:listPets');
    expect(found('list shop pets')[0]).toBe('shop:listPets');
    expect(found('list pets', { api: 'shop' })).toEqual(expect.not.arrayContaining(['zoo:listPets']));
    expect(found('shop:createPet')).toEqual(['shop:createPet']);
  });

  it('finds nothing rather than anything', () => {
    expect(ids('xylophone')).toEqual([]);
    expect(ids('')).toEqual([]);
    expect(ids('the of and')).toEqual([]);
  });

  it('suggests the words that are near where nothing was found', () => {
    const search = createSearch(catalogOfOne(FORGE));
    expect(search.suggest('reactoins xyz')).toContain('reactions');
    expect(search.suggest('')).toEqual([]);
  });

  it('takes names of object members for words like any other', () => {
    const operations = {
      'GET /constructor': { operationId: 'toString', tags: ['__proto__'] },
      'GET /pets': { operationId: 'hasOwnProperty' },
    };
    expect(ids('constructor', operations)).toEqual(['toString']);
    expect(ids('__proto__', operations)).toEqual(['toString']);
    expect(ids('toString', operations)).toEqual(['toString']);
    expect(ids('valueOf prototype', operations)).toEqual([]);
  });

  it('answers a query of 100,000 characters and reads only the beginning of a description of 6 MiB', () => {
    const operations = {
      'GET /pets': { operationId: 'listPets', description: 'y '.repeat(3 * 1024 * 1024), tags: ['p'.repeat(100_000)] },
    };
    expect(ids(`list pets ${'xyz '.repeat(25_000)}`, operations)).toEqual(['listPets']);
    expect(ids('a'.repeat(100_000), operations)).toEqual([]);
    expect(ids(`/${'a/'.repeat(50_000)}`, operations)).toEqual([]);
  });

  it('gives for any query the same endpoints again, each once, best first', () => {
    const catalog = catalogOfOne(FORGE);
    const search = createSearch(catalog);
    const word = fc.constantFrom(
      'create',
      'issue',
      'get',
      '/repos',
      '{owner}',
      'comments',
      'GET',
      'a',
      'my',
      'of',
      '__proto__',
      '🙂',
      'ñandú',
    );
    const query = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(query, (text) => {
        const hits = search.search(text);
        const scores = hits.map(({ score }) => score);
        expect(new Set(hits.map(({ endpoint }) => endpoint)).size).toBe(hits.length);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        expect(scores.every((score) => score > 0 && score <= 2)).toBe(true);
        expect(createSearch(catalog).search(text)).toEqual(hits);
        expect(search.suggest(text).length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 200 },
    );
  });
});
