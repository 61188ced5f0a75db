/** Why a text cannot be a header's value (RFC 9110 §5.5); `undefined` where it can. */
export function headerFault(value: string): string | undefined {
  return /[^\t\x20-\x7e\x80-\xff]/.test(value)
    ? 'holds line breaks, control characters or others that a header cannot'
    : undefined;
}

/** Whether a header decides where a message ends or how far it goes (RFC 9112 §6, RFC 9110 §7.6.1): never anybody's to set. */
export function isFramingHeader(name: string): boolean {
  return /^(content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*)$/i.test(name);
}

/** Values of these are no secrets: hiding `application/json` or a date wherever it occurs would spoil answers. */
export function isPlainHeader(name: string): boolean {
  return /^(accept(-.*)?|user-agent|content-(type|language)|.*-version|prefer|origin|referer|host|cache-control|x-requested-with)$/.test(
    name,
  );
}
