// The service without a socket: a web-standard `fetch` export, as Cloudflare Workers, Vercel, Deno and Bun take it.
// The descriptions are bundled or read beside this file; settings and credentials come from the platform's environment.
import { createFetchHandler } from 'trivium-mcp';

const handler = await createFetchHandler({ specs: ['openapi.json'], env: process.env });

export default { fetch: handler.fetch };
