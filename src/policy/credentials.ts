import type { Api } from '../catalog/api.ts';
import type { Endpoint, SecurityRequirement, SecurityScheme } from '../catalog/endpoint.ts';
import type { NamedValue } from '../config.ts';
import { ToolError } from '../errors.ts';

/** The credentials of one API as the operator configured them. */
export interface Credentials {
  /** The secret of a scheme, undefined where none is configured. */
  secretOf(scheme: string): string | undefined;
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  /** The operator's own headers, sent with every signed request. */
  readonly headers: readonly NamedValue[];
  /** Whether every scheme of a requirement can be satisfied. */
  satisfied(requirement: SecurityRequirement): boolean;
  /** One line a scheme of the endpoint: configured, or how the operator sets it. */
  status(endpoint: Endpoint): readonly string[];
  /** For the start-up line: which schemes are satisfied, else which variables would satisfy one. */
  summary(): string;
  /** Every value that must never be shown, in each form it travels in. */
  readonly secrets: readonly string[];
  /** The same credentials with `[redacted]` for every value, for showing what would be sent. */
  readonly redacted: Credentials;
}

export interface CredentialOptions {
  readonly auth: ReadonlyMap<string, string>;
  readonly headers: readonly NamedValue[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `TRIVIUM_<SCHEME>` counts only where one API is loaded. */
  readonly singleApi: boolean;
}

const REDACTED = '[redacted]';

/** Reads the credentials of an API's schemes. Throws `config_invalid` where two schemes share an environment name or `--auth` names none of them. */
export function createCredentials(api: Api, options: CredentialOptions): Credentials {
  const { auth, headers, env } = options;
  assertNames(api, auth);
  const secrets = new Map<string, string>();
  for (const name of api.schemes.keys()) {
    const value =
      auth.get(name) ??
      variableNames(api.name, name, options)
        .map((variable) => env[variable])
        .find(isSet);
    if (isSet(value)) secrets.set(name, value.trim());
  }
  return build({
    api,
    options,
    secretOf: (scheme) => secrets.get(scheme),
    headers,
    shown: [...secrets.values(), ...headers.map(({ value }) => value)],
  });
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

interface Building {
  readonly api: Api;
  readonly options: CredentialOptions;
  readonly secretOf: (scheme: string) => string | undefined;
  readonly headers: readonly NamedValue[];
  readonly shown: readonly string[];
}

function build(building: Building): Credentials {
  const { api, options, secretOf, headers, shown } = building;
  const headerNames = new Set(headers.map(({ name }) => name.toLowerCase()));
  const has = (name: string): boolean => {
    const scheme = api.schemes.get(name);
    return secretOf(name) !== undefined || (scheme !== undefined && headerNames.has(headerOf(scheme)));
  };
  const lineOf = (name: string): string => {
    if (has(name)) return `${name} configured`;
    const [variable = ''] = variableNames(api.name, name, options).toReversed();
    return `${name} not configured: the operator sets ${variable}${kindOf(api.schemes.get(name))} or --auth ${name}=…`;
  };
  const credentials: Credentials = {
    secretOf,
    schemes: api.schemes,
    headers,
    satisfied: ({ schemes }) => schemes.every(({ name }) => has(name)),
    status: ({ security }) => {
      const names = [...new Set(security.flatMap(({ schemes }) => schemes.map(({ name }) => name)))];
      const optional = security.some(({ schemes }) => schemes.length === 0);
      // Optional and absent is the ordinary case of an open API; its description need not say so every time.
      const lines = names.map((name) => (optional && !has(name) ? `${lineOf(name)} (optional)` : lineOf(name)));
      return lines.slice(0, MOST_LINES);
    },
    summary: () => {
      const names = [...api.schemes.keys()];
      const there = names.filter(has);
      if (there.length > 0) return `credentials: ${there.join(', ')}`;
      const variables = names.map((name) => variableNames(api.name, name, options).at(-1)).slice(0, 6);
      return names.length === 0 ? 'no credentials needed' : `no credentials (set ${variables.join(', ')})`;
    },
    secrets: [...new Set(shown.flatMap(formsOf))],
    get redacted() {
      const hidden = headers.map(({ name }) => ({ name, value: REDACTED }));
      return build({
        ...building,
        headers: hidden,
        secretOf: (name) => (secretOf(name) === undefined ? undefined : REDACTED),
        shown: [],
      });
    },
  };
  return Object.freeze(credentials);
}

const MOST_LINES = 8;

/** The header that carries a scheme's credential, lower case; empty where none does. */
function headerOf(scheme: SecurityScheme): string {
  if (scheme.type === 'apiKey') return scheme.in === 'header' ? scheme.key.toLowerCase() : '';
  return scheme.type === 'mutualTLS' ? '' : 'authorization';
}

function kindOf(scheme: SecurityScheme | undefined): string {
  if (scheme?.type === 'http' && scheme.scheme === 'basic') return ' (user:password)';
  return scheme?.type === 'oauth2' || scheme?.type === 'openIdConnect' ? ' (an access token)' : '';
}

/** Environment names, the most particular first: `TRIVIUM_<API>_<SCHEME>`, for a single API also `TRIVIUM_<SCHEME>` (DESIGN §7). */
function variableNames(api: string, scheme: string, { singleApi }: CredentialOptions): readonly string[] {
  const own = `TRIVIUM_${upper(api)}_${upper(scheme)}`;
  return singleApi ? [own, `TRIVIUM_${upper(scheme)}`] : [own];
}

function upper(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

function assertNames({ name, schemes }: Api, auth: ReadonlyMap<string, string>): void {
  const byVariable = new Map<string, string>();
  for (const scheme of schemes.keys()) {
    const other = byVariable.get(upper(scheme));
    if (other !== undefined) {
      throw new ToolError(
        'config_invalid',
        `The security schemes ${other} and ${scheme} of ${name} share the variable TRIVIUM_${upper(name)}_${upper(scheme)}.`,
        {
          hint: 'Give their values with --auth, or rename one in the description.',
        },
      );
    }
    byVariable.set(upper(scheme), scheme);
  }
  for (const scheme of auth.keys()) {
    if (schemes.has(scheme)) continue;
    throw new ToolError('config_invalid', `--auth ${scheme}=…: ${name} has no security scheme of that name.`, {
      hint: `It has ${[...schemes.keys()].join(', ')}.`,
    });
  }
}

/** A secret as it may come back: itself, percent-encoded, in base64, and inside `user:password`. */
function formsOf(secret: string): readonly string[] {
  if (secret.length < 4) return [];
  const bare = secret.replace(/^(bearer|basic|token)\s+/i, '');
  const password = secret.includes(':') ? [secret.slice(secret.indexOf(':') + 1)] : [];
  const base64 = Buffer.from(bare, 'utf8').toString('base64');
  return [
    secret,
    bare,
    encodeURIComponent(bare),
    base64,
    base64.replace(/=+$/, ''),
    ...password.filter((part) => part.length >= 4),
  ];
}
