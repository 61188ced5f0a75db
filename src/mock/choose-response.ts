import type { Endpoint, MediaType, Response } from '../catalog/endpoint.ts';
import { essenceOf, isJsonType } from './media-type.ts';

export interface Choice {
  readonly status: number;
  /** `undefined`: the answer has no body. */
  readonly media: MediaType | undefined;
}

/** The successful answer that `endpoint` declares: its lowest 2xx, then `2XX`, then `default` as 200; without any of them 204. */
export function chooseResponse(endpoint: Endpoint, accept: string | undefined): Choice {
  const response = successOf(endpoint.responses);
  if (response === undefined) return { status: 204, media: undefined };
  const status = /^\d{3}$/.test(response.status) ? Number(response.status) : 200;
  return { status, media: chooseMedia(response.media, accept) };
}

function successOf(responses: readonly Response[]): Response | undefined {
  const rank = ({ status }: Response): number => {
    if (/^2\d\d$/.test(status)) return Number(status);
    if (/^2XX$/i.test(status)) return 300;
    return status === 'default' ? 301 : Number.POSITIVE_INFINITY;
  };
  const [best] = [...responses].sort((a, b) => rank(a) - rank(b));
  return best !== undefined && rank(best) < Number.POSITIVE_INFINITY ? best : undefined;
}

/** What the request asks for by name, else JSON, else whatever comes first. Weights (`q=`) are not read. */
function chooseMedia(media: readonly MediaType[], accept = ''): MediaType | undefined {
  for (const wanted of accept.split(',').map(essenceOf)) {
    const found = media.find(({ type }) => essenceOf(type) === wanted);
    if (found !== undefined) return found;
  }
  return media.find(({ type }) => isJsonType(essenceOf(type))) ?? media[0];
}
