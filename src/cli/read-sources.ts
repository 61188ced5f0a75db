import type { SpecSource } from '../config.ts';
import { ToolError } from '../errors.ts';
import { expandSources } from '../spec/sources.ts';
import type { ApiSettings, ConfigFile } from './config-file.ts';
import type { ReadSecret } from './read-secret.ts';
import { usageError } from './usage-error.ts';

/** A description that is meant. */
export interface Source {
  readonly name: string;
  readonly source: SpecSource;
  /** What the config file says of it. */
  readonly settings: ApiSettings;
}

interface SourceOptions {
  readonly file: ConfigFile | undefined;
  readonly cwd: string;
  readonly readSecret: ReadSecret;
}

/** An argument that is the name of an API of the config file means that one; without arguments all of them are meant. */
export async function readSources(
  specs: readonly string[],
  { file, cwd, readSecret }: SourceOptions,
): Promise<readonly Source[]> {
  const known = file?.apis ?? new Map<string, ApiSettings>();
  const given = specs.filter((spec) => !known.has(spec));
  const wanted = specs.length === 0 ? [...known.keys()] : specs.filter((spec) => known.has(spec));
  if (specs.length === 0 && wanted.length === 0)
    throw usageError(
      file === undefined
        ? 'missing <spec>, the file or URL of a description (--help shows what is possible)'
        : 'the config file names no apis',
    );
  const sources: Source[] = (await expandSources(given, { cwd })).map((source) => ({ ...source, settings: {} }));
  for (const name of new Set(wanted)) {
    const settings = known.get(name) ?? {};
    sources.push({
      name,
      settings,
      source: await sourceOf(name, settings, { folder: file?.folder ?? cwd, readSecret }),
    });
  }
  const twice = sources.find(({ name }, index) => sources.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw usageError(`two descriptions are named ${twice.name}; name one of them: other=<spec>`);
  return sources;
}

async function sourceOf(
  name: string,
  { spec }: ApiSettings,
  { folder, readSecret }: { readonly folder: string; readonly readSecret: ReadSecret },
): Promise<SpecSource> {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new ToolError('config_invalid', `apis.${name}: a name has small letters, digits and - only.`);
  if (spec === undefined) throw new ToolError('config_invalid', `apis.${name}.spec is missing.`);
  const [only] = await expandSources([`${name}=${readSecret.plain(spec)}`], { cwd: folder });
  if (only === undefined) throw new ToolError('spec_unusable', `apis.${name}.spec names nothing.`);
  return only.source;
}
