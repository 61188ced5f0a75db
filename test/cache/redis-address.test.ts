import { describe, expect, it } from 'vitest';
import { parseRedisUrl, toReason } from '../../src/cache/redis-address.ts';

describe('the address of Redis', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0 }],
    ['redis://:p%40ss@cache:6380/2', { host: 'cache', port: 6380, db: 2, password: 'p@ss' }],
    ['rediss://user:100%@[::1]', { host: '::1', port: 6379, db: 0, username: 'user', password: '100%', tls: {} }],
    ['REDIS://h/', { host: 'h', port: 6379, db: 0 }],
    // options of the client are not to be had by the URL
    ['redis://h?enableOfflineQueue=true', { host: 'h', port: 6379, db: 0 }],
  ])('is read from %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    '',
    'localhost:6379',
    'http://h',
    'redis://',
    'redis://:secret@',
    'redis://:secret@h:99999',
    'redis://:secret@h/x',
  ])('is refused, and not shown, where it is %s', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/not of the form/);
    expect(() => parseRedisUrl(url)).not.toThrow(/secret/);
  });

  it('keeps its password out of what is told', () => {
    const address = parseRedisUrl('redis://:hunter2@h');
    expect(toReason(new Error('bad hunter2\nat line'), address)).toBe('bad …');
    expect(toReason('hunter2', address)).toBe('no reason given');
  });
});
