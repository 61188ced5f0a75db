import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'bin/trivium-mcp.js');
const shop = join(root, 'specs/shop.yaml');

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built program, run to its end. */
function run(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Ran {
  const { input = '', env = {}, cwd = root } = options;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    input,
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { code: status, out: stdout, err: stderr };
}

let folder = '';
const inFolder = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivium-cli-'));
  writeFileSync(inFolder('text.txt'), 'just some text');
  writeFileSync(inFolder('broken.json'), '{"openapi": "3.0.0",\n "paths": {');
  writeFileSync(inFolder('broken.yaml'), 'openapi: 3.0.0\npaths: [unclosed');
  writeFileSync(inFolder('other.json'), '{"name": "x", "version": "1"}');
  writeFileSync(inFolder('async.yaml'), 'asyncapi: 3.0.0\ninfo: {title: x, version: 1}');
  writeFileSync(inFolder('empty.yaml'), '');
  writeFileSync(inFolder('page.html'), '<!doctype html><html></html>');
  writeFileSync(inFolder('huge.json'), '');
  truncateSync(inFolder('huge.json'), 200 * 1024 * 1024);
  writeFileSync(inFolder('bomb.yaml'), aliasBomb());
  writeFileSync(inFolder('loop.json'), JSON.stringify(referenceLoop()));
  mkdirSync(inFolder('nothing'));
  writeFileSync(join(inFolder('nothing'), 'package.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('input that is no description', () => {
  it.each([
    ['text.txt', /It holds a string, not an OpenAPI description/],
    ['broken.json', /It is not valid JSON/],
    ['broken.yaml', /neither JSON nor valid YAML: .*\(line \d+, column \d+\)/],
    ['other.json', /no "openapi" or "swagger" member/],
    ['async.yaml', /an AsyncAPI description/],
    ['empty.yaml', /It is empty/],
    ['page.html', /HTML or XML/],
    ['huge.json', /200 MB; the limit is 128 MB/],
    ['nothing', /nothing is a directory without an OpenAPI description/],
    ['missing.json', /There is no file .*missing\.json/],
  ])('%s gets one clear sentence and exit code 3', (name, sentence) => {
    const { code, out, err } = run(['list', inFolder(name)]);
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^\[spec_unusable\] [^\n]*\n$/);
    expect(out).toBe('');
    expect(code).toBe(3);
  });

  it.skipIf(process.getuid?.() === 0)('a file that may not be read is said to be one', () => {
    writeFileSync(inFolder('locked.json'), '{}');
    chmodSync(inFolder('locked.json'), 0);
    expect(run(['list', inFolder('locked.json')])).toMatchObject({
      code: 3,
      err: expect.stringContaining('permission denied'),
    });
  });

  it('an address where nothing answers is said to be one', () => {
    const { code, err } = run(['list', 'http://127.0.0.1:9/openapi.json']);
    expect(err).toBe('[spec_unusable] http://127.0.0.1:9/openapi.json: Nothing answers at 127.0.0.1:9.\n');
    expect(code).toBe(3);
  });
});

describe('descriptions made to hurt', () => {
  it('serves a YAML alias bomb without unfolding it', () => {
    for (const args of [
      ['list'],
      ['describe', 'getX'],
      ['describe', 'getX', '--expand', 'schema'],
      ['execute', 'getX', '-p', 'p=1', '--mock'],
      ['describe', 'getX', '--json'],
    ]) {
      const [verb = '', ...rest] = args;
      expect(run([verb, inFolder('bomb.yaml'), ...rest])).toMatchObject({ code: 0 });
    }
  });

  it('serves the rest where references only lead to each other', () => {
    const { code, out, err } = run(['list', inFolder('loop.json'), '--log-level', 'warn']);
    expect(out).toContain('GET /ok');
    expect(err).toContain('leads back to itself');
    expect(code).toBe(0);
    expect(run(['describe', inFolder('loop.json'), 'ok']).out).toContain(
      'unknown /* the reference #/components/schemas/',
    );
  });
});

describe('the verbs', () => {
  it('list, describe and execute the bundled shop against its mock', () => {
    expect(run(['list', shop, 'list products']).out).toContain('GET /products');
    expect(run(['describe', shop, 'getOrder']).out).toMatch(/^getOrder {2}GET \/orders\/\{order_id\}/);
    const executed = run(['execute', shop, 'getOrder', '-p', 'order_id=7', '--mock', '--select', 'status']);
    expect(executed.out).toMatch(/^200 OK · application\/json · .*\n"\w+"\n$/);
    expect(executed.code).toBe(0);
  });

  it('read a description and a body from stdin', () => {
    const spec = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      servers: [{ url: 'https://api.example.com' }],
      paths: { '/x': { get: { operationId: 'x' } } },
    });
    expect(run(['list', '-'], { input: spec }).out).toContain('GET /x');
    const sent = run(['execute', shop, 'PUT /orders/7/note', '-d', '-', '--dry-run'], { input: 'leave at the door' });
    expect(sent.out).toContain('leave at the door');
  });

  it('read pages of a list', () => {
    const paged = run(['execute', shop, 'listProducts', '--mock', '--pages', '3']);
    expect(paged.out).toMatch(/^200 OK · application\/json · 1 page · 2 items · /);
    const json = run(['execute', shop, 'listProducts', '--mock', '--pages', '3', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ status: 200, pages: 1, items: 2, more: null, body: [{}, {}] });
    const wrong = run(['execute', shop, 'listProducts', '--mock', '--pages', 'all']);
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('--pages takes a number from 1 to 50') as string,
    });
  });

  it('print everything, uncut, with --json', () => {
    expect(JSON.parse(run(['list', shop, '--json']).out)).toHaveLength(27);
    expect(JSON.parse(run(['describe', shop, 'createOrder', '--json']).out)).toMatchObject({
      id: 'createOrder',
      method: 'POST',
      path: '/orders',
    });
    expect(JSON.parse(run(['execute', shop, 'getStatus', '--mock', '--json']).out)).toMatchObject({
      status: 200,
      body: {},
    });
  });

  it('exit 1 when a call fails, with what to do next', () => {
    expect(run(['describe', shop, 'getOrdr'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\[endpoint_unknown\].*\n- getOrder/),
    });
    expect(run(['execute', shop, 'getOrder', '--mock'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('/params/order_id'),
    });
    expect(run(['execute', shop, 'getOrder', '-p', 'order_id=1', '--base-url', 'http://127.0.0.1:9'])).toMatchObject({
      code: 1,
      err: '[upstream_unreachable] Nothing answers at 127.0.0.1:9.\n',
    });
  });
});

describe('the command line', () => {
  it('shows what is possible, and nothing that is not built', () => {
    const { out, code } = run(['serve', '--help']);
    expect(code).toBe(0);
    for (const option of [
      '--base-url',
      '--auth',
      '--header',
      '--mock',
      '--read-only',
      '--validate',
      '--config',
      '--files',
      '--http',
      '--workers',
      '--redis',
      '--metrics',
    ])
      expect(out).toContain(option);
    for (const option of ['--overlay', '--audit']) expect(out).not.toContain(option);
  });

  it.each([
    [[], 'missing <spec>'],
    [['serve', '-'], 'stdin carries the protocol'],
    [['serve', shop, '--http', '0.0.0.0:3999'], '--insecure'],
    [['serve', '--http', shop], '--http takes [host:]port'],
    [['serve', shop, '--workers', '2'], '--workers needs --http'],
    [['serve', shop, '--http', '--mock', '--workers', '2'], 'leave out --workers'],
    [['list', shop, '--budgt', 'list=1'], 'Did you mean --budget'],
    [['list', shop, '--budget', 'list=1'], '--budget takes'],
    [['list', shop, '--timeout', 'soon'], '--timeout takes seconds'],
    [['list', shop, '--base-url', 'shop.example'], 'must be an http(s) URL'],
    [['list', shop, '--header', 'nocolon'], '"Name: value"'],
    [['execute', shop, 'getStatus', '-p', 'x'], 'name=value'],
  ])('says what is wrong with %j and exits 2', (args, sentence) => {
    const { code, err } = run(args);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });

  it('exits 3 for configuration that cannot be used', () => {
    expect(run(['list', shop, '--auth', 'nope=x'])).toMatchObject({ code: 3, err: expect.stringContaining('nope') });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what an operator writes
    expect(run(['list', shop, '--auth', 'bearer=${NOT_SET_ANYWHERE}'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('NOT_SET_ANYWHERE'),
    });
  });

  it('takes credentials from the environment, a file or a literal, and never shows them', () => {
    const secret = 'tok-0123456789-secret';
    writeFileSync(inFolder('token'), `${secret}\n`);
    const dryRun = ['execute', shop, 'listOrders', '--dry-run'];
    const runs = [
      run(dryRun, { env: { TRIVIUM_BEARER: secret } }),
      run(dryRun, { env: { TRIVIUM_SHOP_BEARER: secret } }),
      run([...dryRun, '--auth', `bearer=@${inFolder('token')}`]),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what an operator writes
      run([...dryRun, '--auth', 'shop:bearer=${MY_TOKEN}'], { env: { MY_TOKEN: secret } }),
      run([...dryRun, '--header', `Authorization: Bearer ${secret}`]),
    ];
    for (const { out, err } of runs) {
      expect(out.toLowerCase()).toContain('authorization');
      expect(out).toContain('[redacted]');
      expect(out + err).not.toContain(secret);
    }
    expect(runs.at(-1)?.err).toContain('literally');
  });
});

/** Each of twelve lists holds the one before ten times: 10^12 values in a kilobyte. */
function aliasBomb(): string {
  const lists = Array.from(
    { length: 12 },
    (_, index) =>
      `a${index}: &a${index} [${Array(10)
        .fill(index === 0 ? 'x' : `*a${index - 1}`)
        .join(', ')}]`,
  );
  return [
    'openapi: 3.0.0',
    'info: {title: t, version: "1"}',
    ...lists,
    'paths: {/x: {get: {operationId: getX, parameters: [{name: p, in: query, required: true, example: *a11, schema: {type: array, items: {}, default: *a11}}], responses: {"200": {description: ok, content: {application/json: {example: *a11, schema: {enum: *a11, example: *a11}}}}}}}}',
  ].join('\n');
}

function referenceLoop(): unknown {
  const loop = { $ref: '#/components/schemas/A' };
  return {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/loop': { $ref: '#/components/pathItems/A' },
      '/ok': {
        get: {
          operationId: 'ok',
          responses: { 200: { description: 'ok', content: { 'application/json': { schema: loop } } } },
        },
      },
    },
    components: {
      pathItems: { A: { $ref: '#/components/pathItems/B' }, B: { $ref: '#/components/pathItems/A' } },
      schemas: { A: { $ref: '#/components/schemas/B' }, B: loop },
    },
  };
}
