import { ToolError } from '../errors.ts';
import { isObject, type SpecVersion } from './document.ts';

/** Other formats that people hand over by mistake, by a member only they have. */
const LOOKALIKES: readonly (readonly [string, string])[] = [
  ['asyncapi', 'an AsyncAPI description'],
  ['discoveryVersion', 'a Google API discovery document'],
  ['swaggerVersion', 'a Swagger 1.x description'],
  ['arazzo', 'an Arazzo description'],
  ['overlay', 'an OpenAPI Overlay'],
  ['$schema', 'a JSON Schema'],
];

/** The version a description says it has, patch level left out. Throws `spec_unusable` for anything else, saying what it is instead. */
export function readVersion(root: unknown): { version: SpecVersion; warning?: string } {
  if (!isObject(root)) throw new ToolError('spec_unusable', `It holds ${kindOf(root)}, not an OpenAPI description.`);
  const { swagger, openapi } = root;
  if (swagger !== undefined && /^2(\.|$)/.test(String(swagger))) return { version: '2.0' };
  const [, minor] = /^3\.(\d+)/.exec(String(openapi)) ?? (String(openapi) === '3' ? ['', '0'] : []);
  if (minor === '0' || minor === '1' || minor === '2') return { version: `3.${minor}` };
  if (minor !== undefined)
    return {
      version: '3.2',
      warning: `OpenAPI ${String(openapi).slice(0, 20)} is newer than Trivium knows; read as 3.2`,
    };
  const said = openapi ?? swagger;
  if (said !== undefined) {
    throw new ToolError(
      'spec_unusable',
      `Its OpenAPI version ${JSON.stringify(said)?.slice(0, 40)} is not supported.`,
      {
        hint: 'Trivium reads Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2.',
      },
    );
  }
  throw new ToolError(
    'spec_unusable',
    `It is ${lookalike(root)}, not an OpenAPI description: it has no "openapi" or "swagger" member.`,
  );
}

function lookalike(root: Readonly<Record<string, unknown>>): string {
  if (isObject(root.info) && '_postman_id' in root.info) return 'a Postman collection';
  return LOOKALIKES.find(([member]) => Object.hasOwn(root, member))?.[1] ?? 'a JSON or YAML object';
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
