import { expect, it } from 'vitest';
import { inContext } from '../../src/search/in-context.ts';

it.each([
  [['approve a pull request', 'merge it'], 'merge pull request'],
  [['create a repo', 'add a collaborator to it'], 'add a collaborator to repo'],
  [['list the pods', 'read the logs of one'], 'read the logs of pods'],
  [['post a message', 'pin it there'], 'pin message there'],
  [['create a channel', 'set its topic'], 'set channel topic'],
  [['who came to the talk', 'where are its recordings'], 'where are talk recordings'],
  [['create a project', 'deploy'], 'deploy project'],
])('tells in %j what the second part is about', (pieces, told) => {
  expect(inContext(pieces)).toEqual([[pieces[0]], [told]]);
});

it('looks for a short part both as it is and with what the first part is about', () => {
  expect(inContext(['create a channel', 'invite people'])[1]).toEqual(['invite people', 'invite people channel']);
});

it.each([
  'list the tasks of a project with their tags',
  'list the tasks that have a tag',
  'find one of the numbers',
  'update this phone number',
])('leaves %j as it is, which says what it is about', (piece) => {
  expect(inContext(['list workspaces', piece])[1]).toEqual([piece]);
});
