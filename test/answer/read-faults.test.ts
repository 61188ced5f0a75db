import { describe, expect, it } from 'vitest';
import { readFaults } from '../../src/answer/read-faults.ts';

/** `in:path` of each fault. */
function pathsOf(body: unknown): readonly string[] {
  return readFaults(body).map(({ in: place, path }) => `${place ?? ''}:${path.join('.')}`);
}

const FORMS: readonly (readonly [string, unknown, readonly string[]])[] = [
  [
    'RFC 9457',
    {
      errors: [
        { detail: 'x', pointer: '#/items/0/name' },
        { detail: 'y', parameter: 'page' },
      ],
    },
    [':items.0.name', ':page'],
  ],
  ['RFC 7807', { 'invalid-params': [{ name: 'age', reason: 'must be positive' }] }, [':age']],
  [
    'GitHub',
    { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }] },
    [':title'],
  ],
  [
    'JSON:API',
    { errors: [{ source: { pointer: '/data/attributes/title' } }, { source: { parameter: 'include' } }] },
    ['body:data.attributes.title', 'query:include'],
  ],
  [
    'Stripe',
    { error: { code: 'parameter_missing', message: 'Missing', param: 'items[0][price]', type: 'x' } },
    [':items.0.price'],
  ],
  ['FastAPI', { detail: [{ loc: ['body', 'items', 0, 'name'], msg: 'field required' }] }, ['body:items.0.name']],
  ['Rails', { errors: { title: ["can't be blank"], user: ['must exist'] } }, [':title', ':user']],
  ['Jira', { errorMessages: [], errors: { summary: 'You must specify a summary' } }, [':summary']],
  ['Django', { title: ['This field is required.'] }, [':title']],
  ['ASP.NET', { title: 'One or more', status: 400, errors: { '$.items[0].name': ['no'] } }, [':items.0.name']],
  [
    'Kubernetes',
    { kind: 'Status', details: { name: 'x', causes: [{ field: 'spec.replicas', message: 'no' }] } },
    [':spec.replicas'],
  ],
  [
    'Google',
    { error: { details: [{ '@type': 't', fieldViolations: [{ field: 'user.display_name', description: 'no' }] }] } },
    [':user.display_name'],
  ],
  ['OData', { error: { code: 'x', details: [{ code: 'y', target: 'user/mail', message: 'z' }] } }, [':user.mail']],
  ['Zod', { issues: [{ code: 'custom', path: ['items', 1, 'n'], message: 'no' }] }, [':items.1.n']],
  [
    'Ajv',
    { errors: [{ instancePath: '/a', params: { missingProperty: 'b' }, message: "must have required property 'b'" }] },
    [':a.b'],
  ],
  [
    'express-validator',
    { errors: [{ type: 'field', path: 'email', location: 'body', msg: 'Invalid value' }] },
    ['body:email'],
  ],
  [
    'Spring',
    { status: 400, path: '/v1/pets', errors: [{ field: 'name', defaultMessage: 'must not be null' }] },
    [':name'],
  ],
];

describe('readFaults', () => {
  it.each(FORMS)('reads what %s names', (_, body, paths) => {
    expect(pathsOf(body)).toEqual(paths);
  });

  it.each([
    [null],
    ['no'],
    [[1, 2]],
    [{}],
    [{ error: 'invalid_token', error_description: 'expired' }],
    [{ message: 'Not Found', documentation_url: 'https://x' }],
    [{ error: { code: 404, message: 'no such thing', status: 'NOT_FOUND' } }],
    [{ timestamp: 't', status: 404, error: 'Not Found', path: '/v1/pets' }],
    [{ data: [{ id: 1, name: 'a' }] }],
  ])('finds none in %j', (body) => {
    expect(readFaults(body)).toEqual([]);
  });

  it('ends, however deep or long a body is', () => {
    let deep: unknown = { field: 'x', message: 'y' };
    for (let depth = 0; depth < 5000; depth++) deep = { errors: [deep] };
    expect(readFaults(deep)).toEqual([]);
    const many = { errors: Array.from({ length: 50_000 }, (_, index) => ({ field: `f${index}`, message: 'no' })) };
    expect(readFaults(many)).toHaveLength(20);
  });
});
