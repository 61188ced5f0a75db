import type { AuthConfig } from '../config.ts';
import { ToolError } from '../errors.ts';
import type { ServerSettings } from './config-file.ts';
import type { ReadSecret } from './read-secret.ts';

/** Where tokens can be handed out without a config file: `name:token`, several with line breaks or `;`. */
export const TOKENS_VARIABLE = 'TRIVIUM_HTTP_TOKENS';

export interface AuthSources {
  readonly readSecret: ReadSecret;
  /** Paths in the config file are relative to it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How callers are told apart; undefined where nothing says so. Throws `config_invalid`. */
export function readAuthConfig(
  settings: ServerSettings['auth'],
  { readSecret, folder, env }: AuthSources,
): AuthConfig | undefined {
  const own = env[TOKENS_VARIABLE]?.replaceAll(';', '\n');
  if (settings === undefined && (own === undefined || own.trim() === '')) return undefined;
  const { tokens = [], issuers = [], introspection, requiredScopes = [], profiles = [] } = settings ?? {};
  const stored = (text: string, place: string): string => readSecret.stored(text, `server.auth.${place}`, folder);
  const lines = [...tokens.map((text, index) => stored(text, `tokens[${index}]`)), ...(own === undefined ? [] : [own])];
  return {
    tokens: lines.length === 0 ? undefined : lines.join('\n'),
    issuers: issuers.map(({ issuer, ...rest }, index) => ({
      ...rest,
      issuer: needed(issuer, `issuers[${index}].issuer`),
    })),
    introspection: introspection && {
      url: needed(introspection.url, 'introspection.url'),
      clientId: stored(needed(introspection.clientId, 'introspection.clientId'), 'introspection.clientId'),
      clientSecret: stored(
        needed(introspection.clientSecret, 'introspection.clientSecret'),
        'introspection.clientSecret',
      ),
      ...(introspection.audience === undefined ? {} : { audience: introspection.audience }),
    },
    requiredScopes,
    profiles: profiles.map(({ profile, scopes, claims }, index) => ({
      profile: needed(profile, `profiles[${index}].profile`),
      ...(scopes === undefined ? {} : { scopes }),
      ...(claims === undefined ? {} : { claims: Object.fromEntries(claims) }),
    })),
  };
}

function needed(text: string | undefined, place: string): string {
  if (text !== undefined && text !== '') return text;
  throw new ToolError('config_invalid', `server.auth.${place} is missing.`);
}
