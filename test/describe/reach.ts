import type { Endpoint } from '../../src/catalog/endpoint.ts';
import type { Schema } from '../../src/catalog/schema.ts';
import { keyText } from '../../src/catalog/type-members.ts';
import { describeEndpoint } from '../../src/describe/describe.ts';

export interface Walk {
  /** Every answer, joined. */
  readonly text: string;
  readonly answers: readonly string[];
  /** Proposals that were still open when the walk was cut short. */
  readonly open: number;
}

/** All that a caller can read of an endpoint by following every `expand` that an answer proposes. Throws where one does not work. */
export function readAll(endpoint: Endpoint, { budget, most = 3000 }: { budget: number; most?: number }): Walk {
  const seen = new Set<string>();
  const answers = [describeEndpoint(endpoint, { id: endpoint.id, budget, credentials: [] })];
  const waiting = proposalsIn(answers[0] ?? '');
  for (let path = waiting.shift(); path !== undefined && answers.length < most; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = describeEndpoint(endpoint, { id: endpoint.id, budget, credentials: [], expand: path });
    answers.push(answer);
    waiting.push(...proposalsIn(answer));
  }
  return { text: answers.join('\n'), answers, open: waiting.filter((path) => !seen.has(path)).length };
}

function proposalsIn(text: string): string[] {
  return [...text.matchAll(/expand ("(?:[^"\\]|\\.)*")/g)].map(([, json = '""']) => JSON.parse(json) as string);
}

/** Names of all members and parameters, and short enum values, that an endpoint's description has; undefined beyond `most` schemas. */
export function namesIn(endpoint: Endpoint, most: number): ReadonlySet<string> | undefined {
  const names = new Set(endpoint.parameters.map(({ name }) => keyText(name)));
  const requests = [
    ...endpoint.parameters.map(({ schema }) => schema),
    ...(endpoint.body?.media ?? []).map(({ schema, itemSchema }) => schema ?? itemSchema),
  ];
  const successes = endpoint.responses.filter(({ status }) => status.startsWith('2'));
  const answers = successes.flatMap(({ media }) => media.map(({ schema, itemSchema }) => schema ?? itemSchema));
  const isWhole =
    collectNames(requests, (schema) => schema.readOnly && !schema.writeOnly, { names, most }) &&
    collectNames(answers, (schema) => schema.writeOnly && !schema.readOnly, { names, most });
  return isWhole ? names : undefined;
}

/** Walks on its own, so that it knows nothing of how types are written. */
function collectNames(
  roots: readonly (Schema | undefined)[],
  isHidden: (schema: Schema) => boolean,
  { names, most }: { names: Set<string>; most: number },
): boolean {
  const seen = new Set<object>();
  const waiting = roots.filter((schema) => schema !== undefined);
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    if (seen.has(schema.node)) continue;
    seen.add(schema.node);
    if (seen.size > most) return false;
    for (const [name, property] of schema.properties) {
      if (isHidden(property)) continue;
      names.add(keyText(name));
      waiting.push(property);
    }
    for (const value of schema.enum ?? [])
      if (typeof value === 'string' && value.length < 40) names.add(JSON.stringify(value));
    waiting.push(
      ...schema.allOf,
      ...schema.anyOf,
      ...schema.oneOf,
      ...schema.prefixItems,
      ...schema.patternProperties.values(),
    );
    if (schema.items !== undefined) waiting.push(schema.items);
    if (typeof schema.additional === 'object') waiting.push(schema.additional);
  }
  return true;
}
