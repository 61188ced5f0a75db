import type { Api } from '../catalog/api.ts';
import { ToolError } from '../errors.ts';
import { exchangedSchemes, exchangeGrant } from './exchange.ts';
import { checkForward } from './forward.ts';
import type { Grant } from './grant.ts';
import type { CredentialOptions, Holdings } from './holdings.ts';
import { headerOf } from './placement.ts';

/** What callers bring of an API's credentials. */
export interface CallersPart {
  /** Names of headers that callers may send. */
  readonly forward: readonly string[];
  /** Schemes that one of those carries, with its name. */
  readonly forwardable: ReadonlyMap<string, string>;
  readonly exchange: { readonly grant: Grant; readonly schemes: readonly string[] } | undefined;
  /** Schemes whose credential is the caller's own: a way in with one of these goes first. */
  readonly callers: ReadonlySet<string>;
}

/** Reads what the operator leaves to callers. Throws `config_invalid` where it cannot be, or is for what the operator holds too. */
export function collectCallers(
  api: Api,
  { forward = [], bearerAuth = true, exchange }: CredentialOptions,
  own: Pick<Holdings, 'held' | 'headers'>,
): CallersPart {
  const [problem, ...more] = checkForward(forward, { bearerAuth });
  if (problem !== undefined) throw new ToolError('config_invalid', `${problem}.`, { details: more });
  const forwardable = forwardableOf(api, forward);
  if (exchange === undefined) return { forward, forwardable, exchange, callers: new Set() };
  const schemes = exchangedSchemes(api, exchange);
  assertAlone(api, schemes, { ...own, forward });
  return {
    forward,
    forwardable,
    exchange: { grant: exchangeGrant(api, exchange), schemes },
    callers: new Set(schemes),
  };
}

function forwardableOf({ schemes }: Api, forward: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(forward.map((name) => [name.toLowerCase(), name]));
  return new Map(
    [...schemes.values()].flatMap((scheme) => {
      const header = names.get(headerOf(scheme) ?? '');
      return header === undefined ? [] : [[scheme.name, header] as const];
    }),
  );
}

/** A caller must never get by as the operator because one of two credentials won. */
function assertAlone(
  { name: api }: Api,
  schemes: readonly string[],
  { held, headers, forward }: Pick<Holdings, 'held' | 'headers' | 'forward'>,
): void {
  const own = schemes.map((name) => held.get(name)?.source).find((source) => source !== undefined);
  const header = headers.some(({ name }) => name === 'authorization') ? '--header Authorization' : undefined;
  const forwarded = forward.find((name) => name.toLowerCase() === 'authorization');
  const other = own ?? header ?? (forwarded && `forward: ${forwarded}`);
  if (other === undefined) return;
  throw new ToolError('config_invalid', `The exchange of ${api} and ${other} are for the same credential.`, {
    hint: 'The operator takes one away, or says with exchange.scheme which security scheme is meant.',
  });
}
