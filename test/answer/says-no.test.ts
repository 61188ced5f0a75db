import { describe, expect, it } from 'vitest';
import { saysNo } from '../../src/answer/says-no.ts';

describe('saysNo', () => {
  it.each([
    [{ ok: false, error: 'channel_not_found' }, 'channel_not_found'],
    [{ ok: false, error_code: 400, description: 'Bad Request: chat not found' }, 'Bad Request: chat not found'],
    [{ success: false, errors: [{ code: 7003, message: 'Could not route' }], result: null }, 'Could not route'],
    [{ error: { code: 17, message: 'limit' } }, 'limit'],
    [{ errors: [{ message: 'Cannot query field' }] }, 'Cannot query field'],
    [{ data: { user: null }, errors: [{ message: 'not found' }] }, 'not found'],
  ])('hears the no of %j', (body, reason) => {
    expect(saysNo(body)).toEqual({ isWhole: true, reason });
  });

  it('tells a part from the whole', () => {
    const body = { data: { user: { id: 1 }, team: null }, errors: [{ message: 'no team' }] };
    expect(saysNo(body)).toEqual({ isWhole: false, reason: 'no team' });
  });

  it.each([
    [{ ok: true, error: null }],
    [{ ok: false }],
    [{ success: false, id: 'job-1', error: 'it failed last night' }],
    [{ id: 1, status: 'error', error: 'timeout' }],
    [{ data: { success: false }, error: null }],
    [{ errors: [] }],
    [{ errors: [{ message: 'x' }], total: 1, page: 1 }],
    [{ error: null }],
    [{ items: [], errors: ['row 3 was skipped'] }],
    [[{ ok: false, error: 'x' }]],
    ['error'],
  ])('takes %j for the thing it is', (body) => {
    expect(saysNo(body)).toBeUndefined();
  });
});
