// The twenty tasks of the first reader trial, each with what must have changed and what the answer must show.
import { idsIn, missing, numbersIn, REPORT, same, surplus } from '../oracle.mjs';
import { fileIdOf, issueNumber } from './upstream.mjs';

const open = (state) => state.issues.filter((issue) => issue.state === 'open').reverse();
const issue = (state, number) => state.issues.find((each) => each.number === number);
const made = (state, title, more = {}) => {
  const number = issueNumber(title, state.issues);
  const bare = { number, title, state: 'open', user: { login: 'me' }, labels: [], assignees: [], comments: [] };
  state.issues.push({ ...bare, ...more });
  return issue(state, number);
};
const orders = (state, customer, status) =>
  state.orders.filter((order) => order.customer === customer && order.status === status);
const refundAll = (state) => {
  for (const order of orders(state, 'cus_9', 'paid')) order.refund = { amount: order.total, reason: 'outage' };
};

/** `change` makes of a fresh state what it must be afterwards (none: as it was); `shows` says what is missing in the answer. */
export const tasks = [
  {
    text: 'Show issue titles and numbers of the open issues of acme/shop, first page.',
    shows: ({ text, state }) => {
      const page = open(state).slice(0, 30);
      const wanted = page.flatMap(({ number, title }) => [String(number), JSON.stringify(title)]);
      return missing(text, wanted) ?? surplus(text, ['"labels"', '"login"']);
    },
  },
  {
    text: 'Show the numbers of ALL open issues of acme/shop (about 300, 100 a page at most) whose title contains "crash".',
    shows: ({ value, state }) =>
      same(
        numbersIn(value),
        open(state)
          .filter(({ title }) => title.includes('crash'))
          .map(({ number }) => number),
      ),
  },
  {
    text: 'Create an issue "Login fails" in acme/shop and comment on it "Tracking here".',
    change: (state) => made(state, 'Login fails', { comments: ['Tracking here'] }),
  },
  {
    text: 'Create an issue "Login fails" in acme/shop, then a second issue "Docs for login" whose body says "Belongs to #<number of the first>".',
    change: (state) => {
      const { number } = made(state, 'Login fails');
      made(state, 'Docs for login', { body: `Belongs to #${number}` });
    },
  },
  {
    text: 'Close every open issue of acme/shop (at most 3 pages of 100) whose title starts with "[stale]".',
    change: (state) => {
      for (const each of open(state)) if (each.title.startsWith('[stale]')) each.state = 'closed';
    },
  },
  {
    text: 'Put the label "triage" on issues 4, 8 and 15 of acme/shop.',
    change: (state) => {
      for (const number of [4, 8, 15]) issue(state, number).labels.push({ name: 'triage' });
    },
  },
  {
    text: 'Find the customer with the e-mail ann@example.org (query: email:ann@example.org) and list her open orders.',
    shows: ({ value, state }) =>
      same(
        idsIn(value, /^ord_/),
        orders(state, 'cus_5', 'open').map(({ id }) => id),
      ),
  },
  {
    text: 'Refund all paid orders of customer cus_9 (a list of at most 200; limit 100) with the reason "outage". Each refund needs the order\'s own total as amount.',
    change: refundAll,
  },
  {
    text: 'Show me exactly what would be sent if task 8 were done, without refunding anything.',
    shows: ({ text, state }) =>
      missing(
        text,
        orders(state, 'cus_9', 'paid').flatMap(({ id, total }) => [`/v1/orders/${id}/refund`, `"amount":${total}`]),
      ),
  },
  {
    text: "Upload the file report.pdf (it lies in the server's files folder) and attach it to ticket T-77.",
    change: (state) => {
      const fileId = fileIdOf(REPORT);
      state.files.push({ file_id: fileId, text: REPORT });
      state.tickets.find(({ ticket_id }) => ticket_id === 'T-77').attachments.push(fileId);
    },
  },
  {
    text: 'Delete order ord_1 only if order list for customer cus_2 has any open order; else do nothing.',
    change: (state) => {
      if (orders(state, 'cus_2', 'open').length > 0) state.orders.splice(0, 1);
    },
    variants: [
      (state) => {
        for (const order of orders(state, 'cus_2', 'open')) order.status = 'cancelled';
      },
    ],
  },
  {
    text: 'Show the curl command for creating an issue "Test" in acme/shop, without sending it.',
    shows: ({ text, requests }) =>
      missing(text, ['curl ', '/repos/acme/shop/issues', '{"title":"Test"}']) ??
      (requests.length === 0 ? undefined : 'something was sent'),
  },
  {
    text: 'Read on in an answer that was cut and gave the cursor "c_81f3".',
    first: { endpoint: 'issues/list', params: { owner: 'acme', repo: 'shop', per_page: 100 }, pages: 4 },
    cursor: 'c_81f3',
    shows: ({ text, earlier, requests, state }) => {
      const unseen = state.issues.map(({ title }) => JSON.stringify(title)).filter((title) => !earlier.includes(title));
      return missing(text, unseen.slice(-20)) ?? (requests.length === 0 ? undefined : 'something was sent');
    },
  },
  {
    text: 'Close the stores in Berlin with the note "Closed on <the city\'s name> day".',
    change: (state) => {
      for (const store of state.stores)
        if (store.city === 'Berlin') Object.assign(store, { closed: true, note: 'Closed on Berlin day' });
    },
  },
  {
    text: 'Create three issues in acme/shop titled "Check A", "Check B", "Check C", then post one comment on each that says "part of the checklist".',
    change: (state) => {
      for (const letter of 'ABC') made(state, `Check ${letter}`, { comments: ['part of the checklist'] });
    },
  },
  {
    text: 'Create an issue "Umbrella" in acme/shop, then add a comment to it that lists the titles of all open issues (first page), joined by ", ".',
    change: (state) => {
      const umbrella = made(state, 'Umbrella');
      umbrella.comments.push(
        open(state)
          .slice(0, 30)
          .map(({ title }) => title)
          .join(', '),
      );
    },
    // whether the list is asked for before the new issue is there or after is the reader's to say
    or: (state) => {
      const titles = open(state)
        .slice(0, 30)
        .map(({ title }) => title);
      made(state, 'Umbrella', { comments: [titles.join(', ')] });
    },
  },
  {
    text: 'Show only the number of open issues on the first page of acme/shop (100 a page).',
    shows: ({ value }) => same(value, 100),
  },
  {
    text: 'Assign (issues/update, assignees) each open issue of acme/shop (first page) to its own author.',
    change: (state) => {
      for (const each of open(state).slice(0, 30)) each.assignees = [each.user.login];
    },
  },
  {
    text: 'Comment on issue 3 of acme/shop with the literal text "use {{name}} in templates" – as part of a two-step call whose first step closes issue 3.',
    change: (state) => {
      issue(state, 3).state = 'closed';
      issue(state, 3).comments.push('use {{name}} in templates');
    },
  },
  {
    text: 'List paid orders of the first customer found for query "name:Lee", all pages up to 10, only id and total of those with a total above 100.',
    shows: ({ value, state }) =>
      same(
        value,
        orders(state, 'cus_7', 'paid')
          .filter(({ total }) => total > 100)
          .map(({ id, total }) => ({ id, total })),
      ),
  },
];
