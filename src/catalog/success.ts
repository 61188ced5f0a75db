import type { Endpoint, MediaType, Response } from './endpoint.ts';

/** The response that a successful call gets; undefined where the description names none. */
export function successOf({ responses }: Endpoint): Response | undefined {
  return responses.find(({ status }) => /^2/.test(status)) ?? responses.find(({ status }) => status === 'default');
}

/** The media type of a response that says most about its shape: JSON first, and one with a schema. */
export function mainMedia({ media }: Response): MediaType | undefined {
  const isJson = ({ type }: MediaType): boolean => /json/i.test(type);
  const isShaped = ({ schema, itemSchema }: MediaType): boolean => (schema ?? itemSchema) !== undefined;
  return media.find((each) => isJson(each) && isShaped(each)) ?? media.find(isJson) ?? media.find(isShaped) ?? media[0];
}
