// What Asana holds when a task begins, each object with the members that the real API gives it.
import { peopleOf } from './people.mjs';
import { createRandom } from './random.mjs';

export const WORKSPACE = { gid: '1200000000000001', resource_type: 'workspace', name: 'Acme' };
export const TODAY = '2026-11-21';
export const CHANGING = ['modified_at'];
const VERBS = ['Draft', 'Review', 'Translate', 'Measure', 'Fix', 'Replace', 'Order', 'Check'];
const THINGS = [
  'landing page',
  'price table',
  'banner',
  'checkout copy',
  'photo set',
  'FAQ',
  'newsletter',
  'invoice template',
];
const PROJECTS = ['Website relaunch', 'Office move', 'Hiring Q4', 'Supplier audit'];

export function createState() {
  const random = createRandom(71);
  const gid = () => `12${random.digits(14)}`;
  const state = { users: {}, projects: {}, sections: {}, tags: {}, tasks: {}, stories: {}, attachments: {} };
  for (const { name, email } of peopleOf(30)) {
    const user = { gid: gid(), resource_type: 'user', name, email, photo: null, workspaces: [WORKSPACE] };
    state.users[user.gid] = user;
  }
  const users = Object.values(state.users);
  for (const name of PROJECTS) {
    const project = projectOf({ gid: gid(), name, owner: users[0] });
    state.projects[project.gid] = project;
    for (const title of ['To do', 'Doing', 'Done']) addSection(state, { gid: gid(), name: title, project });
  }
  for (const name of ['duplicate', 'waiting for supplier', 'quick win', 'legal']) {
    const tag = {
      gid: gid(),
      resource_type: 'tag',
      name,
      color: 'dark-blue',
      notes: '',
      created_at: '2026-02-01T10:00:00.000Z',
      followers: [],
      workspace: WORKSPACE,
      permalink_url: '',
    };
    state.tags[tag.gid] = tag;
  }
  const sections = Object.values(state.sections);
  for (let index = 0; index < 260; index++) {
    const isDone = random.chance(0.4);
    const project = state.projects[Object.keys(state.projects)[index % 4]];
    const own = sections.filter((each) => each.project.gid === project.gid);
    const tags = Object.values(state.tags).filter(() => random.chance(0.08));
    const task = taskOf({
      gid: gid(),
      name: `${random.pick(VERBS)} ${random.pick(THINGS)} ${index + 1}`,
      notes: `Agreed in the weekly meeting. See also ticket ${random.digits(5)}.`,
      assignee: random.pick(users),
      due: random.chance(0.8) ? random.date('2026-10-20T00:00:00Z', 60).slice(0, 10) : null,
      completed: isDone,
    });
    state.tasks[task.gid] = {
      ...task,
      projects: [compact(project)],
      memberships: [{ project: compact(project), section: compact(isDone ? own[2] : random.pick(own.slice(0, 2))) }],
      tags: tags.map(compact),
    };
  }
  return state;
}

export const compact = ({ gid, resource_type, name }) => ({ gid, resource_type, name });

function projectOf({ gid, name, owner }) {
  return {
    gid,
    resource_type: 'project',
    name,
    archived: false,
    color: 'light-green',
    created_at: '2026-02-22T02:06:58.147Z',
    current_status: null,
    current_status_update: null,
    custom_field_settings: [],
    default_view: 'list',
    due_date: null,
    due_on: null,
    html_notes: '<body></body>',
    is_template: false,
    members: [compact(owner)],
    modified_at: '2026-11-01T09:00:00.000Z',
    notes: '',
    public: true,
    start_on: null,
    workspace: WORKSPACE,
    completed: false,
    completed_at: null,
    completed_by: null,
    created_from_template: null,
    custom_fields: [],
    followers: [compact(owner)],
    icon: 'list',
    owner: compact(owner),
    permalink_url: `https://app.asana.com/0/${gid}`,
    project_brief: null,
    team: { gid: '1200000000000009', resource_type: 'team', name: 'Everybody' },
  };
}

export function addSection(state, { gid, name, project }) {
  state.sections[gid] = {
    gid,
    resource_type: 'section',
    name,
    created_at: '2026-02-22T02:06:58.147Z',
    project: compact(project),
  };
  return state.sections[gid];
}

export function taskOf({ gid, name, notes = '', assignee = null, due = null, completed = false }) {
  return {
    gid,
    resource_type: 'task',
    name,
    resource_subtype: 'default_task',
    actual_time_minutes: null,
    approval_status: null,
    assignee_status: 'upcoming',
    completed,
    completed_at: completed ? '2026-11-02T09:00:00.000Z' : null,
    completed_by: completed && assignee ? compact(assignee) : null,
    created_at: '2026-09-22T02:06:58.147Z',
    dependencies: [],
    dependents: [],
    due_at: null,
    due_on: due,
    followers: assignee ? [compact(assignee)] : [],
    hearted: false,
    hearts: [],
    html_notes: `<body>${notes}</body>`,
    is_rendered_as_separator: false,
    liked: false,
    likes: [],
    modified_at: '2026-11-02T09:00:00.000Z',
    notes,
    num_hearts: 0,
    num_likes: 0,
    num_subtasks: 0,
    start_at: null,
    start_on: null,
    assignee: assignee ? compact(assignee) : null,
    custom_fields: [],
    parent: null,
    permalink_url: `https://app.asana.com/0/0/${gid}`,
    projects: [],
    memberships: [],
    tags: [],
    workspace: WORKSPACE,
  };
}
