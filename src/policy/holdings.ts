import type { Api } from '../catalog/api.ts';
import type { SecurityScheme } from '../catalog/endpoint.ts';
import type { NamedValue } from '../config.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { type Certificate, certificateOf } from './certificate.ts';
import { type CallersPart, collectCallers } from './collect-callers.ts';
import { type GivenPart, type Parts, readParts, readReady } from './credential-parts.ts';
import { EXCHANGE_SOURCE, type Exchange } from './exchange.ts';
import { type Grant, type GrantOptions, grantOf } from './grant.ts';
import { headerFault, isFramingHeader, isPlainHeader } from './header-fault.ts';
import { partNames } from './part-names.ts';
import { headerOf, type Placement, placeCredential, REDACTED } from './placement.ts';
import { assertVariables } from './variable-names.ts';

export interface CredentialOptions {
  /** `--auth`, by scheme, or by `scheme.part`. Wins over the environment. */
  readonly auth: ReadonlyMap<string, string>;
  /** `--header`. */
  readonly headers: readonly NamedValue[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `TRIVIUM_<SCHEME>` counts only where one API is loaded. */
  readonly singleApi: boolean;
  /** APIs loaded beside this one, whose environment names must differ. */
  readonly others?: readonly Api[];
  /** `--base-url` */
  readonly baseUrl?: string | undefined;
  /** Headers of a caller's request that are sent on to this API's own servers. */
  readonly forward?: readonly string[] | undefined;
  /** Whether the service takes its own callers' tokens from `Authorization`; assumed until somebody says otherwise. */
  readonly bearerAuth?: boolean | undefined;
  /** Callers' tokens are exchanged for this API's. */
  readonly exchange?: Exchange | undefined;
}

/** A scheme's credential and where the operator set it. */
export interface Held {
  /** `undefined` where an operator's header carries it. */
  readonly placement: Placement | undefined;
  readonly secret: string;
  /** `--auth`, `--header Name` or an environment name. */
  readonly source: string;
  /** How tokens are got, where the operator gave more than a ready one. */
  readonly grant?: Grant;
  readonly certificate?: Certificate;
}

/** All that the operator configured for one API. */
export interface Holdings extends CallersPart {
  readonly api: Api;
  readonly singleApi: boolean;
  readonly held: ReadonlyMap<string, Held>;
  readonly headers: readonly Placement[];
}

/** Looks every scheme's credential up: `--auth`, then the environment, then an operator's header that is the scheme's own. Throws `config_invalid`. */
export function collectHoldings(api: Api, options: CredentialOptions): Holdings {
  const { auth, headers, env, singleApi, others = [], baseUrl } = options;
  assertVariables({ api, singleApi }, { given: new Set(auth.keys()), others, env });
  // with several APIs an `--auth` without a prefix is offered to each, and is no other's mistake
  if (singleApi) assertSchemes(api, auth);
  const held = new Map<string, Held>();
  for (const [name, scheme] of api.schemes) {
    const ready = readReady(scheme, { auth, env, api, singleApi });
    const parts = readParts(scheme, { auth, env, api, singleApi });
    const header = headers.find((each) => carries(each, scheme));
    const made = holdParts(scheme, { parts, ready }, { api, singleApi, baseUrl });
    if (made !== undefined) held.set(name, made);
    else if (ready !== undefined) held.set(name, hold(scheme, ready));
    else if (header !== undefined) {
      held.set(name, { placement: undefined, secret: '', source: `--header ${header.name}` });
    }
  }
  const placed = headers.flatMap(placeHeader);
  const callersPart = collectCallers(api, options, { held, headers: placed });
  for (const name of callersPart.callers) held.set(name, { placement: undefined, secret: '', source: EXCHANGE_SOURCE });
  return { api, singleApi, held, headers: placed, ...callersPart };
}

interface Given {
  readonly parts: Parts;
  readonly ready: GivenPart | undefined;
}

/** A credential made of parts: tokens that are got, or a certificate. */
function holdParts(
  scheme: SecurityScheme,
  { parts, ready }: Given,
  owner: Omit<GrantOptions, 'ready'>,
): Held | undefined {
  const given = [...(ready === undefined ? [] : [ready]), ...parts.values()];
  const source = [...new Set(given.map((part) => part.source))].join(', ');
  const certificate = certificateOf(scheme, parts, owner);
  if (certificate !== undefined) return { placement: undefined, secret: '', source, certificate };
  const grant = grantOf(scheme, parts, { ...owner, ready: ready?.value });
  if (grant === undefined) return undefined;
  if (ready !== undefined) assertSendable(scheme, ready);
  return { placement: undefined, secret: '', source, grant };
}

function hold(scheme: SecurityScheme, ready: GivenPart): Held {
  const { value: secret, source } = ready;
  if (scheme.type === 'http' && scheme.scheme === 'basic' && !/^basic\s|:/i.test(secret))
    throw new ToolError('config_invalid', `${named(scheme, source)} must look like user:password.`);
  assertSendable(scheme, ready);
  return { placement: placeCredential(scheme, secret), secret, source };
}

function assertSendable(scheme: SecurityScheme, { value, source }: GivenPart): void {
  const placement = placeCredential(scheme, value);
  const fault = placement?.in === 'header' ? headerFault(placement.value) : undefined;
  if (fault !== undefined) throw new ToolError('config_invalid', `${named(scheme, source)} ${fault}.`);
}

function named({ name }: SecurityScheme, source: string): string {
  return `The credential ${toOneLine(name, 60)} (${source})`;
}

function placeHeader({ name, value }: NamedValue): readonly Placement[] {
  const key = name.toLowerCase();
  const fault = isFramingHeader(key) ? 'is set by Trivium itself' : headerFault(value);
  if (fault !== undefined) throw new ToolError('config_invalid', `--header "${toOneLine(name, 60)}: …" ${fault}.`);
  if (key === 'cookie') return placeCookies(value);
  return [{ in: 'header', name: key, value: value.trim(), shown: isPlainHeader(key) ? value.trim() : REDACTED }];
}

/** One by one, so that they stand beside the cookies of a call. */
function placeCookies(value: string): readonly Placement[] {
  const pairs = value.split(';').map((pair) => pair.trim().split(/=(.*)/s, 2));
  return pairs.flatMap(([name = '', content = '']): Placement[] =>
    name === '' ? [] : [{ in: 'cookie', name, value: content, shown: REDACTED }],
  );
}

/** Whether an operator's header is the one that carries a scheme's credential. */
function carries({ name, value }: NamedValue, scheme: SecurityScheme): boolean {
  if (scheme.type !== 'apiKey' || scheme.in !== 'cookie') return name.toLowerCase() === headerOf(scheme);
  return name.toLowerCase() === 'cookie' && placeCookies(value).some((cookie) => cookie.name === scheme.key);
}

function assertSchemes({ name, schemes }: Api, auth: ReadonlyMap<string, string>): void {
  const stranger = [...auth.keys()].find((key) => !schemes.has(key) && !isPart(key, schemes));
  if (stranger === undefined) return;
  const known = [...schemes.keys()].slice(0, 20).map((scheme) => toOneLine(scheme, 60));
  throw new ToolError('config_invalid', `--auth ${stranger}=…: ${name} has no security scheme of that name.`, {
    hint: `It has ${known.join(', ')}.`,
  });
}

/** `scheme.part`; a scheme's own name may hold dots. */
function isPart(key: string, schemes: Api['schemes']): boolean {
  const at = key.lastIndexOf('.');
  const scheme = schemes.get(key.slice(0, Math.max(0, at)));
  return scheme !== undefined && Object.hasOwn(partNames(scheme), key.slice(at + 1));
}
