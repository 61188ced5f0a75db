import ipaddr from 'ipaddr.js';

/** Whether an address is on the public internet: no loopback, private, link-local, shared, mapped, tunnelled or reserved one, in any spelling. */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(bare)) return false;
  return ipaddr.process(bare).range() === 'unicast';
}
