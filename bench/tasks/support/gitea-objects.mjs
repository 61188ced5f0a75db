// What Gitea holds when a task begins, each object with the members that the real API gives it.
import { createHash } from 'node:crypto';
import { peopleOf } from './people.mjs';
import { createRandom } from './random.mjs';

export const HOME = 'https://gitea.acme.example';
export const REPO = 'acme/shop';
export const NOW = '2026-11-21T10:00:00Z';
export const CHANGING = ['updated_at'];
const TITLES = [
  'Checkout fails with a timeout',
  'Search shows deleted products',
  'Timeout while exporting orders',
  'Wrong tax for Swiss customers',
  'Gift cards cannot be combined',
  'Login loop after password reset',
  'Image upload ends in a gateway timeout',
  'Typo on the returns page',
  'Prices flicker on slow phones',
];
const LABELS = ['bug', 'feature', 'needs-triage', 'docs', 'wontfix', 'candidate-2.5'];
const INI = '[queue]\nTYPE = redis\nWORKERS = 4\n\n[log]\nLEVEL = info\n';
export const NEW_INI = INI.replace('WORKERS = 4', 'WORKERS = 12');

export function createState() {
  const random = createRandom(61);
  const state = {
    users: {},
    labels: {},
    milestones: {},
    issues: {},
    branches: {},
    releases: {},
    files: {},
    teams: {},
    comments: {},
  };
  for (const [index, person] of peopleOf(24).entries()) state.users[person.login] = userOf(person, index + 2);
  const users = Object.values(state.users);
  for (const [index, name] of LABELS.entries())
    state.labels[index + 11] = labelOf({ id: index + 11, name, color: random.hex(6), description: '' });
  for (const [index, title] of ['2.3', '2.4'].entries())
    state.milestones[index + 1] = milestoneOf({ id: index + 1, title, state: index === 0 ? 'closed' : 'open' });
  for (let number = 1; number <= 160; number++) {
    const labels = Object.values(state.labels).filter(
      ({ name }) => name !== 'needs-triage' && random.chance(name === 'candidate-2.5' ? 0.12 : 0.2),
    );
    const milestone = random.chance(0.2) ? state.milestones[2] : null;
    state.issues[number] = issueOf({
      number,
      title: random.pick(TITLES),
      labels,
      milestone,
      user: random.pick(users),
      isOpen: random.chance(0.6),
      random,
    });
  }
  for (let index = 0; index < 72; index++) {
    const name =
      index === 0
        ? 'main'
        : index % 6 === 0
          ? `renovate/${random.pick(['vite', 'react', 'undici', 'pg'])}-${index}.x`
          : `feature/${index}-${random.pick(['cart', 'search', 'tax', 'login'])}`;
    state.branches[name] = branchOf(name, { random, user: random.pick(users) });
  }
  for (const [index, tag] of ['v2.2.0', 'v2.3.0', 'v2.3.1', 'v2.4.0'].entries())
    state.releases[index + 301] = releaseOf({ id: index + 301, tag, author: users[0] });
  for (const [path, text] of [
    ['config/app.ini', INI],
    ['README.md', '# Shop\n'],
  ])
    state.files[path] = fileOf(path, text);
  for (const [index, name] of ['Owners', 'oncall', 'frontend'].entries()) {
    const members = users.slice(index * 5, index * 5 + 5 - index).map(({ login }) => login);
    state.teams[index + 7] = { ...teamOf({ id: index + 7, name }), members };
  }
  return state;
}

function userOf({ name, login, email }, id) {
  return {
    id,
    login,
    login_name: '',
    full_name: name,
    email,
    avatar_url: `${HOME}/avatars/${createHash('md5').update(email).digest('hex')}`,
    language: '',
    is_admin: false,
    last_login: '0001-01-01T00:00:00Z',
    created: '2024-03-04T08:12:00Z',
    restricted: false,
    active: false,
    prohibit_login: false,
    location: '',
    website: '',
    description: '',
    visibility: 'public',
    followers_count: 0,
    following_count: 0,
    starred_repos_count: 3,
  };
}

export function labelOf({ id, name, color, description }) {
  return { id, name, exclusive: false, color, description, url: `${HOME}/api/v1/repos/${REPO}/labels/${id}` };
}

export function milestoneOf({ id, title, description = '', state = 'open', due = null }) {
  const times = {
    created_at: '2026-08-01T09:00:00Z',
    updated_at: '2026-08-01T09:00:00Z',
    closed_at: state === 'closed' ? NOW : null,
    due_on: due,
  };
  return { id, title, description, state, open_issues: 0, closed_issues: 0, ...times };
}

export function issueOf({ number, title, labels, milestone, user, isOpen, random }) {
  const created = random.date('2026-01-03T08:00:00Z', 300);
  return {
    id: 5000 + number,
    url: `${HOME}/api/v1/repos/${REPO}/issues/${number}`,
    html_url: `${HOME}/${REPO}/issues/${number}`,
    number,
    user,
    original_author: '',
    original_author_id: 0,
    title,
    body: `### What happens\n${title}.\n\n### Steps\n1. Open the shop\n2. Try it with order ${random.digits(7)}\n\n### Expected\nIt works, as it did in 2.${random.int(0, 3)}.`,
    ref: '',
    assets: [],
    labels,
    milestone,
    assignee: null,
    assignees: null,
    state: isOpen ? 'open' : 'closed',
    is_locked: false,
    comments: random.int(0, 12),
    created_at: created,
    updated_at: created,
    closed_at: isOpen ? null : created,
    due_date: null,
    pull_request: null,
    repository: { id: 41, name: 'shop', owner: 'acme', full_name: REPO },
    pin_order: 0,
  };
}

function branchOf(name, { random, user }) {
  const who = { name: user.full_name, email: user.email, username: user.login };
  const id = random.hex(40);
  return {
    name,
    commit: {
      id,
      message: `${name}: work in progress\n`,
      url: `${HOME}/${REPO}/commit/${id}`,
      author: who,
      committer: who,
      verification: {
        verified: false,
        reason: 'gpg.error.not_signed_commit',
        signature: '',
        signer: null,
        payload: '',
      },
      timestamp: random.date('2026-06-01T08:00:00Z', 160),
      added: null,
      removed: null,
      modified: null,
    },
    protected: name === 'main',
    required_approvals: name === 'main' ? 1 : 0,
    enable_status_check: false,
    status_check_contexts: [],
    user_can_push: true,
    user_can_merge: true,
    effective_branch_protection_name: name === 'main' ? 'main' : '',
  };
}

function releaseOf({ id, tag, author }) {
  return {
    id,
    tag_name: tag,
    target_commitish: 'main',
    name: `Shop ${tag.slice(1)}`,
    body: `Changes in ${tag}: see the milestone.`,
    url: `${HOME}/api/v1/repos/${REPO}/releases/${id}`,
    html_url: `${HOME}/${REPO}/releases/tag/${tag}`,
    tarball_url: `${HOME}/${REPO}/archive/${tag}.tar.gz`,
    zipball_url: `${HOME}/${REPO}/archive/${tag}.zip`,
    draft: false,
    prerelease: false,
    created_at: '2026-09-12T10:00:00Z',
    published_at: '2026-09-12T10:00:00Z',
    author,
    assets: [],
  };
}

export function fileOf(path, text) {
  const content = Buffer.from(text).toString('base64');
  const sha = createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
  const self = `${HOME}/api/v1/repos/${REPO}/contents/${path}?ref=main`;
  const links = {
    self,
    git: `${HOME}/api/v1/repos/${REPO}/git/blobs/${sha}`,
    html: `${HOME}/${REPO}/src/branch/main/${path}`,
  };
  return {
    name: path.split('/').at(-1),
    path,
    sha,
    last_commit_sha: 'c5a1f0b6d6a7a8cc0d0e1f2a3b4c5d6e7f809112',
    type: 'file',
    size: Buffer.byteLength(text),
    encoding: 'base64',
    content,
    target: null,
    url: links.self,
    html_url: links.html,
    git_url: links.git,
    download_url: `${HOME}/${REPO}/raw/branch/main/${path}`,
    submodule_git_url: null,
    _links: links,
  };
}

function teamOf({ id, name }) {
  const organization = {
    id: 1,
    name: 'acme',
    full_name: 'Acme',
    avatar_url: `${HOME}/avatars/acme`,
    description: '',
    website: '',
    location: '',
    visibility: 'private',
    repo_admin_change_team_access: true,
    username: 'acme',
  };
  const units = ['repo.code', 'repo.issues', 'repo.pulls', 'repo.releases'];
  return {
    id,
    name,
    description: '',
    organization,
    includes_all_repositories: true,
    permission: 'write',
    units,
    units_map: {},
    can_create_org_repo: false,
  };
}
