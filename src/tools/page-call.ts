import { argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { paginationOf } from '../catalog/pagination.ts';
import { toPlainText } from '../plain-text.ts';

const LONGEST_CALL = 400;
const BODY = 'body.';

type Arguments = Readonly<Record<string, unknown>>;

export interface PageCall {
  readonly pageInput?: string;
  /** The whole call for another page; undefined where the endpoint does not take these parameters, or it would be long. */
  readonly toCall: (changed: Arguments) => string | undefined;
}

/** How a call of an endpoint asks for another page, as the arguments of `execute_endpoint`. */
export function pageCall(args: Arguments, endpoint: Endpoint): PageCall {
  const pagination = paginationOf(endpoint);
  return {
    ...(pagination === undefined ? {} : { pageInput: pagination.input }),
    toCall: (changed) => toCall(args, changed, endpoint),
  };
}

function toCall(args: Arguments, changed: Arguments, endpoint: Endpoint): string | undefined {
  const names = new Set(argumentsOf(endpoint).map(({ name }) => name));
  const inBody = Object.entries(changed).filter(([name]) => name.startsWith(BODY) && !names.has(name));
  const inParams = Object.entries(changed).filter(([name]) => names.has(name));
  if (inBody.length + inParams.length < Object.keys(changed).length) return undefined;
  const { endpoint: called, params, body, select } = args;
  if (typeof params === 'string' || typeof body === 'string') return undefined;
  const next = {
    endpoint: called,
    ...(params === undefined && inParams.length === 0 ? {} : { params: merged(params, inParams) }),
    ...(body === undefined && inBody.length === 0
      ? {}
      : {
          body: merged(
            body,
            inBody.map(([name, value]) => [name.slice(BODY.length), value]),
          ),
        }),
    ...(select === undefined ? {} : { select }),
  };
  const json = toPlainText(JSON.stringify(next));
  return json.length > LONGEST_CALL ? undefined : json;
}

function merged(given: unknown, changed: readonly (readonly [string, unknown])[]): unknown {
  return { ...(typeof given === 'object' ? given : {}), ...Object.fromEntries(changed) };
}
