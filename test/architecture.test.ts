import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = join(dirname(fileURLToPath(import.meta.url)), '../src');

/** Files at the foot of src/ that every room may stand on. */
const GROUND = [
  'caller.ts',
  'errors.ts',
  'config.ts',
  'json-text.ts',
  'lazy.ts',
  'loopback.ts',
  'tokens.ts',
  'plain-text.ts',
  'suggest.ts',
  'version.ts',
];

/** Which rooms each room may import from; itself and the ground floor go without saying. */
const DIRECTIONS: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  catalog: ['spec'],
  search: ['catalog'],
  describe: ['catalog'],
  request: ['catalog'],
  identity: ['observe'],
  policy: ['catalog', 'request'],
  http: ['request', 'spec', 'cache', 'observe'],
  answer: ['http'],
  steps: ['answer', 'request'],
  cache: ['observe'],
  mock: ['catalog', 'request', 'http'],
  observe: [],
  tools: ['catalog', 'search', 'describe', 'request', 'http', 'answer', 'steps', 'cache', 'observe'],
  transport: ['observe'],
  cli: ['catalog', 'spec', 'search', 'http', 'answer', 'steps', 'cache', 'observe', 'tools', 'transport'],
};

/** The doors: where each outside dependency comes in. */
const DOORS: Readonly<Record<string, RegExp>> = {
  '@modelcontextprotocol/server': /^(tools|transport)\//,
  commander: /^cli\//,
  'js-yaml': /^spec\/parse\.ts$/,
  tinyglobby: /^spec\/(sources|read)[a-z-]*\.ts$/,
  ajv: /^request\/validate\.ts$/,
  'ajv-formats': /^request\/validate\.ts$/,
  re2js: /^request\/[a-z-]*\.ts$/,
  'lru-cache': /^(request|cache|identity)\//,
  jmespath: /^answer\/expression\.ts$/,
  'lossless-json': /^(answer|request)\//,
  fzstd: /^http\/unzstd\.ts$/,
  '@hono/node-server': /^transport\/listen\.ts$/,
  undici: /^http\/fetch\.ts$/,
  cockatiel: /^http\//,
  ioredis: /^cache\/redis[a-z-]*\.ts$/,
  'rate-limiter-flexible': /^cache\//,
  jose: /^identity\//,
  'prom-client': /^observe\//,
  '@opentelemetry/api': /^observe\//,
  '@opentelemetry/exporter-trace-otlp-http': /^observe\//,
  '@opentelemetry/resources': /^observe\//,
  '@opentelemetry/sdk-trace-base': /^observe\//,
  'ipaddr.js': /^(http|policy)\//,
  picomatch: /^policy\/visible\.ts$/,
  minisearch: /^search\//,
  'fastest-levenshtein': /^suggest\.ts$/,
};

/** Node's own modules that touch the world, and who may. */
const WORLD = /^node:(fs|net|http|https|dns|tls|child_process|os|process|worker_threads)(\/|$)/;
const MAY_TOUCH_THE_WORLD =
  /^(spec\/read[a-z-]*|spec\/sources|spec\/externals|http\/[a-z-]+|cache\/(?:disk|redis[a-z-]*)|cli\/[a-z-]+|transport\/[a-z-]+|observe\/[a-z-]+)\.ts$/;
const MAY_USE_PROCESS = /^(?:cli|observe)\/|^fetch-handler\.ts$/;

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const sources = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));
const imports = files.flatMap((file) => importsOf(file));

describe('the house', () => {
  it('lets each room import only from where its noun comes', () => {
    const wrong = internal().filter(({ file, target }) => {
      const room = roomOf(file);
      const from = roomOf(target);
      if (room === undefined || from === room) return false;
      return from === undefined ? !GROUND.includes(target) : !(DIRECTIONS[room] ?? []).includes(from);
    });
    const allowed = new Set(['cli/serve.ts app.ts', 'cli/open-app.ts app.ts', 'cli/serve-http.ts service.ts']);
    expect(show(wrong.filter(({ file, target }) => !allowed.has(`${file} ${target}`)))).toEqual([]);
  });

  it('has every room in the table of directions', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== undefined));
    expect([...rooms].filter((room) => DIRECTIONS[room] === undefined)).toEqual([]);
  });

  it('keeps the ground floor free of rooms', () => {
    const wrong = internal().filter(({ file, target }) => GROUND.includes(file) && roomOf(target) !== undefined);
    expect(show(wrong)).toEqual([]);
  });

  it('lets each outside dependency in by one named door', () => {
    const wrong = imports.filter(({ file, target }) => {
      if (target.startsWith('.') || target.startsWith('node:')) return false;
      const door = DOORS[packageOf(target)];
      return door === undefined || !door.test(file);
    });
    expect(show(wrong)).toEqual([]);
  });

  it('touches the world only where a file name says so', () => {
    const wrong = imports.filter(
      ({ file, target, typeOnly }) => !typeOnly && WORLD.test(target) && !MAY_TOUCH_THE_WORLD.test(file),
    );
    expect(show(wrong)).toEqual([]);
    const reads = files.filter(
      (file) => !MAY_USE_PROCESS.test(file) && /\bprocess\.(env|argv|exit|cwd)\b/.test(code(file)),
    );
    expect(reads).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(findCycle()).toBeUndefined();
  });

  it('has no default exports, no any and no TypeScript that needs emitting', () => {
    const wrong = files.filter((file) => /^export default|\bas any\b|: any\b|<any>|^(export )?enum /m.test(code(file)));
    expect(wrong).toEqual([]);
  });

  it('has no file named after nothing', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|types|common|misc)\.ts$/.test(file))).toEqual([]);
  });
});

function importsOf(file: string): readonly Import[] {
  const text = sources.get(file) ?? '';
  const found: Import[] = [];
  const statement = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
  for (const [, type, target = ''] of text.matchAll(statement))
    found.push({ file, target, typeOnly: type !== undefined });
  for (const [, target = ''] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ file, target, typeOnly: false });
  return found;
}

function internal(): readonly Import[] {
  return imports
    .filter(({ target }) => target.startsWith('.'))
    .map((each) => ({
      ...each,
      target: relative(src, join(src, dirname(each.file), each.target)).replaceAll('\\', '/'),
    }));
}

function roomOf(file: string): string | undefined {
  const at = file.indexOf('/');
  return at < 0 ? undefined : file.slice(0, at);
}

function packageOf(target: string): string {
  const parts = target.split('/');
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? target);
}

function code(file: string): string {
  return (sources.get(file) ?? '').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

function show(wrong: readonly Import[]): readonly string[] {
  return wrong.map(({ file, target }) => `${file} → ${target}`);
}

function findCycle(): string | undefined {
  const edges = new Map<string, string[]>();
  for (const { file, target, typeOnly } of internal()) {
    if (!typeOnly) edges.set(file, [...(edges.get(file) ?? []), target]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
