import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../caller.ts';
import { ToolError } from '../errors.ts';
import { isToken } from './parse-bearer.ts';
import { assertScopes } from './scopes.ts';

/** A token that the operator hands out; several may have one name, so that a new one can replace an old one without a gap. */
export type StaticToken = {
  /** Who has it, for logs and audit. */
  readonly name: string;
  readonly scopes: readonly string[];
} & ({ readonly sha256: string } | { readonly token: string });

interface Known {
  readonly digest: Buffer;
  readonly caller: Caller;
}

/** Who has a token; undefined where nobody does. Throws `config_invalid` that shows no token. */
export function createStaticTokens(tokens: readonly StaticToken[]): (token: string) => Caller | undefined {
  const known = tokens.map((each, index) => toKnown(each, index));
  assertDistinct(known);
  return (token) => {
    const digest = sha256(token);
    let found: Caller | undefined;
    // all of them, each in constant time: how long it takes says nothing about which one was nearly right
    for (const each of known) if (timingSafeEqual(each.digest, digest)) found = each.caller;
    return found;
  };
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

function toKnown(each: StaticToken, index: number): Known {
  const { name, scopes } = each;
  const where = `Token ${index + 1}`;
  if (!isTokenName(name)) throw invalid(`${where} has no proper name`, NAME_HINT);
  assertScopes(scopes, where);
  const caller: Caller = {
    id: `token:${name}`,
    name,
    scopes: new Set(scopes),
    claims: Object.freeze({}),
    forwarded: new Map(),
  };
  return { digest: digestOf(each, where), caller: Object.freeze(caller) };
}

function digestOf(each: StaticToken, where: string): Buffer {
  if ('sha256' in each) {
    if (!isDigest(each.sha256)) throw invalid(`${where} has a sha256 that is not 64 hexadecimal digits`);
    return Buffer.from(each.sha256, 'hex');
  }
  if (!isToken(each.token)) throw invalid(`${where} cannot be sent as a bearer token`, TOKEN_HINT);
  return sha256(each.token);
}

/** One token for two people would be one of them at random. */
function assertDistinct(known: readonly Known[]): void {
  const owners = new Map<string, string>();
  for (const { digest, caller } of known) {
    const key = digest.toString('hex');
    const owner = owners.get(key) ?? caller.name;
    if (owner !== caller.name) throw invalid(`${owner} and ${caller.name} have the same token`);
    if (owners.has(key)) throw invalid(`${caller.name} has the same token twice`);
    owners.set(key, owner);
  }
}

export function isTokenName(name: string): boolean {
  return /^[\w.@+-]{1,64}$/.test(name);
}

export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

export const NAME_HINT = 'A name has up to 64 letters, digits and characters of _ . @ + -.';
export const TOKEN_HINT = 'A token has letters, digits and characters of - . _ ~ + / only, and = at its end.';

function invalid(message: string, hint?: string): ToolError {
  return new ToolError('config_invalid', `${message}.`, hint === undefined ? {} : { hint });
}
