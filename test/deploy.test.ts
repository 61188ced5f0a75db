import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, loadAll } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const deploy = join(root, 'deploy');
const folder = mkdtempSync(join(tmpdir(), 'trivium-deploy-'));
const children: ChildProcess[] = [];
const HTTP_PORT = 3000;
const METRICS_PORT = 9090;
const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } };
}
interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly [Container];
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: unknown;
      };
    };
  };
}
interface ConfigFile {
  readonly apis: { readonly shop: { readonly spec: string } };
  readonly server: { readonly http: string; readonly metrics: string; readonly insecure?: boolean };
}
interface Compose {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const text = (...path: readonly string[]): string => readFileSync(join(deploy, ...path), 'utf8');
const yaml = <T>(...path: readonly string[]): T => load(text(...path)) as T;
const deployment = yaml<Deployment>('kubernetes/base/deployment.yaml');
const { template } = deployment.spec;
const [container] = template.spec.containers;
const CONFIGS = { Kubernetes: 'kubernetes/base/config.yaml', compose: 'trivium.yaml' };

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('the Kubernetes manifests', () => {
  it('name the ports and paths that the service has', () => {
    const ports = Object.fromEntries(container.ports.map(({ name, containerPort }) => [name, containerPort]));
    expect(ports).toEqual({ http: HTTP_PORT, metrics: METRICS_PORT });
    for (const probe of ['startupProbe', 'livenessProbe'] as const)
      expect(container[probe]?.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
    expect(yaml<{ spec: { ports: unknown } }>('kubernetes/base/service.yaml').spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
    ]);
  });

  it('run as nobody in particular, on a file system that cannot be written to', () => {
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const document of loadAll(text('kubernetes/redis/redis.yaml')) as readonly Deployment[])
      for (const held of document.spec.template?.spec.containers ?? [])
        expect(held.securityContext).toMatchObject({ readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
  });

  it('give a replica longer to end than it takes to answer what is in flight', () => {
    const drain = Number(
      /DRAIN_MS = ([\d_]+)/.exec(readFileSync(join(root, 'src/cli/serve-http.ts'), 'utf8'))?.[1]?.replace('_', ''),
    );
    const preStop = Number(container.lifecycle.preStop.exec.command[1]);
    expect(drain).toBeGreaterThan(0);
    expect(template.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(drain + preStop * 1000);
  });

  it('select by labels that the replicas have', () => {
    for (const file of ['service', 'disruption-budget', 'network-policy', 'deployment']) {
      const { spec } = yaml<{ spec: Record<string, Record<string, unknown>> }>(`kubernetes/base/${file}.yaml`);
      const selector = spec.podSelector ?? spec.selector ?? {};
      expect(template.metadata.labels).toMatchObject(selector.matchLabels ?? selector);
    }
    expect(yaml<{ spec: { scaleTargetRef: unknown } }>('kubernetes/base/autoscaler.yaml').spec.scaleTargetRef).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'trivium',
    });
  });

  it('are whole: each file that a kustomization names is there', () => {
    for (const at of ['.', 'base', 'redis', 'connections']) {
      const { resources = [], components = [] } = yaml<{ resources?: string[]; components?: string[] }>(
        'kubernetes',
        at,
        'kustomization.yaml',
      );
      for (const name of [...resources, ...components])
        expect(existsSync(join(deploy, 'kubernetes', at, name)), name).toBe(true);
    }
  });

  it.skipIf(spawnSync('kubectl', ['version', '--client']).status !== 0)('are put together by kubectl kustomize', () => {
    const built = loadAll(
      execFileSync('kubectl', ['kustomize', join(deploy, 'kubernetes')], { encoding: 'utf8' }),
    ) as readonly {
      kind: string;
      metadata: { name: string; namespace: string };
      spec?: { metrics?: readonly { type: string; pods?: { metric: { name: string } } }[] } & Deployment['spec'];
    }[];
    expect(built.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'Service',
    ]);
    const scaler = built.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(scaler?.spec?.metrics?.map(({ type, pods }) => pods?.metric.name ?? type)).toEqual([
      'Resource',
      'trivium_active_connections',
    ]);
    const main = built.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'trivium');
    expect(main?.spec?.template.spec.containers[0].args.slice(-2)).toEqual(['--redis', `${'$'}{REDIS_URL}`]);
  });
});

describe('the image', () => {
  const dockerfile = text('Dockerfile');
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  it('is built in one stage and runs in another, as a user that is not root', () => {
    expect(stages).toHaveLength(2);
    expect(/^USER (\d+):(\d+)$/m.exec(last)?.slice(1)).toEqual(['65532', '65532']);
    expect(last).not.toMatch(/npm|curl|apk|RUN/);
  });

  it('copies only what there is, and what its ignore file lets through', () => {
    const let_through = text('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    expect([...new Set(copied)].sort()).toEqual([...let_through].sort());
    for (const file of let_through) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('asks its own /healthz at the port that it serves, without a tool that is not in it', () => {
    expect(last).toContain(`http://127.0.0.1:${HTTP_PORT}/healthz`);
    expect(last).toContain(`0.0.0.0:${HTTP_PORT}`);
    expect(last).toContain(`EXPOSE ${HTTP_PORT} ${METRICS_PORT}`);
    expect(JSON.parse(/CMD (\["node", "-e".*\])/.exec(last)?.[1] ?? '[]')).toHaveLength(3);
  });
});

describe('the options in deploy/', () => {
  it('are all in --help', () => {
    const help = execFileSync(process.execPath, [join(root, 'bin/trivium-mcp.js'), 'serve', '--help'], {
      encoding: 'utf8',
    });
    const compose = yaml<Compose>('compose.yaml').services['trivium-a']?.command as readonly string[];
    const image = JSON.parse(/^CMD (\["serve".*\])$/m.exec(text('Dockerfile'))?.[1] ?? '[]') as readonly string[];
    const used = [...container.args, ...compose, ...image, '--redis'].filter((word) => word.startsWith('--'));
    for (const option of used) expect(help).toContain(`  ${option}`);
  });
});

describe('the compose file', () => {
  const { services } = yaml<Compose>('compose.yaml');

  it('has two replicas, which nginx knows by name, and publishes nginx on this machine alone', () => {
    const servers = [...text('nginx.conf').matchAll(/^\s+server (\S+):(\d+) /gm)].map(([, name = '', port]) => [
      name,
      Number(port),
    ]);
    expect(servers).toEqual([
      ['trivium-a', HTTP_PORT],
      ['trivium-b', HTTP_PORT],
    ]);
    expect(Object.keys(services).sort()).toEqual(['nginx', 'redis', 'trivium-a', 'trivium-b']);
    expect(services.nginx?.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(text('nginx.conf')).toContain('listen 8080;');
  });

  it('lets no service write its file system or hold a capability', () => {
    for (const [name, service] of Object.entries(services))
      expect({ name, ...service }).toMatchObject({ name, read_only: true, cap_drop: ['ALL'] });
  });

  it.skipIf(spawnSync('nginx', ['-v']).status !== 0)('has a configuration that nginx takes', () => {
    const file = join(folder, 'nginx.conf');
    writeFileSync(
      file,
      text('nginx.conf')
        .replaceAll(/trivium-[ab]:/g, '127.0.0.1:')
        .replaceAll('/tmp/', `${folder}/`),
    );
    const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', file], { encoding: 'utf8' });
    expect(stderr).toContain('test is successful');
    expect(status).toBe(0);
  });
});

describe('the config files in deploy/', () => {
  for (const [name, file] of Object.entries(CONFIGS)) {
    it(`serve for ${name} where there are tokens, and not without`, async () => {
      const { apis, server } = yaml<ConfigFile>(file);
      expect(server.http).toBe(`0.0.0.0:${HTTP_PORT}`);
      expect(server.metrics).toBe(`0.0.0.0:${METRICS_PORT}`);
      expect(server.insecure).toBeUndefined();
      const here = join(folder, `${name}.yaml`);
      const local = text(file)
        .replace(apis.shop.spec, join(root, apis.shop.spec.replace('/app/', '')))
        .replace(server.metrics, '127.0.0.1:0');
      writeFileSync(here, local.replace(server.http, '0.0.0.0:0'));
      const env = { PATH: process.env.PATH, REDIS_URL: 'redis://127.0.0.1:1' };
      const refused = spawnSync(process.execPath, serveArgs(here), { env, encoding: 'utf8', timeout: 20_000 });
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain('anybody who reaches this address');
      writeFileSync(here, local.replace(server.http, '127.0.0.1:0'));
      const url = await serve(here, { ...env, TRIVIUM_HTTP_TOKENS: `me:${'t'.repeat(43)}` });
      expect((await fetch(new URL('/healthz', url))).status).toBe(200);
      expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    });
  }
});

describe('the serverless example', () => {
  it('answers a 2026-07-28 client through its fetch export, and nobody without a token', async () => {
    writeFileSync(
      join(folder, 'openapi.json'),
      JSON.stringify(load(readFileSync(join(root, 'specs/shop.yaml'), 'utf8'))),
    );
    const script = join(folder, 'call.mjs');
    const handler = join(deploy, 'serverless/handler.mjs');
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: ENVELOPE } };
    writeFileSync(
      script,
      `const { default: { fetch } } = await import(${JSON.stringify(handler)});
      const ask = (headers) => fetch(new Request('https://mcp.example.com/mcp', { method: 'POST', body: ${JSON.stringify(JSON.stringify(message))},
        headers: { host: 'mcp.example.com', 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-method': 'tools/list', 'mcp-protocol-version': '2026-07-28', ...headers } }));
      const refused = await ask({});
      const answer = await ask({ authorization: 'Bearer ' + 't'.repeat(43) });
      console.log(JSON.stringify([refused.status, answer.status, await answer.json()]));
      process.exit(0);`,
    );
    const env = {
      PATH: process.env.PATH,
      ALLOWED_HOSTS: 'mcp.example.com',
      TRIVIUM_HTTP_TOKENS: `me:${'t'.repeat(43)}`,
    };
    const printed = execFileSync(process.execPath, [script], { cwd: folder, env, encoding: 'utf8' });
    const [refused, status, { result }] = JSON.parse(printed) as [
      number,
      number,
      { result: { tools: { name: string }[] } },
    ];
    expect([refused, status]).toEqual([401, 200]);
    expect(result.tools.map(({ name }) => name)).toEqual(['list_endpoints', 'describe_endpoint', 'execute_endpoint']);
  });
});

function serveArgs(config: string): string[] {
  return [join(root, 'bin/trivium-mcp.js'), 'serve', '--config', config, '--no-cache'];
}

/** Where the program says that it listens. */
function serve(config: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, serveArgs(config), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const url = /listening at (\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(said)));
  });
}
