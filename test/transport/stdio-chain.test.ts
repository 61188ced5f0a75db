import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/serve-http.ts';
import { startTracker, type Tracker, trackerSpec } from '../support/tracker.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'trivium-chain-'));
let tracker: Tracker;
beforeAll(async () => {
  tracker = await startTracker();
  writeFileSync(join(folder, 'tracker.json'), trackerSpec(tracker.origin));
});
afterEach(() => tracker.reset());
afterAll(() => {
  tracker.close();
  rmSync(folder, { recursive: true });
});

const STEPS = [
  { id: 'all', endpoint: 'listIssues', pages: 2, select: '[].number' },
  { id: 'closed', endpoint: 'updateIssue', each: 'all', params: { number: '{{item}}' }, body: { state: 'closed' } },
  { endpoint: 'addComment', params: { number: '{{closed[0].number}}' }, body: { text: 'all closed' } },
];

/** The program at work on a chain; `lines` are what it answered. */
function startChain() {
  const child = spawn(
    process.execPath,
    [join(root, 'bin/trivium-mcp.js'), join(folder, 'tracker.json'), '--no-cache'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const ended = once(child, 'close');
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
  });
  send({ method: 'notifications/initialized' });
  send({ id: 2, method: 'tools/call', params: { name: 'execute_endpoint', arguments: { steps: STEPS } } });
  const lines = () =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { id?: number; result?: { content?: { text: string }[] } });
  return { child, ended, lines };
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a chain whose client goes away', () => {
  it.each([1, 8])('at request %i by closing stdin is finished, if it can be within 3 s, and answered', async (at) => {
    const { child, ended, lines } = startChain();
    tracker.hold = async () => {
      if (tracker.seen.length === at) child.stdin.end();
      await wait(15);
    };
    await ended;
    const answer = lines().find(({ id }) => id === 2)?.result?.content?.[0]?.text ?? '';
    expect(answer).toContain('3 of 3 steps done · 13 requests');
    expect(tracker.seen).toHaveLength(13);
    expect([...tracker.issues.values()].every(({ state }) => state === 'closed')).toBe(true);
  });

  it('by closing stdin while an upstream hangs ends after 3 s, having sent nothing more', async () => {
    const { child, ended, lines } = startChain();
    tracker.hold = async ({ url }) => {
      if (url !== '/issues/1') return;
      child.stdin.end();
      await wait(6000);
    };
    await ended;
    const sent = tracker.seen.length;
    await wait(100);
    expect(tracker.seen).toHaveLength(sent);
    expect(tracker.seen.some(({ url }) => url.endsWith('/comments'))).toBe(false);
    const answer = lines().find(({ id }) => id === 2)?.result?.content?.[0]?.text;
    // whatever is still said is what happened
    if (answer !== undefined) expect(answer).toMatch(/^1 of 3 steps done · 1[0-2] requests · stopped at closed/);
  });

  it.each([1, 5])('at request %i by being killed with the program leaves nothing behind it', async (at) => {
    const { child, ended, lines } = startChain();
    tracker.hold = async () => {
      if (tracker.seen.length === at) child.kill('SIGKILL');
      await wait(30);
    };
    await ended;
    await wait(50);
    const sent = tracker.seen.length;
    await wait(150);
    expect(tracker.seen).toHaveLength(sent);
    // those of one each that were on their way together
    expect(sent).toBeLessThanOrEqual(at + 3);
    expect(lines().some(({ id }) => id === 2)).toBe(false);
    await until(() => child.exitCode !== null || child.signalCode !== null);
  });

  it('by a signal is finished like one whose stdin ends, or sends nothing more', async () => {
    const { child, ended } = startChain();
    tracker.hold = async () => {
      if (tracker.seen.length === 4) child.kill('SIGTERM');
      await wait(15);
    };
    await ended;
    const sent = tracker.seen.length;
    await wait(150);
    expect(tracker.seen).toHaveLength(sent);
  });
});
