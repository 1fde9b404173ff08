import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Optional packages of this room, by what cannot be done without them. They cost nothing until they are first used. */
const packages = {
  seeing: ['sharp'],
  hearing: ['mediabunny'],
  speaking: ['mediabunny', 'opusscript'],
  reading: ['@embedpdf/pdfium', 'hucre', 'htmlparser2', 'mammoth'],
} as const;

/** Things that cannot be done without optional packages. */
export type Use = keyof typeof packages;

export const uses = Object.keys(packages) as Use[];

/** Optional packages that are not installed and that are needed for something. Loads none. */
export function missingFor(what: Use, isThere = isInstalled): string[] {
  return packages[what].filter((name) => !isThere(name));
}

function isInstalled(name: string): boolean {
  try {
    return require.resolve(name) !== '';
  } catch {
    return false;
  }
}

/** Tells whether an import failed because the package is not there, or not for this machine. */
export function isMissing(error: unknown): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || message.startsWith('Could not load the');
}
