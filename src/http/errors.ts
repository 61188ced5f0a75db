import { type ErrorCode, ToolError } from '../errors.ts';

/** An exchange that failed; its cause is what the network said. Never leaves this room. */
export class ExchangeError extends Error {
  /** Whether anything of an answer had come back. */
  readonly answered: boolean;

  constructor(cause: unknown, answered: boolean) {
    super('exchange failed', { cause });
    this.answered = answered;
  }
}

/** The two options are easily confused, so that each one's error mentions the other. */
const OUT_NOT_IN = '(--allow-host is for outgoing requests, --allowed-hosts for incoming ones.)';

/** The refusal of a target that lies in private space although nobody vouched for it. */
export function refusedAddress(host: string): ToolError {
  return new ToolError('target_refused', `${host} is not a public address, and the operator did not name it.`, {
    hint: `The operator allows it with --allow-host ${host}. ${OUT_NOT_IN}`,
  });
}

/** The refusal of a redirect to another origin. */
export function refusedRedirect(from: URL, to: URL): ToolError {
  const isHttp = to.protocol === 'http:' || to.protocol === 'https:';
  const target = isHttp ? to.origin : `a ${to.protocol} address`;
  return new ToolError('upstream_redirect', `${from.host} redirects to ${target}, which was not contacted.`, {
    ...(isHttp
      ? { hint: `The operator allows it, without credentials, with --allow-host ${to.host}. ${OUT_NOT_IN}` }
      : {}),
  });
}

interface Fault {
  readonly code: string;
  readonly message: string;
  /** Where the connection was to go, if the system says so: a proxy's port differs from the upstream's. */
  readonly port: string;
}

interface Sentence {
  readonly code: ErrorCode;
  readonly matches: (fault: Fault) => boolean;
  readonly say: (host: string, fault: Fault) => string;
  readonly hint?: string;
}

const OWN_CA = 'For a certificate authority of your own, the operator sets NODE_EXTRA_CA_CERTS=<file.pem>.';

function coded(pattern: RegExp): Sentence['matches'] {
  return ({ code }) => pattern.test(code);
}

/** undici has one code for several faults of a connection and tells them apart by its message. */
function worded(pattern: RegExp): Sentence['matches'] {
  return ({ code, message }) => code.startsWith('UND_ERR_') && pattern.test(message);
}

/** What each class of failure says; the first that matches. */
const SENTENCES: readonly Sentence[] = [
  {
    code: 'upstream_unreachable',
    matches: coded(/^ECONNREFUSED$/),
    say: (host, { port }) => `Nothing answers at ${host}${throughProxy(host, port)}.`,
  },
  {
    code: 'upstream_unreachable',
    matches: coded(/^(ENOTFOUND|EAI_\w+|ENODATA)$/),
    say: (host) => `The name ${host.replace(/:\d+$/, '')} cannot be resolved.`,
  },
  {
    code: 'upstream_unreachable',
    matches: worded(/^Proxy (response \(\d+\)|Authentication)/),
    say: (host, { message }) => `The proxy refused to connect to ${host}${/ \(\d+\)/.exec(message)?.[0] ?? ''}.`,
  },
  {
    code: 'upstream_timeout',
    matches: coded(/^UND_ERR_CONNECT_TIMEOUT$/),
    say: (host) => `No connection to ${host} came about within 5 s.`,
  },
  {
    code: 'upstream_timeout',
    matches: coded(/^(ETIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT)$/),
    say: (host) => `${host} did not answer in time.`,
  },
  {
    code: 'upstream_unreachable',
    matches: coded(/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM|EMFILE|ENFILE)$/),
    say: (host, { code }) => `${host} cannot be reached (${code}).`,
  },
  {
    code: 'upstream_tls',
    matches: coded(/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/),
    say: (host, { code }) => `The certificate of ${host} is not signed by a known authority (${code}).`,
    hint: OWN_CA,
  },
  {
    code: 'upstream_tls',
    matches: coded(/^CERT_HAS_EXPIRED$/),
    say: (host) => `The certificate of ${host} has expired.`,
  },
  {
    code: 'upstream_tls',
    matches: coded(/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|UND_ERR_PRX_TLS)$/),
    say: (host) => `The certificate that ${host} shows is for another name.`,
  },
  {
    code: 'upstream_tls',
    matches: coded(/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|EPROTO$)/),
    say: (host, { code }) => `The TLS connection to ${host} failed (${code}).`,
  },
  {
    code: 'upstream_protocol',
    matches: worded(/^bad (response|upgrade)/),
    say: (host) => `${host} does not answer in proper HTTP.`,
  },
  {
    code: 'upstream_protocol',
    matches: coded(/^UND_ERR_HEADERS_OVERFLOW$/),
    say: (host) => `${host} answers with more than 64 KB of headers.`,
  },
  {
    code: 'upstream_protocol',
    matches: coded(/^HPE_/),
    say: (host) => `${host} does not answer in proper HTTP.`,
  },
  // a length that does not fit is nearly always an answer that was cut off
  {
    code: 'upstream_reset',
    matches: coded(/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/),
    say: (host) => `${host} broke the connection off before its answer was complete.`,
  },
  {
    code: 'arguments_invalid',
    matches: coded(/^UND_ERR_INVALID_ARG$/),
    say: () => 'The request cannot be sent: its method or a header is no valid HTTP.',
  },
];

/** A network failure as one of the closed list of codes, in one sentence without anything internal. */
export function toUpstreamError(thrown: unknown, url: string): ToolError {
  const chain = causesOf(thrown);
  const known = chain.find((each) => each instanceof ToolError);
  if (known instanceof ToolError) return known;
  const { host } = new URL(url);
  for (const fault of chain.map(faultOf)) {
    const sentence = SENTENCES.find(({ matches }) => matches(fault));
    if (sentence === undefined) continue;
    const { code, say, hint } = sentence;
    return new ToolError(code, say(host, fault), { ...(hint === undefined ? {} : { hint }), cause: thrown });
  }
  return new ToolError('upstream_unreachable', `The request to ${host} failed.`, { cause: thrown });
}

/** Codes of faults that pass: nobody listens just now, or a connection was lost. A name that does not exist stays so. */
const PASSING =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|UND_ERR_(SOCKET|CONNECT_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH))$/;
const OF_CONNECTIONS: ReadonlySet<ErrorCode> = new Set(['upstream_unreachable', 'upstream_timeout', 'upstream_reset']);

/** Whether the connection failed, in a way that may be over at the next attempt. */
export function isConnectionFault(thrown: unknown, url: string): boolean {
  if (!(thrown instanceof ExchangeError)) return false;
  const passes = causesOf(thrown).some((each) => PASSING.test(faultOf(each).code));
  return passes && OF_CONNECTIONS.has(toUpstreamError(thrown, url).code);
}

/** Whether the connection was lost before a byte of an answer: the host is in trouble, or had just closed it as idle. */
export function isUnansweredReset(thrown: unknown, url: string): boolean {
  return thrown instanceof ExchangeError && !thrown.answered && toUpstreamError(thrown, url).code === 'upstream_reset';
}

const DEEPEST_CAUSE = 6;

/** An error and what caused it; of several attempts to connect (RFC 8305) the first. */
function causesOf(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let each = thrown; each !== undefined && chain.length < DEEPEST_CAUSE; ) {
    chain.push(each);
    each = each instanceof AggregateError ? each.errors[0] : each instanceof Error ? each.cause : undefined;
  }
  return chain;
}

function faultOf(error: unknown): Fault {
  const { code, name, message, port } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return {
    // undici 7 leaves the code of its parser's errors out
    code: typeof code === 'string' ? code : name === 'HTTPParserError' ? 'HPE_' : '',
    message: typeof message === 'string' ? message : '',
    port: typeof port === 'number' ? String(port) : '',
  };
}

function throughProxy(host: string, port: string): string {
  const own = /:(\d+)$/.exec(host)?.[1];
  const isOwn = port === '' || port === own || (own === undefined && (port === '443' || port === '80'));
  return isOwn ? '' : `, or rather at the proxy on port ${port} before it`;
}
