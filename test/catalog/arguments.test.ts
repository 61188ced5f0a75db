import { describe, expect, it } from 'vitest';
import { argumentsOf } from '../../src/catalog/arguments.ts';
import { endpointOf, type Members } from './api-of.ts';

function namesOf(parameters: readonly Members[], path = '/items'): readonly string[] {
  const operation = { parameters: parameters.map((each) => ({ schema: { type: 'string' }, ...each })), responses: {} };
  return argumentsOf(endpointOf({ paths: { [path]: { get: operation } } })).map(
    ({ name, parameter }) => `${name}${parameter.required ? '!' : ''} = ${parameter.in} ${parameter.name}`,
  );
}

describe('argumentsOf', () => {
  it('names parameters by their bare name, required ones first', () => {
    const parameters = [
      { name: 'state', in: 'query' },
      { name: 'owner', in: 'path', required: true },
      { name: 'X-Trace', in: 'header' },
      { name: 'q', in: 'query', required: true },
    ];
    expect(namesOf(parameters, '/items/{owner}')).toEqual([
      'owner! = path owner',
      'q! = query q',
      'state = query state',
      'X-Trace = header X-Trace',
    ]);
  });

  it('says the location where two share a name, and only there', () => {
    const parameters = [
      { name: 'id', in: 'path', required: true },
      { name: 'id', in: 'query' },
      { name: 'page', in: 'query' },
    ];
    expect(namesOf(parameters, '/items/{id}')).toEqual([
      'path.id! = path id',
      'query.id = query id',
      'page = query page',
    ]);
  });

  it('leaves a declared name that looks like one with a location as it is', () => {
    expect(namesOf([{ name: 'path.id', in: 'query' }])).toEqual(['path.id = query path.id']);
  });

  it('takes names from Object.prototype for names like any other', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    expect(namesOf(names.map((name) => ({ name, in: 'query' })))).toEqual(
      names.map((name) => `${name} = query ${name}`),
    );
  });
});
