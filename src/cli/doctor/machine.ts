import { readFileSync } from 'node:fs';
import { missingFor, type Use, uses } from '../../media/libraries.ts';
import type { Check, Finding } from '../../ports/index.ts';
import { createDirectPoster } from '../../util/post.ts';

/** Checks of the machine and of what is installed on it. */

export interface Machine {
  /** Addresses of services that tell the time. */
  services: readonly string[];
  now?: () => number;
  /** Tells whether an optional package is installed. */
  isThere?: (name: string) => boolean;
}

export function machineChecks({ services, now = Date.now, isThere }: Machine): Check[] {
  return [
    { name: 'versions', run: async () => ({ findings: [versions()] }) },
    { name: 'libraries', run: async () => ({ findings: libraries(isThere) }) },
    ...(services.length > 0
      ? [{ name: 'clock', run: async (signal: AbortSignal) => ({ findings: [await time(services, now, signal)] }) }]
      : []),
  ];
}

function versions(): Finding {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return { state: 'ok', message: `Parley ${version} on Node ${process.version}, ${process.platform} ${process.arch}` };
}

/** Things that are not offered without optional packages. */
const lost: Readonly<Record<Use, string>> = {
  seeing: 'Pictures are not seen',
  hearing: 'Voice messages and other sound are not heard',
  speaking: 'Nothing is spoken',
  reading: 'Not all files are read',
};

function libraries(isThere: Machine['isThere']): Finding[] {
  const findings = uses.flatMap((use): Finding[] => {
    const missing = missingFor(use, isThere);
    if (missing.length === 0) return [];
    const message = `${lost[use]}: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed`;
    return [{ state: 'note', message, mend: 'Run npm install without --omit=optional, if that is wanted.' }];
  });
  return findings.length > 0 ? findings : [{ state: 'ok', message: 'All optional packages are installed' }];
}

/** Difference to the time of others from which on answers may be called late, or be none, ms. */
const WRONG_MS = 60_000;
/** Time limit of one question for the time, ms. */
const ASK_MS = 4000;

async function time(services: readonly string[], now: () => number, signal: AbortSignal): Promise<Finding> {
  const told = await Promise.all(services.map((address) => offsetTo(address, now, signal).catch(() => undefined)));
  const offsets = told.filter((offset) => offset !== undefined).toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const [offset] = offsets;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (offset === undefined) return { state: 'note', message: `No service told the time; the time zone is ${zone}` };
  if (Math.abs(offset) < WRONG_MS) return { state: 'ok', message: `The clock is right; the time zone is ${zone}` };
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const message = `This machine's clock is ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${offset > 0 ? 'ahead' : 'behind'}`;
  return { state: 'warning', message, mend: 'Let the time be set from the network: timedatectl set-ntp true.' };
}

/** Time by which this clock is ahead of a service's, ms; undefined where that tells none. */
async function offsetTo(address: string, now: () => number, signal: AbortSignal): Promise<number | undefined> {
  const asked = now();
  const limited = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);
  const { headers, body } = await createDirectPoster(new URL(address))('/', { headers: {}, signal: limited });
  body.on('error', () => undefined).destroy();
  const told = Date.parse(headers.date ?? '');
  // Seconds are cut off.
  return Number.isNaN(told) ? undefined : Math.round((asked + now()) / 2 - (told + 500));
}
