import { createRedact } from '../answer/redact.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { HttpResponse } from '../http/http-response.ts';
import { toOneLine } from '../plain-text.ts';
import { show } from '../request/problem.ts';
import type { App } from './app.ts';
import { type FoundArgument, findArgument } from './find-argument.ts';
import type { SentCall } from './sent-call.ts';

const CONDITION = /^if-(match|none-match|unmodified-since|modified-since)$|^if_?(meta)?generation_?match$/i;
/** Members that say which state of a thing a change begins from. */
const VERSIONS = [
  'resourceVersion',
  'metadata.resourceVersion',
  'lockVersion',
  'version',
  'sha',
  'etag',
  '_rev',
  'rev',
];
const LONGEST_TAG = 120;

/** For 409, 412 and 428: which arguments say what state the call begins from, and where that state is read. */
export function conditionHints(status: number, sent: SentCall, catalog: Catalog): readonly string[] {
  const reader = readerOf(sent.endpoint, catalog);
  const headers = argumentsOf(sent.endpoint).flatMap(({ parameter }) =>
    CONDITION.test(parameter.name) ? (findArgument({ path: [parameter.name], in: undefined }, sent) ?? []) : [],
  );
  // what asks for something that is not there yet has no state to begin from
  const wanted = headers.filter(({ pointer, value }) => value !== undefined || !/none|\/if-modified/i.test(pointer));
  if (wanted.length > 0) return wanted.map((each) => lineOf(each, 'its ETag', reader));
  if (reader !== undefined) {
    const versions = VERSIONS.flatMap((name) => findExact(name, sent));
    if (versions.length > 0) return versions.slice(0, 2).map((each) => lineOf(each, 'it', reader));
  }
  return status === 409 ? [] : ['the description has no If-Match for this endpoint, so none can be sent'];
}

function findExact(name: string, sent: SentCall): readonly FoundArgument[] {
  const path = name.split('.');
  const found = findArgument({ path, in: undefined }, sent);
  return found?.pointer.endsWith(`/${path.join('/')}`) ? [found] : [];
}

function lineOf({ pointer, value }: FoundArgument, what: string, reader: string | undefined): string {
  const sent = value === undefined ? 'not sent' : `sent ${show(value, pointer)}, perhaps outdated`;
  return `${pointer}: ${sent}${reader === undefined ? '' : `; ${reader} says ${what} now`}`;
}

/** The id of what reads the thing at the same path. */
function readerOf({ api, path, method }: Endpoint, catalog: Catalog): string | undefined {
  if (method === 'GET') return undefined;
  const reader = catalog.endpoints.find((each) => each.api === api && each.path === path && each.method === 'GET');
  return reader === undefined ? undefined : catalog.idOf(reader);
}

const wanting = new WeakMap<Endpoint, boolean>();

/** The ETag of an answer whose thing is changed with `If-Match`; nobody else needs it. */
export async function etagNotes(
  { status, headers }: HttpResponse,
  { endpoint }: SentCall,
  app: App,
): Promise<readonly string[]> {
  const etag = headers.get('etag');
  if (etag === undefined || status >= 300) return [];
  const isWanted = wanting.get(endpoint) ?? (await isChangedByTag(endpoint, app));
  wanting.set(endpoint, isWanted);
  const hide = createRedact(app.secretsOf(endpoint));
  return isWanted ? [`ETag: ${toOneLine(hide.text(etag), LONGEST_TAG)}`] : [];
}

async function isChangedByTag({ api, path }: Endpoint, app: App): Promise<boolean> {
  const { catalog } = await app.load([api]);
  const changing = catalog.endpoints.filter((each) => each.api === api && each.path === path && each.method !== 'GET');
  return changing.some(({ parameters }) => parameters.some(({ name }) => /^if-match$/i.test(name)));
}
