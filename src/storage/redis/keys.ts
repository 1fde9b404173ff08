import { Fault } from '../../util/errors.ts';

/** Name of an installation: it stands within braces, which decide about the slot. */
const NAME = /^[\w.-]{1,64}$/;

/**
 * Makes the keys of an installation: `parley:{bot}:` and the parts, joined by colons. The braces keep all of them in one hash slot,
 * so that one script may touch any of them on a cluster, too. Only the last part may be outside text, as it may hold colons.
 * @throws Fault('config') where the name has characters that would change the slot
 */
export function keysOf(bot: string): (...parts: readonly string[]) => string {
  if (!NAME.test(bot)) throw new Fault('config', 'the name of the installation has to be 1-64 of A-Z, a-z, 0-9, _ . -');
  return (...parts) => `parley:{${bot}}:${parts.join(':')}`;
}
