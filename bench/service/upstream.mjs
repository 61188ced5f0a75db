// The API behind the service benches: reads, writes that are counted by id, big answers, one that never answers.
// As a program (node bench/service/upstream.mjs [delay ms]) it prints its port; as a module it also shows its counts.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const BIG_ROWS = 600;

/** Listens at a free loopback port; each answer but `/never` comes after `delayMs`. */
export async function startUpstream({ delayMs = 0 } = {}) {
  const writes = new Map();
  let hanging = 0;
  const server = createServer((request, response) => {
    const [, kind, id] = new URL(request.url, 'http://upstream').pathname.split('/');
    if (kind === 'never') {
      hanging++;
      request.once('close', () => hanging--);
      return;
    }
    if (request.method === 'POST') return readJson(request, (note) => write(note, response));
    const body = kind === 'big' ? bigBody(id) : { id, name: `item ${id}`, price: 7, tags: ['a', 'b'] };
    answer(response, 200, body);
  });
  function write({ id }, response) {
    writes.set(id, (writes.get(id) ?? 0) + 1);
    answer(response, 201, { id, stored: true });
  }
  function answer(response, status, body) {
    const send = () => {
      const bytes = Buffer.from(JSON.stringify(body));
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
    };
    if (delayMs === 0) send();
    else setTimeout(send, delayMs);
  }
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 4096, resolve));
  const { port } = server.address();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    /** How often each write was executed, by its id. */
    writes,
    hanging: () => hanging,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function readJson(request, use) {
  let text = '';
  request.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => use(JSON.parse(text)));
}

/** Some 60 kB, each row with the id that was asked for. */
function bigBody(id) {
  return {
    id,
    rows: Array.from({ length: BIG_ROWS }, (_, row) => ({ row, of: id, text: `row ${row} of ${id}, as asked` })),
  };
}

/** The OpenAPI description of the above. */
export function describeUpstream(url) {
  const text = { type: 'string' };
  const object = (properties) => ({ type: 'object', properties });
  const json = (description, schema) => ({ description, content: { 'application/json': { schema } } });
  const idInPath = [{ name: 'id', in: 'path', required: true, schema: text }];
  const read = (operationId, summary, schema) => ({
    get: { operationId, summary, parameters: idInPath, responses: { 200: json('It', schema) } },
  });
  const item = object({ id: text, name: text, price: { type: 'number' }, tags: { type: 'array', items: text } });
  const row = object({ row: { type: 'integer' }, of: text, text });
  return {
    openapi: '3.0.3',
    info: { title: 'Bench upstream', version: '1.0.0' },
    servers: [{ url }],
    paths: {
      '/items/{id}': read('getItem', 'Get one item', item),
      '/big/{id}': read('getReport', 'Get a whole report', object({ id: text, rows: { type: 'array', items: row } })),
      '/never/{id}': read('getNever', 'Wait for what never comes', item),
      '/notes': {
        post: {
          operationId: 'createNote',
          summary: 'Write a note down',
          requestBody: { ...json('The note', { ...object({ id: text, text }), required: ['id'] }), required: true },
          responses: { 201: json('Written', object({ id: text, stored: { type: 'boolean' } })) },
        },
      },
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { port } = await startUpstream({ delayMs: Number(process.argv[2] ?? 0) });
  console.log(port);
}
