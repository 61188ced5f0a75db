import { describe, expect, it } from 'vitest';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { chooseServer, isAllowed, type TargetOptions } from '../../src/policy/target.ts';
import { buildApi, type Description, endpointOf } from './build-api.ts';

const FILE = 'file:///home/me/shop.yaml';
const WEB = 'https://docs.example/shop.json';

/** The target of an operation that names `own` servers itself. */
function target(description: Description & { readonly own?: readonly string[] }, options: Partial<TargetOptions> = {}) {
  const { own = [], ...rest } = description;
  const servers = own.length === 0 ? {} : { servers: own.map((url) => ({ url })) };
  const api = buildApi({ ...rest, paths: { '/x': { get: { operationId: 'x', ...servers } } } });
  try {
    return chooseServer(endpointOf(api), { api, baseUrl: undefined, allowHosts: [], ...options });
  } catch (error) {
    return toErrorText(toToolError(error));
  }
}

function trusted(baseUrl: string) {
  return { baseUrl, signed: true, trusted: true, note: undefined };
}

function unsigned(baseUrl: string, level: string) {
  const { origin, host } = new URL(baseUrl);
  const note = `sent to ${origin} without credentials, since only this ${level} of the description names that server; --allow-host ${host} signs it`;
  return { baseUrl, signed: false, trusted: false, note };
}

const A = 'https://a.example/v1';
const B = 'https://b.example';
const NONE =
  '[target_refused] The description of shop names no absolute server URL.\nThe operator starts Trivium with --base-url https://…';

describe('a description from a local file', () => {
  it.each([
    ['its first root server is trusted', { servers: [A, B] }, {}, trusted(A)],
    ['loopback is trusted too', { servers: ['http://localhost:3000/'] }, {}, trusted('http://localhost:3000')],
    ['a relative server is passed over', { servers: ['/v2', A] }, {}, trusted(A)],
    ['without an absolute server it is refused', { servers: ['/v2'] }, {}, NONE],
    ['without any server it is refused', {}, {}, NONE],
    [
      '--base-url wins over every level',
      { servers: [A], own: [B] },
      { baseUrl: 'http://10.0.0.1/x' },
      trusted('http://10.0.0.1/x'),
    ],
    [
      'an operation may name the same origin',
      { servers: [A], own: ['https://a.example/uploads'] },
      {},
      trusted('https://a.example/uploads'),
    ],
    ['an operation on another host is called unsigned', { servers: [A], own: [B] }, {}, unsigned(B, 'operation')],
    [
      'a downgrade to http is another origin',
      { servers: [A], own: ['http://a.example/v1'] },
      {},
      unsigned('http://a.example/v1', 'operation'),
    ],
    [
      'another port is another origin',
      { servers: [A], own: ['https://a.example:8443'] },
      {},
      unsigned('https://a.example:8443', 'operation'),
    ],
    [
      'a look-alike host is another one',
      { servers: [A], own: ['https://a.example.evil.example'] },
      {},
      unsigned('https://a.example.evil.example', 'operation'),
    ],
    [
      'of an operation\u2019s servers the vouched for is taken',
      { servers: [A], own: [B, 'https://a.example/2'] },
      {},
      trusted('https://a.example/2'),
    ],
    [
      '--allow-host signs an operation\u2019s server',
      { servers: [A], own: [B] },
      { allowHosts: ['b.example'] },
      trusted(B),
    ],
    ['only operations name servers', { own: [B] }, {}, unsigned(B, 'operation')],
  ])('%s', (_, description, options, expected) => {
    expect(target({ uri: FILE, ...description }, options)).toEqual(expected);
  });
});

describe('a description from a URL', () => {
  const refused = (origin: string, url: string, host: string): string =>
    `[target_refused] The description of shop names the server ${origin}, which is not where it was loaded from.\nThe operator allows it with --base-url ${url} or --allow-host ${host}. (--allow-host is for outgoing requests, --allowed-hosts for incoming ones.)`;

  it.each([
    ['its own origin is trusted', { servers: ['https://docs.example/api'] }, {}, trusted('https://docs.example/api')],
    ['a relative server is its own', { servers: ['/api'] }, {}, trusted('https://docs.example/api')],
    ['without servers it is its own', {}, {}, trusted('https://docs.example')],
    ['another host is refused', { servers: [A] }, {}, refused('https://a.example', A, 'a.example')],
    [
      'a private address is refused',
      { servers: ['http://169.254.169.254/latest'] },
      {},
      refused('http://169.254.169.254', 'http://169.254.169.254/latest', '169.254.169.254'),
    ],
    [
      'another scheme is refused',
      { servers: ['http://docs.example'] },
      {},
      refused('http://docs.example', 'http://docs.example', 'docs.example'),
    ],
    ['another host is passed over for its own', { servers: [A, '/api'] }, {}, trusted('https://docs.example/api')],
    ['--allow-host allows another host', { servers: [A] }, { allowHosts: ['A.EXAMPLE:443'] }, trusted(A)],
    ['--base-url wins', { servers: [A] }, { baseUrl: B }, trusted(B)],
    [
      'an operation on another host is refused',
      { servers: ['/'], own: [B] },
      {},
      refused('https://b.example', B, 'b.example'),
    ],
  ])('%s', (_, description, options, expected) => {
    expect(target({ uri: WEB, ...description }, options)).toEqual(expected);
  });

  it('from loopback may name its own loopback origin, which is the operator\u2019s word, and no other port', () => {
    const uri = 'http://127.0.0.1:8080/openapi.json';
    expect(target({ uri, servers: ['http://127.0.0.1:8080/api'] })).toEqual(trusted('http://127.0.0.1:8080/api'));
    expect(target({ uri, servers: ['http://127.0.0.1:6379'] })).toContain('[target_refused]');
  });
});

describe('a description whose URL redirects', () => {
  const moved = { uri: 'https://www.example/shop.json', servers: ['/api'] };
  const at = (url: string, options: Partial<TargetOptions> = {}) =>
    target(moved, { source: { kind: 'url', url }, ...options });

  it.each([
    ['https://www.example/old.json', {}, trusted('https://www.example/api')],
    ['http://www.example/shop.json', {}, trusted('https://www.example/api')],
    ['https://other.example/shop.json', { allowHosts: ['www.example'] }, trusted('https://www.example/api')],
    [
      'https://other.example/shop.json',
      {},
      {
        baseUrl: 'https://www.example/api',
        signed: false,
        trusted: false,
        note: "sent to https://www.example without credentials, since the description's URL only redirects there; --allow-host www.example signs it",
      },
    ],
  ])('from %s, %j', (url, options, expected) => {
    expect(at(url, options)).toEqual(expected);
  });
});

describe('--allow-host', () => {
  it.each([
    ['https://a.example/x', 'a.example', true],
    ['https://a.example:8443/x', 'a.example', true],
    ['https://a.example/x', 'a.example:443', true],
    ['http://a.example/x', 'a.example:443', false],
    ['http://a.example/x', 'a.example:80', true],
    ['https://a.example/x', ' A.Example ', true],
    ['https://a.example/x', 'https://a.example/', true],
    ['https://sub.a.example/x', 'a.example', false],
    ['https://a.example.evil/x', 'a.example', false],
    ['https://evil-a.example/x', 'a.example', false],
    ['http://[::1]:3000/', '::1', true],
    ['http://[::1]:3000/', '[::1]', true],
    ['http://[::1]:3000/', '[::1]:3000', true],
    ['http://[::1]:3000/', '[::1]:3001', false],
    ['http://127.0.0.1/', '127.1', true],
    ['https://xn--mnchen-3ya.example/', 'münchen.example', true],
    ['https://a.example/', '', false],
    ['https://a.example/', '*', false],
    ['https://a.example/', 'b@a.example', false],
  ])('%s is named by %j: %s', (url, entry, expected) => {
    expect(isAllowed(new URL(url), [entry])).toBe(expected);
  });
});
