import type { Document, Place } from '../spec/document.ts';
import type { Parameter } from './endpoint.ts';
import { openSchema } from './schema.ts';

/** Path parameters as the template has them: missing declarations added as strings, those without a place dropped, both named in `problems`. */
export function fitToPath(parameters: readonly Parameter[], path: string, problems: string[]): readonly Parameter[] {
  const names = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name));
  const kept = parameters.filter((parameter) => {
    const fits = parameter.in !== 'path' || names.has(parameter.name);
    if (!fits) problems.push(`path parameter ${parameter.name} is left out: ${path} has no {${parameter.name}}`);
    return fits;
  });
  const declared = new Set(kept.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name));
  const missing = [...names].filter((name) => !declared.has(name));
  for (const name of missing) problems.push(`path parameter ${name} is not declared; it is taken as a string`);
  return missing.length === 0 ? kept : [...missing.map(undeclared), ...kept];
}

function undeclared(name: string): Parameter {
  return Object.freeze({
    name,
    in: 'path',
    required: true,
    deprecated: false,
    description: '',
    schema: openSchema(NO_DOCUMENT, { ...NO_DOCUMENT.root, value: PLAIN_STRING }),
    style: 'simple',
    explode: false,
    allowReserved: false,
    allowEmptyValue: false,
    contentType: undefined,
    example: undefined,
  });
}

const PLAIN_STRING = Object.freeze({ type: 'string' });

/** A plain string schema follows no references, so it needs no document of its own. */
const NO_DOCUMENT: Document = Object.freeze({
  uri: '',
  uris: [],
  version: '3.1',
  root: { value: {}, resource: { uri: '', root: {} }, pointer: '' },
  warnings: [],
  bytes: 0,
  follow: (place: Place) => place,
});
