import { describe, expect, it } from 'vitest';
import { splitIntents } from '../../src/search/split-intents.ts';

describe('splitIntents', () => {
  it.each([
    ['create a repo and add a collaborator to it', ['create a repo', 'add a collaborator to repo']],
    ['open an issue, label it and assign someone', ['open an issue', 'label issue', 'assign someone issue']],
    ['list the pods; then read the logs of one', ['list the pods', 'read the logs of pods']],
    ['approve a pull request and then merge it', ['approve a pull request', 'merge pull request']],
    ['who came to the talk, and what was asked there', ['who came to the talk', 'what was asked came']],
    [
      'create a product with a price and a payment link for it',
      ['create a product', 'create a price', 'create a payment link for product'],
    ],
  ])('cuts %j where each part says what to do, and tells each part what it is about', (question, intents) => {
    expect(splitIntents(question)).toEqual(intents);
  });

  it.each([
    'get the terms and conditions of a plan',
    'drag and drop files',
    'search and replace text',
    'list users and groups',
    'update the name and email',
    'this client moved house, correct their address',
    'throw away this codebase, we do not need it anymore',
    'create a customer',
    '',
  ])('leaves %j whole', (question) => {
    expect(splitIntents(question)).toEqual([question]);
  });

  it('takes no more than five', () => {
    expect(splitIntents(Array.from({ length: 20 }, () => 'create a pet').join(' and '))).toHaveLength(5);
  });
});
