import type { SecurityScheme } from '../catalog/endpoint.ts';

/** What a credential can be made of besides a ready value: by name in a config file, by ending of an environment name. */
const OAUTH = {
  clientId: 'CLIENT_ID',
  clientSecret: 'CLIENT_SECRET',
  refreshToken: 'REFRESH_TOKEN',
  tokenUrl: 'TOKEN_URL',
  scopes: 'SCOPES',
  audience: 'AUDIENCE',
} as const;
const CERTIFICATE = { cert: 'CERT', key: 'KEY', ca: 'CA', passphrase: 'PASSPHRASE' } as const;

export type Part = keyof typeof OAUTH | keyof typeof CERTIFICATE;

/** Names of the parts a scheme can have, with the endings of their variables. */
export function partNames({ type }: SecurityScheme): Readonly<Partial<Record<Part, string>>> {
  if (type === 'oauth2' || type === 'openIdConnect') return OAUTH;
  return type === 'mutualTLS' ? CERTIFICATE : {};
}
