import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_FIELDS, CONFIG_FIELDS, SERVER_FIELDS } from '../../src/cli/config-file.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'bin/trivium-mcp.js');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivium-config-'));
  const region = { default: 'eu', enum: ['eu', 'us'] };
  const spec = {
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    servers: [
      { url: 'https://{region}.example.com/v1', variables: { region } },
      { url: 'https://sandbox.example.com' },
    ],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    security: [{ key: [] }],
    paths: { '/things': { get: { operationId: 'list' }, post: { operationId: 'create' } } },
  };
  writeFileSync(join(folder, 'things.json'), JSON.stringify(spec));
  const tls = { components: { securitySchemes: { tls: { type: 'mutualTLS' } } }, security: [{ tls: [] }] };
  writeFileSync(join(folder, 'tls.json'), JSON.stringify({ ...spec, ...tls }));
  writeFileSync(join(folder, 'secret.txt'), 'from-a-file\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built program with this config, in another folder than its own. */
function run(config: string, args: readonly string[], env: Record<string, string> = {}): Ran {
  writeFileSync(join(folder, 'trivium.yaml'), config);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [bin, ...args, '--config', join(folder, 'trivium.yaml')],
    {
      cwd: root,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      timeout: 25_000,
    },
  );
  return { code: status, out: stdout, err: stderr };
}

const dryRun = (settings: string, ...args: readonly string[]): Ran =>
  run(`apis:\n  things:\n    spec: ./things.json\n${settings}`, ['execute', 'things', 'list', '--dry-run', ...args]);

describe('a config file', () => {
  it.each([
    ['', 'https://eu.example.com/v1/things'],
    ['    variables: { region: us }', 'https://us.example.com/v1/things'],
    ['    server: https://sandbox.example.com', 'https://sandbox.example.com/things'],
    ['    server: 2', 'https://sandbox.example.com/things'],
    ['    baseUrl: https://other.example.com/x/', 'https://other.example.com/x/things'],
  ])('chooses the server: %s', (settings, url) => {
    expect(dryRun(settings).out).toContain(`curl ${url} `);
  });

  it('is overruled by options', () => {
    expect(dryRun('    server: 2', '--base-url', 'https://third.example.com').out).toContain(
      'https://third.example.com/things',
    );
  });

  it.each([
    ['    server: 3', 'server is one of 1: https://{region}.example.com/v1, 2: https://sandbox.example.com'],
    ['    variables: { region: asia }', 'The server variable region cannot be "asia". It is one of eu, us.'],
    ['    variables: { zone: eu }', "zone is no variable of the description's servers. They have region."],
    ['    bsaeUrl: x', 'apis.things.bsaeUrl is no setting. Did you mean baseUrl?'],
    ['    headers: [a]', 'apis.things.headers must be an object, not a list.'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as an operator writes it
    ['    headers: { X-A: "${NOT_SET_ANYWHERE}" }', 'The environment variable NOT_SET_ANYWHERE is not set.'],
    ['    auth: { key: "@nowhere.txt" }', 'apis.things.auth.key: the file '],
    ['    baseUrl: nowhere', 'apis.things.baseUrl in the config file: '],
    ['timeout: soon', 'timeout in the config file: '],
    ['budget: { list: 3 }', 'budget in the config file: '],
    ['readOnly: yes please', 'readOnly must be true or false, not a string.'],
    ['profiles: { a: { readOnly: true }, a: {} }', 'duplicated mapping key (line 4, column 36).'],
  ])('is refused, with what is wrong: %s', (settings, message) => {
    const { code, err } = dryRun(settings);
    expect(err.replaceAll('\n', ' ')).toContain(message);
    expect(code).toBe(3);
  });

  it('brings credentials from files and the environment, never shown', () => {
    const config =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as an operator writes it
      'apis: { things: { spec: things.json, auth: { key: "@secret.txt" }, headers: { X-Team: "${TEAM}" } } }';
    const { out, err } = run(config, ['execute', 'things', 'list', '--dry-run', '--log-level', 'info'], {
      TEAM: 'blue-team',
    });
    expect(out).toContain('x-key: [redacted]');
    expect(err).toContain('credentials: key (--auth)');
    expect(out + err).not.toContain('from-a-file');
  });

  it.each([
    [
      'cert: client.pem, key: client.key',
      () => `The certificate file ${join(folder, 'client.pem')} (--auth) cannot be read.`,
    ],
    ['cert: client.pem', () => 'The credential tls lacks its private key (a PEM file).'],
  ])('names the files of a certificate from its own folder: %s', (parts, message) => {
    const { code, err } = run(`apis: { things: { spec: tls.json, auth: { tls: { ${parts} } } } }`, ['list', 'things']);
    expect(err).toContain(message());
    expect(code).toBe(3);
  });

  it('hides endpoints of one API', () => {
    const config = 'apis: { things: { spec: things.json, exclude: "POST /**" }, more: { spec: things.json } }';
    expect(run(config, ['list', 'things']).out).not.toContain('create');
    expect(run(config, ['list', 'more']).out).toContain('create');
  });

  it('without <spec> means all of its apis', () => {
    const { code, err } = run('apis: { one: { spec: things.json }, two: { spec: things.json } }', ['serve']);
    expect(err).toContain('one: 2 endpoints');
    expect(err).toContain('two: 2 endpoints');
    expect(code).toBe(0);
  });

  it('has the same settings for editors as for the program', () => {
    const schema = JSON.parse(readFileSync(join(root, 'schema/config.schema.json'), 'utf8')) as {
      properties: object;
      $defs: { api: { properties: object } };
    };
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(CONFIG_FIELDS).sort());
    const deep = schema.properties as Record<string, { properties?: object }>;
    expect(Object.keys(deep.server?.properties ?? {}).sort()).toEqual(Object.keys(SERVER_FIELDS).sort());
    expect(Object.keys(schema.$defs.api.properties).sort()).toEqual(Object.keys(API_FIELDS).sort());
  });
});
