import { ToolError } from '../errors.ts';
import type { Server } from './endpoint.ts';

/** What the operator says of a description's servers. */
export interface ServerChoice {
  /** The one that is meant: its URL as the description or the start-up line has it, or its number from 1. */
  readonly server?: string | undefined;
  /** Values of variables, by name, instead of their defaults. */
  readonly variables?: ReadonlyMap<string, string>;
}

const MOST_SHOWN = 10;

/** The chosen one of the root's servers, or all. Throws `config_invalid` where the choice fits none, nor a variable or its values. */
export function chooseServers(servers: readonly Server[], { server, variables }: ServerChoice): readonly Server[] {
  for (const [name, value] of variables ?? []) assertVariable(name, value, servers);
  if (server === undefined) return servers;
  const chosen = servers.filter((each, index) => isMeant(each, index, server));
  if (chosen.length > 0) return chosen;
  throw new ToolError('config_invalid', 'The chosen server is none of the description.', {
    hint: `server is one of ${listed(servers.map(({ template }, index) => `${index + 1}: ${template}`))}; baseUrl takes any other.`,
  });
}

function isMeant({ url, template }: Server, index: number, chosen: string): boolean {
  const bare = chosen.replace(/\/+$/, '');
  return chosen === String(index + 1) || bare === template.replace(/\/+$/, '') || bare === url;
}

function assertVariable(name: string, value: string, servers: readonly Server[]): void {
  const declared = servers.flatMap((server) => server.variables.get(name) ?? []);
  if (declared.length === 0) {
    const known = [...new Set(servers.flatMap((server) => [...server.variables.keys()]))];
    throw new ToolError('config_invalid', `${name} is no variable of the description's servers.`, {
      hint: known.length === 0 ? 'They have none.' : `They have ${listed(known)}.`,
    });
  }
  if (declared.every(({ enum: allowed }) => allowed.length > 0 && !allowed.includes(value))) {
    throw new ToolError('config_invalid', `The server variable ${name} cannot be ${JSON.stringify(value)}.`, {
      hint: `It is one of ${listed(declared[0]?.enum ?? [])}.`,
    });
  }
}

function listed(names: readonly string[]): string {
  return names.slice(0, MOST_SHOWN).join(', ') + (names.length > MOST_SHOWN ? ', …' : '');
}
