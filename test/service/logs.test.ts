import { describe, expect, it } from 'vitest';
import { type Program, SHOP, startProgram } from '../support/program.ts';
import { freePort, HAS_REDIS, startRedis } from '../support/redis-server.ts';
import { callAt } from '../support/service-world.ts';

const TOKEN = 'token-of-the-team-0123456789-abcdef';
const PASSWORD = 'geheimes-passwort-0123456789';
const REFUSED = 'who-knows-what-this-token-is-012345';

/** Good calls and refused ones, and then the end. */
async function live(program: Program): Promise<void> {
  const url = await program.url();
  const body = { customer: 'a-customer-of-ours' };
  await callAt(url, 'execute_endpoint', { endpoint: 'getOrder', params: { order_id: 7 } }, { token: TOKEN });
  await callAt(url, 'execute_endpoint', { endpoint: 'createOrder', body }, { token: TOKEN });
  await callAt(url, 'list_endpoints', { query: 'a-question-of-ours' }, { token: REFUSED });
  await fetch(`${url}?access_token=${REFUSED}`, { headers: { authorization: `Basic ${REFUSED}` } });
  program.child.kill('SIGTERM');
  expect(await program.ended()).toBe(0);
}

const SECRETS = [TOKEN, PASSWORD, encodeURIComponent(PASSWORD), REFUSED, 'a-customer-of-ours', 'a-question-of-ours'];

function expectClean(program: Program): void {
  const lines = program.log();
  expect(lines.length).toBeGreaterThan(5);
  for (const { level, message } of lines) expect([typeof level, typeof message]).toEqual(['string', 'string']);
  for (const secret of SECRETS) expect(program.err() + program.out()).not.toContain(secret);
}

function start(redis: string, ...flags: readonly string[]): Program {
  const env = { TRIVIUM_HTTP_TOKENS: `team:${TOKEN}`, REDIS: redis };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a variable, as on a command line
  return startProgram([SHOP, '--http', '0', '--log-level', 'debug', '--redis', '${REDIS}', ...flags], env);
}

describe('the log of the service', () => {
  it.each([
    ['alone', ['--mock']],
    ['with workers', ['--workers', '2']],
  ])('is JSON lines without secrets where Redis is away, %s', async (_, flags) => {
    const program = start(`redis://user:${PASSWORD}@127.0.0.1:${await freePort()}/0`, ...flags);
    await live(program);
    expectClean(program);
    expect(program.err()).toMatch(/redis/i);
    expect(program.log().some(({ message }) => message.startsWith('POST /mcp 401'))).toBe(true);
  });

  it.skipIf(!HAS_REDIS)('is so where Redis takes another password', async () => {
    const redis = await startRedis('--requirepass', 'another-one');
    try {
      const program = start(redis.url.replace('redis://', `redis://:${PASSWORD}@`), '--mock');
      await live(program);
      expectClean(program);
      expect(program.err()).toMatch(/password/i);
    } finally {
      await redis.end();
    }
  });

  it('names the caller of a request, by the name of its token', async () => {
    const program = startProgram([SHOP, '--mock', '--http', '0'], { TRIVIUM_HTTP_TOKENS: `team:${TOKEN}` });
    await live(program);
    expectClean(program);
    const fields = program.log().filter(({ message }) => message === 'POST /mcp 200');
    expect(fields).toEqual([
      expect.objectContaining({ caller: 'team', route: '/mcp', status: 200 }),
      expect.objectContaining({ caller: 'team' }),
    ]);
  });
});
