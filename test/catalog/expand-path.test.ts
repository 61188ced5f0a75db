import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposal, segmentText, toJsonText } from '../../src/catalog/expand-path.ts';
import { readPath } from '../../src/describe/read-path.ts';
import { toPlainText } from '../../src/plain-text.ts';

describe('segmentText', () => {
  it.each([
    ['owner', 'owner'],
    ['$ref', '$ref'],
    ['größe', 'größe'],
    ['app.kubernetes.io', '"app.kubernetes.io"'],
    ['+1', '"+1"'],
    ['a"b\\', '"a\\"b\\\\"'],
    ['', '""'],
    ['\u202e', '"\\u202e"'],
  ])('writes %j as %s', (name, segment) => {
    expect(segmentText(name)).toBe(segment);
  });

  it('is read back as the same member, whatever its name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const { steps } = readPath(`body.${segmentText(name)}[]`);
        expect(steps).toEqual([
          { kind: 'member', name },
          { kind: 'items', index: undefined },
        ]);
      }),
    );
  });
});

describe('toJsonText', () => {
  it('stays the same JSON value, with nothing unseen in it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = toJsonText(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(toPlainText(text)).toBe(text);
      }),
    );
  });
});

describe('proposal', () => {
  it('names the path that shows a part', () => {
    expect(proposal('body."a.b"', 3)).toBe('/* 3 more: expand "body.\\"a.b\\"" */');
    expect(proposal('404')).toBe('/* expand "404" */');
  });

  it('names no path that would cost more than what it leads to', () => {
    expect(proposal(`body.${'x'.repeat(500)}`, 3)).toBe('/* 3 more */');
  });
});
