// What Slack holds when a task begins, each object with the members that the real API gives it.
import { peopleOf } from './people.mjs';
import { createRandom } from './random.mjs';

export const TEAM = 'T0ACME001';
export const TOKEN = 'xoxb-bench-0001';
export const NOW = 1795255200;
const SERVICES = ['checkout', 'search', 'mailer', 'payments', 'catalog'];

export function createState() {
  const random = createRandom(83);
  const state = { users: {}, channels: {}, messages: {}, files: {}, reminders: {} };
  for (const [index, person] of peopleOf(60).entries()) {
    const user = userOf(person, { id: `U0${random.base36(8)}`, isGone: index % 11 === 7 });
    state.users[user.id] = user;
  }
  const ids = Object.values(state.users)
    .filter(({ deleted }) => !deleted)
    .map(({ id }) => id);
  const names = ['general', 'random', 'deploys', 'oncall', 'finance', 'product', 'shop-reports'];
  for (let index = 0; index < 90; index++)
    names.push(random.chance(0.2) ? `tmp-${random.pick(SERVICES)}-${index}` : `team-${random.pick(SERVICES)}-${index}`);
  for (const name of names) {
    const count = name === 'oncall' ? 6 : name.startsWith('tmp-') ? random.int(0, 3) : random.int(2, 30);
    const start = random.int(0, ids.length - 31);
    const channel = channelOf({ id: `C0${random.base36(8)}`, name, members: ids.slice(start, start + count), random });
    channel.is_archived = name.startsWith('tmp-') && random.chance(0.3);
    state.channels[channel.id] = channel;
  }
  const deploys = Object.values(state.channels).find(({ name }) => name === 'deploys');
  for (let index = 0; index < 170; index++) {
    const ts = `${NOW - (170 - index) * 3600}.${String(index).padStart(6, '0')}`;
    const service = random.pick(SERVICES);
    const text = random.chance(0.1)
      ? `Deploy of ${service} failed: health check timed out`
      : `Deployed ${service} 2.${random.int(0, 40)}.${random.int(0, 9)} to production`;
    state.messages[`${deploys.id}/${ts}`] = messageOf({ ts, text, user: random.pick(ids) });
  }
  for (const [index, text] of REMINDERS.entries()) {
    const id = `Rm${random.base36(9)}`;
    state.reminders[id] = {
      id,
      creator: ids[0],
      user: ids[0],
      text,
      recurring: false,
      time: NOW + index * 86400,
      complete_ts: index % 4 === 3 ? NOW - 5000 : 0,
    };
  }
  return state;
}

const REMINDERS = [
  'water the plants',
  'prepare the quarterly review',
  'book the room for the quarterly review',
  'ask finance about the quarterly review',
  'renew the parking permit',
  'call the landlord',
  'send slides for the quarterly review to Ben',
  'order cake',
];

function userOf({ name, first, last, login, email }, { id, isGone }) {
  const avatar = `https://avatars.slack-edge.com/2026-01-04/${id.toLowerCase()}`;
  const images = Object.fromEntries(
    [24, 32, 48, 72, 192, 512].map((size) => [`image_${size}`, `${avatar}_${size}.jpg`]),
  );
  const profile = {
    title: '',
    phone: '',
    skype: '',
    real_name: name,
    real_name_normalized: name,
    display_name: login,
    display_name_normalized: login,
    fields: null,
    status_text: '',
    status_emoji: '',
    status_emoji_display_info: [],
    status_expiration: 0,
    avatar_hash: id.toLowerCase(),
    email,
    first_name: first,
    last_name: last,
    ...images,
    status_text_canonical: '',
    team: TEAM,
  };
  const flags = {
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
  };
  return {
    id,
    team_id: TEAM,
    name: login,
    deleted: isGone,
    color: '9f69e7',
    real_name: name,
    tz: 'Europe/Berlin',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile,
    ...flags,
    updated: 1790000000,
    is_email_confirmed: true,
    who_can_share_contact_card: 'EVERYONE',
  };
}

export function channelOf({ id, name, members = [], isPrivate = false, random }) {
  const text = { value: '', creator: '', last_set: 0 };
  return {
    id,
    name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    created: NOW - random.int(1, 900) * 86400,
    is_archived: false,
    is_general: name === 'general',
    unlinked: 0,
    name_normalized: name,
    is_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: TEAM,
    updated: 1790000000000,
    parent_conversation: null,
    creator: 'U0ADMIN001',
    is_ext_shared: false,
    shared_team_ids: [TEAM],
    pending_connected_team_ids: [],
    is_member: true,
    topic: text,
    purpose: { ...text, value: name.startsWith('team-') ? `Everything about ${name.slice(5)}` : '' },
    previous_names: [],
    num_members: members.length,
    members,
  };
}

export function messageOf({ ts, text, user }) {
  const element = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
  const blocks = [{ type: 'rich_text', block_id: `b${ts.slice(-6)}`, elements: [element] }];
  return {
    type: 'message',
    subtype: 'bot_message',
    user,
    text,
    ts,
    bot_id: 'B0DEPLOY01',
    app_id: 'A0DEPLOY01',
    team: TEAM,
    blocks,
  };
}
