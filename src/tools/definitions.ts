import type { Tool } from '@modelcontextprotocol/server';

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

/** A token is at most this many characters in anything Trivium prints; errs on the side of room. */
const CHARACTERS_PER_TOKEN = 6;

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
    title: 'Find API endpoints',
    description:
      'Search the API for endpoints. Hits show id, method, path, summary; the best also a call signature, often enough to execute directly. Without query: a map of tags.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'Words, a sentence, a path fragment or "METHOD /path"' },
        ...(apis.length > 1 ? api : {}),
        tag: { type: 'string' },
        limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
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
    title: 'Describe an API endpoint',
    description:
      'Parameters, body, response and errors of one endpoint as TypeScript-like types, with an example call.',
    inputSchema: {
      type: 'object',
      properties: {
        endpoint: { type: 'string', description: 'Id from list_endpoints, or "METHOD /path"' },
        expand: {
          type: 'string',
          description:
            'A part the answer cut, e.g. "response.owner"; "schema" for the exact JSON Schema of the request',
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
    title: 'Call an API endpoint',
    description:
      'Send one request and return status and body. Arguments are checked first; a refusal names every problem. Long bodies are shortened: choose fields with select.',
    inputSchema: {
      type: 'object',
      properties: {
        endpoint: { type: 'string', description: 'Id from list_endpoints, or "METHOD /path"' },
        params: { type: 'object', description: 'Path, query, header and cookie parameters by name, flat' },
        body: { description: 'Request body as JSON; files: {"$base64": "…", "filename": "…"} or {"$file": "path"}' },
        select: { type: 'string', description: 'JMESPath over the response body, e.g. "items[].{id: id, name: name}"' },
        dry_run: { type: 'boolean', description: 'Show the request as curl, send nothing' },
        cursor: { type: 'string', description: 'Instead of endpoint: read on in an answer that was cut' },
      },
    },
    annotations: {
      readOnlyHint: readOnly,
      destructiveHint: !readOnly,
      idempotentHint: readOnly,
      openWorldHint: true,
    },
    _meta: { 'anthropic/alwaysLoad': true, 'anthropic/maxResultSizeChars': executeBudget * CHARACTERS_PER_TOKEN },
  };
}
