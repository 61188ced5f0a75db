import type { Caller } from '../caller.ts';
import { ToolError } from '../errors.ts';
import type { Grant } from './grant.ts';
import { createTokenClient } from './token-client.ts';
import { createSource, type TokenSource, type TokenSourceOptions } from './token-source.ts';

/** Tokens that stand for callers at one API, each caller's apart. */
export interface CallerTokens {
  /** The caller's own source; hold on to it for the whole of a call. */
  of(caller: Caller): TokenSource;
}

/** One who comes again after so many others is exchanged for anew. */
const MOST_CALLERS = 1000;

/** Exchanges callers' tokens (RFC 8693), once for all the calls of one caller with one token. */
export function createCallerTokens(grant: Grant, options: TokenSourceOptions): CallerTokens {
  const client = createTokenClient(grant, options);
  const sources = new Map<string, TokenSource>();
  const nobodys = sourceOfNobody(grant);
  return {
    of: ({ id, token }) => {
      if (token === undefined || token === '') return nobodys;
      // two tokens of one caller may be good for different things
      const key = JSON.stringify([id, token]);
      const source = sources.get(key) ?? createSource(grant, client, { ...options, subject: { id, token } });
      sources.delete(key);
      sources.set(key, source);
      const [oldest = ''] = sources.keys();
      if (sources.size > MOST_CALLERS) sources.delete(oldest);
      return source;
    },
  };
}

/** Whoever brought nothing to exchange gets nothing, least of all a token of somebody else's. */
function sourceOfNobody({ api }: Grant): TokenSource {
  return {
    current: () => undefined,
    ready: async () => {
      throw new ToolError(
        'auth_failed',
        `${api} is called with a token exchanged for the caller's own, who brought none.`,
        {
          hint: 'The client signs in with OAuth: static tokens, stdio and the command line have nothing to exchange.',
        },
      );
    },
    drop: () => false,
    secrets: () => [],
  };
}
