import type { Budgets } from '../config.ts';

/**
 * Bytes of a tool's result beyond which a host cuts it in the middle, by the beginning of the name the host gives itself:
 * Codex counts 10,000 tokens as 40,000 bytes, opencode cuts at 50 kB.
 */
const CEILINGS: readonly (readonly [RegExp, number])[] = [
  [/^codex\b/i, 40_000],
  [/^opencode\b/i, 50_000],
];

/** What Claude Code grants at the most by `anthropic/maxResultSizeChars`. */
export const MOST_CHARACTERS = 500_000;

/** A token is at most this many bytes in anything Trivium prints; errs on the side of room. */
export const BYTES_PER_TOKEN = 6;

/**
 * Budgets that a host does not cut. Who a client says it is can only lower what the operator set, so nothing is gained by
 * another name (MCP: `clientInfo` is no ground for trust).
 */
export function budgetsFor(client: string | undefined, budgets: Budgets): Budgets {
  const [, bytes] = CEILINGS.find(([name]) => name.test(client ?? '')) ?? [];
  if (bytes === undefined) return budgets;
  const most = Math.floor(bytes / BYTES_PER_TOKEN);
  const { list, describe, execute } = budgets;
  return { list: Math.min(list, most), describe: Math.min(describe, most), execute: Math.min(execute, most) };
}
