import { describe, expect, it } from 'vitest';
import { chooseResponse } from '../../src/mock/choose-response.ts';
import { buildEndpoint, buildMedia, buildResponse } from './build-endpoint.ts';

const statusFor = (...statuses: string[]): number =>
  chooseResponse(
    buildEndpoint(
      'GET /pets',
      statuses.map((status) => buildResponse(status)),
    ),
    undefined,
  ).status;

describe('chooseResponse', () => {
  it('takes the lowest 2xx, whatever the order', () => {
    expect(statusFor('404', '202', '201', 'default')).toBe(201);
  });

  it('takes 2XX where no exact success is declared', () => {
    expect(statusFor('default', '2XX', '400')).toBe(200);
    expect(statusFor('2XX', '206')).toBe(206);
  });

  it('takes default as 200, and answers 204 where only failures are declared', () => {
    expect(statusFor('default', '400')).toBe(200);
    expect(statusFor('301', '4XX')).toBe(204);
    expect(statusFor()).toBe(204);
  });

  it('prefers the media type the request names, then JSON, then the first', () => {
    const media = ['text/csv', 'application/vnd.shop+json; version=1', 'text/plain'].map((type) => buildMedia(type));
    const endpoint = buildEndpoint('GET /pets', [buildResponse('200', ...media)]);
    const typeFor = (accept: string | undefined) => chooseResponse(endpoint, accept).media?.type;
    expect(typeFor('text/html, TEXT/plain;q=0.5')).toBe('text/plain');
    expect(typeFor('*/*')).toBe('application/vnd.shop+json; version=1');
    expect(typeFor(undefined)).toBe('application/vnd.shop+json; version=1');
    const texts = buildEndpoint('GET /pets', [
      buildResponse('200', ...media.filter(({ type }) => type.startsWith('text'))),
    ]);
    expect(chooseResponse(texts, undefined).media?.type).toBe('text/csv');
  });
});
