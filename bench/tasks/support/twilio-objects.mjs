// What Twilio holds when a task begins, each object with the members that the real API gives it.
import { createRandom } from './random.mjs';

export const ACCOUNT = `AC${createRandom(5).hex(32)}`;
const VERSION = '2010-04-01';
export const ROOT = `/${VERSION}/Accounts/{AccountSid}`;

export function createState() {
  const random = createRandom(31);
  const sid = (prefix) => `${prefix}${random.hex(32)}`;
  const phone = () => `+1${random.pick(['212', '312', '415', '646'])}${random.int(2000000, 9999999)}`;
  const state = { messages: {}, numbers: {}, conferences: {}, participants: {}, recordings: {}, calls: {}, queues: {} };
  const numbers = Array.from({ length: 62 }, (_, index) => ({
    ...numberOf({ sid: sid('PN'), phone: phone(), random }),
    friendly_name: `${random.pick(['Shop', 'Courier', 'Returns', 'Support'])} line ${index + 1}`,
  }));
  for (const each of numbers) state.numbers[each.sid] = each;
  for (let index = 0; index < 240; index++) {
    const day = 16 + Math.floor(index / 80);
    const status = random.chance(0.12) ? 'undelivered' : 'delivered';
    const error = status === 'delivered' ? null : random.pick([30003, 30005, 30007, 30007]);
    const each = messageOf({
      sid: sid('SM'),
      from: random.pick(numbers).phone_number,
      to: phone(),
      body: `Hi ${random.pick(['Ada', 'Ben', 'Carla', 'Omar'])}, your order ${random.digits(6)} is ${random.pick(['on its way', 'ready for pick-up', 'delayed by a day'])}. Reply STOP to opt out.`,
      date: rfcDate(`2026-11-${day}T${10 + (index % 9)}:${10 + (index % 49)}:05Z`),
      status,
      error,
    });
    state.messages[each.sid] = each;
  }
  for (const [name, status] of CONFERENCES) {
    const each = conferenceOf({ sid: sid('CF'), name, status, random });
    state.conferences[each.sid] = each;
    const count = status === 'completed' ? 0 : random.int(5, 9);
    for (let index = 0; index < count; index++) {
      const participant = participantOf({ conference: each.sid, call: sid('CA'), index });
      state.participants[participant.call_sid] = participant;
    }
    for (let index = 0; index < (status === 'completed' ? random.int(1, 5) : 0); index++) {
      const recording = recordingOf({ sid: sid('RE'), conference: each.sid, call: sid('CA'), random });
      state.recordings[recording.sid] = recording;
    }
  }
  for (let index = 0; index < 40; index++) {
    const recording = recordingOf({ sid: sid('RE'), conference: null, call: sid('CA'), random });
    state.recordings[recording.sid] = recording;
  }
  for (const name of ['support', 'sales', 'returns']) {
    const each = queueOf({ sid: sid('QU'), name, size: 100 });
    state.queues[each.sid] = each;
  }
  return state;
}

const CONFERENCES = [
  ['Town Hall', 'completed'],
  ['Sales stand-up', 'completed'],
  ['Board meeting 2026-10', 'completed'],
  ['Town Hall', 'in-progress'],
  ['Support escalation', 'in-progress'],
  ['Hiring loop', 'completed'],
];

export function rfcDate(iso) {
  return new Date(iso).toUTCString().replace('GMT', '+0000');
}

const uriOf = (rest) => `/${VERSION}/Accounts/${ACCOUNT}/${rest}.json`;
const DATES = { date_created: rfcDate('2026-03-02T09:30:00Z'), date_updated: rfcDate('2026-10-05T14:00:00Z') };

export function messageOf({ sid, from, to, body, date, status, error }) {
  return {
    body,
    num_segments: '1',
    direction: 'outbound-api',
    from,
    date_updated: date,
    price: status === 'queued' ? null : '-0.00790',
    error_message: error === null ? null : 'Message filtered or unreachable',
    uri: uriOf(`Messages/${sid}`),
    account_sid: ACCOUNT,
    num_media: '0',
    to,
    date_created: date,
    status,
    sid,
    date_sent: status === 'queued' ? null : date,
    messaging_service_sid: null,
    error_code: error,
    price_unit: 'USD',
    api_version: VERSION,
    subresource_uris: { media: uriOf(`Messages/${sid}/Media`) },
  };
}

export function numberOf({ sid, phone, random }) {
  const host = random.chance(0.25) ? 'old-ivr.acme.example' : 'voice.acme.example';
  return {
    sid,
    account_sid: ACCOUNT,
    friendly_name: `(${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}`,
    phone_number: phone,
    voice_url: `https://${host}/twiml/incoming`,
    voice_method: 'POST',
    voice_fallback_url: null,
    voice_fallback_method: 'POST',
    voice_caller_id_lookup: false,
    voice_receive_mode: 'voice',
    voice_application_sid: null,
    ...DATES,
    sms_url: 'https://sms.acme.example/twiml/incoming',
    sms_method: 'POST',
    sms_fallback_url: '',
    sms_fallback_method: 'POST',
    sms_application_sid: '',
    status_callback: '',
    status_callback_method: 'POST',
    address_requirements: 'none',
    address_sid: null,
    api_version: VERSION,
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Active',
    identity_sid: null,
    origin: 'twilio',
    status: 'in-use',
    trunk_sid: null,
    uri: uriOf(`IncomingPhoneNumbers/${sid}`),
  };
}

function conferenceOf({ sid, name, status, random }) {
  const part = (kind) => uriOf(`Conferences/${sid}/${kind}`);
  return {
    account_sid: ACCOUNT,
    api_version: VERSION,
    call_sid_ending_conference: status === 'completed' ? `CA${random.hex(32)}` : null,
    ...DATES,
    friendly_name: name,
    reason_conference_ended: status === 'completed' ? 'last-participant-left' : null,
    region: 'us1',
    sid,
    status,
    subresource_uris: { participants: part('Participants'), recordings: part('Recordings') },
    uri: uriOf(`Conferences/${sid}`),
  };
}

function participantOf({ conference, call, index }) {
  return {
    account_sid: ACCOUNT,
    call_sid: call,
    label: index === 0 ? 'speaker' : `guest-${index}`,
    conference_sid: conference,
    ...DATES,
    end_conference_on_exit: index === 0,
    muted: index === 3,
    hold: false,
    status: 'connected',
    start_conference_on_enter: true,
    coaching: false,
    call_sid_to_coach: null,
    uri: uriOf(`Conferences/${conference}/Participants/${call}`),
  };
}

function recordingOf({ sid, conference, call, random }) {
  return {
    account_sid: ACCOUNT,
    api_version: VERSION,
    call_sid: call,
    conference_sid: conference,
    channels: 1,
    ...DATES,
    start_time: DATES.date_created,
    price: '-0.00250',
    price_unit: 'USD',
    duration: String(random.int(20, 4000)),
    sid,
    source: conference === null ? 'StartCallRecordingAPI' : 'Conference',
    status: 'completed',
    error_code: null,
    uri: uriOf(`Recordings/${sid}`),
    encryption_details: null,
    subresource_uris: {
      add_on_results: uriOf(`Recordings/${sid}/AddOnResults`),
      transcriptions: uriOf(`Recordings/${sid}/Transcriptions`),
    },
    media_url: `https://api.twilio.com/${VERSION}/Accounts/${ACCOUNT}/Recordings/${sid}`,
  };
}

export function queueOf({ sid, name, size }) {
  const rest = { current_size: 0, average_wait_time: 0, ...DATES, uri: uriOf(`Queues/${sid}`) };
  return { account_sid: ACCOUNT, friendly_name: name, max_size: size, sid, ...rest };
}
