import type { Endpoint } from '../catalog/endpoint.ts';
import type { Validation } from '../config.ts';
import { ToolError } from '../errors.ts';
import { buildHeaders } from './build-headers.ts';
import { buildUrl, fillTemplate } from './build-path.ts';
import { buildQuery, type Given } from './build-query.ts';
import { type CheckedArguments, checkArguments } from './check-arguments.ts';
import { type EncodedBody, encodeBody } from './encode-body.ts';
import { hintFor } from './hint.ts';
import type { HttpRequest } from './http-request.ts';
import { type Plan, planFor } from './plan.ts';
import type { Problem } from './problem.ts';

export interface CallArguments {
  /** By name, flat over all locations; JSON text of such an object is understood. */
  readonly params?: unknown;
  /** `undefined`: none. */
  readonly body?: unknown;
}

export interface BuildOptions {
  /** Absolute, no trailing slash. */
  readonly baseUrl: string;
  /** Values of path parameters that the caller wrote into the path. */
  readonly pathValues?: ReadonlyMap<string, string>;
  /** Default `strict`: what does not fit the description is refused; `warn`: sent, with a note; `off`: not looked at. */
  readonly validate?: Validation;
  /** Whether `{"$file": path}` may name files, because a folder for them is configured. */
  readonly files?: boolean;
}

export interface BuiltRequest {
  readonly request: HttpRequest;
  /** Corrections and warnings, one sentence each. */
  readonly notes: readonly string[];
}

const MOST_DETAILS = 20;
const MOST_NOTES = 10;

/** The request that a call means, frozen and unsigned. Throws `arguments_invalid` with every problem; nothing is sent then. */
export async function buildRequest(
  endpoint: Endpoint,
  args: CallArguments,
  options: BuildOptions,
): Promise<BuiltRequest> {
  const { baseUrl, pathValues = new Map(), validate = 'strict', files = false } = options;
  const known = planFor(endpoint);
  const plan = known instanceof Promise ? await known : known;
  const checked = await checkArguments(plan, args, { pathValues, validate });
  const isForbidding = ({ kind }: Problem): boolean => kind === 'refused' || validate === 'strict';
  const problems = checked.problems.filter(isForbidding);
  const encoded = problems.length === 0 ? encode(checked, files, problems) : undefined;
  if (problems.length > 0) throw invalid(problems, plan);
  const warnings = checked.problems.map(({ pointer, text }) => `sent although ${pointer}: ${text}`);
  return Object.freeze({
    request: toRequest(plan, checked, { baseUrl, encoded }),
    notes: atMost([...checked.notes, ...warnings], MOST_NOTES),
  });
}

function encode({ body }: CheckedArguments, files: boolean, problems: Problem[]): EncodedBody | undefined {
  return body === undefined ? undefined : encodeBody(body.value, body.chosen, { files, pointer: '/body', problems });
}

interface Target {
  readonly baseUrl: string;
  readonly encoded: EncodedBody | undefined;
}

function toRequest(plan: Plan, { given, accept }: CheckedArguments, { baseUrl, encoded }: Target): HttpRequest {
  const values = new Map(given);
  const fill = (pieces: Plan['template']['path']): string => fillTemplate(pieces, (parameter) => values.get(parameter));
  const inQuery = ([{ in: location }]: Given): boolean => location === 'query' || location === 'querystring';
  const query = buildQuery(fill(plan.template.query), given.filter(inQuery));
  const contentType = encoded?.contentType;
  const headers = [
    ['accept', accept] as const,
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
    ...buildHeaders(given),
  ];
  return Object.freeze({
    method: plan.endpoint.method,
    url: buildUrl(baseUrl, fill(plan.template.path), query),
    headers: Object.freeze(headers),
    body: encoded === undefined ? undefined : Object.freeze(encoded.body),
  });
}

function invalid(problems: readonly Problem[], plan: Plan): ToolError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const details = problems.map(({ pointer, text }) => `${pointer}: ${text}`);
  return new ToolError('arguments_invalid', `${count} with the arguments; nothing was sent.`, {
    details: atMost(details, MOST_DETAILS),
    ...hintFor(problems, plan),
  });
}

function atMost(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `and ${lines.length - most} more`];
}
