import { sourcesOf, sourceText } from '../catalog/provenance.ts';
import { describeEndpoint as describe } from '../describe/describe.ts';
import type { App } from './app.ts';
import { type ArgumentKinds, checkToolArguments } from './check-tool-arguments.ts';
import { apisNamedIn, findEndpoint } from './find-endpoint.ts';

const ARGUMENTS = { endpoint: 'string', expand: 'string' } as const satisfies ArgumentKinds;

/** The whole text answer of `describe_endpoint`, within its budget. Throws ToolError. */
export async function describeEndpoint(args: Readonly<Record<string, unknown>>, app: App): Promise<string> {
  const { known } = checkToolArguments(args, ARGUMENTS, { required: ['endpoint'] });
  const reference = String(known.endpoint);
  const loaded = await app.load(apisNamedIn(reference, app));
  const { endpoint, note } = findEndpoint(reference, loaded);
  const { catalog } = loaded;
  const text = describe(endpoint, {
    id: catalog.idOf(endpoint),
    budget: app.budgets.describe,
    // what is optional and absent matters when the API says 401, not before
    credentials: app.credentialsOf(endpoint).filter((line) => !line.endsWith('(optional)')),
    sources: () => sourcesOf(endpoint, catalog).map((source) => sourceText(source, catalog)),
    ...(typeof known.expand === 'string' ? { expand: known.expand } : {}),
  });
  return note === undefined ? text : `${text}\nnote: ${note}`;
}
