import { describe, expect, it } from 'vitest';
import { MODERN, messageOf, post } from '../support/serve-http.ts';
import { callAt, NOTES, recordingUpstream, type ServiceWorld, serveConfigFile } from '../support/service-world.ts';

const TASKS = {
  openapi: '3.1.0',
  info: { title: 'Tasks', version: '1' },
  paths: {
    '/tasks': { get: { operationId: 'listTasks', summary: 'List tasks', responses: { 200: { description: 'ok' } } } },
    '/tasks/purge': {
      post: { operationId: 'purgeTasks', summary: 'Purge tasks', responses: { 200: { description: 'ok' } } },
    },
  },
};

interface Profiles extends ServiceWorld {
  readonly arrived: readonly { readonly line: string }[];
}

async function profiles(): Promise<Profiles> {
  const { url: baseUrl, arrived } = await recordingUpstream();
  const world = await serveConfigFile(
    {
      apis: { notes: { spec: 'notes.json', baseUrl }, tasks: { spec: 'tasks.json', baseUrl } },
      profiles: {
        reader: { readOnly: true },
        tasks: { apis: ['tasks'], exclude: ['* /tasks/purge'] },
        some: { include: ['notes:*'], exclude: ['DELETE /**'] },
      },
    },
    { specs: { notes: NOTES, tasks: TASKS } },
  );
  return { ...world, arrived };
}

async function toolsAt(
  url: string,
): Promise<{ readonly name: string; readonly inputSchema: { properties: object } }[]> {
  const { result } = (await (await post(url, messageOf(MODERN, 'tools/list'))).json()) as never;
  return (result as { tools: [] }).tools;
}

describe('a profile', () => {
  it.each([
    [
      '/mcp/reader',
      ['notes:listNotes', 'notes:getNote', 'tasks:listTasks'],
      ['notes:createNote', 'notes:deleteNote', 'tasks:purgeTasks'],
    ],
    ['/mcp/tasks', ['listTasks'], ['purgeTasks', 'notes:listNotes', 'listNotes', 'GET /notes']],
    ['/mcp/some', ['notes:listNotes', 'notes:createNote'], ['notes:deleteNote', 'tasks:listTasks']],
    ['/mcp', ['notes:listNotes', 'notes:deleteNote', 'tasks:purgeTasks'], []],
  ])('%s shows, describes and calls its own endpoints alone', async (path, own, others) => {
    const { origin, arrived } = await profiles();
    const url = `${origin}${path}`;
    const listed = (await callAt(url, 'list_endpoints', {})).text;
    const searched = (await callAt(url, 'list_endpoints', { query: 'delete note purge tasks' })).text;
    for (const endpoint of own) {
      expect(listed).toContain(endpoint);
      expect((await callAt(url, 'describe_endpoint', { endpoint })).isError).toBe(false);
    }
    for (const endpoint of others) {
      const [, id = ''] = /(\w+)$/.exec(endpoint) ?? [];
      expect(listed + searched).not.toContain(id === 'notes' ? 'GET /notes' : id);
      for (const tool of ['describe_endpoint', 'execute_endpoint']) {
        const answer = await callAt(url, tool, {
          endpoint,
          ...(tool === 'execute_endpoint' ? { params: { id: 1 } } : {}),
        });
        expect(answer.text).toMatch(/^\[endpoint_unknown\]/);
      }
    }
    expect(arrived).toEqual([]);
    const [first = ''] = own;
    expect((await callAt(url, 'execute_endpoint', { endpoint: first })).text).toMatch(/^200 /);
    expect(arrived).toHaveLength(1);
  });

  it('with one API of two speaks of one', async () => {
    const { origin } = await profiles();
    const apiIn = async (path: string): Promise<boolean> => {
      const tools = await toolsAt(`${origin}${path}`);
      return 'api' in (tools.find(({ name }) => name === 'list_endpoints')?.inputSchema.properties ?? {});
    };
    expect([await apiIn('/mcp/tasks'), await apiIn('/mcp/reader'), await apiIn('/mcp')]).toEqual([false, true, true]);
    const listed = (await callAt(`${origin}/mcp/tasks`, 'list_endpoints', {})).text;
    expect(listed).not.toContain('tasks:');
    expect((await callAt(`${origin}/mcp/tasks`, 'execute_endpoint', { endpoint: 'listTasks' })).text).toMatch(/^200 /);
  });

  it('that there is none of is nothing', async () => {
    const { origin } = await profiles();
    for (const path of ['/mcp/nowhere', '/mcp/Reader', '/mcp/reader/x', '/mcp/constructor', '/mcp/__proto__'])
      expect((await callAt(`${origin}${path}`, 'list_endpoints', {})).status).toBe(404);
  });
});

describe('mocks of several APIs', () => {
  it('remember each API’s items apart', async () => {
    const { url } = await serveConfigFile(
      { apis: { a: { spec: 'notes.json' }, b: { spec: 'notes.json' } }, mock: true },
      {
        specs: { notes: CRUD },
      },
    );
    const run = async (args: object): Promise<string> => (await callAt(url, 'execute_endpoint', args)).text;
    const created = await run({ endpoint: 'a:createNote', body: { text: 'only of a' } });
    const [, id = ''] = /"id":(\d+)/.exec(created) ?? [];
    const params = { id: Number(id) };
    expect(await run({ endpoint: 'a:getNote', params })).toContain('only of a');
    expect(await run({ endpoint: 'b:getNote', params })).not.toContain('only of a');
    expect(await run({ endpoint: 'b:listNotes' })).not.toContain('only of a');
    expect(await run({ endpoint: 'a:listNotes' })).toContain('only of a');
    expect(await run({ endpoint: 'b:deleteNote', params })).toMatch(/^20/);
    expect(await run({ endpoint: 'a:getNote', params })).toContain('only of a');
    expect(await run({ endpoint: 'a:deleteNote', params })).toMatch(/^20/);
    expect(await run({ endpoint: 'a:getNote', params })).toMatch(/^404 /);
    expect(await run({ endpoint: 'a:listNotes' })).not.toContain('only of a');
  });
});

const NOTE = {
  type: 'object',
  properties: { id: { type: 'integer' }, text: { type: 'string' } },
  required: ['id', 'text'],
};
const json = (schema: object): object => ({ description: 'ok', content: { 'application/json': { schema } } });
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const CRUD = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1' },
  servers: [{ url: 'https://notes.example.com' }],
  paths: {
    '/notes': {
      get: { operationId: 'listNotes', responses: { 200: json({ type: 'array', items: NOTE }) } },
      post: {
        operationId: 'createNote',
        requestBody: {
          content: { 'application/json': { schema: { type: 'object', properties: { text: { type: 'string' } } } } },
        },
        responses: { 201: json(NOTE) },
      },
    },
    '/notes/{id}': {
      get: { operationId: 'getNote', parameters: [ID], responses: { 200: json(NOTE) } },
      delete: { operationId: 'deleteNote', parameters: [ID], responses: { 204: { description: 'gone' } } },
    },
  },
};
