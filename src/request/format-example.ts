const EXAMPLES: ReadonlyMap<unknown, string> = new Map([
  ['date-time', '2026-01-31T12:00:00Z'],
  ['date', '2026-01-31'],
  ['time', '12:00:00Z'],
  ['duration', 'P1DT12H'],
  ['uri', 'https://example.com/a'],
  ['url', 'https://example.com/a'],
  ['email', 'a@example.com'],
  ['ipv4', '192.0.2.1'],
  ['uuid', '3fa85f64-5717-4562-b3fc-2c963f66afa6'],
]);

/** A value of a format that has a usual form. */
export function exampleOfFormat(format: unknown): string | undefined {
  return EXAMPLES.get(format);
}
