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

async function ids(
  query: string,
  operations: Operations = FORGE,
  options: SearchOptions = {},
): Promise<readonly string[]> {
  const hits = await createSearch(catalogOfOne(operations)).search(query, options);
  return hits.map(({ endpoint }) => endpoint.id);
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
  ])('finds for %j first %s', async (query, id) => {
    expect((await ids(query))[0]).toBe(id);
  });

  it.each([
    ['list the tasks of a project with their tags', 'listProjectTasks'],
    ['list the tags of a task', 'listTaskTags'],
    ['list what is in a folder', 'listFolderItems'],
    ["what's in this folder", 'listFolderItems'],
    ['get a folder', 'getFolder'],
    ['set the replicas of a server', 'scaleServer'],
  ])('knows what %j is about and what only comes along: %s', async (query, id) => {
    const office: Operations = {
      'GET /projects/{project}/tasks': { operationId: 'listProjectTasks' },
      'GET /tags/{tag}/tasks': { operationId: 'listTagTasks' },
      'GET /tasks/{task}/tags': { operationId: 'listTaskTags' },
      'GET /folders/{folder}': { operationId: 'getFolder' },
      'GET /folders/{folder}/locks': { operationId: 'listFolderLocks' },
      'GET /folders/{folder}/items': { operationId: 'listFolderItems' },
      'PUT /servers/{server}': { operationId: 'putServer' },
      'PUT /servers/{server}/scale': { operationId: 'scaleServer' },
    };
    expect((await ids(query, office))[0]).toBe(id);
  });

  it('answers each part of a query for several things with what it gets alone', async () => {
    const parts = ['create an issue comment', 'list the members of an org', 'delete a repo'];
    const search = createSearch(catalogOfOne(FORGE));
    const joined = await search.search(parts.join(', then '));
    expect(search.intents(parts.join(', then '))).toEqual(parts);
    for (const part of parts) {
      const [first] = await search.search(part);
      const found = joined.slice(0, parts.length).find(({ intents }) => intents?.includes(part));
      expect(found?.endpoint).toBe(first?.endpoint);
    }
  });

  it('finds what is named beside what is described', async () => {
    expect((await ids('issues/create-comment; list the members of an org')).slice(0, 2)).toEqual([
      'issues/create-comment',
      'orgs/list-members',
    ]);
  });

  it.each([
    ['issues/create-comment'],
    ['Issues.CreateComment'],
    ['issues_create_comment'],
    ['POST /repos/{owner}/{repo}/issues/{number}/comments'],
    ['post /repos/{o}/{r}/issues/{n}/comments'],
    ['POST /repos/me/mine/issues/7/comments'],
  ])('answers %j with the endpoint it names and nothing else', async (query) => {
    expect(await ids(query)).toEqual(['issues/create-comment']);
  });

  it('lists what a part of a path fits, the shortest first', async () => {
    expect(await ids('/orgs/{org}/members')).toEqual(['orgs/list-members', 'orgs/remove-member']);
    expect(await ids('orgs/{organization}/members')).toEqual(['orgs/list-members', 'orgs/remove-member']);
  });

  it('finds by parameter and body field what no name says', async () => {
    expect((await ids('members by role'))[0]).toBe('orgs/list-members');
    expect(await ids('set the milestone of a new issue')).toContain('issues/create');
  });

  it('finds in descriptions a word that no name holds', async () => {
    const operations = {
      'GET /a': { operationId: 'a', summary: 'A', description: 'Brews espresso.' },
      'GET /b': { operationId: 'b' },
    };
    expect(await ids('espresso', operations)).toEqual(['a']);
  });

  it('ranks a deprecated endpoint behind its successor', async () => {
    const operations = {
      'GET /old/pets': { operationId: 'listPets', deprecated: true, tags: ['pets'] },
      'GET /pets': { operationId: 'listAllPets', tags: ['pets'] },
    };
    expect(await ids('list pets', operations)).toEqual(['listAllPets', 'listPets']);
  });

  it('narrows to a tag, to a path and to what has no tag', async () => {
    expect(await ids('create', FORGE, { tag: 'pulls' })).toEqual(['pulls/create', 'pulls/merge']);
    expect(await ids('members', FORGE, { tag: '/orgs' })).toEqual(['orgs/list-members', 'orgs/remove-member']);
    const operations = { 'GET /a/pets': { operationId: 'a', tags: ['x'] }, 'GET /b/pets': { operationId: 'b' } };
    expect(await ids('pets', operations, { tag: 'untagged' })).toEqual(['b']);
  });

  it('asks one API or all, and prefers one that the query names', async () => {
    const pets = { 'GET /pets': { operationId: 'listPets' }, 'POST /pets': { operationId: 'createPet' } };
    const search = createSearch(catalogOf({ name: 'zoo', operations: pets }, { name: 'shop', operations: pets }));
    const found = async (query: string, options?: SearchOptions): Promise<readonly string[]> =>
      (await search.search(query, options)).map(({ endpoint }) => `${endpoint.api}:${endpoint.id}`);
    expect((await found('list pets'))[0]).toBe('zoo:listPets');
    expect((await found('list shop pets'))[0]).toBe('shop:listPets');
    expect(await found('list pets', { api: 'shop' })).toEqual(expect.not.arrayContaining(['zoo:listPets']));
    expect(await found('shop:createPet')).toEqual(['shop:createPet']);
  });

  it('finds nothing rather than anything', async () => {
    expect(await ids('xylophone')).toEqual([]);
    expect(await ids('')).toEqual([]);
    expect(await ids('the of and')).toEqual([]);
  });

  it('suggests the words that are near where nothing was found', () => {
    const search = createSearch(catalogOfOne(FORGE));
    expect(search.suggest('reactoins xyz')).toContain('reactions');
    expect(search.suggest('')).toEqual([]);
  });

  it('takes names of object members for words like any other', async () => {
    const operations = {
      'GET /constructor': { operationId: 'toString', tags: ['__proto__'] },
      'GET /pets': { operationId: 'hasOwnProperty' },
    };
    expect(await ids('constructor', operations)).toEqual(['toString']);
    expect(await ids('__proto__', operations)).toEqual(['toString']);
    expect(await ids('toString', operations)).toEqual(['toString']);
    expect(await ids('valueOf', operations)).toEqual([]);
  });

  it('answers a query of 100,000 characters and reads only the beginning of a description of 6 MiB', async () => {
    const operations = {
      'GET /pets': { operationId: 'listPets', description: 'y '.repeat(3 * 1024 * 1024), tags: ['p'.repeat(100_000)] },
    };
    expect(await ids(`list pets ${'xyz '.repeat(25_000)}`, operations)).toEqual(['listPets']);
    expect(await ids('a'.repeat(100_000), operations)).toEqual([]);
    expect(await ids(`/${'a/'.repeat(50_000)}`, operations)).toEqual([]);
  });

  it('gives for any query the same endpoints again, each once, best first', async () => {
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
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const hits = await search.search(text);
        const scores = hits.map(({ score }) => score);
        expect(new Set(hits.map(({ endpoint }) => endpoint)).size).toBe(hits.length);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        expect(scores.every((score) => score > 0 && score <= 2)).toBe(true);
        expect(await createSearch(catalog).search(text)).toEqual(hits);
        expect(search.suggest(text).length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 200 },
    );
  });
});
