import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/** Ends the title of what is left out; left-out.ts lists it at the end of the run. */
const ABSENT = 'is not beside the checkout';

/**
 * Declares checks against a service's own description or recordings, which are kept beside the checkout: a plain clone
 * has none, and leaves them out.
 */
export function describeOfficial(file: URL, title: string, body: () => void): void {
  if (existsSync(file)) describe(title, body);
  else describe.skip(`${title}: ${basename(fileURLToPath(file))} ${ABSENT}`, body);
}
