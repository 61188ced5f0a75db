import { describe, expect, it } from 'vitest';
import { rootOf, stem } from '../../src/search/stem.ts';

describe('stem', () => {
  it.each([
    ['issues', 'issue'],
    ['branches', 'branch'],
    ['caches', 'cache'],
    ['releases', 'release'],
    ['policies', 'policy'],
    ['addresses', 'address'],
    ['statuses', 'status'],
    ['boxes', 'box'],
    ['people', 'person'],
    ['indices', 'index'],
    ['ids', 'id'],
  ])('brings %s and %s together', (plural, singular) => {
    expect(stem(plural)).toBe(stem(singular));
  });

  it.each(['dns', 'sms', 'tls', 'status', 'address', 'analysis'])('leaves %s alone', (word) => {
    expect(stem(word)).toBe(word);
  });

  it.each([
    ['note', 'not'],
    ['code', 'cod'],
    ['file', 'fill'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(stem(one)).not.toBe(stem(other));
  });
});

describe('rootOf', () => {
  it.each([
    ['invitation', 'invite'],
    ['eviction', 'evict'],
    ['assignee', 'assign'],
    ['verification', 'verify'],
    ['deployment', 'deploy'],
    ['membership', 'member'],
    ['starred', 'star'],
    ['moderation', 'moderate'],
    ['creation', 'create'],
  ])('brings %s and %s together', (derived, verb) => {
    expect(rootOf(derived)).toBe(rootOf(verb));
  });

  it.each([
    ['customer', 'custom'],
    ['header', 'head'],
    ['order', 'ord'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(rootOf(one)).not.toBe(rootOf(other));
  });
});
