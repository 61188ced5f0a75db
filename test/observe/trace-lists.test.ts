import { describe, expect, it } from 'vitest';
import { parseBaggage, parseTracestate } from '../../src/observe/trace-lists.ts';

describe('parseTracestate', () => {
  it.each([
    ['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
    ['\tfoo=1 , bar=2 ,, ', 'foo=1,bar=2'],
    ['fw529a3039@dt=FfD0/y==', undefined],
    ['1a-_*/@vendor=x y', '1a-_*/@vendor=x y'],
    ['a=1,a=2', 'a=1'],
    ['A=1', undefined],
    ['1a=1', undefined],
    ['a', undefined],
    ['=1', undefined],
    ['a=', undefined],
    ['a=1,b', undefined],
    ['a=\u00e9', undefined],
    ['', undefined],
    [7, undefined],
  ])('reads %j as %j', (value, expected) => {
    expect(parseTracestate(value)).toBe(expected);
  });

  it('keeps 32 members', () => {
    const many = Array.from({ length: 40 }, (_, index) => `k${index}=1`);
    expect(parseTracestate(many.join(','))?.split(',')).toEqual(many.slice(0, 32));
  });

  it('drops long members first, then from the end', () => {
    const long = `long=${'x'.repeat(200)}`;
    const short = Array.from({ length: 10 }, (_, index) => `s${index}=${'y'.repeat(56)}`);
    expect(parseTracestate([long, ...short].join(','))).toBe(short.slice(0, 8).join(','));
    expect(parseTracestate([long, ...short.slice(0, 4)].join(','))).toBe([long, ...short.slice(0, 4)].join(','));
  });
});

describe('parseBaggage', () => {
  it.each([
    ['userId=alice,serverNode=DF%2028;isSecret', 'userId=alice,serverNode=DF%2028;isSecret'],
    ['a = 1 , b=2;p=q', 'a = 1,b=2;p=q'],
    ['bad key=1,ok=1', 'ok=1'],
    ['a="quoted",ok=1', 'ok=1'],
    ['a=\u00e9', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (value, expected) => {
    expect(parseBaggage(value)).toBe(expected);
  });

  it('is cut at a member within 8192 bytes', () => {
    const members = Array.from({ length: 10 }, (_, index) => `k${index}=${'v'.repeat(1021)}`);
    expect(parseBaggage(members.join(','))).toBe(members.slice(0, 7).join(','));
  });
});
