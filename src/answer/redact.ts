/** Foreign text without the operator's secrets, however the upstream echoed them. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets)
    if (secret !== '' && clean.includes(secret)) clean = clean.replaceAll(secret, '[redacted]');
  return clean;
}

/** The same for every string in a JSON value, names included; the value itself where there is nothing to hide. */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [redact(key, secrets), redactValue(held, secrets)]),
  );
}
