import { ToolError } from '../errors.ts';

type Claims = Readonly<Record<string, unknown>>;

/** The scopes of a token: `scope` (RFC 9068 §2.2.3, RFC 7662 §2.2) and `scp`, each one text or a list. */
export function scopesOf({ scope, scp }: Claims): ReadonlySet<string> {
  return new Set([...wordsOf(scope), ...wordsOf(scp)]);
}

function wordsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string');
  return typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : [];
}

/** `scope-token` of RFC 6749 §3.3. */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}

/** Throws `config_invalid` unless all of them can be written in a challenge. */
export function assertScopes(scopes: readonly string[], where: string): void {
  if (!scopes.every(isScope))
    throw new ToolError('config_invalid', `${where} has a scope with characters that no scope has.`, {
      hint: 'Several scopes are several entries; none holds spaces, quotes or backslashes.',
    });
}
