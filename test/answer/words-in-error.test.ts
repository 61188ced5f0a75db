import { describe, expect, it } from 'vitest';
import { namesIn, textsIn } from '../../src/answer/words-in-error.ts';

describe('an error in words', () => {
  it.each([
    ["A 'To' phone number is required.", 'To'],
    ["Required String parameter 'name' is not present", 'name'],
    ['Missing required param: source.', 'source'],
    ["Value '' at 'instanceId' failed to satisfy constraint", 'instanceId'],
    ['missing required field: channel', 'channel'],
    ['`per_page` must be at most 100', 'per_page'],
  ])('names what it is about: %s', (text, name) => {
    expect(namesIn(text)).toContain(name);
  });

  it('is found where bodies have it', () => {
    expect(textsIn({ ok: false, error: 'invalid_arguments', response_metadata: { messages: ['[ERROR] x'] } })).toEqual([
      'invalid_arguments',
      '[ERROR] x',
    ]);
    expect(textsIn({ __type: 'ValidationException', message: 'one' })).toEqual(['one']);
    expect(textsIn('plain')).toEqual(['plain']);
    expect(textsIn({ id: 7, name: 'x' })).toEqual([]);
  });
});
