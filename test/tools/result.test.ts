import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { toErrorResult } from '../../src/tools/result.ts';

const textOf = (error: unknown, budget: number): string =>
  toErrorResult(error, budget)
    .content.map((block) => (block.type === 'text' ? block.text : ''))
    .join('');

describe('a refusal', () => {
  it('is whole where it fits', () => {
    expect(textOf(new ToolError('arguments_invalid', '1 problem:', { details: ['a is missing'] }), 200)).toBe(
      '[arguments_invalid] 1 problem:\n- a is missing',
    );
  });

  it('keeps to the budget however many problems there are', () => {
    const details = Array.from(
      { length: 500 },
      (_, index) => `/body/a_rather_long_member_name_${index}: required, string`,
    );
    const text = textOf(new ToolError('arguments_invalid', '500 problems:', { details }), 200);
    expect(countTokens(text)).toBeLessThanOrEqual(200);
    expect(text).toMatch(/^\[arguments_invalid\] 500 problems:\n- .*\n…$/s);
  });
});
