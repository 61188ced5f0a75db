import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/observe/outcome.ts';

const failed = (text: string) => ({ isError: true, content: [{ type: 'text', text }] });

describe('outcomeOf', () => {
  it.each([
    ['a success', { content: [{ type: 'text', text: '[arguments_invalid] is only quoted' }] }, 'ok'],
    ['a code of ours', failed('[arguments_invalid] 2 problems: …'), 'arguments_invalid'],
    ['an upstream that refuses', failed('404 Not Found · application/json'), 'http_4xx'],
    ['an upstream that fails', failed('503 Service Unavailable'), 'http_5xx'],
    ['a code nobody knows', failed('[made_up] by a model'), 'tool_error'],
    ['no text', { isError: true, content: [] }, 'tool_error'],
    ['no content', { isError: true }, 'tool_error'],
  ])('names %s', (_what, result, outcome) => {
    expect(outcomeOf(result)).toBe(outcome);
  });
});
