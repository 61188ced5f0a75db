/** A Config for one description that is a file, called at `baseUrl`; everything else at its default unless said. */
export function configFor({ name = 'bench', path, baseUrl }, others = {}) {
  const api = { name, source: { kind: 'file', path }, baseUrl, headers: [], auth: new Map(), server: undefined };
  return {
    apis: [{ ...api, variables: new Map(), include: [], exclude: [] }],
    profiles: new Map(),
    readOnly: false,
    include: [],
    exclude: [],
    budgets: { list: 1000, describe: 2000, execute: 4000 },
    timeoutMs: 30_000,
    allowHosts: [],
    mock: false,
    files: undefined,
    cacheDir: undefined,
    logLevel: 'silent',
    validate: 'strict',
    env: {},
    ...others,
  };
}
