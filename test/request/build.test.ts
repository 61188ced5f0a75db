import { describe, expect, it } from 'vitest';
import { ToolError, toErrorText } from '../../src/errors.ts';
import { type BuildOptions, buildRequest, type CallArguments } from '../../src/request/build.ts';
import { endpointOf, type Operation } from './endpoint-of.ts';

const BASE = { baseUrl: 'https://h.example' };

const createIssue: Operation = {
  method: 'post',
  path: '/repos/{owner}/issues',
  parameters: [
    { name: 'owner', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'state', in: 'query', schema: { type: 'string', enum: ['open', 'closed'] } },
    { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1 } },
  ],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/NewIssue' } } },
  },
  components: {
    schemas: {
      NewIssue: {
        type: 'object',
        required: ['title'],
        properties: {
          id: { type: 'integer', readOnly: true },
          title: { type: 'string', maxLength: 20 },
          milestone: { type: 'integer', nullable: true },
          labels: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};

async function build(operation: Operation, args: CallArguments, options: Partial<BuildOptions> = {}) {
  return buildRequest(endpointOf(operation), args, { ...BASE, ...options });
}

/** What the request says, or the error's own text. */
async function said(operation: Operation, args: CallArguments, options: Partial<BuildOptions> = {}): Promise<unknown> {
  try {
    const { request, notes } = await build(operation, args, options);
    const { body } = request;
    const content = body?.kind === 'content' ? ` ${String(body.content)}` : '';
    return [`${request.method} ${request.url.slice(BASE.baseUrl.length)}${content}`, ...notes];
  } catch (error) {
    return error instanceof ToolError ? toErrorText(error).split('\n') : error;
  }
}

describe('buildRequest', () => {
  it('gives a frozen, unsigned, printable request', async () => {
    const { request, notes } = await build(createIssue, {
      params: { owner: 'me', state: 'open' },
      body: { title: 'Bug' },
    });
    expect(request).toEqual({
      method: 'POST',
      url: 'https://h.example/repos/me/issues?state=open',
      headers: [
        ['accept', 'application/json, */*;q=0.8'],
        ['content-type', 'application/json'],
      ],
      body: { kind: 'content', content: '{"title":"Bug"}' },
    });
    expect(notes).toEqual([]);
    expect(Object.isFrozen(request)).toBe(true);
  });

  it('names all problems at once, with the part of the description that mends them', async () => {
    expect(
      await said(createIssue, { params: { ownr: 'x', state: 'opened', page: 0 }, body: { labels: [1, {}] } }),
    ).toEqual([
      '[arguments_invalid] 6 problems with the arguments; nothing was sent.',
      '- /params/ownr: unknown; did you mean owner?',
      '- /params/owner: required, string',
      '- /params/state: expected "open" | "closed", got "opened"',
      '- /params/page: must be ≥ 1, got 0',
      '- /body/title: required, string, ≤ 20 chars',
      '- /body/labels/1: expected string, got {}',
      'It takes: (owner: string, state?: "open"|"closed", page?: integer) body {title: string, labels?: string[], milestone?: integer | null}',
    ]);
  });

  it('shows the object of the body that holds all problems', async () => {
    expect(await said(createIssue, { params: { owner: 'me' }, body: { title: 5, milestone: 'x' } })).toEqual([
      '[arguments_invalid] 1 problem with the arguments; nothing was sent.',
      expect.stringMatching(/^- \/body\/milestone: expected integer( \| null)?, got "x"$/),
      expect.stringMatching(/^body: \{/),
      ...Array.from({ length: 4 }, () => expect.any(String)),
    ]);
  });

  it('counts what is beyond the first twenty problems', async () => {
    const params = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`zz${index}`, 1]));
    const lines = (await said(createIssue, { params: { owner: 'me', ...params }, body: { title: 'x' } })) as string[];
    expect(lines[0]).toMatch(/30 problems/);
    expect(lines[21]).toBe('- and 10 more');
  });
});

describe('model habits', () => {
  it('are understood where the meaning is certain, and echoed', async () => {
    expect(await said(createIssue, { params: '{"owner": "me", "page": "2"}', body: '{"title":"x"}' })).toEqual([
      'POST /repos/me/issues?page=2 {"title":"x"}',
      'params was a JSON string, read as an object',
      'body was a string, read as JSON',
    ]);
    expect(await said(createIssue, { params: { owner: 'me', title: 'x', labels: 'bug', state: 'OPEN' } })).toEqual([
      'POST /repos/me/issues?state=open {"title":"x","labels":["bug"]}',
      '/params/state: "OPEN" read as "open"',
      'title, labels moved from params to body',
      '/body/labels: "bug" sent as a list of one',
    ]);
    expect(await said(createIssue, { params: {}, body: { owner: 'me', title: 'x' } })).toEqual([
      'POST /repos/me/issues {"title":"x"}',
      'owner moved from body to params',
    ]);
  });

  it('are refused where the meaning is not certain', async () => {
    expect(await said(createIssue, { params: { owner: 'me', title: 'x' }, body: { title: 'y' } })).toContain(
      '- /params/title: contradicts the same field in body; give it once',
    );
    expect(await said(createIssue, { params: ['me'], body: { title: 'y' } })).toContain(
      '- /params: expected an object, got ["me"]',
    );
    expect(await said(createIssue, { params: { owner: 'me', title: 'x' }, body: [1] })).toContain(
      '- /body: expected an object that also holds title from params',
    );
    expect(await said(createIssue, { params: { owner: 'me' }, body: 'Bug' })).toContain(
      '- /body: expected NewIssue, got "Bug"',
    );
  });

  it('include params left in the body of an endpoint that takes none', async () => {
    const list: Operation = { parameters: [{ name: 'state', in: 'query', schema: { type: 'string' } }] };
    expect(await said(list, { body: { state: 'open' } })).toEqual([
      'GET /items?state=open',
      'state moved from body to params',
    ]);
    expect(await said(list, { body: { colour: 'red' } })).toContain(
      '- /body: this endpoint takes no body; leave it out',
    );
  });
});

describe('names', () => {
  const both: Operation = {
    path: '/items/{id}',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'id', in: 'query', schema: { type: 'string' } },
      { name: 'state', in: 'query', schema: { type: 'string' } },
    ],
  };

  it('that two locations share are told apart by a prefix', async () => {
    expect(await said(both, { params: { 'path.id': '1', 'query.id': '2' } })).toEqual(['GET /items/1?id=2']);
    expect(await said(both, { params: { id: '1', 'path.id': '1' } })).toContain(
      '- /params/id: is ambiguous; use path.id or query.id',
    );
  });

  it('may have a prefix that they do not need', async () => {
    expect(await said(both, { params: { 'path.id': '1', 'query.state': 'x' } })).toEqual(['GET /items/1?state=x']);
  });

  it('declared with a dot go before a prefix', async () => {
    const parameters = ['state', 'query.state'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
    expect(await said({ parameters }, { params: { 'query.state': 'x' } })).toEqual(['GET /items?query.state=x']);
  });

  it('given twice in different spellings are refused', async () => {
    const parameters = [{ name: 'X-A', in: 'header', schema: { type: 'string' } }];
    expect(await said({ parameters }, { params: { 'X-A': '1', 'x-a': '2' } })).toContain(
      '- /params/x-a: gives X-A a second time',
    );
  });
});

describe('values from a concrete path', () => {
  const pet: Operation = {
    path: '/pets/{petId}',
    parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'integer' } }],
  };

  it('fill what params leave out, without a word', async () => {
    expect(await said(pet, {}, { pathValues: new Map([['petId', '7']]) })).toEqual(['GET /pets/7']);
    expect(await said(pet, { params: { petId: 7 } }, { pathValues: new Map([['petId', '7']]) })).toEqual([
      'GET /pets/7',
    ]);
  });

  it('may not contradict params', async () => {
    expect(await said(pet, { params: { petId: 8 } }, { pathValues: new Map([['petId', '7']]) })).toContain(
      '- /params/petId: 8 contradicts "7" in the path; give it once',
    );
  });

  it('are checked like any other', async () => {
    expect(await said(pet, {}, { pathValues: new Map([['petId', '..']]) })).toContain(
      '- /params/petId: expected integer, got ".."',
    );
  });
});

describe('whole numbers beyond 2^53', () => {
  const parameters = [{ name: 'id', in: 'query', schema: { type: 'integer', format: 'int64' } }];

  it('are refused as numbers and sent exactly as text', async () => {
    expect(await said({ parameters }, { params: { id: 2 ** 53 } })).toContain(
      '- /params/id: 9007199254740992 is beyond 2^53 and has lost digits on its way here; send it as a string',
    );
    expect(await said({ parameters }, { params: { id: '9007199254740993' } })).toEqual([
      'GET /items?id=9007199254740993',
    ]);
    expect(await said({ parameters }, { params: '{"id": 9007199254740993}' })).toEqual([
      'GET /items?id=9007199254740993',
      'params was a JSON string, read as an object',
    ]);
  });

  it('are refused wherever they stand, whatever is validated', async () => {
    for (const validate of ['strict', 'warn', 'off'] as const) {
      const text = await said(
        createIssue,
        { params: { owner: 'me' }, body: { title: 'x', extra: { deep: [1e20] } } },
        { validate },
      );
      expect(text).toContain(
        '- /body/extra/deep/0: 100000000000000000000 is beyond 2^53 and has lost digits on its way here; send it as a string',
      );
    }
  });
});

describe('unknown body fields', () => {
  const closed = (additionalProperties: unknown): Operation => ({
    method: 'post',
    requestBody: {
      content: {
        'application/json': {
          schema: { type: 'object', properties: { title: { type: 'string' } }, additionalProperties },
        },
      },
    },
  });

  it('are refused where the schema is closed', async () => {
    expect(await said(closed(false), { body: { titel: 'x' } })).toContain(
      '- /body/titel: unknown; did you mean title?',
    );
  });

  it('are sent with a note where the schema says nothing, and without one where it welcomes them', async () => {
    expect(await said(createIssue, { params: { owner: 'me' }, body: { title: 'x', titel: 1 } })).toEqual([
      'POST /repos/me/issues {"title":"x","titel":1}',
      '/body: not described, sent as given: titel (did you mean title?)',
    ]);
    expect(await said(closed(true), { body: { titel: 'x' } })).toEqual(['POST /items {"titel":"x"}']);
  });

  it('that responses only have are refused where the schema is closed', async () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      properties: { id: { type: 'integer', readOnly: true } },
    };
    const operation = { method: 'post', requestBody: { content: { 'application/json': { schema } } } };
    expect(await said(operation, { body: { id: 1 } })).toContain('- /body/id: is read-only; leave it out');
  });
});

describe('required values', () => {
  it('that can only be one are filled in', async () => {
    const parameters = [
      { name: 'X-Target', in: 'header', required: true, schema: { type: 'string', enum: ['A.B'] } },
      { name: 'version', in: 'query', required: true, schema: { type: 'string', default: '2' } },
    ];
    expect(await said({ parameters }, {})).toEqual([
      'GET /items?version=2',
      'X-Target set to "A.B", its only value',
      'version set to "2", its default',
    ]);
  });

  it('are missing when they are null or empty', async () => {
    const parameters = [
      { name: 'ids', in: 'query', required: true, schema: { type: 'array', items: { type: 'string' } } },
    ];
    for (const ids of [null, [], undefined]) {
      expect(await said({ parameters }, { params: { ids } })).toContain('- /params/ids: required, string[]');
    }
  });

  it('include the body', async () => {
    expect(await said(createIssue, { params: { owner: 'me' } })).toContain(
      '- /body: required, NewIssue, like {"title":"string"}',
    );
    expect(await said(createIssue, { params: { owner: 'me' }, body: null })).toContain(
      '- /body: required, NewIssue, like {"title":"string"}',
    );
  });
});

describe('validate', () => {
  const args = { params: { owner: 'me', state: 'opened' }, body: { titel: 'x' } };

  it('warn sends what does not fit the description, and says so', async () => {
    expect(await said(createIssue, args, { validate: 'warn' })).toEqual([
      'POST /repos/me/issues?state=opened {"titel":"x"}',
      '/body: not described, sent as given: titel (did you mean title?)',
      'sent although /params/state: expected "open" | "closed", got "opened"',
      'sent although /body/title: required, string, ≤ 20 chars; titel was given, did you mean title?',
    ]);
  });

  it('off looks at nothing', async () => {
    expect(await said(createIssue, args, { validate: 'off' })).toEqual([
      'POST /repos/me/issues?state=opened {"titel":"x"}',
    ]);
    expect(
      await said(createIssue, { params: { owner: 'me', page: '2' }, body: { title: 5 } }, { validate: 'off' }),
    ).toEqual(['POST /repos/me/issues?page=2 {"title":5}']);
  });

  it.each(['warn', 'off'] as const)('%s still refuses what cannot or must not be sent', async (validate) => {
    expect(await said(createIssue, { params: { owner: '..', ownr: 1 }, body: {} }, { validate })).toEqual(
      expect.arrayContaining([
        '- /params/ownr: unknown; did you mean owner?',
        '- /params/owner: must not hold the path segments "." or ".." in any encoding, got ".."',
      ]),
    );
    expect(await said(createIssue, { params: {}, body: { title: 'x' } }, { validate })).toContain(
      '- /params/owner: required, string',
    );
  });
});

describe('hostile arguments', () => {
  const open: Operation = {
    method: 'post',
    requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
  };

  it('nested too deep get a short answer', async () => {
    let deep: unknown = {};
    for (let level = 0; level < 5000; level++) deep = { a: deep };
    const lines = (await said(open, { body: deep })) as string[];
    expect(lines[1]).toBe('- /params: with body, is nested deeper than 100 levels');
    for (const levels of [200, 5000, 500_000]) {
      const body = '{"a":'.repeat(levels);
      expect(await said(open, { body: `${body}1${'}'.repeat(levels)}` })).toContainEqual(
        expect.stringMatching(/^- \/body: expected object, got/),
      );
    }
  });

  it('named __proto__ are refused and pollute nothing', async () => {
    const body = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as unknown;
    expect(await said(open, { body })).toContain('- /body/__proto__: is not allowed as a name');
    expect(await said(open, { body: { constructor: 1, toString: 2 } })).toEqual([
      'POST /items {"constructor":1,"toString":2}',
    ]);
    expect(await said(open, { params: JSON.parse('{"__proto__": 1}') as unknown })).toContain(
      '- /params/__proto__: unknown; this endpoint takes no parameters',
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('named like what every object inherits are missing unless given', async () => {
    const schema = { type: 'object', required: ['constructor'], properties: { constructor: { type: 'string' } } };
    const operation = { method: 'post', requestBody: { content: { 'application/json': { schema } } } };
    expect(await said(operation, { body: {} })).toContain('- /body/constructor: required, string');
  });

  it('that look like file references are plain data', async () => {
    const parameters = [{ name: 'q', in: 'query', schema: { type: 'string' } }];
    expect(await said({ parameters }, { params: { q: '@/etc/passwd' } })).toEqual(['GET /items?q=%40%2Fetc%2Fpasswd']);
    expect(await said(open, { body: { a: { $file: '/etc/passwd' } } })).toEqual([
      'POST /items {"a":{"$file":"/etc/passwd"}}',
    ]);
  });

  it('are not repeated when they look secret, and never longer than 80 characters', async () => {
    const lines = (await said(createIssue, {
      params: { owner: 'me' },
      body: {
        title: { password: 'hunter2', x: `Bearer ${'a'.repeat(50)}` },
        labels: 'x'.repeat(500),
        milestone: 'sk_live_abcdefgh',
      },
    })) as string[];
    expect(lines.join('\n')).not.toMatch(/hunter2|aaaa|sk_live/);
    for (const line of lines) expect(line.length).toBeLessThan(250);
  });

  it('with unseen characters are shown as escapes', async () => {
    expect(
      await said(createIssue, { params: { owner: 'me', state: 'a\u202eb\u200b' }, body: { title: 'x' } }),
    ).toContain('- /params/state: expected "open" | "closed", got "a\\u{202e}b\\u{200b}"');
  });

  it('of megabytes are refused in a line', async () => {
    const title = 'x'.repeat(4 * 1024 * 1024);
    const lines = (await said(createIssue, { params: { owner: title, state: title }, body: { title } })) as string[];
    expect(lines.slice(1, 3)).toEqual([
      expect.stringMatching(/^- \/params\/state: expected "open" \| "closed", got "x+…$/),
      expect.stringMatching(/^- \/body\/title: must have at most 20 characters, got "x+…$/),
    ]);
  });

  it('cannot hang a pattern of the description', async () => {
    const schema = { type: 'string', pattern: '^(a+)+$' };
    const parameters = [{ name: 'q', in: 'query', schema }];
    const body = { content: { 'application/json': { schema: { type: 'object', properties: { q: schema } } } } };
    const q = `${'a'.repeat(1000)}!`;
    expect(await said({ method: 'post', parameters, requestBody: body }, { params: { q }, body: { q } })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^- \/params\/q: must match/),
        expect.stringMatching(/^- \/body\/q: must match/),
      ]),
    );
  });
});

describe('an Accept', () => {
  it('is to be left out where the description has no media types to choose from', async () => {
    expect(await said({ parameters: [] }, { params: { Accept: 'text/csv' } })).toContain(
      '- /params/Accept: unknown, the answer has no described types; leave it out',
    );
  });
});
