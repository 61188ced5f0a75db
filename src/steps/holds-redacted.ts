import { REDACTED } from '../answer/redact.ts';

/** Why a reference is refused in whose value a credential was taken out: what is sent would be another thing than what was read. */
export const REDACTED_REFUSED = `holds ${REDACTED} in the place of a credential, and would be sent so; pick other members of it`;

/** Whether a value has a text or a member's name in which a credential was taken out. */
export function holdsRedacted(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(REDACTED);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes(REDACTED) || holdsRedacted(member));
}
