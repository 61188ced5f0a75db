// What Spotify holds when a task begins, each object with the members that the real API gives it.
import { createRandom } from './random.mjs';

export const ME = 'acme-radio';
// biome-ignore format: a list of countries
const MARKETS = ['AR','AU','AT','BE','BO','BR','BG','CA','CL','CO','CR','CY','CZ','DK','DO','DE','EC','EE','SV','FI','FR','GR','GT','HN','HK','HU','IS','IE','IT','LV','LT','LU','MY','MT','MX','NL','NZ','NI','NO','PA','PY','PE','PH','PL','PT','SG','SK','ES','SE','CH','TW','TR','UY','US','GB','AD','LI','MC','ID','JP'];
const WORDS =
  'Amber River Night Paper Glass Silver Winter Slow Golden Broken Quiet Electric Distant Lonely Summer Velvet'.split(
    ' ',
  );
const NOUNS = 'Lights Hearts Streets Waves Letters Machines Mountains Dreams Shadows Gardens Trains Mirrors'.split(' ');
export const CHANGING = ['snapshot_id'];

export function createState() {
  const random = createRandom(101);
  const name = () => `${random.pick(WORDS)} ${random.pick(NOUNS)}`;
  const state = { tracks: {}, features: {}, saved: {}, playlists: {}, contents: {} };
  const artists = Array.from({ length: 25 }, () => artistOf(random.base62(22), name()));
  const albums = Array.from({ length: 40 }, () =>
    albumOf({ id: random.base62(22), name: name(), artist: random.pick(artists), random }),
  );
  for (let index = 0; index < 320; index++) {
    const track = trackOf({
      id: random.base62(22),
      name: name(),
      album: random.pick(albums),
      number: 1 + (index % 12),
      random,
    });
    state.tracks[track.id] = track;
    state.features[track.id] = featuresOf(track, random);
  }
  const ids = Object.keys(state.tracks);
  for (const id of ids.slice(0, 130)) state.saved[id] = { added_at: random.date('2026-08-01T10:00:00Z', 110) };
  for (const [index, title] of ['Focus', 'Kids party', 'Shop floor', 'Friday', 'Old favourites', 'Running'].entries()) {
    const playlist = playlistOf({ id: random.base62(22), name: title, snapshot: random.base62(32) });
    const start = index * 30;
    state.contents[playlist.id] = {
      items: ids.slice(start, start + (index === 1 ? 120 : 25)).map((id) => itemOf(id, '2026-05-01T10:00:00Z')),
    };
    playlist.tracks.total = state.contents[playlist.id].items.length;
    state.playlists[playlist.id] = playlist;
  }
  return state;
}

export const linksOf = (kind, id) => ({
  external_urls: { spotify: `https://open.spotify.com/${kind}/${id}` },
  href: `https://api.spotify.com/v1/${kind}s/${id}`,
  id,
  type: kind,
  uri: `spotify:${kind}:${id}`,
});
export const itemOf = (id, added_at) => ({ id, added_at });
const userOf = () => ({ ...linksOf('user', ME), display_name: 'Acme Radio' });

function artistOf(id, name) {
  return { ...linksOf('artist', id), name };
}

function imagesOf(id) {
  return [640, 300, 64].map((size) => ({
    url: `https://i.scdn.co/image/ab67616d0000${id.slice(0, 12)}${size}`,
    height: size,
    width: size,
  }));
}

function albumOf({ id, name, artist, random }) {
  return {
    album_type: 'album',
    total_tracks: 12,
    available_markets: MARKETS,
    ...linksOf('album', id),
    images: imagesOf(id),
    name,
    release_date: `${random.int(1994, 2026)}-0${random.int(1, 9)}-1${random.int(0, 9)}`,
    release_date_precision: 'day',
    artists: [artist],
  };
}

function trackOf({ id, name, album, number, random }) {
  return {
    album,
    artists: album.artists,
    available_markets: MARKETS,
    disc_number: 1,
    duration_ms: random.int(120_000, 420_000),
    explicit: random.chance(0.15),
    external_ids: { isrc: `DE${random.base36(3)}26${random.digits(5)}` },
    ...linksOf('track', id),
    is_local: false,
    name,
    popularity: random.int(5, 95),
    preview_url: `https://p.scdn.co/mp3-preview/${id.toLowerCase()}`,
    track_number: number,
  };
}

function featuresOf({ id, duration_ms, uri, href }, random) {
  const share = () => random.int(1, 999) / 1000;
  return {
    danceability: share(),
    energy: share(),
    key: random.int(0, 11),
    loudness: -random.int(3, 20),
    mode: random.int(0, 1),
    speechiness: share(),
    acousticness: share(),
    instrumentalness: share(),
    liveness: share(),
    valence: share(),
    tempo: random.int(60_000, 190_000) / 1000,
    type: 'audio_features',
    id,
    uri,
    track_href: href,
    analysis_url: `https://api.spotify.com/v1/audio-analysis/${id}`,
    duration_ms,
    time_signature: 4,
  };
}

export function playlistOf({ id, name, snapshot, description = '', isPublic = true }) {
  return {
    collaborative: false,
    description,
    ...linksOf('playlist', id),
    images: imagesOf(id),
    name,
    owner: userOf(),
    primary_color: null,
    public: isPublic,
    snapshot_id: snapshot,
    tracks: { href: `https://api.spotify.com/v1/playlists/${id}/tracks`, total: 0 },
  };
}
