import type { SecurityRequirement, SecurityScheme } from '../catalog/endpoint.ts';
import { toOneLine } from '../plain-text.ts';
import { EXCHANGE_SOURCE } from './exchange.ts';
import type { Holdings } from './holdings.ts';
import { variableNames } from './variable-names.ts';

type Satisfied = (requirement: SecurityRequirement) => boolean;

/**
 * The first satisfied alternative that carries a credential, one of the `callers` before the operator's; else one that needs
 * none. A description that lists "none" first means that the credential is optional, not that it is unwanted.
 */
export function chosenFrom(
  requirements: readonly SecurityRequirement[],
  satisfied: Satisfied,
  callers: ReadonlySet<string>,
): SecurityRequirement | undefined {
  const usable = requirements.filter(satisfied);
  const callersOwn =
    callers.size === 0 ? undefined : usable.find((each) => each.schemes.some(({ name }) => callers.has(name)));
  return callersOwn ?? usable.find(({ schemes }) => schemes.length > 0) ?? usable[0];
}

const MOST_LINES = 8;

/** One line a scheme: those that will be used, else all that could be. */
export function statusLines(
  requirements: readonly SecurityRequirement[],
  satisfied: Satisfied,
  holdings: Holdings,
): readonly string[] {
  const chosen = chosenFrom(requirements, satisfied, holdings.callers);
  const isOpen = chosen !== undefined && chosen.schemes.length === 0;
  const said = chosen === undefined || isOpen ? requirements : [chosen];
  const scopes = new Map(said.flatMap(({ schemes }) => schemes.map((scheme) => [scheme.name, scheme.scopes] as const)));
  return [...scopes]
    .slice(0, MOST_LINES)
    .map(([name, wanted]) => `${statusLine(name, holdings)}${scopesText(wanted)}${isOpen ? ' (optional)' : ''}`);
}

const MOST_SCOPES = 6;

/** What a token needs to be good for; a 403 is most often about these. */
function scopesText(scopes: readonly string[]): string {
  if (scopes.length === 0) return '';
  const shown = scopes.slice(0, MOST_SCOPES).map((scope) => toOneLine(scope, 80));
  return `, for ${shown.join(' ')}${scopes.length > MOST_SCOPES ? ' …' : ''}`;
}

function statusLine(name: string, { api, singleApi, held, callers, forwardable }: Holdings): string {
  const shown = toOneLine(name, 60);
  const source = held.get(name)?.source;
  const header = forwardable.get(name);
  if (source !== undefined) {
    const instead = header === undefined || callers.has(name) ? '' : `; the client's header ${header} would replace it`;
    return `${shown}: configured (${source}${instead})`;
  }
  if (header !== undefined) return `${shown}: not configured; the client must send the header ${header}`;
  const [variable = ''] = variableNames(name, { api, singleApi });
  return `${shown}: not configured; the operator sets ${howToSet(api.schemes.get(name), variable)}${optionFor(name, { api, singleApi })}`;
}

function howToSet(scheme: SecurityScheme | undefined, variable: string): string {
  if (scheme?.type === 'mutualTLS') return `${variable}_CERT and ${variable}_KEY (PEM files)`;
  if (scheme?.type === 'http' && scheme.scheme === 'basic') return `${variable} (user:password)`;
  if (scheme?.type !== 'oauth2' && scheme?.type !== 'openIdConnect') return variable;
  return `${variable} (an access token), ${variable}_CLIENT_ID with ${variable}_CLIENT_SECRET or ${variable}_REFRESH_TOKEN,`;
}

/** The variables without the words, for a line that names several schemes. */
function shortestWay(scheme: SecurityScheme | undefined, variable: string): string {
  if (scheme?.type === 'mutualTLS') return `${variable}_CERT with ${variable}_KEY`;
  if (scheme?.type !== 'oauth2' && scheme?.type !== 'openIdConnect') return variable;
  return `${variable} or ${variable}_CLIENT_ID with ${variable}_CLIENT_SECRET`;
}

function optionFor(name: string, { api, singleApi }: Pick<Holdings, 'api' | 'singleApi'>): string {
  if (api.schemes.get(name)?.type === 'mutualTLS') return '';
  return ` or --auth ${singleApi ? '' : `${api.name}:`}${toOneLine(name, 60)}=…`;
}

const MOST_NAMES = 6;

/** For the start-up line: which schemes are satisfied and from where, else which variables would satisfy one. */
export function summaryOf({ api, singleApi, held, forwardable, exchange }: Holdings): string {
  const names = [...api.schemes.keys()];
  if (names.length === 0) return 'no credentials needed';
  const there = names.flatMap((name) => {
    const header = forwardable.get(name);
    const own = exchange?.schemes.includes(name) ? EXCHANGE_SOURCE : held.get(name)?.source;
    const source = own ?? (header && `the client's header ${header}`);
    return source === undefined ? [] : [`${toOneLine(name, 60)} (${source})`];
  });
  if (there.length > 0) return `credentials: ${there.slice(0, MOST_NAMES).join(', ')}`;
  const variables = names.slice(0, MOST_NAMES).map((name) => {
    const [variable = ''] = variableNames(name, { api, singleApi });
    return shortestWay(api.schemes.get(name), variable);
  });
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `no credentials (set ${variables.join(' or ')}${more})`;
}
