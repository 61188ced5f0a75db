// One loopback HTTP server for an API; its state is made anew for each task.
import { createServer } from 'node:http';
import { nested } from './support/nested-form.mjs';

/** `reset()` begins a task; `requests` counts, `last` holds the newest answer's body as it was sent. */
export async function startUpstream(api, basePath) {
  let current = api.createUpstream({});
  const upstream = {
    requests: 0,
    last: '',
    url: '',
    reset() {
      current = api.createUpstream({ base: upstream.url });
      upstream.requests = 0;
      return current.state;
    },
    close: () => server.closeAllConnections(),
  };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url, 'http://upstream');
    upstream.requests++;
    const path = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : url.pathname;
    const told = answerFor(current, {
      method: request.method,
      path: path.split('/').map(decodeSegment).join('/'),
      query: url.searchParams,
      headers: request.headers,
      origin: upstream.url,
      body: readBody(Buffer.concat(chunks), request.headers['content-type'] ?? ''),
    });
    const isText = typeof told.body === 'string' || Buffer.isBuffer(told.body);
    const body = told.body === undefined ? '' : isText ? told.body : JSON.stringify(told.body);
    upstream.last = String(body);
    const type = body === '' ? {} : { 'content-type': isText ? 'text/plain' : 'application/json; charset=utf-8' };
    response.writeHead(told.status, { ...type, ...told.headers });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  upstream.url = `http://127.0.0.1:${server.address().port}${basePath}`;
  return upstream;
}

function answerFor(current, request) {
  try {
    return current.answer(request);
  } catch (error) {
    console.error(`upstream: ${request.method} ${request.path}: ${error.stack}`);
    return { status: 500, body: { message: error.message } };
  }
}

function decodeSegment(segment) {
  try {
    return decodeURIComponent(segment).replaceAll('/', '%2F');
  } catch {
    return segment;
  }
}

function readBody(bytes, type) {
  if (bytes.length === 0) return undefined;
  if (/json/.test(type)) return readJson(bytes.toString());
  if (/x-www-form-urlencoded/.test(type)) return nested(new URLSearchParams(bytes.toString()));
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary !== undefined) return nested(readParts(bytes, boundary));
  return type.startsWith('text/') ? bytes.toString() : bytes;
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readParts(bytes, boundary) {
  const text = bytes.toString('latin1');
  const parts = text.split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const end = part.indexOf('\r\n\r\n');
    const head = Buffer.from(part.slice(0, end), 'latin1').toString();
    const content = Buffer.from(part.slice(end + 4, -2), 'latin1');
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    const contentType = /content-type: *([^\r\n;]+)/i.exec(head)?.[1];
    return [name, filename === undefined ? content.toString() : { filename, contentType, bytes: content }];
  });
}
