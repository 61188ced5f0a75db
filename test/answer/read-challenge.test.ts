import { describe, expect, it } from 'vitest';
import { readChallenge } from '../../src/answer/read-challenge.ts';

describe('readChallenge', () => {
  it('reads schemes, error, description and scope, quoted or not', () => {
    const header =
      'Basic realm="x, y", Bearer realm="z", error="invalid_token", error_description="it \\"expired\\"", scope=a:b';
    expect(readChallenge(header)).toEqual({
      schemes: ['Basic', 'Bearer'],
      error: 'invalid_token',
      description: 'it "expired"',
      scope: 'a:b',
    });
  });

  it('reads nothing where there is nothing', () => {
    expect(readChallenge(undefined)).toBeUndefined();
    expect(readChallenge('')).toBeUndefined();
    expect(readChallenge('Bearer')?.error).toBeUndefined();
  });
});
