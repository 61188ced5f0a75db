import { dirname, resolve } from 'node:path';
import { ToolError } from '../errors.ts';
import { assertUniqueKeys, parseText } from '../spec/parse.ts';
import {
  flag,
  flagOr,
  list,
  members,
  named,
  oneOf,
  type Read,
  type Shape,
  scalar,
  text,
  texts,
} from './config-shape.ts';
import type { Terminal } from './terminal.ts';

/** A credential: one text, or the parts of one (`clientId`, `clientSecret`, `cert`, …). */
const credential: Read<string | ReadonlyMap<string, string>> = (value, place) =>
  typeof value === 'object' ? named(scalar)(value, place) : scalar(value, place);

/** What `exchange` may say: how callers' tokens are exchanged for the API's. */
const EXCHANGE_FIELDS = {
  tokenUrl: text,
  clientId: scalar,
  clientSecret: scalar,
  audience: text,
  resource: text,
  scope: text,
  requestedTokenType: text,
  actorToken: text,
  style: oneOf('token-exchange', 'jwt-bearer'),
  scheme: text,
};

/** What an entry of `apis` may say. */
export const API_FIELDS = {
  spec: text,
  baseUrl: text,
  server: scalar,
  variables: named(scalar),
  auth: named(credential),
  headers: named(scalar),
  include: texts,
  exclude: texts,
  forward: texts,
  exchange: members(EXCHANGE_FIELDS),
  limits: members({ concurrency: scalar, perCaller: scalar, queue: scalar, rate: scalar, ratePerCaller: scalar }),
  cacheResponses: flag,
};

/** What an entry of `profiles` may say. */
const PROFILE_FIELDS = { apis: texts, readOnly: flag, include: texts, exclude: texts };

/** What `server.auth` may say: how callers are told apart. */
const AUTH_FIELDS = {
  tokens: texts,
  issuers: list(members({ issuer: text, audience: texts, jwksUrl: text, algorithms: texts, requiredScopes: texts })),
  introspection: members({ url: text, clientId: scalar, clientSecret: scalar, audience: texts }),
  requiredScopes: texts,
  profiles: list(members({ profile: text, scopes: texts, claims: named(texts) })),
};

/** What `server` may say: how the service is offered over HTTP. */
export const SERVER_FIELDS = {
  http: flagOr(scalar),
  publicUrl: text,
  allowedHosts: texts,
  allowedOrigins: texts,
  insecure: flag,
  workers: scalar,
  redis: text,
  metrics: flagOr(scalar),
  maxBodyBytes: scalar,
  auth: members(AUTH_FIELDS),
};

/** What a config file may say; schema/config.schema.json says the same to editors. */
export const CONFIG_FIELDS = {
  $schema: text,
  apis: named(members(API_FIELDS)),
  readOnly: flag,
  include: texts,
  exclude: texts,
  allowHosts: texts,
  mock: flag,
  files: text,
  cacheDir: text,
  timeout: scalar,
  validate: oneOf('strict', 'warn', 'off'),
  budget: members({ list: scalar, describe: scalar, execute: scalar }),
  profiles: named(members(PROFILE_FIELDS)),
  server: members(SERVER_FIELDS),
  logLevel: oneOf('silent', 'error', 'warn', 'info', 'debug'),
};

export type ServerSettings = Shape<typeof SERVER_FIELDS>;
export type ApiSettings = Shape<typeof API_FIELDS>;

export interface ConfigFile extends Shape<typeof CONFIG_FIELDS> {
  /** Paths in it are relative to here. */
  readonly folder: string;
}

/** The settings of `--config`: YAML or JSON. Throws `config_invalid` for what cannot be read or meant. */
export async function readConfigFile(path: string, { process, readText }: Terminal): Promise<ConfigFile> {
  const file = resolve(process.cwd(), path);
  try {
    const text = readText(file);
    const settings = members(CONFIG_FIELDS)(await parseText(text), '');
    // the one that is dropped may be the one that forbids
    await assertUniqueKeys(text);
    return { ...settings, folder: dirname(file) };
  } catch (error) {
    throw unusable(path, file, error);
  }
}

function unusable(path: string, file: string, error: unknown): ToolError {
  if (!(error instanceof ToolError))
    return new ToolError('config_invalid', `--config: the file ${file} cannot be read.`, { cause: error });
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return new ToolError('config_invalid', `${path}: ${error.message}`, { ...hint, cause: error });
}
