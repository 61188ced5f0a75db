// The service without a socket: a web-standard `fetch` export for platforms that run Node's modules.
// Descriptions and settings are files of the deployment; credentials, and callers' tokens (TRIVIUM_HTTP_TOKENS), are in its environment.
import { createFetchHandler } from 'trivium-mcp';

const handler = await createFetchHandler({
  specs: ['openapi.json'],
  env: process.env,
  // names under which the platform calls it
  allowedHosts: (process.env.ALLOWED_HOSTS ?? '').split(',').filter((name) => name !== ''),
});

export default { fetch: handler.fetch };
