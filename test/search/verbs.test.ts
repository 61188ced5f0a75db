import { describe, expect, it } from 'vitest';
import { actionOf, CREATE, DELETE, LIST, READ, UPDATE } from '../../src/search/verbs.ts';

const NOTHING = { toItem: false, plural: false, name: [], firstWord: '' };

describe('actionOf', () => {
  it.each([
    ['GET of a plural lists', 'GET', { plural: true }, LIST],
    ['GET of an item reads', 'GET', { toItem: true, plural: true }, READ],
    ['POST to a collection creates', 'POST', { plural: true }, CREATE],
    ['POST to an item updates', 'POST', { toItem: true, plural: true }, UPDATE],
    ['PATCH updates', 'PATCH', { toItem: true }, UPDATE],
    ['DELETE deletes', 'DELETE', { toItem: true }, DELETE],
    ['the verb of an id counts more than the method', 'POST', { name: [['chat'], ['list', 'Members']] }, LIST],
    [
      'an id that only repeats the method says nothing',
      'POST',
      { toItem: true, name: [['post', 'customers', 'customer']] },
      UPDATE,
    ],
    ['create-or-update is both', 'PUT', { name: [['create'], ['or'], ['update'], ['secret']] }, CREATE | UPDATE],
    ['get of a plural lists too', 'POST', { name: [['get', 'updates']] }, READ | LIST],
    ['the first word of a summary counts where the id has no verb', 'POST', { firstWord: 'deletes' }, DELETE],
    ['a plural in an id is no verb', 'POST', { name: [['lists', 'cards']] }, CREATE],
  ])('%s', (_, method, clues, sure) => {
    expect(actionOf(method, { ...NOTHING, ...clues }).sure).toBe(sure);
  });
});
