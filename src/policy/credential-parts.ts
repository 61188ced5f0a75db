import type { SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { type Part, partNames } from './part-names.ts';
import { type Owner, variableNames } from './variable-names.ts';

/** One part and where the operator set it. */
export interface GivenPart {
  readonly value: string;
  /** `--auth` or an environment name. */
  readonly source: string;
}

export type Parts = ReadonlyMap<Part, GivenPart>;

export interface PartOptions extends Owner {
  /** `--auth`; parts stand under `scheme.part`. */
  readonly auth: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The parts that are configured for a scheme: `--auth` and the config file first, then the environment. */
export function readParts(scheme: SecurityScheme, { auth, env, ...owner }: PartOptions): Parts {
  const parts = new Map<Part, GivenPart>();
  for (const [part, ending] of Object.entries(partNames(scheme)) as [Part, string][]) {
    const given = auth.get(`${scheme.name}.${part}`);
    const variable = partVariables(scheme, ending, owner).find((name) => isSet(env[name]));
    if (isSet(given)) parts.set(part, { value: given.trim(), source: '--auth' });
    else if (variable !== undefined) parts.set(part, { value: (env[variable] ?? '').trim(), source: variable });
  }
  return parts;
}

/** The value that is a scheme's whole credential: `--auth` and the config file first, then the environment. */
export function readReady(scheme: SecurityScheme, { auth, env, ...owner }: PartOptions): GivenPart | undefined {
  const given = auth.get(scheme.name);
  if (isSet(given)) return { value: given.trim(), source: '--auth' };
  const variable = variableNames(scheme.name, owner).find((name) => isSet(env[name]));
  return variable === undefined ? undefined : { value: (env[variable] ?? '').trim(), source: variable };
}

/** `TRIVIUM_SHOP_OAUTH_CLIENT_ID` */
export function partVariables(scheme: SecurityScheme, ending: string, owner: Owner): readonly string[] {
  return variableNames(scheme.name, owner).map((name) => `${name}_${ending}`);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

/** What a credential cannot do without, and the variables that would bring it. */
export function lacking(what: string, scheme: SecurityScheme, endings: readonly string[], owner: Owner): ToolError {
  const variables = endings.map((ending) => partVariables(scheme, ending, owner)[0]);
  return new ToolError('config_invalid', `The credential ${toOneLine(scheme.name, 60)} lacks its ${what}.`, {
    hint: `The operator sets ${variables.join(' or ')}.`,
  });
}
