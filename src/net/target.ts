import { isIP } from 'node:net';
import { DoorRefusal } from './refusal.ts';

/** Longest address that is asked, in UTF-16 units. */
const MOST_URL = 8000;

/** Reads an address of the web, as its own standard says: hosts in any spelling become one. Throws a DoorRefusal. */
export function targetOf(text: string, base?: URL): URL {
  const url = text.length <= MOST_URL && URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw new DoorRefusal('scheme');
  if (url.username !== '' || url.password !== '') throw new DoorRefusal('credentials');
  url.hash = '';
  return url;
}

/** Name or address of a host, without brackets, and without the dot that ends a whole name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** Port that is asked. */
export function portOf({ protocol, port }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Rules of the operator for hosts. A rule holds for the subdomains of its host, too. */
export interface HostRules {
  /** Only these, where there are any. */
  only: readonly string[];
  never: readonly string[];
}

/** Checks what the address itself says, for a host that nobody vouches for. Throws a DoorRefusal. */
export function checkStranger(url: URL, { only, never }: HostRules): void {
  if (url.port !== '') throw new DoorRefusal('port');
  const host = hostOf(url);
  // Loopback by RFC 6761, whatever a resolver says.
  if (isWithin(host, 'localhost')) throw new DoorRefusal('address');
  const isNamed = (names: readonly string[]) => names.some((name) => isWithin(host, name));
  if (isNamed(never) || (only.length > 0 && !isNamed(only))) throw new DoorRefusal('host');
}

function isWithin(host: string, name: string): boolean {
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}
