import type { Document, JsonObject } from '../spec/document.ts';
import { createEndpoint } from './create-endpoint.ts';
import type { Endpoint, SecurityScheme, Server } from './endpoint.ts';
import { findOperations, type Operation, routeOf } from './find-operations.ts';
import { readRootSecurity, readSecurity } from './security.ts';
import { readOperationServers } from './servers.ts';

export interface CollectOptions {
  /** Name of the API the endpoints belong to. */
  readonly api: string;
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  /** The root's servers. */
  readonly servers: readonly Server[];
  /** Values of server variables that the operator chose. */
  readonly values: ReadonlyMap<string, string>;
  /** Tags with those above them. */
  readonly tagsOf: (own: readonly string[]) => readonly string[];
  readonly warn: (warning: string) => void;
}

/**
 * Every operation under `paths`, frozen, in the description's order. An operation that cannot be understood is skipped
 * with a warning that names it and where it stands; the rest is collected. `webhooks` are not endpoints.
 */
export function collectEndpoints(document: Document, options: CollectOptions): readonly Endpoint[] {
  const { api, schemes, servers, values, tagsOf, warn } = options;
  const operations = findOperations(document, warn);
  const idOf = createIds(operations);
  const securityOptions = { schemes, inherited: readRootSecurity(document, { schemes, warn }), warn };
  const serverOptions = { servers, values, warn };
  return operations.map((operation) =>
    createEndpoint(document, {
      api,
      id: idOf(operation),
      operation,
      schemes,
      tagsOf,
      security: readSecurity(operation.place, securityOptions),
      servers: readOperationServers(document, operation, serverOptions),
    }),
  );
}

/** The operationId where it is unique and fit to be printed, else `METHOD /path`; the one holds no space, so they never meet. */
function createIds(operations: readonly Operation[]): (operation: Operation) => string {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const operation of operations) {
    const id = operationIdOf(operation);
    if (id === undefined) continue;
    if (seen.has(id)) repeated.add(id);
    else seen.add(id);
  }
  return (operation) => {
    const id = operationIdOf(operation);
    return id !== undefined && isPrintable(id) && !repeated.has(id) ? id : routeOf(operation);
  };
}

function operationIdOf({ place }: Operation): string | undefined {
  const id = (place.value as JsonObject).operationId;
  return typeof id === 'string' ? id : undefined;
}

/** An operationId with spaces, invisible characters or of absurd length cannot be copied by a model and counts as missing. */
function isPrintable(id: string): boolean {
  return /^[!-~]{1,200}$/.test(id) || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]{1,200}$/u.test(id);
}
