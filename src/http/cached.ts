import type { Cache } from '../cache/cache.ts';
import type { Caller } from '../caller.ts';
import { lazy } from '../lazy.ts';
import { type Meter, NO_METER } from '../observe/meter.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { type Answered, type Exchange, type ExchangeOptions, SAFE } from './exchange.ts';
import { ageOf, keptMs, readStored, refreshed, type Stored, toStored, validators, writeStored } from './stored.ts';

export interface CachedOptions {
  readonly cache?: Cache | undefined;
  readonly meter?: Meter | undefined;
}

/** Asks for something that a cache does not give, or says itself what it has (RFC 9111 §5.2.1, RFC 9110 §13.1, §14.2). */
const ASKS_THE_UPSTREAM = /^(cache-control|pragma|range|if-[a-z-]+|expect)$/;
/** Differ with each call and with nothing in the answer. */
const OF_THE_CALL: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'baggage']);
/** Says of what was kept that it is so no longer. */
const REPLACES: ReadonlySet<number> = new Set([200, 203, 204, 404, 410]);
/** A cache that takes longer is as good as empty. */
const PATIENCE_MS = 250;
const GENERATION_KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Answers of an API whose operator wants it so are kept as the upstream allows (RFC 9111), each for the one caller who
 * got it. A write of theirs to the API, however it ends, makes all that they have of it unused (§4.4 asks for less).
 */
export function cached(exchange: Exchange, { cache, meter = NO_METER }: CachedOptions): Exchange {
  if (cache === undefined) return exchange;
  const patient = withPatience(cache);
  return async (request, options) => {
    const { api, caller, cached: wanted } = options.call;
    if (!wanted || api === undefined || caller === undefined) return exchange(request, options);
    if (!SAFE.has(request.method)) {
      try {
        return await exchange(request, options);
      } finally {
        await patient.set(await generationKey(api, caller), await newGeneration(), GENERATION_KEPT_MS);
      }
    }
    if (!isLookedUp(request)) return exchange(request, options);
    const key = await keyOf(request, await generationOf(patient, { api, caller }), caller);
    const stored = readStored(await patient.get(key));
    const isFresh = stored !== undefined && ageOf(stored) < stored.lifetime;
    meter.cache('response', isFresh);
    if (isFresh) return toAnswer(stored, request);
    return revalidate(exchange, { request, options, stored, keep: (each) => keep(patient, key, each) });
  };
}

function isLookedUp({ method, headers, body }: HttpRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && body === undefined && !headers.some(([name]) => ASKS_THE_UPSTREAM.test(name));
}

interface Looked {
  readonly request: HttpRequest;
  readonly options: ExchangeOptions;
  readonly stored: Stored | undefined;
  readonly keep: (stored: Stored | undefined) => void;
}

/** Asks the upstream: whether what is kept still holds, or for the answer itself. */
async function revalidate(exchange: Exchange, { request, options, stored, keep }: Looked): Promise<Answered> {
  const conditions = stored === undefined ? [] : validators(stored);
  const asked = conditions.length === 0 ? request : { ...request, headers: [...request.headers, ...conditions] };
  const sent = Date.now();
  const answer = await exchange(asked, options);
  const times = { sent, came: Date.now() };
  // what a redirect led to is the answer of another URL
  const isOwn = answer.url === request.url;
  if (stored !== undefined && conditions.length > 0 && answer.status === 304) {
    const renewed = isOwn ? refreshed(stored, answer, times) : undefined;
    if (renewed === undefined) return revalidate(exchange, { request, options, stored: undefined, keep });
    keep(isKeepable(renewed) ? renewed : undefined);
    return toAnswer(renewed, request);
  }
  const fresh = isOwn ? toStored(answer, times) : undefined;
  if (fresh !== undefined && isKeepable(fresh)) keep(fresh);
  // an error says nothing about what was given before
  else if (stored !== undefined && REPLACES.has(answer.status)) keep(undefined);
  return answer;
}

/** Every header that a call brings is in the key, save those of `OF_THE_CALL`; so `Vary` need only be asked about these. */
function isKeepable({ headers }: Stored): boolean {
  const names = (headers.get('vary') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  return !names.some((name) => name === '*' || OF_THE_CALL.has(name));
}

function toAnswer(stored: Stored, { url }: HttpRequest): Answered {
  const { status, statusText, headers, body } = stored;
  const age = Math.floor(ageOf(stored));
  return { status, statusText, headers: new Map(headers).set('age', String(age)), body, truncated: false, url, age };
}

function keep(cache: Cache, key: string, stored: Stored | undefined): void {
  // nobody waits for it, and it does not fail
  void (stored === undefined ? cache.delete(key) : cache.set(key, writeStored(stored), keptMs(stored)));
}

interface Owner {
  readonly api: string;
  readonly caller: Pick<Caller, 'id' | 'forwarded'>;
}

/** What a caller's answers of an API are kept under; another after each write, so that none from before is found. */
async function generationOf(cache: Cache, { api, caller }: Owner): Promise<string> {
  const key = await generationKey(api, caller);
  const known = await cache.get(key);
  if (known !== undefined) return known;
  const made = await newGeneration();
  await cache.set(key, made, GENERATION_KEPT_MS);
  return made;
}

const crypto = lazy(() => import('node:crypto'));

async function newGeneration(): Promise<string> {
  return (await crypto()).randomBytes(12).toString('base64url');
}

async function generationKey(api: string, { id }: Owner['caller']): Promise<string> {
  return `response-of:${await digest([api, id])}`;
}

/** Also of what the caller's request forwards, which the upstream sees and may answer by. */
async function keyOf(
  { method, url, headers }: HttpRequest,
  generation: string,
  caller: Owner['caller'],
): Promise<string> {
  const { id, forwarded } = caller;
  const given = [...headers, ...forwarded].filter(([name]) => !OF_THE_CALL.has(name));
  return `response:${await digest([generation, id, method, url, given])}`;
}

/** A store shows its keys to whoever runs it, so that they say nothing. */
async function digest(value: unknown): Promise<string> {
  return (await crypto()).createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

/** A cache that is empty where it fails or takes long. */
function withPatience(cache: Cache): Cache {
  return {
    get: (key) => within(cache.get(key)),
    set: (key, value, ttlMs) => within(cache.set(key, value, ttlMs)),
    delete: (key) => within(cache.delete(key)),
  };
}

function within<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS, undefined);
    const end = (value: T | undefined): void => {
      clearTimeout(timer);
      resolve(value);
    };
    work.then(end, () => end(undefined));
  });
}
