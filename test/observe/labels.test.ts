import { describe, expect, it } from 'vitest';
import { createLabel, isProbe, ROUTES, routeOf } from '../../src/observe/labels.ts';

describe('createLabel', () => {
  it('takes known values up to its bound, and always the same ones', () => {
    const label = createLabel(['a', 'b', 'c'], 2);
    expect(['x', 'b', 'c', 'a', 'b', 'c'].map(label.of)).toEqual(['other', 'b', 'c', 'other', 'b', 'c']);
  });
});

describe('routeOf', () => {
  it.each([
    ['/mcp', '/mcp'],
    ['/mcp/support', '/mcp/{profile}'],
    ['/mcp/support/x', 'other'],
    ['/healthz', '/healthz'],
    ['/.well-known/oauth-protected-resource/mcp', '/.well-known'],
    ['/wp-admin.php', 'other'],
  ])('names %s %s', (path, route) => {
    expect(routeOf(path)).toBe(route);
    expect(route === 'other' || ROUTES.includes(route)).toBe(true);
  });

  it('knows probes', () => {
    expect(ROUTES.filter(isProbe)).toEqual(['/healthz', '/readyz', '/metrics']);
  });
});
