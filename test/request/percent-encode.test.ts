import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeReservedInCookie,
  encodeReservedInPath,
  encodeReservedInQuery,
  percentEncode,
} from '../../src/request/percent-encode.ts';

const RESERVED = ":/?#[]@!$&'()*+,;=";

describe('percentEncode', () => {
  it('leaves the unreserved characters and nothing else', () => {
    expect(percentEncode('AZaz09-._~')).toBe('AZaz09-._~');
    expect(percentEncode(RESERVED)).toBe('%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D');
    expect(percentEncode('é€😀 %')).toBe('%C3%A9%E2%82%AC%F0%9F%98%80%20%25');
  });

  it('gives back every text when decoded', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => decodeURIComponent(percentEncode(text)) === text));
  });

  it('sends half a surrogate pair as the replacement character', () => {
    expect(percentEncode('a\ud800b')).toBe('a%EF%BF%BDb');
  });
});

describe('allowReserved', () => {
  it('keeps in a query what cannot end the value there', () => {
    expect(encodeReservedInQuery(RESERVED)).toBe(':/?%23%5B%5D@!$%26%27()*%2B,;%3D');
  });

  it('keeps in a path what cannot end the segment', () => {
    expect(encodeReservedInPath(RESERVED)).toBe(":%2F%3F%23%5B%5D@!$&'()*+,;=");
  });

  it('keeps in a cookie what its grammar allows', () => {
    expect(encodeReservedInCookie(`${RESERVED} "\\`)).toBe(":/?#[]@!$&'()*+%2C%3B=%20%22%5C");
  });

  it('keeps percent-encoded triples and encodes other percent signs', () => {
    expect(encodeReservedInQuery('a%2Fb 100% %zz')).toBe('a%2Fb%20100%25%20%25zz');
  });
});
