import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import yaml from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { toJsonSchema } from '../../src/catalog/json-schema.ts';
import { sampleArguments } from '../../src/catalog/sample.ts';
import type { HttpResponse } from '../../src/http/http-response.ts';
import { chooseResponse } from '../../src/mock/choose-response.ts';
import { createMock, type Mock } from '../../src/mock/mock.ts';
import { buildRequest, type CallArguments } from '../../src/request/build.ts';
import { createDocument } from '../../src/spec/resolve.ts';

const file = new URL('../../specs/shop.yaml', import.meta.url);
const root = yaml.load(readFileSync(file, 'utf8'), { schema: yaml.CORE_SCHEMA });
const api = createApi(createDocument({ uri: file.href, root }), { name: 'shop' });
const catalog = createCatalog([api]);

interface Executed {
  readonly response: HttpResponse;
  readonly value: unknown;
}

async function execute(mock: Mock, id: string, args: CallArguments = {}): Promise<Executed> {
  const endpoint = endpointOf(id);
  const { request } = await buildRequest(endpoint, args, { baseUrl: 'http://127.0.0.1:4010/v1' });
  const response = mock.respond(endpoint, request);
  const text = new TextDecoder().decode(response.body);
  const isJson = response.headers.get('content-type')?.endsWith('json') === true;
  return { response, value: isJson ? JSON.parse(text) : text };
}

function endpointOf(id: string): Endpoint {
  const found = catalog.find(id);
  if (found.kind !== 'found') throw new Error(`${id} is ${found.kind}`);
  return found.endpoint;
}

describe('the shop, mocked', () => {
  it.each(api.endpoints.map(({ id }) => id))('%s answers sample arguments with what it declares', async (id) => {
    const endpoint = endpointOf(id);
    const { response, value } = await execute(createMock(), id, sampleArguments(endpoint));
    const { status, media } = chooseResponse(endpoint, undefined);
    expect(response.status).toBe(status);
    if (media?.schema === undefined) return;
    expect(response.headers.get('content-type')).toBe(media.type);
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(toJsonSchema(media.schema, { direction: 'response' }));
    expect(validate(value) ? [] : validate.errors).toEqual([]);
  });

  it('sells a tea that has just been added', async () => {
    const mock = createMock();
    const body = { sku: 'TEA-HOJICHA-80', name: 'Hojicha', price: { amount: 990, currency: 'EUR' } };
    const created = (await execute(mock, 'createProduct', { body })).value as { id: number };
    expect(created).toMatchObject({ id: 1045, ...body });
    const params = { product_id: created.id };
    expect((await execute(mock, 'updateProduct', { params, body: { published: true } })).value).toMatchObject({
      id: 1045,
      published: true,
    });
    expect((await execute(mock, 'getProduct', { params })).value).toMatchObject({ ...body, published: true });
    const list = (await execute(mock, 'listProducts')).value as { id: number }[];
    expect(list.map(({ id }) => id)).toEqual([1045, 1043, 1042]);
    expect((await execute(mock, 'deleteProduct', { params })).response.status).toBe(204);
    expect((await execute(mock, 'getProduct', { params })).response.status).toBe(404);
  });

  it('never shows what is write-only', async () => {
    const mock = createMock();
    const { value: customer } = await execute(mock, 'createCustomer', sampleArguments(endpointOf('createCustomer')));
    expect(customer).not.toHaveProperty('password');
    const { value: order } = await execute(mock, 'createOrder', {
      body: {
        items: [{ product_id: 1042, quantity: 2 }],
        shipping_address: { line1: 'Kastanienallee 7', city: 'Berlin', postal_code: '10435', country: 'DE' },
        payment: { method: 'card', token: 'tok_4fJ2cVx9' },
      },
    });
    expect(order).toMatchObject({ id: 70219, payment: { method: 'card' } });
    expect(JSON.stringify(order)).not.toContain('tok_');
  });

  it('sends an image and a table as they are', async () => {
    const image = (await execute(createMock(), 'getProductImage', { params: { product_id: 1042 } })).response;
    expect([image.headers.get('content-type'), image.body[1]]).toEqual(['image/png', 0x50]);
    expect((await execute(createMock(), 'exportProducts')).value).toMatch(/^id,sku,name,amount,currency\n1042,/);
  });
});
