import type { Endpoint, MediaType, Response } from './endpoint.ts';

/** The response that a successful call gets; undefined where the description names none. */
export function successOf({ responses }: Endpoint): Response | undefined {
  return responses.find(({ status }) => /^2/.test(status)) ?? responses.find(({ status }) => status === 'default');
}

/** The media type of a response that says most about its shape: JSON first. */
export function mainMedia({ media }: Response): MediaType | undefined {
  return media.find(({ type }) => /json/i.test(type)) ?? media[0];
}
