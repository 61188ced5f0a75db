import { describe, expect, it } from 'vitest';
import { splitIntents } from '../../src/search/split-intents.ts';

describe('splitIntents', () => {
  it.each([
    ['create a repo and add a collaborator to it', ['create a repo', 'add a collaborator to it']],
    ['open an issue, label it and assign someone', ['open an issue', 'label it', 'assign someone']],
    ['list the pods; then read the logs of one', ['list the pods', 'read the logs of one']],
    ['who came to the talk, and what was asked there', ['who came to the talk', 'what was asked there']],
    ['create a project, set its variables and deploy', ['create a project', 'set its variables', 'deploy']],
    ['list all droplets, create a tag, tag resources', ['list all droplets', 'create a tag', 'tag resources']],
    ['list issues then tag resources', ['list issues', 'tag resources']],
  ])('cuts %j where each part says what to do', (question, intents) => {
    expect(splitIntents(question)).toEqual(intents);
  });

  it.each([' and ', ', ', '; ', '\n', ' then ', ', then ', ' -> ', ' as well as ', '\n- ', '. '])(
    'knows things to do that are joined by %j',
    (mark) => {
      const intents = ['list issues', 'finalize an invoice', 'list the tasks that have a tag'];
      expect(splitIntents(intents.join(mark))).toEqual(intents);
    },
  );

  it.each([
    ['1. create a repo 2. add a label', ['create a repo', 'add a label']],
    ['1) create a repo\n2) add a label', ['create a repo', 'add a label']],
    ['issue comments\npull request reviews', ['issue comments', 'pull request reviews']],
    ['createIssue; GET /labels', ['createIssue', 'GET /labels']],
  ])('reads the list %j', (question, intents) => {
    expect(splitIntents(question)).toEqual(intents);
  });

  it.each([
    ['create a product; a price', ['create a product', 'create a price']],
    ['create a product and a price for it', ['create a product', 'create a price for it']],
    [
      'list the issues of a repo and pull requests of a user',
      ['list the issues of a repo', 'list pull requests of a user'],
    ],
    ['create a product with a price and list plans', ['create a product', 'create a price', 'list plans']],
  ])('says the verb again where %j has another object for it', (question, intents) => {
    expect(splitIntents(question)).toEqual(intents);
  });

  it.each([
    ['list users and groups, create a repo', ['list users and groups', 'create a repo']],
    ['drag and drop files and delete a file', ['drag and drop files', 'delete a file']],
    ['pets that have a tag and change a pet', ['pets that have a tag', 'change a pet']],
  ])('leaves together in %j what is no clause alone, and cuts the rest', (question, intents) => {
    expect(splitIntents(question)).toEqual(intents);
  });

  it('asks for nothing twice and leaves out how one asks', () => {
    expect(splitIntents('I want to create a pet, then please list pets and create a pet')).toEqual([
      'create a pet',
      'list pets',
    ]);
  });

  it.each([
    'get the terms and conditions of a plan',
    'drag and drop files',
    'search and replace text',
    'create, read, update and delete pets',
    'list users and groups',
    'first name and last name of a user',
    'get the count and status',
    'list issues and label colors',
    'update the name and email',
    'this client moved house, correct their address',
    'my code is finished, ask the team to look at it and take it in',
    'throw away this codebase; we do not need it anymore',
    'run three copies and keep them alive',
    'create a webhook for\nthe repository',
    'find all customers in the\nEuropean region who have paid',
    'invoices\ncustomers',
    'create a customer',
    ' and ',
    '',
  ])('leaves %j whole', (question) => {
    expect(splitIntents(question)).toEqual([question]);
  });
});
