import type { PartContent } from './http-request.ts';
import { isObject, memberOf } from './json-value.ts';
import { isMediaType } from './media-type.ts';
import { type Problem, refusal } from './problem.ts';

/** The content of a file part or a binary body, as a caller gave it. */
export interface FileValue {
  readonly content: PartContent;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
}

export interface FileOptions {
  /** Whether `$file` may name files: a folder for them is configured. */
  readonly files: boolean;
  readonly pointer: string;
  readonly problems: Problem[];
}

const KINDS = ['$file', '$base64', '$text'] as const;
const MEMBERS: ReadonlySet<string> = new Set([...KINDS, 'filename', 'contentType']);

/** Whether a value is one of `{"$file": path}`, `{"$base64": …}`, `{"$text": …}`. */
export function isFileValue(value: unknown): boolean {
  return kindsIn(value).length > 0;
}

/** Whether a value or anything in it is a file; bounded in depth by the caller's own bound on arguments. */
export function holdsFile(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isFileValue(value) || Object.values(value).some(holdsFile);
}

/** The file a value describes; what is wrong with it goes to `problems`. */
export function readFileValue(value: unknown, { files, pointer, problems }: FileOptions): FileValue {
  const [kind, ...others] = kindsIn(value);
  const held = kind === undefined ? undefined : memberOf(value, kind);
  const filename = textMember(value, 'filename');
  const contentType = textMember(value, 'contentType');
  const fault =
    strangerIn(value, others) ??
    (typeof held === 'string' ? undefined : 'must hold a string') ??
    (filename === undefined || isFilename(filename)
      ? undefined
      : 'filename must not hold control characters or slashes') ??
    (contentType === undefined || isMediaType(contentType) ? undefined : 'contentType must be a media type') ??
    contentFault(kind, String(held), files);
  if (fault !== undefined) {
    problems.push(refusal(pointer, fault));
    return { content: '', filename: undefined, contentType: undefined };
  }
  const text = String(held);
  if (kind === '$file') return { content: { file: text }, filename: filename ?? text.split('/').at(-1), contentType };
  const content = kind === '$base64' ? new Uint8Array(Buffer.from(text, 'base64')) : text;
  return { content, filename, contentType };
}

function kindsIn(value: unknown): readonly (typeof KINDS)[number][] {
  return isObject(value) ? KINDS.filter((kind) => Object.hasOwn(value, kind)) : [];
}

function textMember(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name);
  return member === undefined || member === null ? undefined : String(member);
}

function strangerIn(value: unknown, others: readonly string[]): string | undefined {
  if (others.length > 0) return `must hold only one of ${KINDS.join(', ')}`;
  const stranger = Object.keys(value ?? {}).find((name) => !MEMBERS.has(name));
  return stranger === undefined ? undefined : 'may hold only filename and contentType besides the content';
}

function contentFault(kind: string | undefined, text: string, files: boolean): string | undefined {
  if (kind === '$base64' && !isBase64(text)) {
    return 'is not base64 (RFC 4648 §4: A-Z a-z 0-9 + /, padded with =, without line breaks or a data: prefix)';
  }
  if (kind !== '$file') return undefined;
  if (!files) {
    return 'no files are read here; send {"$base64": …} or {"$text": …}';
  }
  return isConfined(text)
    ? undefined
    : 'must be a relative path with forward slashes inside the files folder, without ..';
}

/** Decoders skip what they do not know, so the text must be what encoding its bytes gives. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && Buffer.from(text, 'base64').toString('base64') === text;
}

/** By its letters alone; whoever opens it checks where it really leads. */
function isConfined(path: string): boolean {
  if (path === '' || path.length > 1000 || /[\p{Cc}\\:]/u.test(path) || path.startsWith('/') || path.startsWith('~'))
    return false;
  return path.split('/').every((segment) => segment !== '' && segment !== '..' && segment !== '.');
}

function isFilename(name: string): boolean {
  return name.length <= 255 && !/[\p{Cc}/\\]/u.test(name);
}
