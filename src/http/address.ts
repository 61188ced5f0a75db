import ipaddr from 'ipaddr.js';

/**
 * Whether an address is on the public internet: no loopback, private, link-local, shared, mapped, tunnelled or reserved one,
 * in any spelling. A text that is no address is not.
 */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.process(bare);
  if (address.range() !== 'unicast') return false;
  // RFC 4291 §2.4 and IANA: only 2000::/3 is assigned; ::/96 (`::127.0.0.1`) is no special range but leads home
  return !(address instanceof ipaddr.IPv6) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}

/** Whether a URL's host name is an address already: the URL parser has brought `0x7f.1` and the like to this form. */
export function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
}
