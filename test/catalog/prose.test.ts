import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSentence, limitSentence, repeats, toProse } from '../../src/catalog/prose.ts';

describe('toProse', () => {
  it.each([
    ['<p>Creates a <b>new</b> customer.</p>', 'Creates a new customer.'],
    ['See [the guide](https://example.com/a?b=c "Guide").', 'See the guide.'],
    ['Replace <id> with a &lt;number&gt; &amp; go', 'Replace <id> with a <number> & go'],
    ['## Title\n\n* one\n* two', 'Title one two'],
    ['**Note:** a  \r\n b', 'Note: a b'],
    ['a < b and c > d', 'a < b and c > d'],
    ['hidden\u202etext\u0007', 'hidden\\u{202e}text\\u{7}'],
  ])('%j reads %j', (text, prose) => {
    expect(toProse(text, 200)).toBe(prose);
  });

  it('is one line of at most so many characters, whatever it is given, at once', () => {
    const noise = fc.string({ unit: fc.constantFrom('<', '>', 'p', '[', ']', '(', ')', '&', '*', ' ', '\n', 'é') });
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 300 }), (text, most) => {
        const prose = toProse(text, most);
        expect(prose.length).toBeLessThanOrEqual(most);
        expect(prose).not.toContain('\n');
      }),
    );
    expect(toProse('<a '.repeat(2_000_000), 100).length).toBeLessThanOrEqual(100);
  });
});

describe('limitSentence', () => {
  it.each([
    [
      'A limit on the number of objects. Limit can range between 1 and 100, and the default is 10.',
      'Limit can range between 1 and 100, and the default is 10',
    ],
    ['How long. Not shown. Defaults to one hour.', 'Defaults to one hour'],
    ['Must be at most 5 long', ''],
    ['How long. The maximum is explained elsewhere.', ''],
  ])('of %j is %j', (text, sentence) => {
    expect(limitSentence(text, 100)).toBe(sentence);
  });
});

describe('firstSentence', () => {
  it.each([
    ['The account owner of the repository. The name is not case sensitive.', 'The account owner of the repository'],
    ['A list, e.g. this one. More.', 'A list, e.g. this one'],
    [
      'Comma-separated list of values. Can include: owner, member.',
      'Comma-separated list of values. Can include: owner, member',
    ],
    ['Login of the user. _NOTE: only users with push access._', 'Login of the user'],
    ['No full stop', 'No full stop'],
    ['', ''],
  ])('of %j is %j', (text, sentence) => {
    expect(firstSentence(text, 160)).toBe(sentence);
  });

  it('is cut with an ellipsis where it is longer', () => {
    expect(firstSentence('The quick brown fox jumps over the lazy dog.', 20)).toBe('The quick brown fox…');
  });
});

describe('repeats', () => {
  it.each([
    ['The title of the issue', 'title', true],
    ['Issue ID', 'issue_id', true],
    ['The contents of the issue', 'body', false],
    ['In cents', 'amount', false],
    ['The number of results per page (max 100)', 'per_page', false],
  ])('%j beside %j: %s', (description, name, expected) => {
    expect(repeats(description, name)).toBe(expected);
  });
});
