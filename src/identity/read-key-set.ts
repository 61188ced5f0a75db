import type { JSONWebKeySet, JWK } from 'jose';
import { reasonOf } from './complaint.ts';
import { assertTrustworthy, type Outside } from './outside.ts';
import { type JsonRequest, readJson } from './read-json.ts';

/** Metadata and keys together. */
const LONGEST_MS = 5000;

export interface KeySetPlace {
  readonly issuer: string;
  /** Undefined: the issuer's metadata says it. */
  readonly jwksUrl: string | undefined;
}

/** Reads an issuer's keys (RFC 7517 §5), found through its metadata where the operator did not say. Rejects, and logs why, without. */
export function createKeySetReader(place: KeySetPlace, outside: Outside): () => Promise<JSONWebKeySet> {
  let found = place.jwksUrl;
  return async () => {
    const request = { fetch: outside.fetch, signal: AbortSignal.timeout(LONGEST_MS), trusted: true };
    try {
      found ??= await discoverKeySet(place.issuer, request, outside.allowHosts);
      const trusted = isOfOperator(found, place);
      const { keys } = await readJson(found, { ...request, trusted });
      if (!isKeyList(keys)) throw new Error(`${new URL(found).host} answered without keys`);
      return { keys };
    } catch (error) {
      // it may have moved
      found = place.jwksUrl;
      outside.log?.warn(`the keys of ${place.issuer} cannot be read: ${reasonOf(error)}`);
      throw error;
    }
  };
}

/** A metadata document is nobody's word for an address inside the operator's network. */
function isOfOperator(url: string, { issuer, jwksUrl }: KeySetPlace): boolean {
  return url === jwksUrl || new URL(url).origin === new URL(issuer).origin;
}

function isKeyList(keys: unknown): keys is JWK[] {
  return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null);
}

/** Where the issuer's metadata says its keys are. Throws an Error that says what was wrong with each place looked at. */
async function discoverKeySet(issuer: string, request: JsonRequest, allowHosts: readonly string[]): Promise<string> {
  const faults: string[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      const { issuer: named, jwks_uri: keys } = await readJson(url, request);
      // RFC 8414 §3.3: another one's document must not be used
      if (named !== issuer) throw new Error(`${url} is the metadata of another issuer`);
      if (typeof keys !== 'string') throw new Error(`${url} names no jwks_uri`);
      assertTrustworthy(keys, `The jwks_uri of ${url}`, allowHosts);
      return keys;
    } catch (error) {
      faults.push(reasonOf(error));
    }
  }
  throw new Error(faults.join('; '));
}

/** RFC 8414 §3.1 and §5, then OpenID Connect Discovery §4. */
export function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    ...new Set([
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}/.well-known/openid-configuration${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
    ]),
  ];
}
