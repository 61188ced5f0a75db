import { toOneLine } from '../plain-text.ts';

type Members = Readonly<Record<string, unknown>>;

const LONGEST_REASON = 120;

/** An answer that says no under a status that says yes. */
export interface SaidNo {
  /** Nothing was done; otherwise a part is missing. */
  readonly isWhole: boolean;
  readonly reason: string;
}

/**
 * Whether a body says that the call failed: `{"ok": false, "error": …}` (Slack, Telegram), `{"success": false, "errors": …}` (Cloudflare),
 * nothing but an `error`, GraphQL's `errors`. A thing that merely has such members (a job that failed) has an identity or more beside them.
 */
export function saysNo(body: unknown): SaidNo | undefined {
  if (!isMembers(body)) return undefined;
  const why = reasonOf(body);
  if (why === undefined || isThing(body)) return undefined;
  const keys = Object.keys(body);
  const flat = body.ok === false || body.success === false;
  if (flat || (keys.length === 1 && body.error !== undefined)) return { isWhole: true, reason: why };
  if (!Array.isArray(body.errors) || !body.errors.every(isGraphError)) return undefined;
  const others = keys.filter((key) => key !== 'errors' && key !== 'extensions');
  if (others.some((key) => key !== 'data')) return undefined;
  return { isWhole: body.data === undefined || body.data === null || holdsNothing(body.data), reason: why };
}

/** Members that a reported thing has and a refusal has not. */
function isThing(body: Members): boolean {
  return ['id', 'uuid', 'created_at', 'createdAt', 'updated_at', 'updatedAt'].some((key) => body[key] !== undefined);
}

function isGraphError(error: unknown): boolean {
  return isMembers(error) && typeof error.message === 'string';
}

/** GraphQL gives null for each field that failed. */
function holdsNothing(data: unknown): boolean {
  return isMembers(data) && Object.values(data).every((held) => held === null);
}

/** The first thing that is said of why. */
function reasonOf({ error, errors, message, description }: Members): string | undefined {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const said = [error, isMembers(error) ? (error.message ?? error.code) : undefined, first, messageOf(first)];
  const text = [...said, message, description].find((each) => typeof each === 'string' && each !== '');
  if (typeof text === 'string') return toOneLine(text, LONGEST_REASON);
  return isMembers(error) && Object.keys(error).length > 0 ? '' : undefined;
}

function messageOf(error: unknown): unknown {
  return isMembers(error) ? error.message : undefined;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
