import { toBriefJson } from './expand-path.ts';

/** A member's name as JMESPath has it, quoted where it is no identifier; cut where it is too long to be one for a reader. */
export function pathName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : toBriefJson(name, LONGEST);
}

const LONGEST = 120;
