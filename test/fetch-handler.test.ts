import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createFetchHandler } from '../src/fetch-handler.ts';
import { messageOf } from './support/serve-http.ts';

const shop = join(dirnameOf(import.meta.url), '../specs/shop.yaml');

describe('createFetchHandler', () => {
  it('answers both eras without a socket', async () => {
    const handler = await createFetchHandler({ specs: [shop], mock: true, insecure: true, env: {} });
    for (const era of ['2026-07-28', '2025-11-25'] as const) {
      const { headers, body } = messageOf(era, 'tools/call', {
        name: 'list_endpoints',
        arguments: { query: 'orders' },
      });
      const response = await handler.fetch(
        new Request('http://localhost/mcp', { method: 'POST', headers, body: JSON.stringify(body) }),
      );
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('listOrders');
    }
    expect((await handler.fetch(new Request('http://localhost/readyz'))).status).toBe(200);
    await handler.close();
  });

  it('takes the tokens that its environment hands out, and the names it may be asked under', async () => {
    const handler = await createFetchHandler({
      ...{ specs: [shop], mock: true, env: { TRIVIUM_HTTP_TOKENS: 'ci:s3cret-token' } },
      allowedHosts: ['mcp.example.com'],
    });
    const { headers, body } = messageOf('2026-07-28', 'tools/list');
    const ask = async (host: string, extra: Record<string, string>): Promise<number> => {
      const init = { method: 'POST', headers: { ...headers, ...extra }, body: JSON.stringify(body) };
      return (await handler.fetch(new Request(`https://${host}/mcp`, init))).status;
    };
    expect(await ask('mcp.example.com', {})).toBe(401);
    expect(await ask('mcp.example.com', { authorization: 'Bearer s3cret-token' })).toBe(200);
    expect(await ask('elsewhere.example.com', { authorization: 'Bearer s3cret-token' })).toBe(403);
    await handler.close();
  });

  it('refuses to serve where nobody checks callers', async () => {
    await expect(createFetchHandler({ specs: [shop], env: {} })).rejects.toThrow('--insecure');
  });

  it('says in each call why a description is missing', async () => {
    const handler = await createFetchHandler({ specs: ['./no-such.yaml'], insecure: true, env: {} });
    const { headers, body } = messageOf('2026-07-28', 'tools/call', { name: 'list_endpoints', arguments: {} });
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await handler.fetch(new Request('http://localhost/mcp', init));
    expect(await response.text()).toContain('no-such.yaml');
    expect((await handler.fetch(new Request('http://localhost/readyz'))).status).toBe(503);
    await handler.close();
  });
});

function dirnameOf(url: string): string {
  return join(fileURLToPath(url), '..');
}
