import { ERROR_CODES } from '../errors.ts';

const CODES: ReadonlySet<string> = new Set(ERROR_CODES);

/** What `outcomeOf` reads of an MCP tool result. */
export interface ToolResult {
  readonly isError?: boolean | undefined;
  readonly content?: readonly { readonly type: string; readonly text?: unknown }[] | undefined;
}

/**
 * The outcome of a tool call for metrics and spans: `ok`; for a failed one, which is a success to JSON-RPC (SECURITY G10), the code
 * its text begins with, `http_4xx` or `http_5xx` for an upstream's refusal, else `tool_error`.
 */
export function outcomeOf(result: ToolResult): string {
  if (result.isError !== true) return 'ok';
  const [first] = result.content ?? [];
  const text = typeof first?.text === 'string' ? first.text.slice(0, 64) : '';
  const code = /^\[([a-z_]+)\]/.exec(text)?.[1];
  if (code !== undefined && CODES.has(code)) return code;
  const family = /^([45])\d\d\b/.exec(text)?.[1];
  return family === undefined ? 'tool_error' : `http_${family}xx`;
}
