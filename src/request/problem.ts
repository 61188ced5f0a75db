import { toOneLine, toPlainText } from '../plain-text.ts';
import { isObject, toJson } from './json-value.ts';

/**
 * One thing wrong with a call. `schema`: the value does not fit the description, which may itself be wrong, so that
 * `validate: 'warn'` sends it all the same; `refused`: it cannot or must not be sent.
 */
export interface Problem {
  readonly kind: 'schema' | 'refused';
  /** JSON pointer into the arguments: `/params/state`, `/body/title`. */
  readonly pointer: string;
  /** What is wrong, without the pointer: `expected integer, got "x"`. */
  readonly text: string;
  /** It is wrong whatever value stands there: the name is. */
  readonly isAboutName?: true;
}

export function schemaProblem(pointer: string, text: string): Problem {
  return { kind: 'schema', pointer, text };
}

export function refusal(pointer: string, text: string): Problem {
  return { kind: 'refused', pointer, text };
}

/** The same problem, as one that no other value mends. */
export function aboutName(problem: Problem): Problem {
  return { ...problem, isAboutName: true };
}

/** `/params` + `a/b` → `/params/a~1b` (RFC 6901). */
export function below(pointer: string, key: string | number): string {
  if (typeof key === 'number' || !/[~/]/.test(key)) return `${pointer}/${key}`;
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const MOST_SHOWN = 80;
const SECRET_NAME =
  /pass(word|wd|phrase|code)|secret|token|api[-_ ]?key|credential|authori[sz]ation|private|signature|cookie|cvv|cvc|ssn|(card|account)[-_ ]?number/i;
const SECRET_VALUE =
  /^(bearer|basic) |^(sk|pk|rk)_(live|test)_|^gh[pousr]_|^github_pat_|^xox[a-z]-|^eyJ[\w-]{10,}\.|^AKIA[A-Z0-9]{12}|-----BEGIN/i;

/** A received value as JSON, at most 80 characters, with nothing in it that looks secret by its name or its form. */
export function show(value: unknown, pointer: string): string {
  if (value === undefined) return 'nothing';
  const name = pointer.slice(pointer.lastIndexOf('/') + 1);
  const text = toPlainText(toJson(withoutSecrets(value, name, 4)));
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
}

/** A name or a pattern, as it may be printed. */
export function showName(name: string, most = MOST_SHOWN): string {
  return toOneLine(name, most);
}

/** Several names, the first ten. */
export function showNames(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => showName(name));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function withoutSecrets(value: unknown, name: string, levels: number): unknown {
  if (typeof value === 'string') {
    const text = value.slice(0, MOST_SHOWN * 2);
    return SECRET_NAME.test(name) || SECRET_VALUE.test(text) ? '[redacted]' : text;
  }
  if (typeof value !== 'object' || value === null) return SECRET_NAME.test(name) ? '[redacted]' : value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_SHOWN).map((item) => withoutSecrets(item, name, levels - 1));
  if (!isObject(value)) return value;
  const members = Object.entries(value).slice(0, MOST_SHOWN);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutSecrets(member, key, levels - 1)]));
}
