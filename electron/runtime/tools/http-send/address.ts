import { BlockList, isIP, isIPv4 } from 'node:net';

/** Addresses that are not of the public internet: this machine, private and shared networks, what nobody is given. */
const notPublic = new BlockList();
const ranges4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
];
// The last ones carry an IPv4 address inside, which could be any of the above.
const ranges6 = [
  '::/128 ::1/128 100::/64 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
  '::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 2001::/23 2002::/16',
];
for (const [ranges, family] of [
  [ranges4, 'ipv4'],
  [ranges6, 'ipv6'],
] as const)
  for (const range of ranges.join(' ').split(' ')) {
    const [net = '', bits = ''] = range.split('/');
    notPublic.addSubnet(net, Number(bits), family);
  }

/** Whether an address is of this machine or a private network. What is no address counts as one. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return notPublic.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * Why this address of an origin may not be connected to; null where it may. A public name that leads inside is refused
 * whatever it led to before (DNS rebinding), and a plain text request never leaves the networks it was allowed for.
 */
export function addressProblem(address: string, entry: { origin: string; isPrivate: boolean }): string | null {
  const isPrivate = isPrivateAddress(address);
  if (isPrivate && !entry.isPrivate)
    return `${entry.origin} leads to ${address}, an address of this machine or a private network, and is not listed as private`;
  if (!isPrivate && entry.origin.startsWith('http:'))
    return `${entry.origin} leads to ${address}, a public address, and is not encrypted`;
  return null;
}
