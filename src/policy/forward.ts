import type { Caller } from '../caller.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { headerFault, isFramingHeader, isPlainHeader } from './header-fault.ts';
import { type Placement, REDACTED } from './placement.ts';

/** What a caller's request brought of the headers that one API gets. */
export interface Forwarded {
  readonly placements: readonly Placement[];
  /** Why they cannot be sent. */
  readonly fault: ToolError | undefined;
}

export const NOTHING_FORWARDED: Forwarded = Object.freeze({ placements: [], fault: undefined });

/** RFC 9110 §5.6.2 */
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,200}$/;
/** Ambient, or somebody's word for where a request came from (SECURITY I2). */
const NEVER_PASSED_ON = /^(host|cookie2?|set-cookie|forwarded|x-forwarded-.*|x-real-ip|via|dpop)$/;
const OF_THE_MESSAGE = /^(content-.*|accept|accept-(encoding|charset)|origin|referer|sec-.*|mcp-.*|last-event-id)$/;

/**
 * What is wrong with the headers an operator wants forwarded, one sentence each. `bearerAuth`: whether the service takes its
 * own callers' tokens from `Authorization`, which then goes nowhere.
 */
export function checkForward(
  names: readonly string[],
  { bearerAuth }: { readonly bearerAuth: boolean },
): readonly string[] {
  return names.flatMap((name) => {
    const fault = nameFault(name.toLowerCase(), bearerAuth);
    return fault === undefined ? [] : [`forward: ${JSON.stringify(toOneLine(name, 60))} ${fault}`];
  });
}

function nameFault(key: string, bearerAuth: boolean): string | undefined {
  if (!TOKEN.test(key)) return 'is no name of a header';
  if (isFramingHeader(key)) return 'is about one connection, not about a caller';
  if (NEVER_PASSED_ON.test(key)) return 'is never passed on';
  if (OF_THE_MESSAGE.test(key)) return 'describes the MCP message itself';
  if (key === 'authorization' && bearerAuth)
    return 'carries the MCP token, which is never passed on; `exchange` gets a token for the caller';
  return undefined;
}

/** The headers of `names` that a caller sent; one that is empty was not sent. */
export function forwardedOf(names: readonly string[], caller: Caller): Forwarded {
  const placements = names.flatMap((name): Placement[] => {
    const key = name.toLowerCase();
    const value = caller.forwarded.get(key)?.trim() ?? '';
    return value === '' ? [] : [{ in: 'header', name: key, value, shown: isPlainHeader(key) ? value : REDACTED }];
  });
  const faults = placements.flatMap((placement) => valueFault(placement, caller) ?? []);
  return { placements, fault: faults[0] };
}

function valueFault({ name, value }: Placement, { token }: Caller): ToolError | undefined {
  const hint = `The client sends another ${name}, or none.`;
  // a gateway may copy the token that it checked
  if (token !== undefined && value.includes(token))
    return new ToolError('auth_failed', `The client's header ${name} holds its MCP token, which is never passed on.`, {
      hint,
    });
  const fault = headerFault(value);
  return fault === undefined
    ? undefined
    : new ToolError('auth_failed', `The client's header ${name} ${fault}.`, { hint });
}
