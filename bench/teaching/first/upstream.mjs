// The thirteen endpoints of spec.yaml, with a shop's life-like data.
import { find, numberFor, Refusal } from '../upstream.mjs';

const WORDS = ['Checkout', 'Search', 'Basket', 'Invoice', 'Login', 'Gallery', 'Wish list', 'Coupon', 'Tax', 'Parcel'];
const FAULTS = [
  'is slow',
  'shows the wrong price',
  'needs a test',
  'loses its state',
  'is hard to read',
  'fails on iOS',
];
const PEOPLE = ['mira', 'tom', 'jo-hanna', 'ravi', 'lee', 'octo'];

/** The number that a new issue gets. */
export function issueNumber(title, issues) {
  return numberFor(
    title,
    issues.map(({ number }) => number),
  );
}

/** 290 open issues and 50 closed ones; orders of five customers; stores in four towns. */
export function createState() {
  return {
    issues: makeIssues(),
    customers: makeCustomers(),
    orders: makeOrders(),
    files: [],
    tickets: makeTickets(),
    stores: makeStores(),
  };
}

function makeIssues() {
  return Array.from({ length: 340 }, (_, index) => {
    const number = index + 1;
    const title = `${WORDS[index % 10]} ${FAULTS[index % 6]} (${number})`;
    return {
      number,
      title: titleOf(number, title),
      state: number % 34 < 5 && number > 20 ? 'closed' : 'open',
      user: { login: PEOPLE[(index * 7) % 6] },
      labels: number % 5 === 0 ? [{ name: 'bug' }] : [],
      assignees: [],
      comments: [],
    };
  });
}

function titleOf(number, title) {
  if (number % 31 === 7) return `App crashes: ${title}`;
  if (number % 19 === 4) return `[stale] ${title}`;
  return number % 97 === 3 ? `${title} [stale]` : title;
}

function makeCustomers() {
  return [
    { id: 'cus_1', email: 'bo@example.org', name: 'Bo Lund' },
    { id: 'cus_2', email: 'kim@example.org', name: 'Kim Roth' },
    { id: 'cus_5', email: 'ann@example.org', name: 'Ann Meyer' },
    { id: 'cus_7', email: 'lee@example.org', name: 'Lee Sato' },
    { id: 'cus_8', email: 'lee.b@example.org', name: 'Lee Brandt' },
    { id: 'cus_9', email: 'zoe@example.org', name: 'Zoe Adler' },
  ];
}

/** Lee Sato has 45 paid orders: five pages of ten. */
function makeOrders() {
  const owners = ['cus_1', 'cus_2', 'cus_5', 'cus_7', 'cus_9', 'cus_7', 'cus_7'];
  return Array.from({ length: 120 }, (_, index) => ({
    id: `ord_${index + 1}`,
    total: 20 + ((index * 37) % 181),
    status: ['paid', 'paid', 'open', 'paid', 'paid', 'cancelled', 'paid', 'paid', 'open', 'paid', 'paid'][index % 11],
    customer: owners[index % 7],
    created: 1_790_000_000 + index * 3600,
  }));
}

function makeTickets() {
  return ['T-76', 'T-77'].map((ticket_id) => ({ ticket_id, attachments: [] }));
}

function makeStores() {
  const cities = ['Hamburg', 'Berlin', 'Munich', 'Berlin', 'Cologne', 'Berlin', 'Munich'];
  return cities.map((city, index) => ({ store_id: `st_${index + 1}`, city, closed: false }));
}

const ISSUES = '/repos/{owner}/{repo}/issues';
const NOW = '2026-11-21T12:00:00Z';

export const routes = {
  [`GET ${ISSUES}`]: ({ state, path, query }) => {
    const found = issuesOf(state, path).filter((issue) => query.state === undefined || issue.state === query.state);
    const size = Math.min(100, Number(query.per_page ?? 30));
    const from = (Number(query.page ?? 1) - 1) * size;
    const shown = found.reverse().slice(from, from + size);
    return shown.map(({ number, title, state: is, user, labels }) => ({ number, title, state: is, user, labels }));
  },
  [`POST ${ISSUES}`]: ({ state, path, body }) => {
    const issues = issuesOf(state, path);
    const number = issueNumber(body.title, issues);
    const labels = (body.labels ?? []).map((name) => ({ name }));
    const made = {
      number,
      title: body.title,
      state: 'open',
      user: { login: 'me' },
      labels,
      assignees: [],
      comments: [],
    };
    state.issues.push(body.body === undefined ? made : { ...made, body: body.body });
    return { number, id: 70_000 + number, title: body.title, html_url: `https://example.org/issues/${number}` };
  },
  [`PATCH ${ISSUES}/{issue_number}`]: ({ state, path, body }) => {
    const issue = Object.assign(find(issuesOf(state, path), 'number', path.issue_number), body);
    return { number: issue.number, state: issue.state, title: issue.title };
  },
  [`POST ${ISSUES}/{issue_number}/comments`]: ({ state, path, body }) => {
    const issue = find(issuesOf(state, path), 'number', path.issue_number);
    issue.comments.push(body.body);
    return { id: issue.number * 10 + issue.comments.length, body: body.body, html_url: 'https://example.org/comment' };
  },
  [`POST ${ISSUES}/{issue_number}/labels`]: ({ state, path, body }) => {
    const issue = find(issuesOf(state, path), 'number', path.issue_number);
    issue.labels.push(...body.labels.map((name) => ({ name })));
    return issue.labels.map(({ name }) => ({ id: numberFor(name), name }));
  },
  'GET /v1/customers/search': ({ state, query }) => {
    const [, field, text] = /^(email|name):"?(.+?)"?$/.exec(query.query) ?? [];
    if (field === undefined) throw new Refusal(400, { message: 'query is field:value' });
    const isFound = (customer) =>
      field === 'email' ? customer.email === text : customer.name.toLowerCase().includes(text.toLowerCase());
    return { data: state.customers.filter(isFound).slice(0, Number(query.limit ?? 10)) };
  },
  'GET /v1/orders': ({ state, query }) => {
    const found = state.orders.filter(
      ({ customer, status }) =>
        [customer, undefined].includes(query.customer) && [status, undefined].includes(query.status),
    );
    const after = found.findIndex(({ id }) => id === query.starting_after);
    const size = Math.min(100, Number(query.limit ?? 10));
    return { data: found.slice(after + 1, after + 1 + size), has_more: after + 1 + size < found.length };
  },
  'POST /v1/orders/{id}/refund': ({ state, path, body }) => {
    const order = find(state.orders, 'id', path.id);
    if (order.status !== 'paid') throw new Refusal(409, { message: `${order.id} is ${order.status}` });
    Object.assign(order, { refund: { amount: body.amount ?? 'all', reason: body.reason } });
    return { id: `re_${order.id}`, status: 'succeeded', amount: body.amount ?? order.total };
  },
  'DELETE /v1/orders/{id}': ({ state, path }) => {
    state.orders.splice(state.orders.indexOf(find(state.orders, 'id', path.id)), 1);
  },
  'POST /files': async ({ state, body }) => {
    const text = await body.get('file').text();
    const file = { file_id: fileIdOf(text), text };
    state.files.push(file);
    return { file_id: file.file_id, url: `https://example.org/${file.file_id}` };
  },
  'POST /tickets/{ticket_id}/attachments': ({ state, path, body }) => {
    find(state.files, 'file_id', body.file_id);
    find(state.tickets, 'ticket_id', path.ticket_id).attachments.push(body.file_id);
    return { id: `att_${body.file_id}` };
  },
  'GET /stores': ({ state }) => ({
    stores: state.stores.map(({ store_id, city }) => ({ store_id, city })),
    next_cursor: null,
  }),
  'POST /stores/{store_id}/close': ({ state, path, body }) => {
    Object.assign(find(state.stores, 'store_id', path.store_id), { closed: true, note: body?.note });
    return { store_id: path.store_id, closed_at: NOW };
  },
};

/** The id that a file with this content gets. */
export function fileIdOf(text) {
  return `file_${numberFor(text)}`;
}

function issuesOf(state, { owner, repo }) {
  if (owner !== 'acme' || repo !== 'shop') throw new Refusal(404, { message: 'Not Found' });
  return [...state.issues];
}
