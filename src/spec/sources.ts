import { existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import type { SpecSource } from '../config.ts';
import { ToolError } from '../errors.ts';
import { readDirectory } from './read-directory.ts';

export interface NamedSource {
  readonly name: string;
  readonly source: SpecSource;
}

interface Candidate {
  readonly given: string | undefined;
  readonly source: SpecSource;
}

const MOST_SOURCES = 10_000;

/**
 * The sources that spec arguments name: files, URLs, directories, globs, `-`, each perhaps with `name=` in front (DESIGN §7).
 * Names are slugs of file or host names, unique, never text from a description. Throws `spec_unusable` where nothing is found.
 */
export async function expandSources(
  args: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<readonly NamedSource[]> {
  const candidates: Candidate[] = [];
  for (const arg of args) candidates.push(...(await expand(arg, cwd)));
  if (candidates.length > MOST_SOURCES)
    throw unusable(`${candidates.length} descriptions are more than ${MOST_SOURCES}.`);
  return nameAll(candidates);
}

async function expand(arg: string, cwd: string): Promise<readonly Candidate[]> {
  const { given, spec } = splitName(arg, cwd);
  // An unset shell variable must not mean the whole current directory.
  if (spec === '' || spec.includes('\0')) throw unusable('A spec argument is empty or holds a NUL character.');
  if (spec === '-') return [{ given: given ?? 'stdin', source: { kind: 'stdin' } }];
  if (/^https?:\/\//i.test(spec)) {
    if (!URL.canParse(spec)) throw unusable(`${spec} is not a URL.`);
    return [{ given, source: { kind: 'url', url: spec } }];
  }
  const path = resolve(cwd, spec);
  const paths = isDirectory(path)
    ? await specsIn(path)
    : existsSync(path) || !/[*?[\]{}]/.test(spec)
      ? [path]
      : await specsMatching(spec, cwd);
  if (given !== undefined && paths.length > 1)
    throw unusable(`${arg}: one name cannot stand for ${paths.length} descriptions.`);
  return paths.map((each) => ({ given, source: { kind: 'file', path: each } }));
}

/** `name=<spec>` names the API, unless a file of that whole name exists. */
function splitName(arg: string, cwd: string): { given: string | undefined; spec: string } {
  const [, name, spec] = /^([a-z][a-z0-9-]*)=(.+)$/s.exec(arg) ?? [];
  if (name === undefined || spec === undefined || existsSync(resolve(cwd, arg))) return { given: undefined, spec: arg };
  return { given: name, spec };
}

/** False also where nobody may look; reading it says why. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

async function specsIn(folder: string): Promise<readonly string[]> {
  const specs = await onlyDescriptions(await readDirectory(folder));
  // Reading the folder says that nothing is there; until somebody asks, a server with it can start.
  return specs.length === 0 ? [folder] : specs;
}

async function specsMatching(pattern: string, cwd: string): Promise<readonly string[]> {
  const paths = await glob(pattern, { cwd, absolute: true, followSymbolicLinks: false, expandDirectories: false });
  const specs = await onlyDescriptions(paths);
  return specs.length === 0 ? [resolve(cwd, pattern)] : specs;
}

async function onlyDescriptions(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of [...paths].sort()) if (await looksLikeDescription(path)) found.push(path);
  return found;
}

const HEAD_BYTES = 4096;
const LARGEST_SNIFF = 128 * 1024 * 1024;

/** Parts of a split description lie beside its root file; only a root has `openapi` or `swagger`, nearly always near its start. */
async function looksLikeDescription(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
      await file.read(head, 0, head.length, 0);
      if (hasVersion(head.toString('latin1'))) return true;
      if (size <= head.length || size > LARGEST_SNIFF) return false;
      return hasVersion((await file.readFile()).toString('latin1'));
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

function hasVersion(text: string): boolean {
  return /(^(\xef\xbb\xbf)?|[\r\n{,])[ \t]*["']?(openapi["']?\s*:\s*["']?3|swagger["']?\s*:\s*["']?2)/.test(text);
}

function nameAll(candidates: readonly Candidate[]): readonly NamedSource[] {
  const slugs = candidates.map(({ given, source }) => given ?? slugOf(source));
  const taken = new Set(candidates.map(({ given }) => given).filter((given) => given !== undefined));
  const given = candidates.filter((candidate) => candidate.given !== undefined);
  if (taken.size < given.length) throw new ToolError('config_invalid', 'Two APIs have the same name.');
  return candidates.map(({ given: name, source }, index) => {
    if (name !== undefined) return { name, source };
    const slug = slugs[index] ?? 'api';
    const collides = slugs.filter((other) => other === slug).length > 1;
    const unique = firstFree(collides ? `${parentSlug(source)}${slug}` : slug, taken);
    taken.add(unique);
    return { name: unique, source };
  });
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

function slugOf(source: SpecSource): string {
  if (source.kind === 'url') return slug(new URL(source.url).hostname) || 'api';
  return source.kind === 'file' ? slug(basename(source.path).replace(/\.(json|ya?ml)$/i, '')) || 'api' : 'stdin';
}

function parentSlug(source: SpecSource): string {
  const parent =
    source.kind === 'file'
      ? slug(basename(dirname(source.path)))
      : source.kind === 'url'
        ? slug(new URL(source.url).pathname.split('/').at(-2) ?? '')
        : '';
  return parent === '' ? '' : `${parent}-`;
}

/** Lower case, words joined by `-`, beginning with a letter. */
function slug(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return words === '' || /^[a-z]/.test(words) ? words : `api-${words}`;
}

function unusable(message: string): ToolError {
  return new ToolError('spec_unusable', message);
}
