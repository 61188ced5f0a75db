import { isExactNumber } from './exact-number.ts';

/** Stands where a credential stood. */
export const REDACTED = '[redacted]';

/** Takes the operator's secrets out of foreign text and values, wherever the upstream echoed them. */
export interface Redact {
  readonly text: (text: string) => string;
  /** Names and numbers included; the value itself where there is nothing to hide. */
  readonly value: (value: unknown) => unknown;
  /** Whether bytes hold a secret as they are. */
  readonly isIn: (bytes: Uint8Array) => boolean;
}

/** For secrets in every form in which they may come back, the longest first. */
export function createRedact(secrets: readonly string[]): Redact {
  const given = secrets.filter((secret) => secret !== '');
  if (given.length === 0) return NOTHING;
  const held = compiled.get(secrets) ?? compile(given);
  compiled.set(secrets, held);
  return held;
}

const NOTHING: Redact = { text: (text) => text, value: (value) => value, isIn: () => false };
/** An API's list of secrets is the same object at every call. */
const compiled = new WeakMap<readonly string[], Redact>();

function compile(secrets: readonly string[]): Redact {
  const text =
    secrets.reduce((sum, { length }) => sum + length, 0) > LONGEST_PATTERN ? oneByOne(secrets) : atOnce(secrets);
  return {
    text,
    value: (value) => redactValue(value, text),
    isIn: (bytes) => {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return secrets.some((secret) => buffer.includes(secret));
    },
  };
}

/** A regular expression has its limits, and says what it holds when it meets them. */
const LONGEST_PATTERN = 100_000;

function atOnce(secrets: readonly string[]): (text: string) => string {
  const pattern = new RegExp(secrets.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  return (shown) => shown.replace(pattern, REDACTED);
}

function oneByOne(secrets: readonly string[]): (text: string) => string {
  return (shown) => secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), shown);
}

/** Copies only what changes: most answers hold no secret, and some are large. */
function redactValue(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number' || isExactNumber(value)) return redactNumber(value, text);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return redactItems(value, text);
  return redactMembers(value as Readonly<Record<string, unknown>>, text);
}

function redactNumber(value: number | { readonly digits: string }, text: (text: string) => string): unknown {
  const digits = typeof value === 'number' ? String(value) : value.digits;
  return text(digits) === digits ? value : REDACTED;
}

function redactItems(items: readonly unknown[], text: (text: string) => string): readonly unknown[] {
  let copy: unknown[] | undefined;
  items.forEach((item, index) => {
    const clean = redactValue(item, text);
    if (clean === item) return;
    copy ??= [...items];
    copy[index] = clean;
  });
  return copy ?? items;
}

function redactMembers(members: Readonly<Record<string, unknown>>, text: (text: string) => string): unknown {
  const entries = Object.entries(members);
  const clean = entries.map(([name, held]) => [text(name), redactValue(held, text)] as const);
  const isSame = clean.every(([name, held], index) => name === entries[index]?.[0] && held === entries[index]?.[1]);
  return isSame ? members : Object.fromEntries(clean);
}
