import picomatch from 'picomatch';
import type { Api } from '../catalog/api.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Rule } from '../config.ts';
import { ToolError } from '../errors.ts';

export interface Visibility {
  readonly readOnly: boolean;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
}

/** Methods that change nothing (RFC 9110 §9.2.1; QUERY: draft-ietf-httpbis-safe-method-w-body). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY']);
const LONGEST_RULE = 500;

type Accepts = (endpoint: Endpoint) => boolean;

/** The Api with only what may be used; the rest does not exist for any tool. An `exclude` rule wins over every `include`. Throws `config_invalid` for an unusable rule. */
export function visibleTo(api: Api, { readOnly, include, exclude }: Visibility): Api {
  if (!readOnly && include.length === 0 && exclude.length === 0) return api;
  const included = include.map(readRule);
  const excluded = exclude.map(readRule);
  const isVisible = (endpoint: Endpoint): boolean =>
    (!readOnly || SAFE_METHODS.has(endpoint.method)) &&
    (included.length === 0 || included.some((accepts) => accepts(endpoint))) &&
    !excluded.some((accepts) => accepts(endpoint));
  return Object.freeze({ ...api, endpoints: api.endpoints.filter(isVisible) });
}

/** `METHOD /glob` (or `* /glob`), `tag:x`, or an id glob. */
function readRule(rule: Rule): Accepts {
  if (rule.length > LONGEST_RULE || rule.trim() === '')
    throw new ToolError('config_invalid', `${JSON.stringify(rule.slice(0, 80))} is no rule.`);
  if (rule.startsWith('tag:')) {
    const wanted = rule.slice('tag:'.length).toLowerCase();
    return ({ tags }) => tags.some((tag) => tag.toLowerCase() === wanted);
  }
  const [, method, glob] = /^([A-Za-z*]+)\s+(\/.*)$/.exec(rule) ?? [];
  if (method === undefined || glob === undefined) {
    // ids hold slashes as ordinary characters (`issues/create`), so `*` crosses them here
    const matches = picomatch(rule.replaceAll('/', '\u0001'), { dot: true, nobrace: true });
    return ({ id }) => matches(id.replaceAll('/', '\u0001'));
  }
  const matches = picomatch(glob.replaceAll('{', '\\{').replaceAll('}', '\\}'), { dot: true });
  return (endpoint) => (method === '*' || endpoint.method === method.toUpperCase()) && matches(endpoint.path);
}
