import { ToolError } from '../errors.ts';
import { closest } from '../suggest.ts';

type Kind = 'string' | 'boolean' | 'integer' | 'any';
export type ArgumentKinds = Readonly<Record<string, Kind>>;

/**
 * The arguments of a tool as a model sent them, with the types the tool declares: `"true"` becomes true, an empty optional
 * string counts as absent. Throws `arguments_invalid` naming every problem at once. `foreign` are the unknown names,
 * left to the caller where they may still mean something; where it may not, they are refused.
 */
export function checkToolArguments(
  args: Readonly<Record<string, unknown>>,
  kinds: ArgumentKinds,
  options: { readonly required: readonly string[]; readonly allowForeign?: boolean },
): { known: Readonly<Record<string, unknown>>; foreign: Readonly<Record<string, unknown>> } {
  const known: Record<string, unknown> = {};
  const foreign: Record<string, unknown> = Object.create(null);
  const problems: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      foreign[name] = value;
      continue;
    }
    const read = readAs(kind, value);
    if (read.ok) known[name] = read.value;
    else
      problems.push(
        `${name} must be ${kind === 'integer' ? 'an' : 'a'} ${kind}, got ${JSON.stringify(value)?.slice(0, 80)}`,
      );
  }
  for (const name of options.required) {
    if (known[name] === undefined) problems.push(`${name} is missing`);
  }
  if (options.allowForeign !== true) problems.push(...Object.keys(foreign).map((name) => unknownName(name, kinds)));
  if (problems.length > 0) throw invalidArguments(problems);
  return { known, foreign };
}

/** What other servers call the same. */
const OTHER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(arguments|args|parameters|query|query_?params|path_?params|url_?params|headers?|cookies?)$/i, 'params'],
  [/^(data|payload|json|content|request_?body|input|form)$/i, 'body'],
  [/^(fields|filter|jmespath|jq|jsonpath|projection)$/i, 'select'],
  [/^(operation(_?id)?|tool|url|path|id|method|route)$/i, 'endpoint'],
];

/** `unknown argument "ednpoint", did you mean endpoint?` */
export function unknownName(name: string, kinds: ArgumentKinds): string {
  const names = Object.keys(kinds);
  const [near] = OTHER_NAMES.flatMap(([other, meant]) => (other.test(name) && names.includes(meant) ? [meant] : []));
  const [meant] = near === undefined ? closest(name, names, 1) : [near];
  const told = meant === undefined ? `; there are ${names.join(', ')}` : `, did you mean ${meant}?`;
  return `unknown argument ${JSON.stringify(name.slice(0, 80))}${told}`;
}

/** All problems of one call as one error. */
export function invalidArguments(problems: readonly string[]): ToolError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new ToolError('arguments_invalid', `${count}:`, { details: problems });
}

function readAs(kind: Kind, value: unknown): { ok: true; value: unknown } | { ok: false } {
  if (kind === 'any') return { ok: true, value };
  if (value === null || (kind === 'string' && value === '')) return { ok: true, value: undefined };
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return { ok: true, value: value === 'true' };
  if (kind === 'integer') return readInteger(value);
  return typeof value === kind ? { ok: true, value } : { ok: false };
}

function readInteger(value: unknown): { ok: true; value: number } | { ok: false } {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? { ok: true, value: number } : { ok: false };
}
