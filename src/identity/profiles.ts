import type { Caller } from '../caller.ts';

/** Who may use one profile. Several rules for one profile: any of them will do. */
export interface ProfileRule {
  readonly profile: string;
  /** All are needed. */
  readonly scopes?: readonly string[];
  /** Each claim must have one of its values; of a claim that is a list, one element must. `a.b` is `b` inside `a`, unless a claim has that very name. */
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
}

/** The profiles that `caller` may use; `'all'` where there are no rules. A profile that no rule names is nobody's as soon as there are some. */
export function profilesOf(caller: Caller, rules: readonly ProfileRule[]): ReadonlySet<string> | 'all' {
  if (rules.length === 0) return 'all';
  return new Set(rules.filter((rule) => fits(caller, rule)).map(({ profile }) => profile));
}

function fits({ scopes, claims }: Caller, rule: ProfileRule): boolean {
  return (
    (rule.scopes ?? []).every((scope) => scopes.has(scope)) &&
    Object.entries(rule.claims ?? {}).every(([name, wanted]) => hasOneOf(claimOf(claims, name), [wanted].flat()))
  );
}

function hasOneOf(claim: unknown, wanted: readonly string[]): boolean {
  return [claim].flat().some((each) => isScalar(each) && wanted.includes(String(each)));
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** The name whole first: claims are often called by URLs, which have dots. */
function claimOf(claims: unknown, name: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  if (Object.hasOwn(claims, name)) return (claims as Readonly<Record<string, unknown>>)[name];
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : claimOf(claimOf(claims, name.slice(0, dot)), name.slice(dot + 1));
}
