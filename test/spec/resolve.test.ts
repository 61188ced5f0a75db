import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSchema } from '../../src/catalog/schema.ts';
import type { Document, Place } from '../../src/spec/document.ts';
import { createDocument, ReferenceProblem } from '../../src/spec/resolve.ts';
import { documentOf, placeAt } from './document-of.ts';

/** What a reference standing at `#/x-here` leads to. */
function follow(reference: string, members: Readonly<Record<string, unknown>>, openapi = '3.1.0'): Place {
  const document = documentOf({ ...members, 'x-here': { $ref: reference } }, { openapi });
  return document.follow(placeAt(document.root, 'x-here'));
}

describe('a JSON pointer', () => {
  const members = {
    paths: { '/a~b/{id}': { get: 1 }, '/with space': 2, '/with%20space': 3, '/größe': 4, '': 5, '%zz': 6, '~1': 7 },
    list: ['zero', 'one'],
  };
  it.each([
    ['#/paths/~1a~0b~1{id}/get', 1],
    ['#/paths/~1a~0b~1%7Bid%7D/get', 1],
    ['#/paths/~1with space', 2],
    ['#/paths/~1with%20space', 3],
    ['#/paths/~1gr%C3%B6%C3%9Fe', 4],
    ['#/paths/~1größe', 4],
    ['#/paths/', 5],
    ['#/paths/%zz', 6],
    ['#/paths/~01', 7],
    ['#/list/1', 'one'],
  ])('%s leads to its value', (reference, value) => {
    expect(follow(reference, members).value).toBe(value);
  });

  it('prefers the key that literally holds a percent sign', () => {
    const { value, pointer } = follow('#/paths/~1with%20space', members);
    expect({ value, pointer }).toEqual({ value: 3, pointer: '/paths/~1with%20space' });
  });

  it('falls back to the decoded key', () => {
    expect(follow('#/paths/~1a%20b', { paths: { '/a b': 1 } }).pointer).toBe('/paths/~1a b');
  });

  it.each([
    '#/list/2',
    '#/list/length',
    '#/list/-',
    '#/nowhere',
    '#/list/1/x',
    '#/constructor',
    '#/__proto__',
    '#list',
  ])('%s does not resolve', (reference) => {
    expect(() => follow(reference, members)).toThrow(ReferenceProblem);
  });

  it('names the reference and its place when it does not resolve', () => {
    expect(() => follow('#/nowhere', {})).toThrow('the reference #/nowhere at openapi.json#/x-here does not resolve');
  });

  it('reaches every key there is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), (keys) => {
        const value = keys.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), 'found');
        const pointer = keys.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
        const document = documentOf({ 'x-tree': value, 'x-here': { $ref: `#/x-tree/${pointer}` } });
        expect(document.follow(placeAt(document.root, 'x-here')).value).toBe('found');
      }),
    );
  });
});

describe('a chain of references', () => {
  it('is followed to its end', () => {
    const members = { a: { $ref: '#/b' }, b: { $ref: '#/c' }, c: { type: 'string' } };
    expect(follow('#/a', members)).toMatchObject({ value: { type: 'string' }, pointer: '/c' });
  });

  it('that leads back to itself is refused', () => {
    const members = { a: { $ref: '#/b' }, b: { $ref: '#/a' } };
    expect(() => follow('#/a', members)).toThrow(/the reference #\/[ab] at openapi.json#\/x-here leads back to itself/);
  });

  it('that points at itself is refused', () => {
    const document = documentOf({ me: { $ref: '#/me' } });
    expect(() => document.follow(placeAt(document.root, 'me'))).toThrow('leads back to itself');
  });

  it('longer than a hundred steps is refused', () => {
    const long = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`n${i}`, { $ref: `#/n${i + 1}` }]));
    expect(() => follow('#/n0', { ...long, n300: {} })).toThrow(ReferenceProblem);
    expect(follow('#/n230', { ...long, n300: { end: true } }).value).toEqual({ end: true });
  });
});

describe('a circular schema', () => {
  const document = documentOf({
    components: {
      schemas: {
        Node: {
          type: 'object',
          properties: { left: { $ref: '#/components/schemas/Node' }, right: { $ref: '#/components/schemas/Node' } },
        },
      },
    },
  });

  it('is an ordinary value whose views share a node', () => {
    const node = openSchema(document, placeAt(document.root, 'components', 'schemas', 'Node'));
    const left = node.properties.get('left');
    expect(left?.node).toBe(node.node);
    expect(left?.properties.get('right')?.properties.get('left')?.node).toBe(node.node);
    expect([left?.name, left?.problem]).toEqual(['Node', undefined]);
  });
});

describe('$ref as the name of a property', () => {
  it('is a property', () => {
    const document = documentOf({
      schema: { type: 'object', properties: { $ref: { type: 'string' }, other: { type: 'integer' } } },
    });
    const { properties } = openSchema(document, placeAt(document.root, 'schema'));
    expect([...properties].map(([name, { types }]) => [name, types])).toEqual([
      ['$ref', ['string']],
      ['other', ['integer']],
    ]);
  });

  it('leaves a value alone whose $ref is no string', () => {
    const document = documentOf({ odd: { $ref: { type: 'string' } } });
    const odd = placeAt(document.root, 'odd');
    expect(document.follow(odd)).toBe(odd);
  });
});

describe('siblings of a reference', () => {
  const schemas = { Name: { type: 'string', description: 'A name.', maxLength: 9 } };
  const open = (sibling: Readonly<Record<string, unknown>>, openapi: string) => {
    const document = documentOf(
      { components: { schemas }, here: { $ref: '#/components/schemas/Name', ...sibling } },
      { openapi },
    );
    return openSchema(document, placeAt(document.root, 'here'));
  };

  it('do not count in 3.0', () => {
    const { description, maxLength, name, allOf } = open({ description: 'Mine.', minLength: 2 }, '3.0.3');
    expect({ description, maxLength, name, allOf }).toEqual({
      description: 'A name.',
      maxLength: 9,
      name: 'Name',
      allOf: [],
    });
  });

  it('overlay annotations from 3.1', () => {
    const { description, maxLength, name, deprecated } = open({ description: 'Mine.', deprecated: true }, '3.1.0');
    expect({ description, maxLength, name, deprecated }).toEqual({
      description: 'Mine.',
      maxLength: 9,
      name: 'Name',
      deprecated: true,
    });
  });

  it('restrict together with the target from 3.1', () => {
    const { minLength, allOf } = open({ minLength: 2 }, '3.2.0');
    expect([minLength, allOf.map(({ name, maxLength }) => [name, maxLength])]).toEqual([2, [['Name', 9]]]);
  });

  it('that are extensions change nothing', () => {
    expect(open({ 'x-note': 1 }, '3.1.0').name).toBe('Name');
  });
});

describe('a schema that cannot be read', () => {
  it('says why and allows anything', () => {
    const document = documentOf({ here: { $ref: '#/components/schemas/Missing' } });
    const { problem, types, never } = openSchema(document, placeAt(document.root, 'here'));
    expect({ problem, types, never }).toEqual({
      problem: 'the reference #/components/schemas/Missing at openapi.json#/here does not resolve',
      types: [],
      never: false,
    });
  });
});

describe('$anchor, $id and $self', () => {
  const schemas = {
    Plain: { $anchor: 'plain', const: 'by anchor' },
    Dynamic: { $dynamicAnchor: 'node', const: 'by dynamic anchor' },
    Embedded: {
      $id: 'https://example.com/schemas/embedded',
      $defs: { inner: { $anchor: 'inside', const: 'in the embedded' }, sibling: { $ref: '#/$defs/inner' } },
    },
    Relative: { $id: 'https://example.com/schemas/other', $ref: 'embedded#inside' },
    Decoy: { $id: 'https://example.com/schemas/decoy', $defs: { inner: { $anchor: 'inside', const: 'decoy' } } },
  };
  const members = { components: { schemas } };
  it.each([
    ['#plain', 'by anchor'],
    ['#node', 'by dynamic anchor'],
    ['https://example.com/schemas/embedded#/$defs/inner', 'in the embedded'],
    ['https://example.com/schemas/embedded#inside', 'in the embedded'],
    ['https://example.com/schemas/decoy#inside', 'decoy'],
    ['#/components/schemas/Embedded/$defs/sibling', 'in the embedded'],
    ['#/components/schemas/Relative', 'in the embedded'],
  ])('%s resolves', (reference, value) => {
    expect(follow(reference, members).value).toMatchObject({ const: value });
  });

  it('an $id alone names its whole schema', () => {
    expect(follow('https://example.com/schemas/embedded', members).pointer).toBe('/components/schemas/Embedded');
  });

  it('an unknown anchor does not resolve', () => {
    expect(() => follow('#inside', members)).toThrow(ReferenceProblem);
  });

  it('they mean nothing before 3.1', () => {
    expect(() => follow('#plain', members, '3.0.3')).toThrow(ReferenceProblem);
  });

  it('$self names the description', () => {
    const found = follow(
      'https://example.com/api#/components/schemas/Plain',
      { ...members, $self: 'https://example.com/api' },
      '3.2.0',
    );
    expect(found.value).toMatchObject({ const: 'by anchor' });
  });
});

describe('another document', () => {
  const other = 'file:///spec/parts/other.json';
  const resources = { [other]: { a: { $ref: '#/b' }, b: { $ref: '../openapi.json#/x-back' }, c: 1 } };
  const at = (reference: string): Place => {
    const document: Document = documentOf({ 'x-back': 'home', 'x-here': { $ref: reference } }, { resources });
    return document.follow(placeAt(document.root, 'x-here'));
  };

  it('is found relative to the one that names it', () => {
    expect(at('parts/other.json#/c')).toMatchObject({ value: 1, resource: { uri: other }, pointer: '/c' });
  });

  it('leads back', () => {
    expect(at('./parts/other.json#/a').value).toBe('home');
  });

  it('is a whole value without a fragment', () => {
    expect(at('parts/other.json').value).toBe(resources[other]);
  });

  it('that was not read does not resolve', () => {
    expect(() => at('parts/none.json#/c')).toThrow('the reference parts/none.json#/c');
  });
});

describe('the version', () => {
  it.each([
    [{ swagger: '2.0' }, '2.0'],
    [{ swagger: 2 }, '2.0'],
    [{ openapi: '3.0.3' }, '3.0'],
    [{ openapi: 3 }, '3.0'],
    [{ openapi: 3.1 }, '3.1'],
    [{ openapi: '3.2.0' }, '3.2'],
  ])('of %j is %s', (root, version) => {
    expect(createDocument({ uri: 'file:///a', root }).version).toBe(version);
  });

  it('newer than known is read as the newest known, with a warning', () => {
    const { version, warnings } = createDocument({ uri: 'file:///a', root: { openapi: '3.9.0' } });
    expect([version, warnings]).toEqual(['3.2', ['OpenAPI 3.9.0 is newer than Trivium knows; read as 3.2']]);
  });

  it.each([
    [{ openapi: '4.0.0' }, 'Its OpenAPI version "4.0.0" is not supported.'],
    [{ swagger: '1.2' }, 'Its OpenAPI version "1.2" is not supported.'],
    [
      { asyncapi: '2.6.0' },
      'It is an AsyncAPI description, not an OpenAPI description: it has no "openapi" or "swagger" member.',
    ],
    [
      { info: { _postman_id: '1' } },
      'It is a Postman collection, not an OpenAPI description: it has no "openapi" or "swagger" member.',
    ],
    [{}, 'It is a JSON or YAML object, not an OpenAPI description: it has no "openapi" or "swagger" member.'],
    [[], 'It holds a list, not an OpenAPI description.'],
    [null, 'It holds nothing, not an OpenAPI description.'],
    ['text', 'It holds a string, not an OpenAPI description.'],
  ])('that %j lacks is refused in one sentence', (root, message) => {
    expect(() => createDocument({ uri: 'file:///a', root })).toThrow(
      expect.objectContaining({ code: 'spec_unusable', message }),
    );
  });
});
