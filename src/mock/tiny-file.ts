/** The smallest files that programs still open, by media type; base64. */
const FILES: ReadonlyMap<string, string> = new Map([
  // 1×1, transparent
  ['image/png', 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='],
  ['image/gif', 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'],
  ['image/webp', 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='],
  // An end-of-central-directory record alone: an empty archive (APPNOTE 4.3.16)
  ['application/zip', 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=='],
  // "\x1f\x8b": nothing, compressed (RFC 1952)
  ['application/gzip', 'H4sIAAAAAAAAAwMAAAAAAAAAAAA='],
]);

const PDF = `%PDF-1.1
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

/** A tiny valid file of a media type (`image/png`), or `undefined` where none is known. */
export function tinyFile(type: string): Uint8Array | undefined {
  if (type === 'application/pdf') return new TextEncoder().encode(PDF);
  if (type === 'image/svg+xml') return new TextEncoder().encode(SVG);
  const base64 = FILES.get(type);
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}
