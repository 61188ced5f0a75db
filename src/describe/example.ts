import type { Endpoint } from '../catalog/endpoint.ts';
import { sampleArguments } from '../catalog/sample.ts';
import { toPlainText } from '../plain-text.ts';
import { countTokens } from '../tokens.ts';

/** The arguments of one call that is ready to send, as the last line of the description; empty where it would cost too much. */
export function exampleLine(endpoint: Endpoint, id: string, budget: number): string {
  const { params, body } = sampleArguments(endpoint);
  const hasParams = Object.keys(params).length > 0;
  const call = { endpoint: id, ...(hasParams ? { params } : {}), ...(body === undefined ? {} : { body }) };
  const text = `example: ${escapeUnseen(JSON.stringify(call))}`;
  if (text.length <= budget * 8 && countTokens(text) <= budget) return text;
  return '';
}

/** Foreign text stays valid JSON: what may not be shown is escaped the way JSON does it. */
function escapeUnseen(json: string): string {
  return toPlainText(json).replace(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) =>
    [...String.fromCodePoint(Number.parseInt(hex, 16))]
      .flatMap((character) => Array.from({ length: character.length }, (_unit, index) => character.charCodeAt(index)))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
