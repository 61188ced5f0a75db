/** Trace Context §3.3.1.1: at most 32 members; §3.3.1.5: at least 512 characters are to be passed on, and we pass on no more. */
const MOST_STATE = { members: 32, length: 512 };
/** §3.3.1.5: where a list must be shortened, members longer than this go first. */
const LONG_MEMBER = 128;
/** Baggage §3.3.2. */
const MOST_BAGGAGE = { members: 64, length: 8192 };
/** Nothing longer than this is even looked at. */
const LONGEST_READ = 65_536;
const MOST_READ = 256;

const KEY = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;
/** Printable ASCII without comma and equals sign, no space at the end. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
/** `key=value`, then properties: tokens of RFC 7230 and octets that need no escape. */
const BAGGAGE_MEMBER =
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*=[ \t]*[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*(?:[ \t]*;[\x20-\x2b\x2d-\x7e\t]*)?$/;

/** A `tracestate` list in its canonical form, shortened as the standard says; undefined where it is empty or malformed. */
export function parseTracestate(value: unknown): string | undefined {
  const members = membersOf(value);
  if (members === undefined || members.length > MOST_READ || !members.every(isStateMember)) return undefined;
  const firsts = members.filter(
    (member, index) => !members.slice(0, index).some((one) => keyOf(one) === keyOf(member)),
  );
  return shorten(firsts.slice(0, MOST_STATE.members));
}

/** A `baggage` list without malformed members and without those beyond the standard's limits; undefined where nothing is left. */
export function parseBaggage(value: unknown): string | undefined {
  const members = (membersOf(value) ?? []).filter((member) => BAGGAGE_MEMBER.test(member));
  return joined(members.slice(0, MOST_BAGGAGE.members), MOST_BAGGAGE.length);
}

function membersOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_READ) return undefined;
  return value
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '');
}

function isStateMember(member: string): boolean {
  const at = member.indexOf('=');
  return at > 0 && KEY.test(member.slice(0, at)) && VALUE.test(member.slice(at + 1));
}

function keyOf(member: string): string {
  return member.slice(0, member.indexOf('='));
}

function shorten(members: readonly string[]): string | undefined {
  if (members.join(',').length <= MOST_STATE.length) return joined(members, MOST_STATE.length);
  const short = members.filter(({ length }) => length <= LONG_MEMBER);
  return joined(short, MOST_STATE.length);
}

/** The members from the front that fit. */
function joined(members: readonly string[], most: number): string | undefined {
  let text = '';
  for (const member of members) {
    const longer = text === '' ? member : `${text},${member}`;
    if (longer.length > most) break;
    text = longer;
  }
  return text === '' ? undefined : text;
}
