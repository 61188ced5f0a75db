import { describe, expect, it } from 'vitest';
import { linkedPage, type NextPage, namedPage, saysLastPage } from '../../src/answer/next-page.ts';

const URL = 'https://api.example.com/x?limit=2';
/** The parameters where there are some, else what is said. */
const shownOf = (page: NextPage | undefined) =>
  page === undefined ? undefined : page.params === undefined ? { said: page.said } : { params: page.params };

describe('the next page', () => {
  it.each([
    ['an absolute URL', '<https://api.example.com/x?limit=2&page=2>; rel="next"', { params: { page: '2' } }],
    ['a relative one', '</x?limit=2&cursor=a%3Db>; rel=next, </x>; rel="first"', { params: { cursor: 'a=b' } }],
    ['another resource', '</y?page=2>; rel="next"', { said: 'next is /y?page=2' }],
    ['another host', '<https://evil.example/x?page=2>; rel="next"', { said: 'next is https://evil.example/x?page=2' }],
    ['no next', '</x?page=1>; rel="prev"', undefined],
    ['other links called so', '</x?a=1>; title="; rel=next", </x?b=1>; rel="http://x/next"', undefined],
    ['a list', '</x?limit=2&ids=1&ids=2&page=2>; rel=next', { params: { ids: ['1', '2'], page: '2' } }],
    ['less than before', '</x?cursor=abc>; rel=next', { params: { cursor: 'abc', limit: undefined } }],
    ['rubbish', '<<<;;;', undefined],
  ])('is read of a Link header with %s', (_, header, page) => {
    expect(shownOf(linkedPage(header, URL))).toEqual(page);
  });

  it.each([
    ['a URL', { next: 'https://api.example.com/x?limit=2&offset=2' }, undefined, { params: { offset: '2' } }],
    ['OData', { '@odata.nextLink': '/x?limit=2&$skiptoken=7' }, undefined, { params: { $skiptoken: '7' } }],
    ['HAL', { _links: { next: { href: '/x?limit=2&page=3' } } }, undefined, { params: { page: '3' } }],
    ['Slack', { response_metadata: { next_cursor: 'dXNlcg' } }, 'cursor', { params: { cursor: 'dXNlcg' } }],
    ['Kubernetes', { metadata: { continue: 'ey' }, items: [] }, 'continue', { params: { continue: 'ey' } }],
    ['AWS', { NextToken: 'abc' }, 'body.NextToken', { params: { 'body.NextToken': 'abc' } }],
    [
      'Stripe',
      { has_more: true, data: [{ id: 'a' }, { id: 'b' }] },
      'starting_after',
      { params: { starting_after: 'b' } },
    ],
    ['a cursor nobody takes', { next_cursor: 'abc' }, undefined, { said: 'next_cursor is "abc"' }],
    ['more, but not how', { has_more: true, data: [] }, 'page', { said: 'the body says there are more' }],
    ['the last page', { has_more: false, next_cursor: '', next: null }, 'cursor', undefined],
    ['the last page of a pageInfo', { pageInfo: { endCursor: 'x', hasNextPage: false } }, 'after', undefined],
    ['a bare query', { next: '?limit=2&page=2' }, undefined, { params: { page: '2' } }],
    ['no more, whatever stands beside', { items: [], next_cursor: 'abc', has_more: false }, 'cursor', undefined],
    ['no pages', [{ next: 'x' }], 'cursor', undefined],
    ['Twilio', { next_page_uri: '/x?limit=2&PageToken=a' }, 'Page', { params: { PageToken: 'a' } }],
    ['HubSpot', { paging: { next: { after: 'a', link: '?after=b' } } }, 'after', { params: { after: 'a' } }],
    [
      'HubSpot without an input',
      { paging: { next: { link: '?limit=2&after=b' } } },
      undefined,
      { params: { after: 'b' } },
    ],
    ['Airtable', { records: [], offset: 'itr' }, 'offset', { params: { offset: 'itr' } }],
    ['an echoed offset', { items: [], offset: 20 }, 'offset', undefined],
    ['an echoed size', { items: [], limit: '2' }, 'limit', undefined],
    ['S3', { IsTruncated: false, NextMarker: 'a' }, 'marker', undefined],
    ['Spring', { content: [], last: true, next: '/x?page=2' }, 'page', undefined],
  ])('is read of a body as %s has it', (_, body, input, page) => {
    expect(shownOf(namedPage(body, URL, { input }))).toEqual(page);
  });

  it('is read where the description says that it stands', () => {
    const value = { next: 'something else', page: { on: 'abc' } };
    expect(namedPage(value, URL, { input: 'cursor', next: 'page.on' })?.params).toEqual({ cursor: 'abc' });
    expect(namedPage({ '@odata.nextLink': '?a=1' }, URL, { next: '@odata.nextLink' })?.url).toBe(
      'https://api.example.com/x?a=1',
    );
  });

  it('has an address where the answer gives one', () => {
    expect(linkedPage('</y?page=2>; rel=next', URL)?.url).toBe('https://api.example.com/y?page=2');
    expect(namedPage({ next: 'abc' }, URL, { input: 'cursor' })?.url).toBeUndefined();
  });

  it.each([
    ['null', { next: null }, undefined, true],
    ['an empty string', { meta: { next_cursor: '' } }, undefined, true],
    ['nothing where the description has it', { items: [] }, 'metadata.continue', true],
    ['something', { next: '?page=2' }, undefined, false],
    ['no word of it', { items: [] }, undefined, false],
    ['has_more false', { has_more: false }, undefined, true],
  ])('is the last where the body has %s', (_, body, next, isLast) => {
    expect(saysLastPage(body, { next })).toBe(isLast);
  });
});
