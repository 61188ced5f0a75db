import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, newTrace, parseTraceparent, readTraceContext, toHeaders } from '../../src/observe/trace.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const VALID = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]$/;

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((digits) => !/^0+$/.test(digits));

describe('parseTraceparent', () => {
  it('reads trace, parent and the flags it knows', () => {
    const read = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    expect(parseTraceparent(PARENT)).toEqual({ ...read, flags: 1 });
    expect(parseTraceparent(PARENT.replace(/01$/, 'ff'))).toEqual({ ...read, flags: 3 });
    expect(parseTraceparent(PARENT.replace(/^00/, 'cc'))).toEqual({ ...read, flags: 1 });
    expect(parseTraceparent(`${PARENT.replace(/^00/, '01')}-what-comes-later`)).toEqual({ ...read, flags: 1 });
  });

  it.each([
    ['nothing', undefined],
    ['a number', 7],
    ['an empty text', ''],
    ['upper case', PARENT.toUpperCase()],
    ['version ff', PARENT.replace(/^00/, 'ff')],
    ['a fifth field in version 00', `${PARENT}-00`],
    ['a later version with a tail that is no field', `${PARENT.replace(/^00/, '01')}.x`],
    ['no trace', PARENT.replace(/[0-9a-f]{32}/, '0'.repeat(32))],
    ['no parent', PARENT.replace(/-b7ad6b7169203331-/, `-${'0'.repeat(16)}-`)],
    ['a short trace', PARENT.replace('0af7', '0af')],
    ['two values joined', `${PARENT}, ${PARENT}`],
    ['a line end', `${PARENT}\n`],
    ['white space before', ` ${PARENT}`],
    ['a list', [PARENT]],
  ])('refuses %s', (_what, value) => {
    expect(parseTraceparent(value)).toBeUndefined();
  });

  it('takes whatever toHeaders writes, unchanged', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 3 }), (traceId, spanId, flags) => {
        const context = { traceId, spanId, flags, tracestate: undefined, baggage: undefined, isNew: false };
        expect(parseTraceparent(toHeaders(context).traceparent)).toEqual({ traceId, spanId, flags });
      }),
    );
  });
});

describe('readTraceContext', () => {
  const headers = new Headers({
    traceparent: PARENT.replace('0af7', '1111'),
    tracestate: 'http=1',
    baggage: 'from=http',
  });

  it('prefers _meta to the headers, whole', () => {
    const read = readTraceContext({ meta: { traceparent: PARENT, tracestate: 'meta=1' }, headers });
    expect(read).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      tracestate: 'meta=1',
      baggage: undefined,
    });
  });

  it('reads the headers where _meta names no trace', () => {
    const read = readTraceContext({ meta: { progressToken: 1 }, headers });
    expect(read).toMatchObject({ tracestate: 'http=1', baggage: 'from=http', isNew: false });
    expect(read.traceId.startsWith('1111')).toBe(true);
  });

  it('begins a new trace where the parent is malformed, and drops what came with it', () => {
    const read = readTraceContext({
      meta: { traceparent: 'garbage', tracestate: 'a=1', baggage: 'secret=1' },
      headers,
    });
    expect(read).toMatchObject({ isNew: true, tracestate: undefined, baggage: undefined });
    expect(toHeaders(read, { baggage: true })).toEqual({});
  });

  it('begins a new trace where nobody names one', () => {
    const [one, other] = [readTraceContext({}), readTraceContext({})];
    expect(one.isNew).toBe(true);
    expect(one.traceId).not.toBe(other.traceId);
  });

  it('never yields ids of zeros only', () => {
    const { traceId, spanId } = newTrace((count) => new Uint8Array(count));
    expect([traceId, spanId]).toEqual([`${'0'.repeat(31)}1`, `${'0'.repeat(15)}1`]);
  });

  it('draws distinct well-formed ids', () => {
    const ids = Array.from({ length: 5000 }, () => newTrace());
    expect(new Set(ids.flatMap(({ traceId, spanId }) => [traceId, spanId])).size).toBe(10_000);
    for (const id of ids) expect(toHeaders({ ...id, isNew: false }).traceparent).toMatch(VALID);
  });

  it('keeps the trace and changes the span of a child', () => {
    const parent = readTraceContext({ headers });
    const child = childOf(parent);
    expect(child).toEqual({ ...parent, spanId: child.spanId });
    expect(child.spanId).not.toBe(parent.spanId);
  });

  it('sends only well-formed, bounded headers, whatever comes in', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a=1', 'a=1,b=2', PARENT, 'k=v;p=1'),
    );
    const value = fc.oneof(
      text,
      fc.array(text, { maxLength: 400 }).map((all) => all.join(',')),
      fc.anything(),
    );
    const given = fc.record({ traceparent: fc.oneof(fc.constant(PARENT), value), tracestate: value, baggage: value });
    fc.assert(
      fc.property(given, (meta) => {
        const sent = toHeaders(childOf(readTraceContext({ meta })), { baggage: true });
        if (Object.keys(sent).length > 0) expect(sent.traceparent).toMatch(VALID);
        expect((sent.tracestate ?? '').length).toBeLessThanOrEqual(512);
        expect((sent.baggage ?? '').length).toBeLessThanOrEqual(8192);
        for (const one of Object.values(sent)) expect(one).toMatch(/^[\x20-\x7e\t]+$/);
      }),
    );
  });
});

describe('toHeaders', () => {
  it('holds baggage back unless it is allowed', () => {
    const context = readTraceContext({ meta: { traceparent: PARENT, tracestate: 'a=1', baggage: 'user=4711' } });
    expect(toHeaders(context)).toEqual({ traceparent: PARENT, tracestate: 'a=1' });
    expect(toHeaders(context, { baggage: true }).baggage).toBe('user=4711');
  });
});
