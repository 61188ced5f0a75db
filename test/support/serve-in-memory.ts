import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { createApp, type TriviumApp } from '../../src/app.ts';
import { type Config, DEFAULT_BUDGETS, DEFAULT_TIMEOUT_MS, type NamedValue } from '../../src/config.ts';
import { createLog } from '../../src/observe/log.ts';
import { createServerFactory } from '../../src/tools/create-server.ts';

export interface ServedApp {
  readonly app: TriviumApp;
  readonly client: Client;
  readonly close: () => Promise<void>;
}

export interface ServeOptions extends Partial<Omit<Config, 'apis'>> {
  readonly name?: string;
  readonly auth?: Readonly<Record<string, string>>;
  readonly headers?: readonly NamedValue[];
  readonly baseUrl?: string;
}

/** A Config for descriptions that are files; everything else at its default unless said. */
export function configFor(paths: Readonly<Record<string, string>>, options: ServeOptions = {}): Config {
  const { auth = {}, headers = [], baseUrl, name: _, ...rest } = options;
  return {
    apis: Object.entries(paths).map(([name, path]) => ({
      name,
      source: { kind: 'file', path },
      baseUrl,
      headers,
      auth: new Map(Object.entries(auth)),
      server: undefined,
      variables: new Map(),
      include: [],
      exclude: [],
    })),
    profiles: new Map(),
    readOnly: false,
    include: [],
    exclude: [],
    budgets: DEFAULT_BUDGETS,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    allowHosts: [],
    mock: false,
    files: undefined,
    cacheDir: undefined,
    logLevel: 'silent',
    validate: 'strict',
    env: {},
    ...rest,
  };
}

/** The whole server over an in-memory transport with a real client, for one description given as text. */
export async function serveInMemory(specText: string, options: ServeOptions = {}): Promise<ServedApp> {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-'));
  const path = join(folder, 'spec.json');
  writeFileSync(path, specText);
  const served = await serveConfig(configFor({ [options.name ?? 'spec']: path }, options));
  return {
    ...served,
    close: async () => {
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The whole server over an in-memory transport with a real client. */
export async function serveConfig(config: Config): Promise<ServedApp> {
  const log = createLog(config.logLevel, (line) => void process.stderr.write(line));
  const app = createApp(config, { log });
  const server = createServerFactory(app, { version: '0.0.0', log, warm: app.warm })({ appFor: () => app });
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await server.connect(there);
  await client.connect(here);
  return {
    app,
    client,
    close: async () => {
      await client.close();
      await app.close();
    },
  };
}
