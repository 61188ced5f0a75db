// Twenty harder tasks, of the kinds at which readers are likeliest to fail; reference.txt holds a right answer to each.
import { missing, same } from '../oracle.mjs';
import { Refusal } from '../upstream.mjs';
import { routes, stockOf } from './upstream.mjs';

const project = (state, id) => state.projects.find((each) => each.id === id);
const user = (state, id) => state.users.find((each) => each.id === id);
const active = (state) => state.projects.filter(({ status }) => status === 'active');
const inTransit = (state) => state.shipments.filter(({ status }) => status === 'in_transit');
const parcelsOf = (shipments) => shipments.flatMap(({ parcels }) => parcels);
const shortOf = (state, warehouse) =>
  state.inventory.filter((item) => item.warehouse === warehouse && item.shortage > 0);
const message = (state, { key, to, ...rest }) =>
  state.messages.push({ key, recipient: { user_id: String(to) }, ...rest });
const group = (state, id) => state.groups.find((each) => each.id === id);
const addTo = (state, id, user_ids) => group(state, id).user_ids.push(...new Set(user_ids));
/** The one request whose form the task prescribes. */
const once = (request) => (played) => {
  const count = played.requests.filter((each) => each.startsWith(request)).length;
  return count === 1 ? undefined : `${request} was sent ${count} times`;
};

const LABELS = {
  steps: [
    {
      id: 'transit',
      endpoint: 'shipments/list',
      params: { status: 'in_transit' },
      select: 'shipments[].parcels[].parcel_id',
    },
    {
      id: 'labels',
      endpoint: 'parcels/create-label',
      each: '{{transit}}',
      params: { parcel_id: '{{item}}' },
      body: { format: 'zpl' },
    },
    {
      id: 'told',
      endpoint: 'messages/send',
      params: { 'Idempotency-Key': 'labels-done' },
      body: { recipient: { user_id: '1' }, text: 'The labels are done.' },
    },
  ],
};

/** Endpoints whose description the reader has seen: a signature does not say what is in a list within a list, or a map. */
export const described = ['shipments/list', 'inventory/stock'];

/** `change` makes of a fresh state what it must be afterwards (none: as it was); `shows` says what is missing in the answer. */
export const tasks = [
  {
    text: 'Show one flat list of the ids of all parcels that weigh more than 20 in the shipments in transit, and nothing else.',
    shows: ({ value, state }) =>
      same(
        value,
        parcelsOf(inTransit(state))
          .filter(({ weight }) => weight > 20)
          .map(({ parcel_id }) => parcel_id),
      ),
  },
  {
    text: 'Create a pdf label for every parcel of every shipment in transit.',
    change: (state) => {
      for (const { parcel_id } of parcelsOf(inTransit(state))) state.labels.push({ parcel_id, format: 'pdf' });
    },
  },
  {
    text: 'Set every shipment that is in transit and was shipped before 1 September 2026 to lost, with the note "no scan since <its shipped_at>".',
    change: (state) => {
      for (const each of inTransit(state))
        if (each.shipped_at < '2026-09-01')
          Object.assign(each, { status: 'lost', note: `no scan since ${each.shipped_at}` });
    },
  },
  {
    text: 'Send the person with the e-mail eva.costa@corp.example a message with the subject "Welcome" and the text "Hello <name>, welcome to <team>." Its idempotency key is welcome-1.',
    change: (state) => {
      const { id, name, team } = state.users.find(({ email }) => email === 'eva.costa@corp.example');
      message(state, { key: 'welcome-1', to: id, subject: 'Welcome', text: `Hello ${name}, welcome to ${team}.` });
    },
  },
  {
    text: 'Send the manager of user 17 a message (no subject, key leave-17): "<manager\'s name>: <name of user 17> (<e-mail of user 17>) asks for leave."',
    change: (state) => {
      const { name, email, manager_id } = user(state, 17);
      const text = `${user(state, manager_id).name}: ${name} (${email}) asks for leave.`;
      message(state, { key: 'leave-17', to: manager_id, text });
    },
  },
  {
    text: 'Replace the tags of project 12 by "q4" and "risk".',
    change: (state) => {
      project(state, 12).tags = ['q4', 'risk'];
    },
  },
  {
    text: 'Raise the stock of every SKU of warehouse HAM (all of its about 70 items, 50 a page at most) that has a shortage above 0 by that shortage, with one single inventory/adjust request.',
    change: (state) => {
      for (const item of shortOf(state, 'HAM')) item.on_hand += item.shortage;
    },
    shows: once('POST /inventory/adjustments'),
  },
  {
    text: 'Place one purchase order with supplier S-5 for warehouse HAM, with the note "urgent": one line for each SKU of warehouse HAM (about 70 items, 50 a page at most) that comes from this supplier and has a shortage above 0, the shortage as quantity. Place none if there is no such SKU.',
    change: (state) => {
      const lines = shortOf(state, 'HAM')
        .filter(({ supplier_id }) => supplier_id === 'S-5')
        .map(({ sku, shortage }) => ({ sku, quantity: shortage }));
      if (lines.length > 0)
        state.purchaseOrders.push({ warehouse: 'HAM', supplier: { id: 'S-5' }, lines, note: 'urgent' });
    },
    variants: [
      (state) => {
        for (const item of state.inventory) item.supplier_id = 'S-1';
      },
    ],
  },
  {
    text: 'Add all members of project 12 whose role is dev to the group g-dev, with one single groups/add-members request.',
    change: (state) =>
      addTo(
        state,
        'g-dev',
        project(state, 12)
          .members.filter(({ role }) => role === 'dev')
          .map(({ user_id }) => user_id),
      ),
    shows: once('POST /groups/g-dev/members'),
  },
  {
    text: 'Show a list with exactly name and email of each member of project 12.',
    shows: ({ value, state }) =>
      same(
        value,
        project(state, 12).members.map(({ user_id }) => {
          const { name, email } = user(state, user_id);
          return { name, email };
        }),
      ),
  },
  {
    text: 'Send each member of project 12 a message with the key p12-<user id>, the subject "<name of the project>" and the text "<member\'s name>, its status is <status of the project>."',
    change: (state) => {
      const { name: subject, status, members } = project(state, 12);
      for (const { user_id } of members)
        message(state, {
          key: `p12-${user_id}`,
          to: user_id,
          subject,
          text: `${user(state, user_id).name}, its status is ${status}.`,
        });
    },
  },
  {
    text: 'Rename the active project with the largest budget amount (there are about 95 active ones, 50 a page at most) to "Flagship".',
    change: (state) => {
      active(state).sort((a, b) => b.budget.amount - a.budget.amount)[0].name = 'Flagship';
    },
  },
  {
    text: 'Set the three active projects that were created first (of about 95, 50 a page at most) to archived.',
    change: (state) => {
      for (const each of active(state)
        .sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
        .slice(0, 3))
        each.status = 'archived';
    },
  },
  {
    text: 'If project 12 is active, set its budget to 5000 USD; otherwise change nothing.',
    change: (state) => {
      if (project(state, 12).status === 'active') project(state, 12).budget = { amount: 5000, currency: 'USD' };
    },
    variants: [
      (state) => {
        project(state, 12).status = 'archived';
      },
    ],
  },
  {
    text: 'Add everybody who is a member of any of the planned projects (there are fewer than ten) to the group g-all, with one single groups/add-members request.',
    change: (state) => {
      const planned = state.projects.filter(({ status }) => status === 'planned');
      addTo(
        state,
        'g-all',
        planned.flatMap(({ members }) => members.map(({ user_id }) => user_id)),
      );
    },
    shows: once('POST /groups/g-all/members'),
  },
  {
    text: 'Send everybody in the team ops except user 1 a message "Stocktaking on Friday" with the key stock-<user id>, without a subject.',
    change: (state) => {
      for (const { id, team } of state.users)
        if (team === 'ops' && id !== 1) message(state, { key: `stock-${id}`, to: id, text: 'Stocktaking on Friday' });
    },
  },
  {
    text: 'Show only how many pieces of SKU-7 there are in all warehouses together, as one number.',
    shows: ({ value, state }) => {
      const stock = stockOf(state.inventory.find(({ sku }) => sku === 'SKU-7'));
      return same(
        value,
        Object.values(stock).reduce((sum, { on_hand }) => sum + on_hand, 0),
      );
    },
  },
  {
    text: 'Create a group "Launch" and add users 3 and 5 and the owner of project 12 to it, with one single groups/add-members request.',
    change: (state) => {
      const { group: made } = routes['POST /groups']({ state, body: { name: 'Launch' } });
      addTo(state, made.id, [3, 5, project(state, 12).owner_id]);
    },
  },
  {
    text: 'Set all active projects owned by the person with the e-mail eva.costa@corp.example (if there is such a person) to archived.',
    change: (state) => {
      const owner = state.users.find(({ email }) => email === 'eva.costa@corp.example');
      for (const each of active(state)) if (each.owner_id === owner?.id) each.status = 'archived';
    },
    variants: [
      (state) => {
        state.users = state.users.filter(({ email }) => email !== 'eva.costa@corp.example');
      },
    ],
    // to stop at a reference that yields null is right as well
    mayFail: (state) => !state.users.some(({ email }) => email === 'eva.costa@corp.example'),
  },
  {
    text: `You have just sent ${JSON.stringify(LABELS)} and got this answer:<answer> The label printer works again. Do what is left to do, and nothing twice.`,
    first: LABELS,
    spoil: (request) => {
      if (/^POST \/parcels\/pc_1[1-5]_\d\//.test(request))
        throw new Refusal(507, { message: 'The label printer is out of paper' });
    },
    change: (state) => {
      for (const { parcel_id } of parcelsOf(inTransit(state))) state.labels.push({ parcel_id, format: 'zpl' });
      message(state, { key: 'labels-done', to: 1, text: 'The labels are done.' });
    },
    shows: ({ earlier }) => missing(earlier, ['out of paper']),
  },
];
