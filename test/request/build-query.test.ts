import { describe, expect, it } from 'vitest';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf, swaggerEndpoint } from './endpoint-of.ts';

async function queryOf(parameters: readonly unknown[], params: Record<string, unknown>): Promise<string> {
  const { request } = await buildRequest(endpointOf({ parameters }), { params }, { baseUrl: 'https://h.example' });
  return new URL(request.url).search;
}

describe('the query of a request', () => {
  it('has the parameters in the order of the description', async () => {
    const parameters = ['b', 'a'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
    expect(await queryOf(parameters, { a: '1', b: '2' })).toBe('?b=2&a=1');
  });

  it('encodes names and values, so that neither becomes another parameter', async () => {
    const parameters = [{ name: 'ids[]', in: 'query', schema: { type: 'array', items: { type: 'string' } } }];
    expect(await queryOf(parameters, { 'ids[]': ['a&b=c', '#'] })).toBe('?ids%5B%5D=a%26b%3Dc&ids%5B%5D=%23');
  });

  it('keeps reserved characters where they are allowed', async () => {
    const parameters = [{ name: 'path', in: 'query', allowReserved: true, schema: { type: 'string' } }];
    expect(await queryOf(parameters, { path: 'a/b:c?d&e=f#g+h' })).toBe('?path=a/b:c?d%26e%3Df%23g%2Bh');
  });

  it('has an empty value where that is allowed, and else leaves out what has no value', async () => {
    const allowed = [{ name: 'flag', in: 'query', allowEmptyValue: true, schema: { type: 'boolean' } }];
    expect(await queryOf(allowed, { flag: '' })).toBe('?flag=');
    expect(await queryOf(allowed, { flag: null })).toBe('?flag=');
    expect(await queryOf(allowed, {})).toBe('');
    const plain = [{ name: 'tags', in: 'query', schema: { type: ['array', 'null'], items: { type: 'string' } } }];
    expect(await queryOf(plain, { tags: [] })).toBe('');
    expect(await queryOf(plain, { tags: null })).toBe('');
  });

  it('has JSON where the parameter is described by content', async () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } } };
    const parameters = [{ name: 'filter', in: 'query', content: { 'application/json': { schema } } }];
    expect(await queryOf(parameters, { filter: { a: 1 } })).toBe('?filter=%7B%22a%22%3A1%7D');
    expect(await queryOf(parameters, { filter: '{"a":"1"}' })).toBe('?filter=%7B%22a%22%3A1%7D');
  });

  it('is one value where the description says querystring', async () => {
    const form = {
      schema: { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'array', items: {} } } },
    };
    const asForm = [{ name: 'q', in: 'querystring', content: { 'application/x-www-form-urlencoded': form } }];
    expect(await queryOf(asForm, { q: { a: 1, b: ['x y', '&'] } })).toBe('?a=1&b=x%20y&b=%26');
    const asJson = [{ name: 'q', in: 'querystring', content: { 'application/json': { schema: {} } } }];
    expect(await queryOf(asJson, { q: { a: [1] } })).toBe('?%7B%22a%22%3A%5B1%5D%7D');
  });

  it('sends deep objects as Stripe, qs and PHP read them', async () => {
    const parameters = [
      { name: 'created', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object' } },
    ];
    const query = await queryOf(parameters, { created: { gte: 5, in: ['a'], at: { day: 1 } } });
    expect(decodeURIComponent(query)).toBe('?created[gte]=5&created[in][0]=a&created[at][day]=1');
  });

  it.each([
    ['csv', '?a=1,2'],
    ['ssv', '?a=1%202'],
    ['tsv', '?a=1%092'],
    ['pipes', '?a=1%7C2'],
    ['multi', '?a=1&a=2'],
  ])('joins Swagger 2.0 lists by %s', async (collectionFormat, query) => {
    const parameter = { name: 'a', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat };
    const endpoint = swaggerEndpoint({ parameters: [parameter] });
    const { request } = await buildRequest(endpoint, { params: { a: [1, 2] } }, { baseUrl: 'https://h.example' });
    expect(new URL(request.url).search).toBe(query);
  });
});
