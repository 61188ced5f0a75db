import { isAbsent, isObject, presentItems, presentMembers, toText } from './json-value.ts';
import type { Encode } from './percent-encode.ts';

export interface How {
  readonly explode: boolean;
  readonly encode: Encode;
}

/** A name and a value, both encoded; without a value where the style shows none. */
export type Pair = readonly [name: string, value: string];

export type ToText = (name: string, value: unknown, how: How) => string;
export type ToPairs = (name: string, value: unknown, how: How) => readonly Pair[];

/**
 * How a value travels, by location and style: OpenAPI 3.2, Parameter Object, "Style Examples", its row beside each function with
 * `color` = blue · [blue, black, brown] · {R: 100, G: 200, B: 150}, first without, then with `explode`.
 * What all rows share: null and undefined, alone or as an item or member, are left out (RFC 6570 §2.3); the empty string is a value;
 * numbers and booleans are written as in JSON; what is nested deeper than a row describes is sent as its JSON text.
 */
export const serialize = {
  path: {
    //       blue · blue,black,brown · R,100,G,200,B,150
    // explode blue · blue,black,brown · R=100,G=200,B=150
    simple: (_name, value, how) => delimited(value, how, ','),
    //       .blue · .blue,black,brown · .R,100,G,200,B,150
    // explode .blue · .blue.black.brown · .R=100.G=200.B=150
    label: (_name, value, how) => `.${delimited(value, how, how.explode ? '.' : ',')}`,
    //       ;color=blue · ;color=blue,black,brown · ;color=R,100,G,200,B,150
    // explode ;color=blue · ;color=blue;color=black;color=brown · ;R=100;G=200;B=150      (an empty value: ;color)
    matrix: (name, value, how) =>
      formPairs(name, value, how, ',')
        .map(([key, text]) => (text === '' ? `;${key}` : `;${key}=${text}`))
        .join(''),
    // Swagger 2.0 `ssv`, `pipes` and `tsv`: blue%20black%20brown · blue%7Cblack%7Cbrown · blue%09black%09brown
    spaceDelimited: (_name, value, how) => delimited(value, how, how.encode(' ')),
    pipeDelimited: (_name, value, how) => delimited(value, how, how.encode('|')),
    tabDelimited: (_name, value, how) => delimited(value, how, how.encode('\t')),
  },
  query: {
    //       color=blue · color=blue,black,brown · color=R,100,G,200,B,150
    // explode color=blue · color=blue&color=black&color=brown · R=100&G=200&B=150
    form: (name, value, how) => formPairs(name, value, how, ','),
    //       color=blue · color=blue%20black%20brown · color=R%20100%20G%20200%20B%20150
    // explode undefined in OpenAPI; as form
    spaceDelimited: (name, value, how) => formPairs(name, value, how, how.encode(' ')),
    //       color=blue · color=blue%7Cblack%7Cbrown · color=R%7C100%7CG%7C200%7CB%7C150
    // explode undefined in OpenAPI; as form
    pipeDelimited: (name, value, how) => formPairs(name, value, how, how.encode('|')),
    //       color=blue · color=blue%09black%09brown (Swagger 2.0 `tsv`)
    tabDelimited: (name, value, how) => formPairs(name, value, how, how.encode('\t')),
    //       color=blue · color[0]=blue&color[1]=black&color[2]=brown · color[R]=100&color[G]=200&color[B]=150   (brackets encoded)
    // `explode` has no effect. Arrays and deeper levels are undefined in OpenAPI: `color[a][b]=1`, `color[a][0]=1`, with indices
    // as Stripe's own clients, qs by default, PHP and Prism write and read them.
    deepObject: (name, value, how) => deepPairs(how.encode(name), value, how.encode),
  },
  header: {
    //       blue · blue,black,brown · R,100,G,200,B,150
    // explode blue · blue,black,brown · R=100,G=200,B=150
    simple: (_name, value, how) => delimited(value, how, ','),
    // Swagger 2.0 `ssv`, `pipes` and `tsv`: blue black brown · blue|black|brown · blue⇥black⇥brown
    spaceDelimited: (_name, value, how) => delimited(value, how, ' '),
    pipeDelimited: (_name, value, how) => delimited(value, how, '|'),
    tabDelimited: (_name, value, how) => delimited(value, how, '\t'),
  },
  cookie: {
    //       color=blue · color=blue,black,brown · color=R,100,G,200,B,150
    // explode color=blue · color=blue&color=black&color=brown · R=100&G=200&B=150      (`&` as OpenAPI 3.2 Appendix D says)
    form: (name, value, how) => joined(formPairs(name, value, how, ','), '&'),
    //       color=blue · color=blue,black,brown · color=R,100,G,200,B,150
    // explode color=blue · color=blue; color=black; color=brown · R=100; G=200; B=150
    cookie: (name, value, how) => joined(formPairs(name, value, how, ','), '; '),
  },
} as const satisfies StyleTable;

interface StyleTable {
  readonly path: Readonly<Record<string, ToText>>;
  readonly query: Readonly<Record<string, ToPairs>>;
  readonly header: Readonly<Record<string, ToText>>;
  readonly cookie: Readonly<Record<string, ToText>>;
}

/** The row of a style; the default where the location does not know the style. */
export function rowFor<Row>(rows: Readonly<Record<string, Row>>, style: string, fallback: Row): Row {
  return (Object.hasOwn(rows, style) ? rows[style] : undefined) ?? fallback;
}

/** `a=1&b=2` */
export function joined(pairs: readonly Pair[], separator: string): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join(separator);
}

/** RFC 6570 §3.2.2: items joined, members as `name,value` (exploded: `name=value`). */
function delimited(value: unknown, { explode, encode }: How, delimiter: string): string {
  if (Array.isArray(value)) {
    return presentItems(value)
      .map((item) => encode(toText(item)))
      .join(delimiter);
  }
  if (!isObject(value)) return encode(toText(value));
  return presentMembers(value)
    .map(([key, member]) => encode(key) + (explode ? '=' : delimiter) + encode(toText(member)))
    .join(delimiter);
}

/** RFC 6570 §3.2.8: one pair, or one an item or member when exploded. None where there is no value. */
function formPairs(name: string, value: unknown, how: How, delimiter: string): readonly Pair[] {
  const { explode, encode } = how;
  const key = encode(name);
  if (explode && Array.isArray(value)) return presentItems(value).map((item): Pair => [key, encode(toText(item))]);
  if (explode && isObject(value)) {
    return presentMembers(value).map(([member, held]): Pair => [encode(member), encode(toText(held))]);
  }
  return isAbsent(value) ? [] : [[key, delimited(value, { explode: false, encode }, delimiter)]];
}

function deepPairs(key: string, value: unknown, encode: Encode): readonly Pair[] {
  if (value === undefined || value === null) return [];
  const inside = (name: string): string => `${key}${encode('[')}${encode(name)}${encode(']')}`;
  if (Array.isArray(value)) {
    return presentItems(value).flatMap((item, index) => deepPairs(inside(String(index)), item, encode));
  }
  if (!isObject(value)) return [[key, encode(toText(value))]];
  return presentMembers(value).flatMap(([name, member]) => deepPairs(inside(name), member, encode));
}
