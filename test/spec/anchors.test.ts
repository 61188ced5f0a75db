import { describe, expect, it } from 'vitest';
import type { Place } from '../../src/spec/document.ts';
import { documentOf, placeAt } from './document-of.ts';

/** What the reference below an `$id` leads to (JSON Schema 2020-12 §8.2.1). */
function below(reference: string, openapi = '3.1.0'): Place {
  const schemas = {
    Tree: {
      $id: 'https://example.com/schemas/tree',
      $defs: { leaf: { const: 'the leaf of the tree' } },
      properties: { here: { $ref: reference } },
    },
    Other: { const: 'other' },
  };
  const members = { $defs: { leaf: { const: 'the leaf of the file' } }, components: { schemas } };
  const document = documentOf(members, { openapi });
  return document.follow(placeAt(document.root, 'components', 'schemas', 'Tree', 'properties', 'here'));
}

describe('a reference below an $id', () => {
  it('# means the schema that has it', () => {
    expect(below('#').pointer).toBe('/components/schemas/Tree');
  });

  it('a pointer starts at the schema that has it', () => {
    expect(below('#/$defs/leaf').value).toEqual({ const: 'the leaf of the tree' });
  });

  it('a pointer that leads nowhere there starts at the file, as many write it', () => {
    expect(below('#/components/schemas/Other').value).toEqual({ const: 'other' });
  });

  it('an $id means nothing before 3.1', () => {
    expect([below('#', '3.0.3').pointer, below('#/$defs/leaf', '3.0.3').value]).toEqual([
      '',
      { const: 'the leaf of the file' },
    ]);
  });

  it('the same words outside it lead elsewhere, whoever asks first', () => {
    const T = { $id: 'https://example.com/t', $defs: { x: { const: 'in' } }, not: { $ref: '#/$defs/x' } };
    const document = documentOf({ $defs: { x: { const: 'out' } }, T, outer: { $ref: '#/$defs/x' } });
    const values = (['outer', 'T', 'outer'] as const).map((key) => {
      const place = key === 'T' ? placeAt(document.root, 'T', 'not') : placeAt(document.root, 'outer');
      return document.follow(place).value;
    });
    expect(values).toEqual([{ const: 'out' }, { const: 'in' }, { const: 'out' }]);
  });
});
