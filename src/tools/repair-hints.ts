import type { Refused } from '../answer/read-refusal.ts';
import { toSize } from '../answer/status-line.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { sourcesOf, sourceText } from '../catalog/provenance.ts';
import { toOneLine } from '../plain-text.ts';
import { show } from '../request/problem.ts';
import type { App } from './app.ts';
import { conditionHints } from './condition-hints.ts';
import { credentialHints, scopeHints } from './credential-hints.ts';
import { faultHints, signatureHint } from './fault-hints.ts';
import { findArgument } from './find-argument.ts';
import { answerTypeHints, bodyTypeHints } from './media-hints.ts';
import type { SentCall } from './sent-call.ts';

const MOST_LINES = 6;
const LONGEST_LINE = 200;

/** What a caller can do about an upstream's refusal, one sentence each: its objections as the endpoint's own arguments. */
export async function repairHints(refused: Refused, sent: SentCall, app: App): Promise<readonly string[]> {
  const { catalog } = await app.load([sent.endpoint.api]);
  const lines = linesFor({ refused, sent, app, catalog });
  return [...new Set(lines.map((line) => toOneLine(line, LONGEST_LINE)))].slice(0, MOST_LINES);
}

interface Situation {
  readonly refused: Refused;
  readonly sent: SentCall;
  readonly app: App;
  readonly catalog: Catalog;
}

function linesFor(situation: Situation): readonly string[] {
  const { refused, sent, app, catalog } = situation;
  const { status, headers, body } = refused;
  if (status === 401) return credentialHints(refused, sent, app);
  if (status === 429 || status >= 500) return [];
  const faults = faultHints(body, sent);
  if (status === 403) return [...faults, ...scopeHints(refused, sent, app)];
  if (status === 404 || status === 410) return [...faults, ...pathHints(situation, faults.length > 0)];
  if (status === 405) return methodHints(headers.get('allow'), sent.endpoint, catalog);
  if (status === 406) return answerTypeHints(sent);
  if (status === 415) return bodyTypeHints(refused, sent);
  if (status === 413) return sizeHints(sent);
  if (status === 409 || status === 412 || status === 428) return [...faults, ...conditionHints(status, sent, catalog)];
  return faults.length > 0 || (status !== 400 && status !== 422) ? faults : signatureHint(sent);
}

/** What stood in the path, and where such ids come from. */
function pathHints({ sent, catalog }: Situation, isExplained: boolean): readonly string[] {
  const { endpoint, upstream } = sent;
  const values = argumentsOf(endpoint).flatMap(({ name, parameter }) => {
    const found = parameter.in === 'path' ? findArgument({ path: [parameter.name], in: 'path' }, sent) : undefined;
    return found === undefined ? [] : [`${name} ${show(found.value, found.pointer)}`];
  });
  if (values.length > 0) return [`in the path: ${values.join(', ')}`, ...idSources(endpoint, catalog)];
  const { origin, pathname } = new URL(upstream.baseUrl);
  return isExplained ? [] : [`the path holds no id; is ${origin}${pathname.replace(/\/$/, '')} the right base URL?`];
}

const MOST_SOURCES = 3;

/** Which endpoints return such ids; the innermost, where there are many. */
function idSources(endpoint: Endpoint, catalog: Catalog): readonly string[] {
  const inPath = new Set(
    argumentsOf(endpoint).flatMap(({ name, parameter }) => (parameter.in === 'path' ? [name] : [])),
  );
  const sources = sourcesOf(endpoint, catalog).filter(({ inputs }) => inputs.some((input) => inPath.has(input)));
  return sources.slice(-MOST_SOURCES).map((source) => sourceText(source, catalog));
}

/** `Allow` (RFC 9110 §10.2.1), each method with the endpoint that has it here. */
function methodHints(allow: string | undefined, { api, path }: Endpoint, catalog: Catalog): readonly string[] {
  if (allow === undefined) return [];
  const methods = allow.split(',').map((method) => method.trim().toUpperCase());
  const ids = catalog.endpoints
    .filter((each) => each.api === api && each.path === path && methods.includes(each.method))
    .map((each) => catalog.idOf(each));
  return [`allowed here: ${methods.join(', ')}${ids.length === 0 ? '' : `; that is ${ids.join(', ')}`}`];
}

function sizeHints({ request: { body } }: SentCall): readonly string[] {
  if (body?.kind !== 'content' || (typeof body.content === 'object' && 'file' in body.content)) return [];
  const bytes = typeof body.content === 'string' ? Buffer.byteLength(body.content) : body.content.byteLength;
  return [`the body had ${toSize(bytes)}; send less at once`];
}
