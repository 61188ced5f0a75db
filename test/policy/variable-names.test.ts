import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { configFor, serveConfig } from '../support/serve-in-memory.ts';

function write(folder: string, file: string, scheme: string): string {
  const path = join(folder, file);
  const spec = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    components: { securitySchemes: { [scheme]: { type: 'http', scheme: 'bearer' } } },
    paths: { '/a': { get: { operationId: 'a', responses: {} } } },
  };
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

/** What two APIs that are loaded at the same time say of a variable that could be either's. */
async function clash(env: Record<string, string>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-names-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = { shop: write(folder, 'one.json', 'eu_key'), 'shop-eu': write(folder, 'two.json', 'key') };
  const served = await serveConfig(configFor(paths, { env }));
  onTestFinished(served.close);
  const { failures } = await served.app.load();
  return [...failures.values()].map(({ code, message }) => `${code}: ${message}`);
}

it('a variable that two APIs loaded at the same time could mean is refused, and only where it is set', async () => {
  expect(await clash({ TRIVIUM_SHOP_EU_KEY: 'x' })).toEqual([
    expect.stringMatching(/^config_invalid: The variable TRIVIUM_SHOP_EU_KEY could mean the credential of /),
  ]);
  expect(await clash({ TRIVIUM_SHOP_KEY: 'x' })).toEqual([]);
});
