// The built server over stdio, before a fresh upstream.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../raw-client.mjs';
import { REPORT } from './oracle.mjs';
import { startUpstream } from './upstream.mjs';

const bin = join(dirname(fileURLToPath(import.meta.url)), '../../bin/trivium-mcp.js');

/** Runs `use` with a server whose upstream can be replaced by a fresh one behind the same address, and ends both. */
export async function withServer({ spec, routes }, use) {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-teaching-'));
  writeFileSync(join(folder, 'report.pdf'), REPORT);
  const upstream = await startUpstream(routes);
  const options = ['--base-url', upstream.origin, '--files', folder, '--log-level', 'error', '--no-cache'];
  const server = startServer([bin, 'serve', spec, ...options]);
  try {
    await server.initialize();
    return await use(server, upstream);
  } finally {
    server.stop();
    upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
