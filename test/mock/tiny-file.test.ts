import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tinyFile } from '../../src/mock/tiny-file.ts';

const textOf = (type: string): string => Buffer.from(tinyFile(type) ?? []).toString('latin1');

describe('tinyFile', () => {
  it.each([
    ['image/png', '\x89PNG\r\n', 'IEND\xaeB`\x82'],
    ['image/gif', 'GIF89a', ';'],
    ['image/webp', 'RIFF', '\x07\x00'],
    ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"', '/>'],
    ['application/pdf', '%PDF-1.1\n', '%%EOF\n'],
    ['application/zip', 'PK\x05\x06', '\0'.repeat(18)],
  ])('has %s, from its first bytes to its last', (type, first, last) => {
    const text = textOf(type);
    expect([text.slice(0, first.length), text.slice(-last.length)]).toEqual([first, last]);
  });

  it('compresses nothing', () => {
    expect(gunzipSync(tinyFile('application/gzip') ?? '')).toHaveLength(0);
  });

  it('knows no file for other types', () => {
    expect(tinyFile('application/octet-stream')).toBeUndefined();
  });
});
