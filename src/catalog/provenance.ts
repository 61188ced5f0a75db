import { toOneLine } from '../plain-text.ts';
import type { Catalog } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';
import {
  type Asking,
  aboveOf,
  type Found,
  fromCollections,
  isPluralSegment,
  needsOf,
  type Sought,
} from './id-collections.ts';
import { hasList, isItemInstead, listedMember, namedList, ownMember } from './id-member.ts';
import { firstOfRun, idRoutesOf, lastOfRun, nounBefore, stepsOf, variableNoun } from './id-routes.ts';
import { linkSourceOf } from './link-sources.ts';
import { type WantedId, wantedIds } from './wanted-ids.ts';

/** Where the ids come from that an endpoint needs. */
export interface Source {
  /** Inputs as the caller gives them: `owner`, `body.customer`. */
  readonly inputs: readonly string[];
  readonly endpoint: Endpoint;
  /** Where its answer has each of them, as JMESPath (`data[].id`); `''` where its description does not say. */
  readonly members: readonly string[];
}

const MOST_ENDPOINTS = 50_000;
const known = new WeakMap<readonly Endpoint[], WeakMap<Endpoint, readonly Source[]>>();

/**
 * The endpoints of its own API, among those the caller may use, which return the ids that an endpoint requires:
 * lists before single things, those that need the fewest further ids first. An input nobody surely returns is left out.
 */
export function sourcesOf(endpoint: Endpoint, { apis }: Pick<Catalog, 'apis'>): readonly Source[] {
  const endpoints = apis.find(({ name }) => name === endpoint.api)?.endpoints ?? [];
  const kept = known.get(endpoints) ?? new WeakMap<Endpoint, readonly Source[]>();
  known.set(endpoints, kept);
  const sources = kept.get(endpoint) ?? findSources(endpoint, endpoints);
  kept.set(endpoint, sources);
  return sources;
}

function findSources(endpoint: Endpoint, endpoints: readonly Endpoint[]): readonly Source[] {
  const steps = stepsOf(endpoint.path);
  const wanted = wantedIds(endpoint, steps);
  if (wanted.length === 0 || endpoints.length > MOST_ENDPOINTS) return [];
  const asking = { endpoint, steps, routes: idRoutesOf(endpoints), endpoints };
  const groups = new Map<Endpoint, { inputs: string[]; members: string[] }>();
  for (const each of wanted) {
    const found = sourceOf(each, asking);
    if (found === undefined) continue;
    const group = groups.get(found.endpoint) ?? { inputs: [], members: [] };
    groups.set(found.endpoint, group);
    group.inputs.push(each.argument);
    group.members.push(found.member);
  }
  return Object.freeze(
    [...groups].map(([from, { inputs, members }]) => Object.freeze({ inputs, endpoint: from, members })),
  );
}

function sourceOf(wanted: WantedId, asking: Asking): Found | undefined {
  const linked = linkSourceOf(wanted, asking.endpoint, asking.endpoints);
  if (linked !== undefined) return linked;
  const { at } = wanted;
  const own = wanted.id.noun.join('');
  if (at === undefined) {
    const noun = own || wanted.around;
    return noun === '' ? undefined : elsewhere(wanted, { asking, noun });
  }
  const around = nounBefore(asking.steps, firstOfRun(asking.steps, at));
  const noun = own || around;
  const isAround = noun === around;
  if (isChosen({ ...wanted, at }, { asking, isAround })) {
    // what is put into a list is not in there yet: it is its caller's choice, or exists elsewhere
    return noun === '' || (isAround && wanted.id.key !== 'id') ? undefined : elsewhere(wanted, { asking, noun });
  }
  const above = aboveOf(asking, at);
  const isBeside = !isAround && asking.steps.names[firstOfRun(asking.steps, at) + 1] !== undefined;
  const found = above && listAbove({ ...wanted, isBeside }, { list: above, asking, noun: around });
  if (found !== undefined) return found;
  // where its own list has no such member, the list of another part of the API has another thing's
  const isOwnList =
    isAround && above !== undefined && needsOf(above, { wanted, asking, noun }) <= 1 && hasList(above, noun);
  if (noun === '' || isOwnList) return undefined;
  return elsewhere(wanted, { asking, noun });
}

/** From whatever is called so. */
function elsewhere(wanted: WantedId, { asking, noun }: Sought): Found | undefined {
  const { steps } = asking;
  const beside = wanted.at === undefined ? noun : variableNoun(steps, lastOfRun(steps, wanted.at));
  return (
    (beside === noun ? undefined : fromCollections({ ...wanted, isBeside: true }, { asking, noun: beside })) ??
    fromCollections(wanted, { asking, noun }) ??
    fromLists(wanted, { asking, noun }) ??
    created(wanted, { asking, noun })
  );
}

/** The last variable of a PUT where nothing else makes such things, unless it only updates what has an id. */
function isChosen(
  { at, id }: WantedId & { readonly at: number },
  { asking, isAround }: { readonly asking: Asking; readonly isAround: boolean },
): boolean {
  const { endpoint, steps, routes } = asking;
  if (endpoint.method !== 'PUT' || at !== steps.segments.length - 1) return false;
  if (routes.find('POST', steps.unnamed.slice(0, firstOfRun(steps, at))) !== undefined) return false;
  return !(isAround && id.key === 'id' && routes.find('GET', steps.unnamed) !== undefined);
}

/** From the list right above a variable: `GET /pets` for `/pets/{id}`. */
function listAbove(wanted: WantedId, { list, asking, noun }: Sought & { readonly list: Endpoint }): Found | undefined {
  if (list === asking.endpoint || needsOf(list, { wanted, asking, noun }) > 1) return undefined;
  const member = listedMember(list, wanted, noun);
  if (member !== undefined) return { endpoint: list, member };
  const isList = isPluralSegment(stepsOf(list.path).segments.at(-1) ?? '');
  return isList && wanted.isBeside !== true && isItemInstead(list, wanted) ? { endpoint: list, member: '' } : undefined;
}

/** Lists that do not say in their path what they list, and the caller's own. */
function fromLists(wanted: WantedId, { asking, noun }: Sought): Found | undefined {
  for (const { endpoint } of asking.routes.lists) {
    if (endpoint === asking.endpoint || needsOf(endpoint, { wanted, asking, noun }) >= 1) continue;
    const member = namedList(endpoint, wanted, noun);
    if (member !== undefined) return { endpoint, member };
  }
  // nobody wants to delete themselves
  if (wanted.at === undefined || asking.endpoint.method === 'DELETE' || !/^(user|account|profile|me)$/.test(noun))
    return undefined;
  for (const endpoint of asking.routes.selves) {
    const member = endpoint === asking.endpoint ? undefined : ownMember(endpoint, wanted, noun);
    if (member !== undefined) return { endpoint, member };
  }
  return undefined;
}

/** What makes one, where nothing lists them. */
function created(wanted: WantedId, { asking, noun }: Sought): Found | undefined {
  const { steps, routes, endpoint } = asking;
  const { at, id } = wanted;
  if (at === undefined || id.key === undefined || id.key === 'name' || routes.ofNoun(noun).length > 0) return undefined;
  const above = steps.unnamed.slice(0, firstOfRun(steps, at));
  const maker = above.length === 0 ? undefined : routes.find('POST', above);
  if (maker === undefined || maker === endpoint || routes.find('GET', above) !== undefined) return undefined;
  const member = ownMember(maker, wanted, noun);
  return member === undefined ? undefined : { endpoint: maker, member };
}

const LONGEST_NAME = 80;
const LONGEST_ID = 200;

/** One line for a model: `owner, repo: from repos/list-for-authenticated-user ([].owner.login, [].name)`. */
export function sourceText({ inputs, endpoint, members }: Source, { idOf }: Pick<Catalog, 'idOf'>): string {
  const names = inputs.map((input) => toOneLine(input, LONGEST_NAME)).join(', ');
  const held = members.map((member) => toOneLine(member, LONGEST_NAME)).filter((member) => member !== '');
  const where = held.length === 0 ? '' : ` (${[...new Set(held)].join(', ')})`;
  return `${names}: from ${toOneLine(idOf(endpoint), LONGEST_ID)}${where}`;
}
