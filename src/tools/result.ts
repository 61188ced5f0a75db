import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { Answer } from '../answer/answer.ts';
import { toErrorText, toToolError } from '../errors.ts';
import { cutToTokens, fitsTokens } from '../tokens.ts';

/** One text block; never the same payload again as `structuredContent`. */
export function toTextResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}

/** An upstream's answer: its text, then the image, audio or resource blocks where the body is one. */
export function toToolResult(answer: Answer): CallToolResult {
  const media = answer.media.map(({ kind, mimeType, data }): ContentBlock => {
    if (kind === 'resource') return { type: 'resource', resource: { uri: 'body:', mimeType, blob: data } };
    return { type: kind, mimeType, data };
  });
  const content: ContentBlock[] = [{ type: 'text', text: answer.text }, ...media];
  return answer.isError ? { content, isError: true } : { content };
}

/** Anything thrown inside a call, as the answer that says what is wrong and what to do next; within the budget too. */
export function toErrorResult(thrown: unknown, budget: number): CallToolResult {
  const whole = toErrorText(toToolError(thrown));
  const text = fitsTokens(whole, budget) ? whole : `${cutToTokens(whole, budget - 2)}\n…`;
  return { content: [{ type: 'text', text }], isError: true };
}
