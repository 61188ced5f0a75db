/** Every way a call can fail, as the model, the logs and (later) the metrics name it. A closed list: add here, document in README, test. */
export const ERROR_CODES = [
  'spec_unusable',
  'config_invalid',
  'endpoint_unknown',
  'arguments_invalid',
  'expand_unknown',
  'cursor_invalid',
  'select_invalid',
  'target_refused',
  'auth_failed',
  'busy',
  'rate_limited',
  'upstream_resting',
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_reset',
  'upstream_tls',
  'upstream_protocol',
  'upstream_encoding',
  'upstream_redirect',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ToolErrorOptions {
  /** One sentence that says what to do next. */
  readonly hint?: string;
  /** One sentence per problem, for errors that gather several. */
  readonly details?: readonly string[];
  /** After how many seconds the same call may succeed, where that is known. */
  readonly waitSeconds?: number;
  readonly cause?: unknown;
}

/**
 * A failure that a reader can act on. `message` is one sentence without a trailing hint; nothing in it may be secret,
 * a stack trace or a path the reader did not write. Thrown anywhere, caught once at the edge (`tools/` or `cli/`).
 */
export class ToolError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  readonly waitSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ToolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ToolError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.waitSeconds = options.waitSeconds;
  }
}

/** The text a model or a terminal reads: `[code] message`, the problems one a line, then the hint. */
export function toErrorText(error: ToolError): string {
  const lines = [`[${error.code}] ${error.message}`, ...error.details.map((detail) => `- ${detail}`)];
  if (error.hint !== undefined) lines.push(error.hint);
  return lines.join('\n');
}

/** Anything thrown, as a ToolError; what is not one already becomes `internal` without its text, which may hold anything. */
export function toToolError(thrown: unknown): ToolError {
  if (thrown instanceof ToolError) return thrown;
  return new ToolError('internal', 'Trivium failed in a way it did not expect; the details are in its log.', {
    cause: thrown,
  });
}
