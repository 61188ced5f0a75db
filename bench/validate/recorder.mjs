// What the product sends its requests to: keeps each as it came off the wire, asks every judge, answers with the verdicts.
import { createServer } from 'node:http';

const HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

/** `{ port, expect, take, stop }`: `expect` tells Steady how the next request is written, `take` gives it and what the judges said of it. */
export async function startRecorder(judges) {
  let last;
  let hints = {};
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const headers = headersOf(request.rawHeaders, body);
    const received = { method: request.method, url: request.url, headers, body };
    const verdicts = await Promise.all(
      judges.map((judge) => judge.judge(judge.name === 'steady' ? withHints(received, hints) : received)),
    );
    last = { received, verdicts };
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: server.address().port,
    expect: (given) => {
      hints = given;
    },
    take: () => {
      const taken = last;
      last = undefined;
      return taken;
    },
    stop: () => server.closeAllConnections() ?? server.close(),
  };
}

function withHints(received, hints) {
  return { ...received, headers: { ...received.headers, ...hints } };
}

function headersOf(raw, body) {
  const headers = {};
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index].toLowerCase();
    if (!HOP.has(name)) headers[name] = raw[index + 1];
  }
  // Prism takes a body with `transfer-encoding: chunked` only where it is told its length
  return body.length > 0 ? { ...headers, 'content-length': String(body.length) } : headers;
}
