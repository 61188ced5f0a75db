import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Issue {
  number: number;
  title: string;
  state: 'open' | 'closed';
  labels: string[];
  readonly owner: { readonly login: string };
}

/** One request that arrived, as far as chains are compared by it. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
}

export interface Tracker {
  readonly origin: string;
  readonly seen: readonly Arrived[];
  readonly issues: Map<number, Issue>;
  /** Comments by issue. */
  readonly comments: Map<number, string[]>;
  /** Answers wait for what this gives. */
  hold: (arrived: Arrived) => Promise<void>;
  /** The number of an issue that is created; the next one, unless a test needs one that does not depend on when it comes. */
  numberOf: (title: string) => number;
  /** An answer instead of its own, where one is given; nothing is changed then. */
  refuse: (arrived: Arrived) => Reply | undefined;
  /** Requests in flight together, at the most. */
  readonly busiest: number;
  reset(): void;
  close(): void;
}

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PAGE = 5;

/** A small issue tracker on a loopback port: ten issues, paged by Link, with comments, a picture and errors of its own. */
export async function startTracker(): Promise<Tracker> {
  const server = createServer((request, response) => void reply(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const seen: Arrived[] = [];
  const count = { now: 0, most: 0 };
  const tracker: Tracker = {
    origin,
    seen,
    issues: new Map(),
    comments: new Map(),
    hold: async () => undefined,
    numberOf: () => 0,
    refuse: () => undefined,
    get busiest() {
      return count.most;
    },
    reset: () => {
      seen.length = 0;
      count.most = 0;
      tracker.hold = async () => undefined;
      tracker.numberOf = () => Math.max(0, ...tracker.issues.keys()) + 1;
      tracker.refuse = () => undefined;
      tracker.issues.clear();
      tracker.comments.clear();
      for (let number = 1; number <= 10; number++) tracker.issues.set(number, issueOf(number, `Issue ${number}`, []));
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  tracker.reset();
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(request);
    const { method = '', url = '', headers } = request;
    const { authorization, accept, 'content-type': contentType } = headers;
    const arrived = { method, url, body: sent.toString('latin1'), authorization, accept, contentType };
    seen.push(arrived);
    count.most = Math.max(count.most, ++count.now);
    try {
      await tracker.hold(arrived);
      respond(response, tracker.refuse(arrived) ?? route(tracker, arrived, new URL(url, origin)));
    } finally {
      count.now--;
    }
  }
  return tracker;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

function respond(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const type = Buffer.isBuffer(body) ? 'image/png' : 'application/json';
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers });
  response.end(Buffer.isBuffer(body) || body === undefined ? body : JSON.stringify(body));
}

function issueOf(number: number, title: string, labels: string[]): Issue {
  return { number, title, state: 'open', labels, owner: { login: number % 2 === 0 ? 'even' : 'odd' } };
}

const missing: Reply = { status: 404, body: { message: 'Not Found' } };

function route(tracker: Tracker, { method, body }: Arrived, url: URL): Reply {
  const { pathname, searchParams } = url;
  const [, place, id, part] = pathname.split('/');
  if (place === 'picture')
    return method === 'GET' ? { status: 200, body: PICTURE } : { status: 201, body: { bytes: body.length } };
  if (place === 'overview')
    return { status: 200, body: { data: { items: [...tracker.issues.values()], total: tracker.issues.size } } };
  if (place !== 'issues') return missing;
  if (id === undefined) return method === 'POST' ? create(tracker, body) : list(tracker, searchParams, url.origin);
  const issue = tracker.issues.get(Number(id));
  if (issue === undefined) return missing;
  if (part === 'comments') {
    const comments = tracker.comments.get(issue.number) ?? [];
    tracker.comments.set(issue.number, [...comments, (jsonIn(body) as { text: string }).text]);
    return { status: 201, body: { id: issue.number * 100 + comments.length, on: issue.number } };
  }
  if (method === 'DELETE') {
    tracker.issues.delete(issue.number);
    return { status: 204 };
  }
  if (method === 'PATCH') Object.assign(issue, jsonIn(body));
  return { status: 200, body: issue };
}

/** Bodies are kept byte by byte. */
function jsonIn(body: string): unknown {
  return JSON.parse(Buffer.from(body, 'latin1').toString('utf8'));
}

function create(tracker: Tracker, body: string): Reply {
  const { title, labels = [] } = jsonIn(body) as { title: string; labels?: string[] };
  if (title.startsWith('bad'))
    return { status: 422, body: { message: 'Validation Failed', errors: [{ field: 'title', code: 'invalid' }] } };
  const issue = issueOf(tracker.numberOf(title), title, labels);
  tracker.issues.set(issue.number, issue);
  return { status: 201, body: issue };
}

function list({ issues }: Tracker, query: URLSearchParams, origin: string): Reply {
  const page = Number(query.get('page') ?? 1);
  const state = query.get('state');
  const all = [...issues.values()].filter((issue) => state === null || issue.state === state);
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  const hasMore = all.length > page * PAGE;
  return {
    status: 200,
    body: all.slice((page - 1) * PAGE, page * PAGE),
    headers: hasMore ? { link: `<${origin}/issues?${next.toString()}>; rel="next"` } : {},
  };
}

const ISSUE = {
  type: 'object',
  properties: {
    number: { type: 'integer' },
    title: { type: 'string' },
    state: { enum: ['open', 'closed'] },
    labels: { type: 'array', items: { type: 'string' } },
    owner: { type: 'object', properties: { login: { type: 'string' } } },
  },
};

/** The tracker's description. */
export function trackerSpec(origin: string): string {
  const json = (schema: unknown): unknown => ({ 'application/json': { schema } });
  const ok = (schema: unknown, status = 200): unknown => ({ [status]: { description: 'ok', content: json(schema) } });
  const body = (required: string[], properties: Record<string, unknown>): unknown => ({
    required: true,
    content: json({ type: 'object', additionalProperties: false, required, properties }),
  });
  const number = { name: 'number', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
  const { title, labels, state } = ISSUE.properties;
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Tracker', version: '1' },
    servers: [{ url: origin }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearer: [] }],
    paths: {
      '/issues': {
        get: {
          operationId: 'listIssues',
          summary: 'List issues',
          parameters: [
            { name: 'state', in: 'query', schema: state },
            { name: 'page', in: 'query', schema: { type: 'integer', default: 1 } },
          ],
          responses: ok({ type: 'array', items: ISSUE }),
        },
        post: {
          operationId: 'createIssue',
          requestBody: body(['title'], { title, labels }),
          responses: ok(ISSUE, 201),
        },
      },
      '/issues/{number}': {
        get: { operationId: 'getIssue', parameters: [number], responses: ok(ISSUE) },
        patch: {
          operationId: 'updateIssue',
          parameters: [number],
          requestBody: body([], { title, labels, state }),
          responses: ok(ISSUE),
        },
        delete: { operationId: 'deleteIssue', parameters: [number], responses: { 204: { description: 'gone' } } },
      },
      '/issues/{number}/comments': {
        post: {
          operationId: 'addComment',
          parameters: [number],
          requestBody: body(['text'], { text: { type: 'string', minLength: 1 } }),
          responses: ok({ type: 'object', properties: { id: { type: 'integer' }, on: { type: 'integer' } } }, 201),
        },
      },
      '/overview': {
        get: {
          operationId: 'getOverview',
          responses: ok({
            type: 'object',
            properties: {
              data: {
                type: 'object',
                properties: { items: { type: 'array', items: ISSUE }, total: { type: 'integer' } },
              },
            },
          }),
        },
      },
      '/picture': {
        get: { operationId: 'getPicture', responses: { 200: { description: 'ok', content: { 'image/png': {} } } } },
        post: {
          operationId: 'putPicture',
          requestBody: {
            content: {
              'multipart/form-data': {
                schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
              },
            },
          },
          responses: ok({ type: 'object', properties: { bytes: { type: 'integer' } } }, 201),
        },
      },
    },
  });
}
