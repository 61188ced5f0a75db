import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLevel } from '../../src/config.ts';
import { createLog, type LogOptions } from '../../src/observe/log.ts';

const NOON = new Date('2026-01-02T12:00:00.000Z');

function open(level: LogLevel, options: LogOptions = {}) {
  const lines: string[] = [];
  return { lines, log: createLog(level, (line) => void lines.push(line), { now: () => NOON, ...options }) };
}

const ACCESS = {
  requestId: 'r1',
  method: 'POST',
  route: '/mcp',
  status: 200,
  ms: 12.3456,
  caller: 'team-a',
  traceId: 'ab',
};

describe('createLog as text', () => {
  it('writes up to its level, one prefix for all', () => {
    const { lines, log } = open('info');
    log.error('e', new Error('why'));
    log.warn('w');
    log.info('i');
    log.debug('d');
    expect(lines).toEqual(['trivium: error: e: why\n', 'trivium: warn: w\n', 'trivium: i\n']);
  });

  it('writes nothing when silent', () => {
    const { lines, log } = open('silent');
    log.error('e');
    log.access(ACCESS);
    expect(lines).toEqual([]);
  });

  it('shows a stack at debug only', () => {
    const [quiet, loud] = [open('info'), open('debug')];
    for (const { log } of [quiet, loud]) log.error('e', new TypeError('why'));
    expect(quiet.lines).toEqual(['trivium: error: e: why\n']);
    expect(loud.lines[0]).toMatch(/^trivium: error: e: TypeError: why\n {6}at .*log\.test\.ts/);
  });

  it('indents further lines, escapes what a terminal would obey, and adds fields as words', () => {
    const { lines, log } = open('info');
    log.info('one\ntwo \u001b[31mred', { path: '/a b', n: 1, ok: true, none: undefined });
    expect(lines).toEqual(['trivium: one\n  two \\u{1b}[31mred path="/a b" n=1 ok=true\n']);
  });
});

describe('createLog as JSON', () => {
  it('writes one object a line: time, level, message, fields', () => {
    const { lines, log } = open('info', { format: 'json' });
    log.warn('look\nout', { api: 'shop', count: 2, none: undefined, level: 'forged', time: 'forged' });
    expect(lines).toEqual([
      '{"time":"2026-01-02T12:00:00.000Z","level":"warn","message":"look\\nout","api":"shop","count":2}\n',
    ]);
  });

  it('keeps a stack for debug, in a field of its own', () => {
    const [quiet, loud] = [open('info', { format: 'json' }), open('debug', { format: 'json' })];
    for (const { log } of [quiet, loud]) log.error('failed', new Error('why'), { api: 'shop' });
    expect(quiet.lines.map((line) => JSON.parse(line))).toEqual([
      { time: NOON.toISOString(), level: 'error', message: 'failed: why', api: 'shop' },
    ]);
    expect(JSON.parse(loud.lines[0] ?? '').stack).toMatch(/^Error: why\n {4}at /);
  });

  it('writes one access line a request, probes at debug', () => {
    const { lines, log } = open('info', { format: 'json' });
    log.access(ACCESS);
    for (const route of ['/healthz', '/readyz', '/metrics']) log.access({ ...ACCESS, route });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...ACCESS, time: NOON.toISOString(), level: 'info', message: 'POST /mcp 200', ms: 12.3 },
    ]);
    const loud = open('debug', { format: 'json' });
    loud.log.access({ ...ACCESS, route: '/readyz', caller: undefined });
    expect(JSON.parse(loud.lines[0] ?? '')).toMatchObject({ level: 'debug', message: 'POST /readyz 200' });
  });

  it('cuts long values and messages, whole characters only', () => {
    const { lines, log } = open('info', { format: 'json' });
    log.info('\u{1f600}'.repeat(50_000), { value: 'v'.repeat(5000) });
    const { message, value } = JSON.parse(lines[0] ?? '') as { message: string; value: string };
    expect([message.length, value.length]).toEqual([7999, 1000]);
    expect(message).not.toMatch(/\p{Cs}/u);
  });

  it('is one line of valid JSON without unseen characters or secrets, whatever is said', () => {
    const secret = 'hunter2-hunter2';
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.tuple(fc.string(), fc.string()).map(([before, after]) => before + secret + after),
    );
    const fields = fc.dictionary(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.oneof(text, fc.double(), fc.boolean()),
    );
    fc.assert(
      fc.property(text, text, fields, (message, why, given) => {
        const { lines, log } = open('debug', { format: 'json', secrets: [secret] });
        log.error(message, new Error(why), given);
        const [line = '', ...more] = lines;
        expect(more).toEqual([]);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toMatchObject({ time: NOON.toISOString(), level: 'error' });
        expect(line).not.toContain(secret);
        expect(line.slice(0, -1)).not.toMatch(/\p{Cc}|\u2028/u);
      }),
    );
  });
});

describe('secrets in the log', () => {
  it.each(['text', 'json'] as const)('are hidden in message, cause, stack and fields as %s', (format) => {
    const { lines, log } = open('debug', { format, secrets: ['s3cr3t-value'] });
    log.hide('Bearer later-token-1');
    log.error('a s3cr3t-value', new Error('b later-token-1'), { c: 'd s3cr3t-value' });
    log.access({ ...ACCESS, requestId: 'later-token-1' });
    expect(lines.join('')).not.toMatch(/s3cr3t-value|later-token-1/);
    expect(lines.join('').match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(4);
  });

  it('are hidden before a long text is cut, so that no half of one stays', () => {
    const { lines, log } = open('info', { format: 'json', secrets: ['0123456789abcdef'] });
    log.info(`${'x'.repeat(7990)}0123456789abcdef`);
    expect(lines[0]).not.toContain('0123');
  });
});
