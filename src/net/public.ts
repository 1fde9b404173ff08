import { BlockList, isIP } from 'node:net';

/**
 * Addresses that belong to somebody on the internet. Sources: IANA's special-purpose registries for IPv4 and IPv6 (RFC 6890), and
 * Azure's documentation for 168.63.129.16.
 */

/** Ranges of IPv4 that lead into a network of one's own, or to nobody. */
const special = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  // Carriers' own, and the metadata of Alibaba.
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Link-local, and the metadata of most clouds.
  '169.254.0.0/16',
  '172.16.0.0/12',
  // Protocols' own, and the metadata of Oracle.
  '192.0.0.0/24',
  '192.0.2.0/24',
  // Relays of 6to4.
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // Multicast, and what is reserved.
  '224.0.0.0/3',
  // Host of the machine, in Azure.
  '168.63.129.16/32',
];

/** Only range of IPv6 that is given out to the public: what maps or translates IPv4, and what is local, is outside. */
const GLOBAL = '2000::/3';

/** Ranges within it that are not for hosts, or carry another address within. */
const specialWithin = ['2001::/23', '2001:db8::/32', '2002::/16', '3ffe::/16', '3fff::/20'];

const refused = listOf([...special, ...specialWithin]);
const global6 = listOf([GLOBAL]);

/** Tells whether an IP address is a public one. What is no address is not. */
export function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !refused.check(address, 'ipv4');
  // A zone says which of the machine's own links it is on.
  if (version !== 6 || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
