import { describe, expect, it } from 'vitest';
import { asIs, percentEncode } from '../../src/request/percent-encode.ts';
import { type How, joined, type Pair, serialize } from '../../src/request/serialize.ts';

const EMPTY = '';
const STRING = 'blue';
const ARRAY = ['blue', 'black', 'brown'];
const OBJECT = { R: 100, G: 200, B: 150 };

type Row = readonly [style: string, explode: boolean, empty: string, string: string, array: string, object: string];

/** OpenAPI 3.2, Parameter Object, "Style Examples"; its n/a cells are what is sent all the same, marked. */
const PATH: readonly Row[] = [
  ['matrix', false, ';color', ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
  ['matrix', true, ';color', ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
  ['label', false, '.', '.blue', '.blue,black,brown', '.R,100,G,200,B,150'],
  ['label', true, '.', '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
  ['simple', false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
  ['simple', true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  // Swagger 2.0's collectionFormat ssv, pipes, tsv
  ['spaceDelimited', false, '', 'blue', 'blue%20black%20brown', 'R%20100%20G%20200%20B%20150'],
  ['pipeDelimited', false, '', 'blue', 'blue%7Cblack%7Cbrown', 'R%7C100%7CG%7C200%7CB%7C150'],
  ['tabDelimited', false, '', 'blue', 'blue%09black%09brown', 'R%09100%09G%09200%09B%09150'],
];

const QUERY: readonly Row[] = [
  ['form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['form', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  // n/a: the empty and the single string
  ['spaceDelimited', false, 'color=', 'color=blue', 'color=blue%20black%20brown', 'color=R%20100%20G%20200%20B%20150'],
  // n/a: all of it, as form
  ['spaceDelimited', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  ['pipeDelimited', false, 'color=', 'color=blue', 'color=blue%7Cblack%7Cbrown', 'color=R%7C100%7CG%7C200%7CB%7C150'],
  ['pipeDelimited', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  // Swagger 2.0's tsv
  ['tabDelimited', false, 'color=', 'color=blue', 'color=blue%09black%09brown', 'color=R%09100%09G%09200%09B%09150'],
  // n/a: all but the object; arrays by index
  [
    'deepObject',
    true,
    'color=',
    'color=blue',
    'color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown',
    'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
  ],
  [
    'deepObject',
    false,
    'color=',
    'color=blue',
    'color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown',
    'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
  ],
];

const HEADER: readonly Row[] = [
  ['simple', false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
  ['simple', true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ['spaceDelimited', false, '', 'blue', 'blue black brown', 'R 100 G 200 B 150'],
  ['pipeDelimited', false, '', 'blue', 'blue|black|brown', 'R|100|G|200|B|150'],
  ['tabDelimited', false, '', 'blue', 'blue\tblack\tbrown', 'R\t100\tG\t200\tB\t150'],
];

const COOKIE: readonly Row[] = [
  ['form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['form', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  ['cookie', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['cookie', true, 'color=', 'color=blue', 'color=blue; color=black; color=brown', 'R=100; G=200; B=150'],
];

type Location = keyof typeof serialize;
const TABLES: Readonly<Record<Location, readonly Row[]>> = { path: PATH, query: QUERY, header: HEADER, cookie: COOKIE };

function wire(location: Location, style: string, value: unknown, how: How): string {
  const rows: Readonly<Record<string, (name: string, value: unknown, how: How) => string | readonly Pair[]>> =
    serialize[location];
  const text = rows[style]?.('color', value, how) ?? 'no such row';
  return typeof text === 'string' ? text : joined(text, '&');
}

for (const [location, rows] of Object.entries(TABLES) as [Location, readonly Row[]][]) {
  describe(`serialize.${location}`, () => {
    it('has every style in the table below', () => {
      expect(new Set(rows.map(([style]) => style))).toEqual(new Set(Object.keys(serialize[location])));
    });
    for (const [style, explode, ...cells] of rows) {
      it(`sends ${style}${explode ? ', exploded,' : ''} as OpenAPI's table says`, () => {
        const encode = location === 'header' || style === 'cookie' ? asIs : percentEncode;
        const how = { explode, encode };
        expect([EMPTY, STRING, ARRAY, OBJECT].map((value) => wire(location, style, value, how))).toEqual(cells);
      });
    }
  });
}

describe('every style', () => {
  const plain = { explode: false, encode: percentEncode };

  it('leaves out null and undefined among items and members', () => {
    expect(wire('query', 'form', ['a', null, 'b', undefined], plain)).toBe('color=a,b');
    expect(wire('query', 'deepObject', { a: null, b: { c: undefined, d: 1 } }, plain)).toBe('color%5Bb%5D%5Bd%5D=1');
    expect(wire('path', 'simple', { a: null, b: 1 }, plain)).toBe('b,1');
  });

  it('sends nothing for a value that is none', () => {
    for (const value of [null, undefined, [], {}, [null]]) {
      for (const style of Object.keys(serialize.query)) expect(wire('query', style, value, plain)).toBe('');
    }
  });

  it('encodes the delimiter inside an item, so that it divides nothing', () => {
    expect(wire('query', 'form', ['a,b', 'c'], plain)).toBe('color=a%2Cb,c');
    expect(wire('query', 'form', 'x&admin=1', plain)).toBe('color=x%26admin%3D1');
  });

  it('writes numbers and booleans as JSON does, and what is nested too deep as JSON', () => {
    expect(wire('query', 'form', [1.5, true, 2n ** 64n], plain)).toBe('color=1.5,true,18446744073709551616');
    expect(wire('query', 'form', { a: [1] }, { ...plain, explode: true })).toBe('a=%5B1%5D');
  });

  it('nests deep objects and lists by bracket, lists by index', () => {
    const value = { price: { gte: 5 }, items: [{ id: 'a' }, { id: 'b' }], tags: ['x'] };
    const text = decodeURIComponent(wire('query', 'deepObject', value, plain));
    expect(text).toBe('color[price][gte]=5&color[items][0][id]=a&color[items][1][id]=b&color[tags][0]=x');
  });
});
