// Both generations of the official client, over HTTP, as the benches use them.
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const ME = { name: 'bench', version: '1.0.0' };
const OPEN = {
  '2026-07-28': (url, fetch) =>
    connect(
      new NewClient(ME, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
      new NewTransport(url, { fetch }),
    ),
  '2025-11-25': (url, fetch) => connect(new OldClient(ME), new OldTransport(url, { fetch })),
};
export const GENERATIONS = Object.keys(OPEN);

/** A client that makes one call at a time and knows which replica answered the last one. */
export async function openClient(generation, url) {
  let replica;
  const client = await OPEN[generation](new URL(url), async (input, init) => {
    const response = await fetch(input, init);
    // behind a retry of nginx stands a list, the last of which answered
    if (init?.method === 'POST') replica = response.headers.get('x-replica')?.split(', ').pop();
    return response;
  });
  return {
    generation,
    /** The text of a tool's answer, whether it is an error, and where it came from. Throws what the client throws. */
    call: async (name, args) => {
      const { content, isError } = await client.callTool({ name, arguments: args });
      return { text: content.map((block) => block.text ?? '').join('\n'), isError: isError === true, replica };
    },
    close: () => client.close(),
  };
}

async function connect(client, transport) {
  await client.connect(transport);
  return client;
}
