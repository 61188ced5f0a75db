// Objects of GitHub's REST API at their real size: every member that its documentation shows.
const API = 'https://api.github.com';
const SITE = 'https://github.com';

export function user(login, id) {
  const url = `${API}/users/${login}`;
  const isBot = login.endsWith('[bot]');
  return {
    login,
    id,
    node_id: Buffer.from(`04:User${id}`).toString('base64'),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${SITE}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: isBot ? 'Bot' : 'User',
    site_admin: false,
  };
}

export function label(name, id) {
  return {
    id,
    node_id: Buffer.from(`05:Label${id}`).toString('base64'),
    url: `${API}/repos/acme/shop/labels/${encodeURIComponent(name)}`,
    name,
    color: 'd73a4a',
    default: false,
    description: `Issues that concern ${name}`,
  };
}

export function milestone(number, title, state = 'open') {
  const url = `${API}/repos/acme/shop/milestones/${number}`;
  return {
    url,
    html_url: `${SITE}/acme/shop/milestone/${number}`,
    labels_url: `${url}/labels`,
    id: 9_000_000 + number,
    node_id: Buffer.from(`09:Milestone${number}`).toString('base64'),
    number,
    title,
    description: `What goes into ${title}`,
    creator: user('maria', 101),
    open_issues: 4,
    closed_issues: 8,
    state,
    created_at: '2023-02-10T20:09:31Z',
    updated_at: '2023-03-03T18:58:10Z',
    due_on: '2023-10-09T23:39:01Z',
    closed_at: state === 'closed' ? '2023-11-01T10:00:00Z' : null,
  };
}

export function issue({ number, title, state = 'open', labels = [], comments = 0, author, milestone: of = null }) {
  const url = `${API}/repos/acme/shop/issues/${number}`;
  return {
    url,
    repository_url: `${API}/repos/acme/shop`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${SITE}/acme/shop/issues/${number}`,
    id: 1_700_000_000 + number,
    node_id: Buffer.from(`05:Issue${1_700_000_000 + number}`).toString('base64'),
    number,
    title,
    user: author,
    labels,
    state,
    locked: false,
    assignee: number % 3 === 0 ? user('jo', 102) : null,
    assignees: number % 3 === 0 ? [user('jo', 102)] : [],
    milestone: of,
    comments,
    created_at: `2023-0${(number % 9) + 1}-11T08:${10 + (number % 50)}:00Z`,
    updated_at: `2023-0${(number % 9) + 1}-21T09:${10 + (number % 50)}:00Z`,
    closed_at: state === 'closed' ? '2023-10-01T10:00:00Z' : null,
    author_association: 'CONTRIBUTOR',
    active_lock_reason: null,
    body: `### What happened\n\n${title}. It was seen with version 1.${number % 10} on ${number % 2 === 0 ? 'Linux' : 'macOS'}, in a shop with ${number * 7} articles.\n\n### What should have happened\n\nNothing of the kind.\n`,
    reactions: {
      url: `${url}/reactions`,
      total_count: number % 4,
      '+1': number % 4,
      '-1': 0,
      laugh: 0,
      hooray: 0,
      confused: 0,
      heart: 0,
      rocket: 0,
      eyes: 0,
    },
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: state === 'closed' ? 'completed' : null,
  };
}

const REPOSITORY_LINKS = [
  'forks', 'teams', 'hooks', 'events', 'tags', 'languages', 'stargazers', 'contributors', 'subscribers', 'subscription', 'merges', 'downloads', 'deployments',
];
const REPOSITORY_TEMPLATES = {
  keys_url: 'keys{/key_id}', collaborators_url: 'collaborators{/collaborator}', issue_events_url: 'issues/events{/number}', assignees_url: 'assignees{/user}',
  branches_url: 'branches{/branch}', blobs_url: 'git/blobs{/sha}', git_tags_url: 'git/tags{/sha}', git_refs_url: 'git/refs{/sha}', trees_url: 'git/trees{/sha}',
  statuses_url: 'statuses/{sha}', commits_url: 'commits{/sha}', git_commits_url: 'git/commits{/sha}', comments_url: 'comments{/number}',
  issue_comment_url: 'issues/comments{/number}', contents_url: 'contents/{+path}', compare_url: 'compare/{base}...{head}', archive_url: '{archive_format}{/ref}',
  issues_url: 'issues{/number}', pulls_url: 'pulls{/number}', milestones_url: 'milestones{/number}', notifications_url: 'notifications{?since,all,participating}',
  labels_url: 'labels{/name}', releases_url: 'releases{/id}',
};

export function repository(name = 'shop') {
  const url = `${API}/repos/acme/${name}`;
  return {
    id: 5_500_001,
    node_id: 'MDEwOlJlcG9zaXRvcnk1NTAwMDAx',
    name,
    full_name: `acme/${name}`,
    private: false,
    owner: { ...user('acme', 100), type: 'Organization' },
    html_url: `${SITE}/acme/${name}`,
    description: 'The shop',
    fork: false,
    url,
    ...Object.fromEntries(REPOSITORY_LINKS.map((link) => [`${link}_url`, `${url}/${link}`])),
    ...Object.fromEntries(Object.entries(REPOSITORY_TEMPLATES).map(([member, path]) => [member, `${url}/${path}`])),
    created_at: '2019-01-26T19:01:12Z',
    updated_at: '2023-11-26T19:14:43Z',
    pushed_at: '2023-11-26T19:06:43Z',
    git_url: `git://github.com/acme/${name}.git`,
    ssh_url: `git@github.com:acme/${name}.git`,
    clone_url: `${SITE}/acme/${name}.git`,
    svn_url: `${SITE}/acme/${name}`,
    homepage: null,
    size: 10842,
    stargazers_count: 80,
    watchers_count: 80,
    language: 'TypeScript',
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 9,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: 160,
    license: { key: 'mit', name: 'MIT License', spdx_id: 'MIT', url: `${API}/licenses/mit`, node_id: 'MDc6TGljZW5zZW1pdA==' },
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: ['shop', 'commerce', 'typescript'],
    visibility: 'public',
    forks: 9,
    open_issues: 160,
    watchers: 80,
    default_branch: 'main',
  };
}

export function pull({ number, title, author, branch, state = 'open' }) {
  const url = `${API}/repos/acme/shop/pulls/${number}`;
  const issueUrl = `${API}/repos/acme/shop/issues/${number}`;
  const sha = (number * 7_919_393).toString(16).padStart(40, '6dcb09b5b57875f334f61aebed695e2e4193db5e'.slice(0, 40));
  const hrefs = {
    self: url, html: `${SITE}/acme/shop/pull/${number}`, issue: issueUrl, comments: `${issueUrl}/comments`, review_comments: `${url}/comments`,
    review_comment: `${API}/repos/acme/shop/pulls/comments{/number}`, commits: `${url}/commits`, statuses: `${API}/repos/acme/shop/statuses/${sha}`,
  };
  return {
    url,
    id: 1_100_000_000 + number,
    node_id: Buffer.from(`11:PullRequest${number}`).toString('base64'),
    html_url: hrefs.html,
    diff_url: `${hrefs.html}.diff`,
    patch_url: `${hrefs.html}.patch`,
    issue_url: issueUrl,
    commits_url: hrefs.commits,
    review_comments_url: hrefs.review_comments,
    review_comment_url: hrefs.review_comment,
    comments_url: hrefs.comments,
    statuses_url: hrefs.statuses,
    number,
    state,
    locked: false,
    title,
    user: author,
    body: `${title}\n\nSee the changelog for what has changed.`,
    labels: [],
    milestone: null,
    active_lock_reason: null,
    created_at: '2023-05-26T19:01:12Z',
    updated_at: '2023-05-27T19:01:12Z',
    closed_at: null,
    merged_at: null,
    merge_commit_sha: sha,
    assignee: null,
    assignees: [],
    requested_reviewers: [user('maria', 101)],
    requested_teams: [],
    head: { label: `acme:${branch}`, ref: branch, sha, user: { ...user('acme', 100) }, repo: repository() },
    base: { label: 'acme:main', ref: 'main', sha: 'aa218f56b14c9653891f9e74264a383fa43fefbd', user: { ...user('acme', 100) }, repo: repository() },
    _links: Object.fromEntries(Object.entries(hrefs).map(([name, href]) => [name, { href }])),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    draft: false,
  };
}

export function release({ id, tag_name, name = null, body = null, draft = false, prerelease = false, target_commitish = 'main' }) {
  const url = `${API}/repos/acme/shop/releases/${id}`;
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `https://uploads.github.com/repos/acme/shop/releases/${id}/assets{?name,label}`,
    html_url: `${SITE}/acme/shop/releases/tag/${tag_name}`,
    id,
    author: user('maria', 101),
    node_id: Buffer.from(`07:Release${id}`).toString('base64'),
    tag_name,
    target_commitish,
    name,
    draft,
    prerelease,
    created_at: '2023-11-26T19:14:43Z',
    published_at: draft ? null : '2023-11-26T19:14:43Z',
    assets: [],
    tarball_url: `${API}/repos/acme/shop/tarball/${tag_name}`,
    zipball_url: `${API}/repos/acme/shop/zipball/${tag_name}`,
    body,
  };
}

export function asset({ id, releaseTag, name, label: shown = '', contentType, size }) {
  return {
    url: `${API}/repos/acme/shop/releases/assets/${id}`,
    id,
    node_id: Buffer.from(`12:ReleaseAsset${id}`).toString('base64'),
    name,
    label: shown,
    uploader: user('maria', 101),
    content_type: contentType,
    state: 'uploaded',
    size,
    download_count: 0,
    created_at: '2023-11-26T19:15:43Z',
    updated_at: '2023-11-26T19:15:43Z',
    browser_download_url: `${SITE}/acme/shop/releases/download/${releaseTag}/${name}`,
  };
}

export function workflowRun({ id, name, branch, conclusion }) {
  const url = `${API}/repos/acme/shop/actions/runs/${id}`;
  const sha = (id * 104_729).toString(16).padStart(40, 'acb5820ced9479c074f688cc328bf03f341a511d');
  return {
    id,
    name,
    node_id: Buffer.from(`11:WorkflowRun${id}`).toString('base64'),
    head_branch: branch,
    head_sha: sha,
    path: `.github/workflows/${name.toLowerCase()}.yml`,
    display_title: `Update the ${branch} basket`,
    run_number: id - 30_000_000,
    event: 'push',
    status: 'completed',
    conclusion,
    workflow_id: 159_038,
    check_suite_id: 42_000_000 + (id % 1000),
    check_suite_node_id: 'MDEwOkNoZWNrU3VpdGU0Mg==',
    url,
    html_url: `${SITE}/acme/shop/actions/runs/${id}`,
    pull_requests: [],
    created_at: '2023-09-22T19:33:08Z',
    updated_at: '2023-09-22T19:38:08Z',
    actor: user('jo', 102),
    run_attempt: 1,
    referenced_workflows: [],
    run_started_at: '2023-09-22T19:33:08Z',
    triggering_actor: user('jo', 102),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${API}/repos/acme/shop/check-suites/${42_000_000 + (id % 1000)}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${API}/repos/acme/shop/actions/workflows/159038`,
    head_commit: {
      id: sha,
      tree_id: sha,
      message: `Update the ${branch} basket`,
      timestamp: '2023-09-22T19:33:05Z',
      author: { name: 'Jo', email: 'jo@acme.example' },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
    },
    repository: repository(),
    head_repository: repository(),
  };
}
