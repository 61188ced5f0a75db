import { describe, expect, it } from 'vitest';
import { showReference } from '../../src/spec/pointer.ts';
import { createDocument } from '../../src/spec/resolve.ts';
import { placeAt } from './document-of.ts';

describe('a reference in a message', () => {
  it.each([
    ['#/components/schemas/A', '#/components/schemas/A'],
    ['#/paths/~1a?b', '#/paths/~1a?b'],
    ['parts/a.json#/x', 'parts/a.json#/x'],
    ['a.json?token=secret#/x', 'a.json?…#/x'],
    ['https://me:secret@host.example/a.json?sig=secret#/x', 'https://host.example/a.json?…#/x'],
    ['//me:secret@host.example/a.json', '//host.example/a.json'],
    ['a.json#', 'a.json#'],
  ])('%s is shown as %s', (reference, shown) => {
    expect(showReference(reference)).toBe(shown);
  });

  it('is short, however long it is', () => {
    expect(showReference(`#/${'x'.repeat(1_000_000)}`)).toHaveLength(301);
  });

  it('names its file without the query of the address it came from', () => {
    const root = { openapi: '3.0.0', a: { $ref: '#/nowhere' } };
    const document = createDocument({ uri: 'https://host.example/openapi.json?token=secret', root });
    expect(() => document.follow(placeAt(document.root, 'a'))).toThrow(
      /^the reference #\/nowhere at openapi\.json#\/a does not resolve$/,
    );
  });
});
