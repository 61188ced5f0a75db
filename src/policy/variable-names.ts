import type { Api } from '../catalog/api.ts';
import type { SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { partNames } from './part-names.ts';

export interface Owner {
  readonly api: Api;
  /** `TRIVIUM_<SCHEME>` counts only where one API is loaded. */
  readonly singleApi: boolean;
}

/** The environment names of a scheme, the one to recommend first: `TRIVIUM_<SCHEME>` for a single API, always `TRIVIUM_<API>_<SCHEME>` (DESIGN §7). */
export function variableNames(scheme: string, { api, singleApi }: Owner): readonly string[] {
  const own = `TRIVIUM_${upper(api.name)}_${upper(scheme)}`;
  return singleApi ? [`TRIVIUM_${upper(scheme)}`, own] : [own];
}

function upper(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .slice(0, 100);
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Claim {
  readonly api: string;
  readonly scheme: SecurityScheme;
}

/**
 * Throws `config_invalid` where one environment name would mean two credentials, also with the APIs of `others`. Schemes of
 * one API that send the same value the same way may share it, and those in `given` need no variable.
 */
export function assertVariables(
  owner: Owner,
  {
    given,
    others,
    env,
  }: { readonly given: ReadonlySet<string>; readonly others: readonly Api[]; readonly env: Environment },
): void {
  const claims = new Map<string, Claim>();
  for (const api of [...others.filter(({ name }) => name !== owner.api.name), owner.api]) {
    for (const [name, scheme] of api.schemes) {
      if (api === owner.api && given.has(name)) continue;
      for (const variable of variableNames(name, { ...owner, api })) {
        const endings = Object.values(partNames(scheme)).map((ending) => `${variable}_${ending}`);
        // of two APIs that were never meant for each other only what is set can be mistaken
        for (const each of [variable, ...endings])
          if (api === owner.api || env[each] !== undefined) claim(claims, each, { api: api.name, scheme });
      }
    }
  }
}

/** Whether a variable of any of an API's schemes is set: of a thousand APIs only these can meet another's. */
export function hasVariables(api: Api, env: Environment): boolean {
  return [...api.schemes].some(([name, scheme]) =>
    variableNames(name, { api, singleApi: false }).some((variable) =>
      [variable, ...Object.values(partNames(scheme)).map((ending) => `${variable}_${ending}`)].some(
        (each) => env[each] !== undefined,
      ),
    ),
  );
}

function claim(claims: Map<string, Claim>, variable: string, { api, scheme }: Claim): void {
  const other = claims.get(variable);
  claims.set(variable, { api, scheme });
  if (other === undefined || (other.api === api && travelsLike(other.scheme, scheme))) return;
  const [first, second] = [other, { api, scheme }].map((each) => `${shown(each.scheme)} of ${each.api}`);
  throw new ToolError(
    'config_invalid',
    `The variable ${variable} could mean the credential of ${first} or of ${second}.`,
    { hint: `Give their values with --auth, or name the APIs apart (name=<spec>).` },
  );
}

function travelsLike(one: SecurityScheme, other: SecurityScheme): boolean {
  const [{ name: _, ...a }, { name: __, ...b }] = [one, other];
  return JSON.stringify(a) === JSON.stringify(b);
}

function shown({ name }: SecurityScheme): string {
  return toOneLine(name, 60);
}
