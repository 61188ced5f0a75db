import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { toolDefinitions } from '../../src/tools/definitions.ts';

const ONE = { apis: ['shop'], readOnly: false, executeBudget: 4000 };

/** What a model reads of a definition (DESIGN P1). */
function readByModel(options: typeof ONE): string {
  const read = toolDefinitions(options).map(({ name, title, description, inputSchema }) => ({
    name,
    title,
    description,
    inputSchema,
  }));
  return JSON.stringify(read);
}

describe('tool definitions', () => {
  it('are these three, word for word', () => {
    expect(toolDefinitions(ONE)).toMatchSnapshot();
  });

  it('cost at most 500 tokens together', () => {
    expect(countTokens(readByModel(ONE))).toBeLessThanOrEqual(500);
    expect(countTokens(readByModel({ ...ONE, apis: ['shop', 'github', 'stripe'] }))).toBeLessThanOrEqual(500);
  });

  it('show an api argument only where there are several APIs', () => {
    const properties = (apis: string[]): string[] =>
      Object.keys(toolDefinitions({ ...ONE, apis })[0]?.inputSchema.properties ?? {});
    expect(properties(['shop'])).not.toContain('api');
    expect(properties(['shop', 'github'])).toContain('api');
  });

  it('stay small with thousands of APIs', () => {
    const apis = Array.from({ length: 3000 }, (_, index) => `api-${index}`);
    expect(countTokens(readByModel({ ...ONE, apis }))).toBeLessThanOrEqual(500);
  });

  it('spell out all four hints, and call a read-only server read-only', () => {
    const hints = (readOnly: boolean): unknown[] =>
      toolDefinitions({ ...ONE, readOnly }).map(({ annotations }) => annotations);
    const reading = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
    expect(hints(false)).toEqual([
      reading,
      reading,
      { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    ]);
    expect(hints(true)[2]).toEqual({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    });
  });

  it('hold no type unions, which several model vendors reject', () => {
    expect(readByModel(ONE)).not.toMatch(/anyOf|oneOf|allOf|"type":\[/);
  });
});
