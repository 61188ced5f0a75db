// A loopback upstream that accepts everything, save where a rule is broken; then it refuses in a vendor's own form.
import { createServer } from 'node:http';

/** Vendors' forms: ({ name, path, place, missing, value }) → { status, headers?, body }. `path` leads to the value in the body. */
export const FORMS = {
  'problem+json (RFC 9457)': ({ path, place, name, missing }) => ({
    status: 422,
    type: 'application/problem+json',
    body: {
      type: 'https://example.com/probs/validation',
      title: 'Your request is not valid.',
      status: 422,
      errors: [
        place === 'body'
          ? { detail: missing ? 'is required' : 'is not valid', pointer: `#/${path.join('/')}` }
          : { detail: missing ? 'is required' : 'is not valid', parameter: name },
      ],
    },
  }),
  'invalid-params (RFC 7807)': ({ path, missing }) => ({
    status: 400,
    type: 'application/problem+json',
    body: {
      title: 'Bad Request',
      status: 400,
      'invalid-params': [{ name: path.join('.'), reason: missing ? 'must be given' : 'has no allowed value' }],
    },
  }),
  GitHub: ({ name, missing }) => ({
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource: 'Thing', field: name, code: missing ? 'missing_field' : 'invalid' }],
      documentation_url: 'https://docs.github.com/rest',
    },
  }),
  Stripe: ({ path, missing }) => {
    const param = path.map((part, at) => (at === 0 ? part : `[${part}]`)).join('');
    return {
      status: 400,
      body: {
        error: {
          code: missing ? 'parameter_missing' : 'parameter_invalid',
          message: missing ? `Missing required param: ${param}.` : `Invalid value for ${param}`,
          param,
          type: 'invalid_request_error',
        },
      },
    };
  },
  'JSON:API': ({ path, place, name }) => ({
    status: 422,
    body: {
      errors: [
        {
          status: '422',
          title: 'Invalid Attribute',
          source: place === 'body' ? { pointer: `/data/attributes/${path.join('/')}` } : { parameter: name },
        },
      ],
    },
  }),
  FastAPI: ({ path, place, missing }) => ({
    status: 422,
    body: {
      detail: [
        {
          type: missing ? 'missing' : 'value_error',
          loc: [place, ...path],
          msg: missing ? 'Field required' : 'Value error, not allowed',
        },
      ],
    },
  }),
  Rails: ({ path, missing }) => ({
    status: 422,
    body: { errors: { [snake(path.at(-1))]: [missing ? "can't be blank" : 'is not included in the list'] } },
  }),
  'ASP.NET': ({ path, place, missing }) => ({
    status: 400,
    body: {
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
      title: 'One or more validation errors occurred.',
      status: 400,
      errors: {
        [place === 'body' ? `$.${path.join('.')}` : path[0]]: [
          missing ? 'The field is required.' : 'The JSON value could not be converted.',
        ],
      },
    },
  }),
  Kubernetes: ({ path, missing }) => ({
    status: 422,
    body: {
      kind: 'Status',
      status: 'Failure',
      reason: 'Invalid',
      message: `Thing "x" is invalid: ${path.join('.')}: ${missing ? 'Required value' : 'Unsupported value'}`,
      details: {
        name: 'x',
        causes: [
          {
            reason: missing ? 'FieldValueRequired' : 'FieldValueNotSupported',
            message: missing ? 'Required value' : 'Unsupported value',
            field: path.join('.'),
          },
        ],
      },
      code: 422,
    },
  }),
  Google: ({ path, missing }) => ({
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'Request contains an invalid argument.',
        status: 'INVALID_ARGUMENT',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [
              { field: path.map(snake).join('.'), description: missing ? 'Missing value' : 'Invalid value' },
            ],
          },
        ],
      },
    },
  }),
  OData: ({ path, missing }) => ({
    status: 400,
    body: {
      error: {
        code: 'BadArgument',
        message: 'Multiple errors in the request',
        details: [{ code: missing ? 'NullValue' : 'MalformedValue', target: path.join('/'), message: 'see target' }],
      },
    },
  }),
  Zod: ({ path, missing }) => ({
    status: 400,
    body: {
      name: 'ZodError',
      issues: [
        missing
          ? { code: 'invalid_type', received: 'undefined', path, message: 'Required' }
          : { code: 'custom', path, message: 'Invalid input' },
      ],
    },
  }),
  'Spring, in words': ({ path, missing, status = 400 }) => ({
    status,
    body: {
      timestamp: '2026-01-01T00:00:00.000+00:00',
      status,
      error: 'Bad Request',
      message: missing
        ? `Required parameter '${path.join('.')}' is not present.`
        : `Failed to convert value for property '${path.join('.')}'`,
      path: '/v1/things',
    },
  }),
  'Twilio, in words': ({ path }) => ({
    status: 400,
    body: {
      code: 21604,
      message: `A valid '${path.join('.')}' is required.`,
      more_info: 'https://www.twilio.com/docs/errors/21604',
      status: 400,
    },
  }),
};

function snake(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** `upstream.rule(request)` gives the refusal of a request, or undefined; `upstream.seen` holds what came. */
export async function startUpstream() {
  const upstream = { rule: undefined, seen: [], origin: '', close: () => server.close() };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url, 'http://upstream');
      const text = Buffer.concat(chunks).toString('utf8');
      const came = {
        method: request.method,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: readBody(text, request.headers['content-type'] ?? ''),
      };
      const refusal = upstream.rule?.(came);
      upstream.seen.push({ ...came, status: refusal?.status ?? 200 });
      const {
        status = 200,
        type = 'application/json',
        headers = {},
        body = { items: [{ id: 1, name: 'a' }] },
      } = refusal ?? {};
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.origin = `http://127.0.0.1:${server.address().port}`;
  return upstream;
}

function readBody(text, type) {
  if (text === '') return undefined;
  if (/json/.test(type)) return JSON.parse(text);
  if (!/urlencoded/.test(type)) return text;
  const body = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== '');
    let at = body;
    for (const part of path.slice(0, -1)) at = at[part] ??= {};
    at[path.at(-1)] = value;
  }
  return body;
}
