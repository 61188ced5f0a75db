import type { ApiConfig, ExchangeConfig } from '../config.ts';
import { ToolError } from '../errors.ts';
import type { ApiSettings } from './config-file.ts';
import { readLimits } from './read-limits.ts';

interface ActingOptions {
  /** Of the API. */
  readonly name: string;
  /** What a setting stands for, be it named by `${ENV}` or `@file`. */
  readonly stored: (text: string, place: string) => string;
}

/** How an API is called for others: forwarded headers, exchanged tokens, limits, kept responses. Throws `config_invalid` for what cannot be meant. */
export function readActing(
  { forward, exchange, limits, cacheResponses }: ApiSettings,
  { name, stored }: ActingOptions,
): Partial<ApiConfig> {
  return {
    ...(forward === undefined ? {} : { forward }),
    ...(exchange === undefined ? {} : { exchange: readExchange(exchange, { name, stored }) }),
    ...(limits === undefined ? {} : { limits: readLimits(limits, `apis.${name}.limits`) }),
    ...(cacheResponses === undefined ? {} : { cacheResponses }),
  };
}

function readExchange(
  { tokenUrl, clientId, clientSecret, actorToken, ...rest }: NonNullable<ApiSettings['exchange']>,
  { name, stored }: ActingOptions,
): ExchangeConfig {
  const needed = (text: string | undefined, part: string): string => {
    if (text === undefined) throw new ToolError('config_invalid', `apis.${name}.exchange lacks ${part}.`);
    return stored(text, `exchange.${part}`);
  };
  return {
    ...rest,
    tokenUrl: needed(tokenUrl, 'tokenUrl'),
    clientId: needed(clientId, 'clientId'),
    clientSecret: needed(clientSecret, 'clientSecret'),
    ...(actorToken === undefined ? {} : { actorToken: stored(actorToken, 'exchange.actorToken') }),
  };
}
