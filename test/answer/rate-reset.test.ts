import { describe, expect, it } from 'vitest';
import { secondsToReset } from '../../src/answer/rate-reset.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('secondsToReset', () => {
  it.each([
    [{ 'ratelimit-reset': '30' }, 30],
    [{ ratelimit: '"default";r=0;t=45' }, 45],
    [{ ratelimit: 'limit=10, remaining=0, reset=50' }, 50],
    [{ 'x-ratelimit-reset': String(NOW / 1000 + 61) }, 61],
    [{ 'x-rate-limit-reset': String(NOW + 2500) }, 3],
    [{ 'x-ratelimit-reset-requests': '120ms' }, 1],
    [{ 'x-ratelimit-reset': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60],
    [{ 'x-ratelimit-reset': '2026-01-01T00:00:10Z' }, 10],
    [{ 'x-ratelimit-reset': String(NOW / 1000 - 5) }, 0],
    [{ 'x-ratelimit-reset': 'soon' }, undefined],
    [{}, undefined],
  ])('reads %j', (headers, seconds) => {
    expect(secondsToReset(new Map(Object.entries(headers)), NOW)).toBe(seconds);
  });
});
