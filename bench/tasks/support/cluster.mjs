// Kubernetes objects as `kubectl get -o json` shows them: defaults filled in by the server included.
import { createRandom } from './random.mjs';

const REGISTRY = 'registry.acme.example/shop';

/** A small cluster: staging and batch, deployments with their replica sets and pods, configuration. */
export function createCluster() {
  const random = createRandom(23);
  const meta = (name, namespace, more = {}) => ({
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: random.uuid(),
    resourceVersion: random.digits(8),
    creationTimestamp: random.date('2026-09-01T08:00:00Z', 70),
    ...more,
  });
  const state = { namespaces: {}, deployments: {}, replicasets: {}, pods: {}, configmaps: {}, secrets: {} };
  for (const name of ['default', 'kube-system', 'staging', 'batch', 'production'])
    state.namespaces[name] = {
      metadata: meta(name, undefined, { labels: { 'kubernetes.io/metadata.name': name } }),
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    };
  for (const [index, app] of APPS.entries()) {
    const tier = ['web', 'worker', 'api'][index % 3];
    addDeployment(state, { random, meta, app, tier, replicas: 1 + (index % 4), namespace: 'staging' });
  }
  for (let index = 0; index < 130; index++) {
    const phase = random.chance(0.15) ? 'Failed' : random.chance(0.5) ? 'Succeeded' : 'Running';
    const name = `${random.pick(JOBS)}-${29000000 + index * 60}-${random.hex(5)}`;
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: name.slice(0, -6), uid: random.uuid() };
    state.pods[`batch/${name}`] = podOf({
      random,
      meta,
      name,
      namespace: 'batch',
      app: name.split('-2')[0],
      tag: '1.8.0',
      owner,
      phase,
    });
  }
  for (const app of APPS)
    state.configmaps[`staging/${app}-config`] = {
      metadata: meta(`${app}-config`, 'staging', {
        labels: { app, 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': app, 'meta.helm.sh/release-namespace': 'staging' },
      }),
      data: {
        LOG_LEVEL: 'info',
        CACHE_TTL: String(random.int(30, 900)),
        FEATURES: 'reviews,wishlist',
        DB_HOST: `${app}-db.staging.svc`,
      },
    };
  state.secrets['default/registry-credentials'] = {
    metadata: meta('registry-credentials', 'default'),
    type: 'kubernetes.io/dockerconfigjson',
    data: {
      '.dockerconfigjson': Buffer.from(
        JSON.stringify({ auths: { 'registry.acme.example': { auth: 'YnVpbGRlcg==' } } }),
      ).toString('base64'),
    },
  };
  return state;
}

const APPS =
  'storefront mailer catalog-api checkout indexer payments-api blog thumbnailer orders-api search exporter users-api admin reporter stock-api'.split(
    ' ',
  );
const JOBS = ['nightly-export', 'invoice-run', 'image-resize', 'cleanup'];

function addDeployment(state, { random, meta, app, tier, replicas, namespace }) {
  const hash = random.hex(10);
  const tag = `${random.int(1, 4)}.${random.int(0, 19)}.${random.int(0, 9)}`;
  const labels = { app, tier, 'app.kubernetes.io/managed-by': 'Helm' };
  const template = { metadata: { creationTimestamp: null, labels }, spec: podSpecOf({ app, tag }) };
  const deployment = {
    metadata: meta(app, namespace, {
      generation: random.int(1, 40),
      labels,
      annotations: { 'deployment.kubernetes.io/revision': String(random.int(1, 40)), 'meta.helm.sh/release-name': app },
    }),
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: 3,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: [
        conditionOf('Available', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'),
        conditionOf(
          'Progressing',
          'NewReplicaSetAvailable',
          `ReplicaSet "${app}-${hash}" has successfully progressed.`,
        ),
      ],
    },
  };
  state.deployments[`${namespace}/${app}`] = deployment;
  const own = (kind, of) => ({
    apiVersion: 'apps/v1',
    kind,
    name: of.metadata.name,
    uid: of.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  });
  const set = {
    metadata: meta(`${app}-${hash}`, namespace, {
      generation: 1,
      labels: { ...labels, 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/desired-replicas': String(replicas) },
      ownerReferences: [own('Deployment', deployment)],
    }),
    spec: { replicas, selector: { matchLabels: { app, 'pod-template-hash': hash } }, template },
    status: {
      replicas,
      fullyLabeledReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      observedGeneration: 1,
    },
  };
  state.replicasets[`${namespace}/${app}-${hash}`] = set;
  for (let index = 0; index < replicas; index++) {
    const name = `${app}-${hash}-${'bcdfg'[index]}x${index}k7`;
    const pod = podOf({ random, meta, name, namespace, app, tag, owner: own('ReplicaSet', set), phase: 'Running' });
    state.pods[`${namespace}/${name}`] = pod;
  }
}

function conditionOf(type, reason, message) {
  const time = '2026-11-18T09:12:44Z';
  return { type, status: 'True', lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

function podSpecOf({ app, tag }) {
  const container = {
    name: app,
    image: `${REGISTRY}/${app}:${tag}`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    envFrom: [{ configMapRef: { name: `${app}-config` } }],
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
    resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    livenessProbe: probeOf('/healthz', 30),
    readinessProbe: probeOf('/readyz', 10),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
  };
  return {
    containers: [container],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: app,
    serviceAccount: app,
    securityContext: {},
    imagePullSecrets: [{ name: 'registry-credentials' }],
    schedulerName: 'default-scheduler',
  };
}

function probeOf(path, seconds) {
  return {
    httpGet: { path, port: 'http', scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: seconds,
    successThreshold: 1,
    failureThreshold: 3,
  };
}

function podOf({ random, meta, name, namespace, app, tag, owner, phase }) {
  const spec = podSpecOf({ app, tag });
  const metadata = meta(name, namespace, {
    labels: { app },
    generateName: name.slice(0, -5),
    ownerReferences: [owner],
  });
  const at = metadata.creationTimestamp;
  const isUp = phase === 'Running';
  const terminated = {
    exitCode: phase === 'Failed' ? 1 : 0,
    reason: phase === 'Failed' ? 'Error' : 'Completed',
    startedAt: at,
    finishedAt: at,
  };
  return {
    metadata,
    spec: {
      ...spec,
      restartPolicy: owner.kind === 'Job' ? 'Never' : 'Always',
      nodeName: `ip-10-0-${random.int(1, 4)}-${random.int(10, 250)}.eu-central-1.compute.internal`,
      volumes: [
        {
          name: 'kube-api-access',
          projected: {
            sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }],
            defaultMode: 420,
          },
        },
      ],
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase,
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: isUp || type === 'PodScheduled' || type === 'Initialized' ? 'True' : 'False',
        lastProbeTime: null,
        lastTransitionTime: at,
      })),
      hostIP: `10.0.${random.int(1, 4)}.${random.int(10, 250)}`,
      podIP: `10.244.${random.int(0, 20)}.${random.int(2, 250)}`,
      startTime: at,
      containerStatuses: [
        {
          name: app,
          state: isUp ? { running: { startedAt: at } } : { terminated },
          lastState: {},
          ready: isUp,
          restartCount: random.int(0, 3),
          image: spec.containers[0].image,
          imageID: `${REGISTRY}/${app}@sha256:${random.hex(64)}`,
          containerID: `containerd://${random.hex(64)}`,
          started: isUp,
        },
      ],
      qosClass: 'Burstable',
    },
  };
}
