// What DigitalOcean holds when a task begins, each object with the members that the real API gives it.
import { createRandom } from './random.mjs';

export const REGIONS = { fra1: 'Frankfurt 1', ams3: 'Amsterdam 3', nyc3: 'New York 3' };
const SLUGS = [
  's-1vcpu-1gb',
  's-1vcpu-2gb',
  's-2vcpu-4gb',
  's-4vcpu-8gb',
  'c-2',
  'g-2vcpu-8gb',
  'm-2vcpu-16gb',
  'so-2vcpu-16gb',
];
const SIZES = [
  { slug: 's-1vcpu-2gb', memory: 2048, vcpus: 1, disk: 50, transfer: 2, price_monthly: 12, price_hourly: 0.01786 },
  { slug: 's-2vcpu-4gb', memory: 4096, vcpus: 2, disk: 80, transfer: 4, price_monthly: 24, price_hourly: 0.03571 },
  { slug: 's-4vcpu-8gb', memory: 8192, vcpus: 4, disk: 160, transfer: 5, price_monthly: 48, price_hourly: 0.07143 },
];
export const DOMAIN = 'acme-shop.example';
export const OLD_IP = '203.0.113.10';
export const NEW_IP = '203.0.113.77';

function regionOf(slug) {
  return {
    name: REGIONS[slug],
    slug,
    features: ['backups', 'ipv6', 'metadata', 'install_agent', 'storage', 'image_transfer'],
    available: true,
    sizes: SLUGS,
  };
}

export function createState() {
  const random = createRandom(41);
  const state = { droplets: {}, volumes: {}, snapshots: {}, records: {}, firewalls: {}, tags: {}, actions: {} };
  for (const name of ['behind-lb', 'staging', 'nightly', 'db']) state.tags[name] = { name };
  for (let index = 0; index < 74; index++) {
    const droplet = dropletOf(index, random);
    state.droplets[droplet.id] = droplet;
  }
  for (let index = 0; index < 26; index++) {
    const volume = volumeOf({
      id: random.uuid(),
      name: `data-${index}`,
      region: random.pick(Object.keys(REGIONS)),
      size: 10 * random.int(1, 50),
    });
    state.volumes[volume.id] = volume;
  }
  const volumes = Object.values(state.volumes);
  for (let index = 0; index < 90; index++) {
    const isVolume = random.chance(0.6);
    const on = isVolume ? random.pick(volumes) : random.pick(Object.values(state.droplets));
    const created = random.date('2026-01-05T02:00:00Z', 315);
    const id = isVolume ? random.uuid() : random.digits(9);
    state.snapshots[id] = {
      id,
      name: `${on.name}-${created.slice(0, 10)}`,
      created_at: created,
      regions: [on.region.slug],
      min_disk_size: isVolume ? on.size_gigabytes : on.disk,
      size_gigabytes: random.int(1, 40) + 0.5,
      resource_id: String(on.id),
      resource_type: isVolume ? 'volume' : 'droplet',
      tags: [],
    };
  }
  addRecords(state, random);
  addFirewalls(state, random);
  return state;
}

function dropletOf(index, random) {
  const [role, count] = index < 40 ? ['web', index + 1] : index < 60 ? ['worker', index - 39] : ['db', index - 59];
  const size = random.pick(SIZES);
  const region = random.pick(Object.keys(REGIONS));
  const ip = (first) => `${first}.${random.int(1, 250)}.${random.int(1, 250)}.${random.int(2, 250)}`;
  const id = 400_000_000 + index * 137;
  return {
    id,
    name: `${role}-${String(count).padStart(2, '0')}`,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    locked: false,
    status: random.chance(0.12) ? 'off' : 'active',
    kernel: null,
    created_at: random.date('2025-02-01T09:00:00Z', 600),
    features: ['monitoring', 'droplet_agent', 'ipv6', 'private_networking'],
    backup_ids: [],
    next_backup_window: null,
    snapshot_ids: [],
    image: {
      id: 155133621,
      name: '24.04 (LTS) x64',
      distribution: 'Ubuntu',
      slug: 'ubuntu-24-04-x64',
      public: true,
      regions: Object.keys(REGIONS),
      created_at: '2026-05-16T14:03:11Z',
      min_disk_size: 7,
      type: 'base',
      size_gigabytes: 0.64,
      description: 'Ubuntu 24.04 (LTS) x64',
      tags: [],
      status: 'available',
      error_message: '',
    },
    volume_ids: [],
    size: { ...size, regions: Object.keys(REGIONS), available: true, description: 'Basic' },
    size_slug: size.slug,
    networks: {
      v4: [
        { ip_address: ip(10), netmask: '255.255.0.0', gateway: '', type: 'private' },
        { ip_address: ip(164), netmask: '255.255.240.0', gateway: '164.90.160.1', type: 'public' },
      ],
      v6: [
        { ip_address: `2a03:b0c0:3:d0::${random.hex(4)}:1`, netmask: 64, gateway: '2a03:b0c0:3:d0::1', type: 'public' },
      ],
    },
    region: regionOf(region),
    tags: role === 'db' ? ['db'] : random.chance(0.3) ? ['behind-lb'] : [],
    vpc_uuid: `5a4981aa-9653-4bd1-bef5-d6bff52042e${Object.keys(REGIONS).indexOf(region)}`,
  };
}

export function volumeOf({ id, name, region, size, description = '' }) {
  const shape = { filesystem_type: 'ext4', filesystem_label: name.slice(0, 16), tags: [] };
  return {
    id,
    name,
    created_at: '2026-03-02T17:00:49Z',
    description,
    droplet_ids: [],
    size_gigabytes: size,
    region: regionOf(region),
    ...shape,
  };
}

function addRecords(state, random) {
  const add = (type, name, data) => {
    const id = 28_448_429 + Object.keys(state.records).length * 3;
    state.records[id] = {
      id,
      type,
      name,
      data,
      priority: null,
      port: null,
      ttl: 1800,
      weight: null,
      flags: null,
      tag: null,
    };
  };
  for (const server of ['ns1', 'ns2', 'ns3']) add('NS', '@', `${server}.digitalocean.com`);
  add('TXT', '@', 'v=spf1 include:_spf.acme.example ~all');
  for (let index = 0; index < 58; index++) {
    const name = index === 0 ? '@' : `${random.pick(['shop', 'api', 'img', 'old', 'stage'])}${index}`;
    if (random.chance(0.25)) add('CNAME', name, `edge${index}.cdn.example.`);
    else add('A', name, random.chance(0.35) ? OLD_IP : `203.0.113.${random.int(100, 250)}`);
  }
}

function addFirewalls(state, random) {
  const anywhere = { addresses: ['0.0.0.0/0', '::/0'] };
  for (const name of ['web', 'workers', 'databases', 'bastion']) {
    const id = random.uuid();
    const ids = Object.values(state.droplets).filter(
      (droplet) => name.startsWith(droplet.name.split('-')[0]) && droplet.name !== 'web-07',
    );
    state.firewalls[id] = {
      id,
      name,
      status: 'succeeded',
      inbound_rules: ['22', '80', '443'].map((ports) => ({ protocol: 'tcp', ports, sources: anywhere })),
      outbound_rules: ['tcp', 'udp'].map((protocol) => ({ protocol, ports: 'all', destinations: anywhere })),
      created_at: '2025-11-23T21:24:00Z',
      droplet_ids: ids.map((droplet) => droplet.id),
      tags: [],
      pending_changes: [],
    };
  }
}
