import type { Tool } from '@modelcontextprotocol/server';
import { BYTES_PER_TOKEN, MOST_CHARACTERS } from './host-ceiling.ts';

export interface DefinitionOptions {
  /** Names of the loaded APIs; the `api` argument exists only if there are several. */
  readonly apis: readonly string[];
  /** Nothing but safe methods can be called: `execute_endpoint` says so. */
  readonly readOnly: boolean;
  /** Tokens an answer of `execute_endpoint` may cost; hosts that cut results are told to leave that much room. */
  readonly executeBudget: number;
}

/** With more APIs than this their names would eat the definitions' budget; the map lists them. */
const MOST_NAMES = 12;

/**
 * The three definitions, the same for every API: no text from a description enters them.
 * Their wording is pinned by test/tools/definitions.test.ts, at ≤ 500 o200k tokens together (DESIGN.md P1).
 */
export function toolDefinitions(options: DefinitionOptions): readonly Tool[] {
  return [listEndpoints(options), describeEndpoint(), executeEndpoint(options)];
}

function listEndpoints({ apis }: DefinitionOptions): Tool {
  const names = apis.length <= MOST_NAMES ? { enum: [...apis] } : {};
  const api = { api: { type: 'string', ...names } };
  return {
    name: 'list_endpoints',
    title: 'Find endpoints',
    description:
      'Search endpoints. The best hits carry a call signature, often enough to execute directly. Without query: a map of tags.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'One or several things to do, words or "METHOD /path"' },
        ...(apis.length > 1 ? api : {}),
        tag: { type: 'string' },
        limit: { type: 'integer', default: 10 },
        cursor: { type: 'string', description: 'From the last answer' },
      },
    },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    _meta: { 'anthropic/alwaysLoad': true },
  };
}

function describeEndpoint(): Tool {
  return {
    name: 'describe_endpoint',
    title: 'Describe an endpoint',
    description: 'Types of parameters, body and response, with an example call.',
    inputSchema: {
      type: 'object',
      properties: {
        endpoint: { type: 'string', description: 'Id from list_endpoints, or "METHOD /path"' },
        expand: {
          type: 'string',
          description: 'A part that was cut, e.g. "response.owner"; "schema" for JSON Schema',
        },
      },
      required: ['endpoint'],
    },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    _meta: { 'anthropic/alwaysLoad': true },
  };
}

function executeEndpoint({ readOnly, executeBudget }: DefinitionOptions): Tool {
  return {
    name: 'execute_endpoint',
    title: 'Call endpoints',
    description: 'Send a request, or several with steps. Arguments are checked first.',
    inputSchema: {
      type: 'object',
      properties: {
        endpoint: { type: 'string', description: 'Id or "METHOD /path"' },
        params: { type: 'object', description: 'Path, query, header and cookie parameters, flat' },
        body: { description: 'JSON; files: {"$base64": "…"} or {"$file": "path"}' },
        select: {
          type: 'string',
          description: 'JMESPath over the body (pages joined), e.g. "items[].{id: id}"',
        },
        pages: { type: 'integer', description: 'Pages of a list to read, up to 50' },
        steps: {
          type: 'array',
          items: { type: 'object' },
          description:
            'Instead of endpoint: calls in order, each {id, endpoint, params, body, select, pages, each, if}. Strings may hold {{JMESPath}} over earlier results by id, e.g. "{{a.number}}"; a result is the body after select. each: list or "{{a.items}}": once per {{item}}, results as a list',
        },
        dry_run: { type: 'boolean', description: 'Only show the writes, as curl' },
        cursor: { type: 'string', description: 'Instead of endpoint: read on in a cut answer' },
      },
    },
    annotations: {
      readOnlyHint: readOnly,
      destructiveHint: !readOnly,
      idempotentHint: readOnly,
      openWorldHint: true,
    },
    _meta: {
      'anthropic/alwaysLoad': true,
      'anthropic/maxResultSizeChars': Math.min(executeBudget * BYTES_PER_TOKEN, MOST_CHARACTERS),
    },
  };
}
