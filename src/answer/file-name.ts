import { posix } from 'node:path';

const LONGEST_NAME = 100;
/** Extensions of what is downloaded most, for URLs that have none. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['application/pdf', '.pdf'],
  ['application/zip', '.zip'],
  ['application/gzip', '.gz'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '.xlsx'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', '.docx'],
  ['image/png', '.png'],
  ['image/jpeg', '.jpg'],
  ['image/gif', '.gif'],
  ['image/webp', '.webp'],
  ['audio/mpeg', '.mp3'],
  ['video/mp4', '.mp4'],
]);

/** A plain name to save a body under: by Content-Disposition (RFC 6266), else by the URL; letters, digits, `.`, `_`, `-` only. */
export function fileNameFor(type: string, headers: ReadonlyMap<string, string>, url: string): string {
  const said = dispositionName(headers.get('content-disposition') ?? '');
  const last = URL.canParse(url) ? posix.basename(new URL(url).pathname) : '';
  const name = plain(said ?? '') || plain(decoded(last)) || 'download';
  return /\.[A-Za-z0-9]{1,8}$/.test(name) ? name : `${name}${EXTENSIONS.get(type) ?? ''}`;
}

function dispositionName(header: string): string | undefined {
  const [, extended] = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header) ?? [];
  if (extended !== undefined) return decoded(extended);
  const [, quoted, token] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? [];
  return quoted ?? token;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** No folders, nothing hidden, nothing a shell or a terminal reads. */
function plain(name: string): string {
  const last = name.slice(-400).split(/[/\\]/).at(-1) ?? '';
  const safe = last.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._-]+/, '');
  return safe.length <= LONGEST_NAME ? safe : safe.slice(-LONGEST_NAME).replace(/^[._-]+/, '');
}
