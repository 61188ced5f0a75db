import type { Caller } from '../caller.ts';
import { EXCHANGE_SOURCE } from './exchange.ts';
import type { Forwarded } from './forward.ts';
import type { Held, Holdings } from './holdings.ts';

/** An operator's holdings with what a caller brings. Where both have a credential for one place, the caller's is the one. */
export function holdingsOf(operators: Holdings, caller: Caller, forwarded: Forwarded): Holdings {
  const { forwardable, exchange } = operators;
  if (forwardable.size === 0 && exchange === undefined) return operators;
  const held = new Map<string, Held>(operators.held);
  const callers = new Set<string>(exchange?.schemes);
  for (const name of callers) {
    const source = caller.token === undefined ? `${EXCHANGE_SOURCE}; this caller brought no token` : EXCHANGE_SOURCE;
    held.set(name, { ...NOT_READY, source });
  }
  const sent = new Set(forwarded.placements.map(({ name }) => name));
  for (const [name, header] of forwardable) {
    const own = operators.held.get(name)?.source;
    if (!sent.has(header.toLowerCase())) continue;
    callers.add(name);
    held.set(name, { ...NOT_READY, source: `the client's header ${header}${own === undefined ? '' : `, not ${own}`}` });
  }
  return { ...operators, held, callers };
}

/** What is put on a request comes from elsewhere. */
const NOT_READY = { placement: undefined, secret: '' };
