import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/observe/log.ts';
import { createServerFactory } from '../../src/tools/create-server.ts';
import { toolDefinitions } from '../../src/tools/definitions.ts';
import { budgetsFor } from '../../src/tools/host-ceiling.ts';
import { serveInMemory } from '../support/serve-in-memory.ts';

const WIDE = { list: 20_000, describe: 20_000, execute: 50_000 };
const SPEC = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Wide', version: '1' },
  servers: [{ url: 'http://127.0.0.1:9' }],
  paths: Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [
      `/things-of-a-kind/${index}`,
      {
        get: { operationId: `readThing${index}`, summary: `Read the thing number ${index} of its kind`, responses: {} },
      },
    ]),
  ),
});

async function mapFor(client: string): Promise<string> {
  const served = await serveInMemory(SPEC, { budgets: WIDE });
  const { app } = served;
  const create = createServerFactory(app, { version: '0', log: createLog('silent', () => undefined), warm: app.warm });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await create({ appFor: () => app }).connect(far);
  const asking = new Client({ name: client, version: '1' });
  await asking.connect(near);
  const { content } = await asking.callTool({ name: 'list_endpoints', arguments: {} });
  await asking.close();
  await served.close();
  return (content as { text: string }[])[0]?.text ?? '';
}

describe('a host with a ceiling of its own', () => {
  it('is never sent more than it shows', async () => {
    const [codex, other] = [await mapFor('codex-mcp-client'), await mapFor('some-client')];
    expect(Buffer.byteLength(codex)).toBeLessThanOrEqual(40_000);
    expect(Buffer.byteLength(other)).toBeGreaterThan(Buffer.byteLength(codex));
  });

  it('cannot raise what the operator set by the name it gives', () => {
    const narrow = { list: 100, describe: 200, execute: 300 };
    for (const client of ['codex-mcp-client', 'opencode', 'claude-code', '', undefined])
      expect(budgetsFor(client, narrow)).toEqual(narrow);
  });

  it('is told of no more room than Claude Code can give', () => {
    const [, , execute] = toolDefinitions({ apis: ['a'], readOnly: false, executeBudget: 1_000_000 });
    expect(execute?._meta?.['anthropic/maxResultSizeChars']).toBe(500_000);
  });
});
