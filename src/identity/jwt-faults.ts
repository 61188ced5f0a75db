const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  aud: 'The access token is for another service than this one.',
  exp: 'The access token does not say when it expires.',
  nbf: 'The access token is not valid yet.',
};

const FAULTS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'The access token has expired.',
  ERR_JOSE_ALG_NOT_ALLOWED: 'The access token is signed in a way that this server does not accept.',
  ERR_JWKS_NO_MATCHING_KEY: 'The access token is signed with a key that its issuer does not publish.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'The signature of the access token is wrong.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of the access token is wrong.',
};

/** What is wrong with a token by what jose threw, in our own words: its own, today, hold nothing of the token, and here it stays so. */
export function whyInvalid(error: unknown): string {
  const { code, claim } = (error ?? {}) as { readonly code?: unknown; readonly claim?: unknown };
  const ofClaim = code === 'ERR_JWT_CLAIM_VALIDATION_FAILED' ? CLAIM_FAULTS[String(claim)] : undefined;
  const other = isOfToken(error)
    ? 'The access token is malformed.'
    : 'The access token cannot be verified with the key of its issuer.';
  return ofClaim ?? FAULTS[String(code)] ?? other;
}

/** Else it is about a key, of a kind or size that is not to be used, and the operator's concern. */
export function isOfToken(error: unknown): boolean {
  return String((error as { readonly code?: unknown } | undefined)?.code).startsWith('ERR_J');
}
