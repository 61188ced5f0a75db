import { describe, expect, it } from 'vitest';
import { unknownName } from '../../src/tools/check-tool-arguments.ts';

const KINDS = { endpoint: 'string', params: 'any', body: 'any', select: 'string' } as const;

describe('an unknown argument', () => {
  it.each([
    ['ednpoint', 'endpoint'],
    ['arguments', 'params'],
    ['pathParams', 'params'],
    ['headers', 'params'],
    ['requestBody', 'body'],
    ['payload', 'body'],
    ['jq', 'select'],
    ['operationId', 'endpoint'],
  ])('%s is taken for what it may mean', (name, meant) => {
    expect(unknownName(name, KINDS)).toBe(`unknown argument "${name}", did you mean ${meant}?`);
  });

  it('is answered with those there are where nothing is near', () => {
    expect(unknownName('xyz', KINDS)).toBe('unknown argument "xyz"; there are endpoint, params, body, select');
    expect(unknownName('payload', { query: 'string' })).toBe('unknown argument "payload"; there are query');
  });
});
