// The seventeen endpoints of spec.yaml, with the data of a firm of forty people, 130 projects and a warehouse.
import { find, numberFor, Refusal } from '../upstream.mjs';

const FIRST = ['Ada', 'Ben', 'Cleo', 'Dev', 'Eva', 'Finn', 'Gita', 'Hugo'];
const LAST = ['Abel', 'Brock', 'Costa', 'Dietz', 'Evers'];
const TEAMS = ['ops', 'web', 'data', 'sales', 'legal'];
const PARTS = ['Hinge', 'Bolt', 'Valve', 'Gasket', 'Bracket', 'Sleeve', 'Washer'];

export function createState() {
  const users = makeUsers();
  return { users, projects: makeProjects(), messages: [], groups: makeGroups(), ...makeWarehouse() };
}

function makeUsers() {
  return Array.from({ length: 40 }, (_, index) => {
    const name = `${FIRST[index % 8]} ${LAST[index % 5]}`;
    const email = `${name.toLowerCase().replace(' ', '.')}@corp.example`;
    const manager_id = index === 0 ? null : Math.floor((index - 1) / 4) + 1;
    return { id: index + 1, name, email, team: TEAMS[(index * 3) % 5], manager_id };
  });
}

function makeProjects() {
  return Array.from({ length: 130 }, (_, index) => {
    const id = index + 1;
    const day = new Date(Date.UTC(2025, 0, 1) + ((index * 53) % 601) * 86_400_000).toISOString().slice(0, 10);
    return {
      id,
      name: `Project ${String.fromCharCode(65 + (index % 26))}${id}`,
      status: statusOf(id),
      owner_id: (index % 19) + 1,
      created_at: day,
      budget: { amount: 1000 + ((index * 7919) % 90_001), currency: 'EUR' },
      tags: id % 3 === 0 ? ['old'] : [],
      members: membersOf(index),
    };
  });
}

function statusOf(id) {
  if (id % 33 === 5) return 'planned';
  return id % 4 === 3 ? 'archived' : 'active';
}

/** Three to five people, none twice; no lead in every sixth project. */
function membersOf(index) {
  return Array.from({ length: 3 + (index % 3) }, (_, at) => ({
    user_id: ((index * 5 + at * 7) % 40) + 1,
    role: at === 0 && index % 6 !== 5 ? 'lead' : ['dev', 'guest', 'dev'][at % 3],
    hours: (index * 3 + at * 4) % 9,
  }));
}

function makeGroups() {
  return ['g-dev', 'g-all'].map((id) => ({ id, name: id.slice(2), user_ids: [] }));
}

function makeWarehouse() {
  const inventory = Array.from({ length: 90 }, (_, index) => ({
    sku: `SKU-${index + 1}`,
    name: `${PARTS[index % 7]} ${index + 1}`,
    warehouse: index % 4 === 3 ? 'MUC' : 'HAM',
    on_hand: (index * 13) % 47,
    shortage: index % 9 === 4 ? 5 + (index % 20) : 0,
    supplier_id: `S-${(index % 5) + 1}`,
  }));
  const shipments = Array.from({ length: 24 }, (_, index) => ({
    id: `sh_${index + 1}`,
    status: ['in_transit', 'delivered', 'in_transit', 'delivered', 'lost'][index % 5],
    shipped_at: new Date(Date.UTC(2026, 7, 20) + ((index * 11) % 24) * 86_400_000 + 3_600_000).toISOString(),
    parcels: Array.from({ length: (index % 3) + 1 }, (_each, at) => ({
      parcel_id: `pc_${index + 1}_${at + 1}`,
      weight: ((index * 7 + at * 11) % 60) / 2,
    })),
  }));
  return { inventory, shipments, purchaseOrders: [], labels: [] };
}

/** How many of one SKU lie in each warehouse, by the warehouse's name. */
export function stockOf({ sku, on_hand }) {
  const number = Number(sku.slice(4));
  return {
    HAM: { on_hand, bin: `H${number % 30}` },
    MUC: { on_hand: number % 13, bin: 'M4' },
    WIE: { on_hand: 2, bin: 'W1' },
  };
}

const PROJECT = '/projects/{project_id}';

export const routes = {
  'GET /projects': ({ state, query }) => {
    const found = state.projects.filter(
      ({ status, owner_id }) =>
        [status, undefined].includes(query.status) && [String(owner_id), undefined].includes(query.owner_id),
    );
    const from = Number(query.offset ?? 0);
    const size = Math.min(50, Number(query.limit ?? 20));
    return { items: found.slice(from, from + size).map(shownProject), total: found.length };
  },
  [`GET ${PROJECT}`]: ({ state, path }) => shownProject(find(state.projects, 'id', path.project_id)),
  [`PATCH ${PROJECT}`]: ({ state, path, body }) =>
    shownProject(Object.assign(find(state.projects, 'id', path.project_id), body)),
  [`PUT ${PROJECT}/tags`]: ({ state, path, body }) => {
    if (!Array.isArray(body)) throw new Refusal(422, { message: 'a list of tags is expected' });
    find(state.projects, 'id', path.project_id).tags = body;
    return body;
  },
  [`GET ${PROJECT}/members`]: ({ state, path }) => find(state.projects, 'id', path.project_id).members,
  'GET /users': ({ state, query }) => ({
    users: state.users.filter(
      ({ email, team }) => [email, undefined].includes(query.email) && [team, undefined].includes(query.team),
    ),
  }),
  'GET /users/{user_id}': ({ state, path }) => find(state.users, 'id', path.user_id),
  'POST /messages': ({ state, body, headers }) => {
    const key = headers['idempotency-key'];
    if (key === undefined) throw new Refusal(400, { message: 'Idempotency-Key is missing' });
    if (typeof body.recipient?.user_id !== 'string') throw new Refusal(422, { message: 'user_id must be a string' });
    if (state.messages.some((message) => message.key === key)) throw new Refusal(409, { message: `${key} was used` });
    state.messages.push({ key, ...body });
    return { message_id: `m_${numberFor(key)}`, status: 'queued' };
  },
  'POST /groups': ({ state, body }) => {
    const group = { id: `g_${numberFor(body.name)}`, name: body.name, user_ids: [] };
    state.groups.push(group);
    return { group: { id: group.id, name: group.name } };
  },
  'POST /groups/{group_id}/members': ({ state, path, body }) => {
    const group = find(state.groups, 'id', path.group_id);
    if (!body.user_ids.every(Number.isInteger)) throw new Refusal(422, { message: 'user_ids must be integers' });
    const added = [...new Set(body.user_ids)].filter((id) => !group.user_ids.includes(id));
    group.user_ids.push(...added);
    return { added: added.length };
  },
  'GET /inventory': ({ state, query }) => {
    const found = state.inventory.filter(({ warehouse }) => [warehouse, undefined].includes(query.warehouse));
    const from = Number((query.cursor ?? 'c0').slice(1));
    const size = Math.min(50, Number(query.limit ?? 10));
    const data = found.slice(from, from + size).map(({ warehouse: _, ...item }) => item);
    return { data, next_cursor: from + size < found.length ? `c${from + size}` : null };
  },
  'GET /inventory/{sku}': ({ state, path }) => ({
    sku: path.sku,
    warehouses: stockOf(find(state.inventory, 'sku', path.sku)),
  }),
  'POST /inventory/adjustments': ({ state, body }) =>
    body.map(({ sku, delta }) => {
      const item = find(state.inventory, 'sku', sku);
      item.on_hand += delta;
      return { sku, on_hand: item.on_hand };
    }),
  'POST /purchase-orders': ({ state, body, headers }) => {
    const number = numberFor(JSON.stringify(body.lines));
    state.purchaseOrders.push({ warehouse: headers['x-warehouse'], ...body });
    return { id: `po_${number}`, number, status: 'ordered' };
  },
  'GET /shipments': ({ state, query }) => ({
    shipments: state.shipments.filter(
      ({ status, shipped_at }) =>
        [status, undefined].includes(query.status) &&
        (query.shipped_before === undefined || shipped_at < query.shipped_before),
    ),
  }),
  'PUT /shipments/{id}/status': ({ state, path, body }) => {
    const { id, status } = Object.assign(find(state.shipments, 'id', path.id), body);
    return { id, status };
  },
  'POST /parcels/{parcel_id}/labels': ({ state, path, body }) => {
    find(
      state.shipments.flatMap(({ parcels }) => parcels),
      'parcel_id',
      path.parcel_id,
    );
    state.labels.push({ parcel_id: path.parcel_id, format: body.format });
    return { label_id: `l_${path.parcel_id}`, url: `https://labels.example/${path.parcel_id}.${body.format}` };
  },
};

function shownProject({ tags: _, members: __, ...project }) {
  return project;
}
