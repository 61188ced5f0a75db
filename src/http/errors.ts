import { type ErrorCode, ToolError } from '../errors.ts';

/** The refusal of a target that resolves into private space although nobody vouched for it. */
export function refusedAddress(host: string): ToolError {
  return new ToolError('target_refused', `${host} is not a public address, and the operator did not name it.`, {
    hint: `The operator allows it with --allow-host ${host}. (--allow-host is for outgoing requests, --allowed-hosts for incoming ones.)`,
  });
}

const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH)/;

/** What each class of failure says; `host` is the one the request was for. */
const SENTENCES: readonly (readonly [RegExp, ErrorCode, (host: string, code: string) => string])[] = [
  [/^ECONNREFUSED$/, 'upstream_unreachable', (host) => `Nothing answers at ${host}.`],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'upstream_unreachable', (host) => `The name ${host} cannot be resolved.`],
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'upstream_timeout', (host) => `${host} could not be connected to in time.`],
  [/^(ETIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT)$/, 'upstream_timeout', (host) => `${host} did not answer in time.`],
  [
    /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/,
    'upstream_unreachable',
    (host) => `${host} cannot be reached.`,
  ],
  [TLS, 'upstream_tls', (host, code) => `The TLS connection to ${host} failed (${code}).`],
  [
    /^(HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INFO|UND_ERR_RES_)/,
    'upstream_protocol',
    (host, code) => `${host} does not answer in proper HTTP (${code}).`,
  ],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_ABORTED)$/,
    'upstream_reset',
    (host) => `${host} broke the connection off before its answer was complete.`,
  ],
];

/** A network failure as one of the closed list of codes, in one sentence without anything internal. */
export function toUpstreamError(thrown: unknown, url: string): ToolError {
  if (thrown instanceof ToolError) return thrown;
  const inner = [thrown, causeOf(thrown), causeOf(causeOf(thrown))];
  const wrapped = inner.find((each) => each instanceof ToolError);
  if (wrapped instanceof ToolError) return wrapped;
  const codes = inner.map(codeOf).filter((code) => code !== '');
  const { host } = new URL(url);
  for (const code of codes) {
    const found = SENTENCES.find(([pattern]) => pattern.test(code));
    if (found !== undefined) return new ToolError(found[1], found[2](host, code), { cause: thrown });
  }
  return new ToolError(
    'upstream_unreachable',
    `The request to ${host} failed${codes[0] === undefined ? '' : ` (${codes[0]})`}.`,
    { cause: thrown },
  );
}

function causeOf(error: unknown): unknown {
  if (error instanceof AggregateError) return error.errors[0];
  return error instanceof Error ? error.cause : undefined;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
