import { describe, expect, it } from 'vitest';
import { EVERYDAY_VERBS } from '../../src/search/data/everyday-verbs.ts';
import { everydayAction, readPhrases } from '../../src/search/everyday-action.ts';
import { CREATE, DELETE, LIST, READ, SEARCH, UPDATE } from '../../src/search/verbs.ts';

const phrases = readPhrases(EVERYDAY_VERBS);
const sureOf = (question: string): number | undefined => everydayAction(question, phrases)?.sure;

describe('everydayAction', () => {
  it.each([
    ['get rid of this codebase', DELETE],
    ['throw this old codebase away', DELETE],
    ['we no longer need the machine', DELETE],
    ['jot down a thought', CREATE],
    ['sign up a client', CREATE],
    ['the shop needs this: set up a till', CREATE],
    ['client moved house, correct the street', UPDATE],
    ['erase client', DELETE],
    ['edit client details', UPDATE],
    ['ring the customer up', CREATE],
    ['flip the switch on', UPDATE],
    ['end the membership', DELETE],
  ])('knows what %j wants done', (question, action) => {
    expect(sureOf(question)).toBe(action);
  });

  it.each(['who works here', 'which clients do we have', 'clients overview', 'waiting callers'])(
    'takes %j for a question',
    (question) => {
      expect((sureOf(question) ?? 0) & (READ | LIST | SEARCH)).not.toBe(0);
      expect((sureOf(question) ?? 0) & (CREATE | UPDATE | DELETE)).toBe(0);
    },
  );

  it('says nothing where nothing is wanted', () => {
    expect(everydayAction('purple mountain', phrases)).toBeUndefined();
    expect(everydayAction('', phrases)).toBeUndefined();
  });

  it('prefers the longer phrase, and what a clause begins with', () => {
    const few = readPhrases(['delete | delete | take ~ off', 'create | create | take', 'update | update | off']);
    expect(everydayAction('take the big old lid off', few)).toEqual({ sure: DELETE, possible: 0 });
    expect(everydayAction('take the very big old rusty lid off', few)).toEqual({ sure: CREATE, possible: UPDATE });
  });
});
