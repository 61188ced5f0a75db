import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/caller.ts';
import { type ProfileRule, profilesOf } from '../../src/identity/profiles.ts';

const caller: Caller = {
  id: 'x|alice',
  name: 'alice',
  scopes: new Set(['read', 'write']),
  claims: {
    groups: ['staff', 'support', 7],
    department: 'sales',
    level: 3,
    vip: true,
    realm_access: { roles: ['admin'] },
    'https://example.com/roles': ['auditor'],
    'a.b': 'whole',
    a: { b: 'inside' },
    nothing: null,
    object: { toString: 'staff' },
  },
  forwarded: new Map(),
};

const may = (...rules: Omit<ProfileRule, 'profile'>[]): boolean => {
  const profiles = profilesOf(
    caller,
    rules.map((rule) => ({ profile: 'p', ...rule })),
  );
  return profiles === 'all' || profiles.has('p');
};

describe('profiles', () => {
  it("are all a caller's where there are no rules", () => {
    expect(profilesOf(caller, [])).toBe('all');
  });

  it('are those whose rules fit', () => {
    const rules: ProfileRule[] = [
      { profile: 'open' },
      { profile: 'readers', scopes: ['read'] },
      { profile: 'admins', scopes: ['admin'] },
      { profile: 'admins', claims: { department: 'it' } },
      { profile: 'either', scopes: ['admin'] },
      { profile: 'either', claims: { department: 'sales' } },
    ];
    expect(profilesOf(caller, rules)).toEqual(new Set(['open', 'readers', 'either']));
  });

  it('take all scopes of a rule', () => {
    expect(may({ scopes: ['read', 'write'] })).toBe(true);
    expect(may({ scopes: ['read', 'admin'] })).toBe(false);
  });

  it('take scopes and every claim of a rule', () => {
    expect(may({ scopes: ['read'], claims: { department: 'sales', groups: 'staff' } })).toBe(true);
    expect(may({ scopes: ['admin'], claims: { department: 'sales' } })).toBe(false);
    expect(may({ claims: { department: 'sales', groups: 'root' } })).toBe(false);
  });

  it.each<[string, NonNullable<ProfileRule['claims']>]>([
    ['one value', { department: 'sales' }],
    ['one of several values', { department: ['it', 'sales'] }],
    ['an element of a list', { groups: 'support' }],
    ['one of several elements', { groups: ['root', 'staff'] }],
    ['a number', { level: '3' }],
    ['a number in a list', { groups: '7' }],
    ['a truth', { vip: 'true' }],
    ['a claim inside another', { 'realm_access.roles': 'admin' }],
    ['a claim called by a URL', { 'https://example.com/roles': 'auditor' }],
    ['a claim with a dot, before one inside', { 'a.b': 'whole' }],
  ])('fit %s', (_, claims) => {
    expect(may({ claims })).toBe(true);
  });

  it.each<[string, NonNullable<ProfileRule['claims']>]>([
    ['no such claim', { team: 'x' }],
    ['part of a value', { department: 'sale' }],
    ['another case', { department: 'Sales' }],
    ['no values', { department: [] }],
    ['nothing', { nothing: 'null' }],
    ['what is not there', { team: 'undefined' }],
    ['what every object has', { constructor: 'x', 'a.constructor.name': 'Object' }],
    ['an object', { object: '[object Object]', a: '[object Object]' }],
    ['a claim inside a list', { 'groups.length': '3', 'groups.0': 'staff' }],
    ['one inside, before a claim with a dot', { 'a.b': 'inside' }],
  ])('do not fit %s', (_, claims) => {
    for (const [name, wanted] of Object.entries(claims)) expect(may({ claims: { [name]: wanted } })).toBe(false);
  });
});
