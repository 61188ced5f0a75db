// What Box holds when a task begins, each object with the members that the real API gives it.
import { createHash } from 'node:crypto';
import { peopleOf } from './people.mjs';
import { createRandom } from './random.mjs';

export const ME = { type: 'user', id: '20390110021', name: 'Ada Abel', login: 'ada.abel@acme.example' };
export const CHANGING = ['etag', 'sequence_id', 'modified_at', 'modified_by'];
const FOLDERS = ['Reports', 'Contracts 2026', 'Scratch', 'Marketing', 'Legal', 'Onboarding', 'Board'];

export function createState() {
  const random = createRandom(53);
  const state = {
    folders: {},
    files: {},
    users: {},
    collaborations: {},
    comments: {},
    tasks: {},
    assignments: {},
    groups: {},
    memberships: {},
  };
  const root = folderOf({ id: '0', name: 'All Files', parent: null });
  state.folders['0'] = root;
  for (const name of FOLDERS) {
    const folder = folderOf({ id: `2${random.digits(11)}`, name, parent: root });
    state.folders[folder.id] = folder;
  }
  const idOf = (name) => Object.values(state.folders).find((folder) => folder.name === name).id;
  for (let index = 0; index < 230; index++) {
    const name = random.chance(0.12)
      ? `~draft-${index}.tmp`
      : `${random.pick(['scan', 'photo', 'notes', 'export'])}-${index}.${random.pick(['pdf', 'png', 'docx', 'csv'])}`;
    addFile(state, { random, name, parent: state.folders[idOf('Scratch')], text: `file ${index}` });
  }
  for (const name of ['Q1.csv', 'Q2.csv', 'Summary 2025.pdf', 'Forecast.xlsx'])
    addFile(state, { random, name, parent: state.folders[idOf('Reports')], text: name });
  for (let index = 0; index < 24; index++)
    addFile(state, {
      random,
      name: `Supplier ${String(index + 1).padStart(2, '0')}.docx`,
      parent: state.folders[idOf('Contracts 2026')],
      text: `contract ${index}`,
    });
  for (const [index, person] of peopleOf(60).entries()) {
    const user = userOf(person, index === 0 ? ME.id : `20${random.digits(9)}`);
    state.users[user.id] = user;
  }
  const users = Object.values(state.users);
  for (const [index, role] of ['editor', 'viewer', 'editor', 'co-owner', 'viewer', 'editor', 'uploader'].entries())
    addCollaboration(state, {
      id: random.digits(11),
      user: users[index * 5 + 3],
      folder: state.folders[idOf('Legal')],
      role,
    });
  const group = { type: 'group', id: random.digits(8), name: 'Finance', group_type: 'managed_group' };
  state.groups[group.id] = group;
  for (const user of users.slice(10, 19)) addMembership(state, { id: random.digits(9), group, user });
  return state;
}

export const miniOf = ({ type, id, etag, sequence_id, name }) => ({ type, id, sequence_id, etag, name });
export const miniUser = ({ type, id, name, login }) => ({ type, id, name, login });

function basicsOf(parent) {
  const at = '2026-05-12T09:11:23-07:00';
  const entries = parent === null ? [] : [...parent.path_collection.entries, miniOf(parent)];
  return {
    sequence_id: '0',
    etag: '0',
    created_at: at,
    modified_at: at,
    description: '',
    path_collection: { total_count: entries.length, entries },
    created_by: ME,
    modified_by: ME,
    trashed_at: null,
    purged_at: null,
    content_created_at: at,
    content_modified_at: at,
    owned_by: ME,
    shared_link: null,
    parent: parent === null ? null : miniOf(parent),
    item_status: 'active',
  };
}

export function folderOf({ id, name, parent }) {
  return { type: 'folder', id, name, size: 0, ...basicsOf(parent), folder_upload_email: null };
}

export function addFile(state, { random, name, parent, text }) {
  const id = `1${random.digits(11)}`;
  const sha1 = createHash('sha1').update(text).digest('hex');
  const version = { type: 'file_version', id: `3${random.digits(11)}`, sha1 };
  state.files[id] = {
    type: 'file',
    id,
    file_version: version,
    sha1,
    name,
    size: Buffer.byteLength(text),
    ...basicsOf(parent),
  };
  return state.files[id];
}

function userOf({ name, email }, id) {
  return {
    type: 'user',
    id,
    name,
    login: email,
    created_at: '2024-02-01T08:15:40-08:00',
    modified_at: '2026-08-30T03:01:12-07:00',
    language: 'en',
    timezone: 'Europe/Berlin',
    space_amount: 999999999999999,
    space_used: (Number(id) % 9000) * 1_048_576,
    max_upload_size: 53687091200,
    status: 'active',
    job_title: '',
    phone: '',
    address: '',
    avatar_url: `https://acme.app.box.com/api/avatar/large/${id}`,
    notification_email: null,
  };
}

export function addCollaboration(state, { id, user, folder, role }) {
  state.collaborations[id] = {
    type: 'collaboration',
    id,
    created_by: ME,
    created_at: '2026-06-02T01:15:30-07:00',
    modified_at: '2026-06-02T01:15:30-07:00',
    expires_at: null,
    status: 'accepted',
    accessible_by: miniUser(user),
    invite_email: null,
    role,
    acknowledged_at: '2026-06-02T01:15:30-07:00',
    item: miniOf(folder),
    is_access_only: false,
    acceptance_requirements_status: {
      terms_of_service_requirement: null,
      strong_password_requirement: {
        enterprise_has_strong_password_required_for_external_users: false,
        user_has_strong_password: null,
      },
      two_factor_authentication_requirement: {
        enterprise_has_two_factor_auth_enabled: false,
        user_has_two_factor_authentication_enabled: null,
      },
    },
  };
  return state.collaborations[id];
}

export function addMembership(state, { id, group, user }) {
  const at = '2026-06-02T01:15:30-07:00';
  state.memberships[id] = {
    type: 'group_membership',
    id,
    user: miniUser(user),
    group,
    role: 'member',
    created_at: at,
    modified_at: at,
  };
  return state.memberships[id];
}
