import type { Endpoint } from '../catalog/endpoint.ts';
import type { HttpResponse } from '../http/http-response.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { chooseResponse } from './choose-response.ts';
import { locate } from './locate.ts';
import { concreteType, essenceOf } from './media-type.ts';
import { createMemory } from './memory.ts';
import { answerAndRemember, isDeleted } from './remember.ts';
import { toBody } from './sample-body.ts';

export interface Mock {
  respond(endpoint: Endpoint, request: HttpRequest): HttpResponse;
}

/**
 * An upstream made of the description alone: answers with its examples, else with values made from its schemas. What is
 * created, changed or deleted stays so for later calls, within bounds. The same calls in the same order get the same answers.
 */
export function createMock(): Mock {
  const memory = createMemory();
  return Object.freeze({
    respond(endpoint: Endpoint, request: HttpRequest): HttpResponse {
      const location = locate(endpoint, request);
      if (isDeleted(memory, location) && request.method !== 'PUT') return notFound(request);
      const accept = request.headers.find(([name]) => name === 'accept')?.[1];
      const { status, media } = chooseResponse(endpoint, accept);
      const value = answerAndRemember(memory, { endpoint, request, location, status, media });
      if (media === undefined) return toResponse(request, status, undefined);
      const type = concreteType(essenceOf(media.type));
      return toResponse(request, status, { type, bytes: toBody(type, value) });
    },
  });
}

function notFound(request: HttpRequest): HttpResponse {
  const problem = {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'It was deleted by an earlier call.',
  };
  const type = 'application/problem+json';
  return toResponse(request, 404, { type, bytes: toBody(type, problem) });
}

const REASONS: ReadonlyMap<number, string> = new Map([
  [200, 'OK'],
  [201, 'Created'],
  [202, 'Accepted'],
  [204, 'No Content'],
  [404, 'Not Found'],
]);

interface Content {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** 204 and 205 have no body, and an answer to HEAD shows only how long it would be (RFC 9110 §9.3.2, §15.3.5). */
function toResponse({ url, method }: HttpRequest, status: number, content: Content | undefined): HttpResponse {
  const filled = status === 204 || status === 205 ? undefined : content;
  const fields: [string, string][] =
    filled === undefined
      ? []
      : [
          ['content-type', filled.type],
          ['content-length', String(filled.bytes.byteLength)],
        ];
  return Object.freeze({
    status,
    statusText: REASONS.get(status) ?? '',
    headers: new Map(fields),
    body: filled === undefined || method === 'HEAD' ? new Uint8Array() : filled.bytes,
    bodyTruncated: false,
    durationMs: 0,
    url,
  });
}
