import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, SHOP, startProgram } from '../support/program.ts';
import { until } from '../support/serve-http.ts';
import { callAt, NOTES, recordingUpstream, type ToolAnswer } from '../support/service-world.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivium-process-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeSpec(spec: object | string): string {
  const path = join(folder, `notes-${Math.random()}.json`);
  writeFileSync(path, typeof spec === 'string' ? spec : JSON.stringify(spec));
  return path;
}

const execute = (url: string, args: object): Promise<ToolAnswer> => callAt(url, 'execute_endpoint', args);
const textOf = async (url: string, args: object): Promise<string> => (await execute(url, args)).text;

describe('the bundled shop, as npm start serves it', () => {
  it('remembers what is created, until it is deleted', async () => {
    const program = startProgram(['serve', SHOP, '--mock', '--http', '0']);
    const url = await program.url();
    const lamp = { sku: 'LMP-ONE', name: 'Lamp', price: { amount: 100, currency: 'EUR' } };
    const created = await textOf(url, { endpoint: 'createProduct', body: lamp });
    expect(created).toMatch(/^201 /);
    const [, id = ''] = /"id": ?(\d+)/.exec(created) ?? [];
    const params = { product_id: Number(id) };
    expect(await textOf(url, { endpoint: 'getProduct', params })).toContain('"LMP-ONE"');
    expect(await textOf(url, { endpoint: 'updateProduct', params, body: { name: 'Torch' } })).toContain('"Torch"');
    expect(await textOf(url, { endpoint: 'getProduct', params })).toContain('"Torch"');
    const listed = { endpoint: 'listProducts', select: '[].name' };
    expect(await textOf(url, listed)).toContain('Torch');
    expect(await textOf(url, { endpoint: 'deleteProduct', params })).toMatch(/^204 /);
    const gone = await execute(url, { endpoint: 'getProduct', params });
    expect(gone.text).toMatch(/^404 /);
    expect(gone.isError).toBe(true);
    expect(await textOf(url, listed)).not.toContain('Torch');
  });

  it('remembers of its own examples that they are deleted', async () => {
    const program = startProgram(['serve', SHOP, '--mock', '--http', '0']);
    const url = await program.url();
    const first = await textOf(url, { endpoint: 'listProducts', select: '[0].id' });
    const id = Number(/^\d+$/m.exec(first)?.[0]);
    const params = { product_id: id };
    expect(await textOf(url, { endpoint: 'getProduct', params })).toMatch(new RegExp(`^200 [^]*"id": ?${id}`));
    expect(await textOf(url, { endpoint: 'updateProduct', params, body: { name: 'Renamed' } })).toMatch(/^200 /);
    const names = { endpoint: 'listProducts', select: '[].name' };
    expect(await textOf(url, names)).toContain('Renamed');
    expect(await textOf(url, { endpoint: 'deleteProduct', params })).toMatch(/^204 /);
    expect(await textOf(url, { endpoint: 'getProduct', params })).toMatch(/^404 /);
    expect(await textOf(url, { endpoint: 'listProducts', select: '[].id' })).not.toContain(String(id));
  });
});

/** A GET over a connection that is kept. */
async function keptGet(agent: Agent, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      void text(response).then(() => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end();
  });
}

describe('SIGTERM', () => {
  it('answers all that is in flight, says that nothing new should come, and ends with 0', async () => {
    const release: (() => void)[] = [];
    const upstream = await recordingUpstream(async () => {
      await new Promise<void>((resolve) => release.push(resolve));
      return { body: { waited: true } };
    });
    const program = startProgram([`notes=${writeSpec(NOTES)}`, '--base-url', upstream.url, '--http', '0']);
    const url = await program.url();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ready = url.replace('/mcp', '/readyz');
    await until(async () => (await keptGet(agent, ready)) === 200);
    const calls = Array.from({ length: 50 }, (_, id) => execute(url, { endpoint: 'getNote', params: { id } }));
    await until(() => upstream.arrived.length === 50);
    program.child.kill('SIGTERM');
    await until(() => program.err().includes('draining'));
    expect(await keptGet(agent, ready)).toBe(503);
    await expect(fetch(ready)).rejects.toThrow();
    for (const each of release) each();
    const answers = await Promise.all(calls);
    expect(answers.filter(({ text: shown }) => shown.includes('"waited"'))).toHaveLength(50);
    expect(await program.ended()).toBe(0);
    agent.destroy();
  });

  it('ends at once where it comes a second time', async () => {
    const upstream = await recordingUpstream(() => new Promise(() => undefined));
    const program = startProgram([`notes=${writeSpec(NOTES)}`, '--base-url', upstream.url, '--http', '0']);
    const call = execute(await program.url(), { endpoint: 'listNotes' }).catch((error: Error) => error.name);
    await until(() => upstream.arrived.length === 1);
    program.child.kill('SIGTERM');
    await until(() => program.err().includes('draining'));
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(1);
    expect(await call).toBe('TypeError');
  });
});

const BETTER = { ...NOTES, paths: { '/better': { get: { operationId: 'better', responses: {} } } } };
const BEST = { ...NOTES, paths: { '/best': { get: { operationId: 'best', responses: {} } } } };

async function has(url: string, endpoint: string): Promise<boolean> {
  return !(await callAt(url, 'describe_endpoint', { endpoint })).isError;
}

describe('SIGHUP', () => {
  it.each([
    ['one process', []],
    ['two workers', ['--workers', '2']],
  ])('reads the descriptions again in %s, and keeps the last good one', async (_, flags) => {
    const path = writeSpec(NOTES);
    const program = startProgram([`notes=${path}`, '--http', '0', ...flags]);
    const url = await program.url();
    const everywhere = async (endpoint: string): Promise<boolean> =>
      (await Promise.all(Array.from({ length: 6 }, () => has(url, endpoint)))).every(Boolean);
    expect(await everywhere('getNote')).toBe(true);
    writeFileSync(path, '{"openapi": broken');
    program.child.kill('SIGHUP');
    await until(() => program.err().includes('stays as it was'));
    expect(await everywhere('getNote')).toBe(true);
    writeFileSync(path, JSON.stringify(BETTER));
    program.child.kill('SIGHUP');
    await until(() => everywhere('better'));
    expect(await has(url, 'getNote')).toBe(false);
    writeFileSync(path, JSON.stringify(BEST));
    program.child.kill('SIGHUP');
    await until(() => everywhere('best'));
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
  });
});

function pidIn(program: Program): number | undefined {
  const pid = /worker (\d+) ended/.exec(program.err())?.[1];
  return pid === undefined ? undefined : Number(pid);
}

describe('a worker that is killed', () => {
  it('is replaced while calls go on', async () => {
    const upstream = await recordingUpstream(() => ({ body: { pid: 'none' } }));
    const program = startProgram([
      `notes=${writeSpec(NOTES)}`,
      '--base-url',
      upstream.url,
      '--http',
      '0',
      '--workers',
      '2',
    ]);
    const url = await program.url();
    const workers = (): string[] => childrenOf(program.child.pid ?? 0);
    await until(() => workers().length === 2);
    const [victim = ''] = workers();
    const wrong: string[] = [];
    let done = 0;
    let going = true;
    const load = Array.from({ length: 4 }, async () => {
      for (; going; ) {
        const answer = await execute(url, { endpoint: 'listNotes' }).catch(() => undefined);
        // a connection that breaks is tried again; an answer that comes is right
        if (answer === undefined) continue;
        done += 1;
        if (!answer.text.startsWith('200 ')) wrong.push(answer.text);
      }
    });
    await until(() => done > 20);
    process.kill(Number(victim), 'SIGKILL');
    await until(() => pidIn(program) === Number(victim));
    const soFar = done;
    await until(() => done > soFar + 20);
    await until(() => workers().length === 2 && !workers().includes(victim));
    going = false;
    await Promise.all(load);
    expect(wrong).toEqual([]);
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
  });
});

/** The processes that a process has started (Linux). */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter((each) => each !== '');
}
