import type { Grant } from './grant.ts';

type Field = readonly [string, string | undefined];

const TYPE = 'urn:ietf:params:oauth:token-type:';
export const ACCESS_TOKEN_TYPE = `${TYPE}access_token`;
export const JWT_TYPE = `${TYPE}jwt`;

/** What a request for a token that stands for `subject` says beside scope, audience and client. */
export function exchangeFields({ kind, acting }: Grant, subject: string | undefined): readonly Field[] {
  if (kind === 'jwt_bearer') {
    // RFC 7523 §2.1 with Microsoft's on-behalf-of
    return [
      ['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      ['assertion', subject],
      ['requested_token_use', 'on_behalf_of'],
      ['resource', acting?.resource],
    ];
  }
  // RFC 8693 §2.1
  return [
    ['grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'],
    ['subject_token', subject],
    ['subject_token_type', ACCESS_TOKEN_TYPE],
    ['actor_token', acting?.actorToken],
    ['actor_token_type', acting?.actorToken === undefined ? undefined : ACCESS_TOKEN_TYPE],
    ['requested_token_type', acting?.requestedTokenType],
    ['resource', acting?.resource],
  ];
}
