/** `text/html` for ` Text/HTML; charset=utf-8`. */
export function essenceOf(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Whether bodies of a type, given without parameters, are JSON. */
export function isJsonType(type: string): boolean {
  return /^(application|text)\/json$|\+json$/.test(type);
}

/** `image/png` for `image/*`, `application/json` for a range that allows it; other types without their parameters. */
export function concreteType(type: string): string {
  if (type === '*/*' || type === '*' || type === 'application/*') return 'application/json';
  if (type === 'image/*') return 'image/png';
  if (type === 'text/*') return 'text/plain';
  return type.endsWith('/*') ? 'application/octet-stream' : type;
}
