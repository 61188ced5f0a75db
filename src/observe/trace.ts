import { lazy } from '../lazy.ts';
import { parseBaggage, parseTracestate } from './trace-lists.ts';

/** Where a piece of work stands in a trace (W3C Trace Context, level 1 and the random flag of level 2). */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** Bit 0: sampled; bit 1: the trace id is random. */
  readonly flags: number;
  readonly tracestate: string | undefined;
  readonly baggage: string | undefined;
  /** Begun here and recorded by nobody: it joins our own log lines, and there is nothing to tell an upstream. */
  readonly isNew: boolean;
}

/** Random bytes, as many as asked for. */
export type Random = (count: number) => Uint8Array;

export interface TraceSources {
  /** `_meta` of the MCP request: `traceparent`, `tracestate`, `baggage` (MCP 2026-07-28, basic, trace context). */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  /** `Headers`, or a map with lower-case names. */
  readonly headers?: { get(name: string): string | null | undefined } | undefined;
}

const SAMPLED = 1;
const RANDOM = 2;
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/s;
const ZERO = /^0+$/;
/** A later version may add fields; nobody reads further than this for one. */
const LONGEST_TRACEPARENT = 512;

/** The trace, parent span and flags of a `traceparent` value; undefined where it is malformed (Trace Context §3.2). */
export function parseTraceparent(value: unknown): Pick<TraceContext, 'traceId' | 'spanId' | 'flags'> | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_TRACEPARENT) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] = TRACEPARENT.exec(value) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (ZERO.test(traceId) || ZERO.test(spanId)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & (SAMPLED | RANDOM) };
}

/**
 * The caller's place in a trace: from `_meta` where that names one, else from the HTTP headers. A malformed one begins a new trace,
 * and what came with it is dropped (SECURITY M07).
 */
export function readTraceContext({ meta, headers }: TraceSources, random: Random = secureRandom): TraceContext {
  const read =
    meta?.traceparent === undefined ? (name: string): unknown => headers?.get(name) : (name: string) => meta[name];
  const parent = parseTraceparent(read('traceparent'));
  if (parent === undefined) return newTrace(random);
  const tracestate = parseTracestate(read('tracestate'));
  return Object.freeze({ ...parent, tracestate, baggage: parseBaggage(read('baggage')), isNew: false });
}

/** A trace that begins here. */
export function newTrace(random: Random = secureRandom): TraceContext {
  const ids = { traceId: newId(16, random), spanId: newId(8, random) };
  return Object.freeze({ ...ids, flags: RANDOM, tracestate: undefined, baggage: undefined, isNew: true });
}

/** The same trace at a new span below this one. */
export function childOf(context: TraceContext, random: Random = secureRandom): TraceContext {
  return Object.freeze({ ...context, spanId: newId(8, random) });
}

/**
 * The headers that carry a trace to an upstream: none for one begun here and recorded nowhere, since its flags would decide
 * over the upstream's own sampling. Baggage holds what callers like, secrets too: only where the operator allows it.
 */
export function toHeaders(context: TraceContext, allow: { readonly baggage?: boolean } = {}): Record<string, string> {
  if (context.isNew) return {};
  const { traceId, spanId, flags, tracestate, baggage } = context;
  return {
    traceparent: `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`,
    ...(tracestate === undefined ? {} : { tracestate }),
    ...(allow.baggage === true && baggage !== undefined ? { baggage } : {}),
  };
}

function newId(bytes: number, random: Random): string {
  const drawn = random(bytes);
  const id = Buffer.from(drawn.buffer, drawn.byteOffset, bytes).toString('hex');
  return ZERO.test(id) ? `${id.slice(1)}1` : id;
}

/** Loaded at the first trace: start-up needs no cryptography. Bytes are drawn by the block, a call costs more than they do. */
const block = lazy(() => {
  const { randomFillSync } = process.getBuiltinModule('node:crypto');
  const bytes = Buffer.alloc(4096);
  return { bytes, used: bytes.length, refill: () => randomFillSync(bytes) };
});

function secureRandom(count: number): Uint8Array {
  const held = block();
  if (held.used + count > held.bytes.length) {
    held.refill();
    held.used = 0;
  }
  held.used += count;
  return held.bytes.subarray(held.used - count, held.used);
}
