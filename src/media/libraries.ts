import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Optional packages of this room, by what cannot be done without them. They cost nothing until they are first used. */
const packages = {
  seeing: ['sharp'],
  hearing: ['mediabunny'],
  speaking: ['mediabunny', 'opusscript'],
  reading: ['@embedpdf/pdfium', 'hucre', 'htmlparser2', 'mammoth'],
} as const;

/** Optional packages that are not installed and that are needed for something. Loads none. */
export function missingFor(what: keyof typeof packages): string[] {
  return packages[what].filter((name) => {
    try {
      return require.resolve(name) === '';
    } catch {
      return true;
    }
  });
}

/** Tells whether an import failed because the package is not there, or not for this machine. */
export function isMissing(error: unknown): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || message.startsWith('Could not load the');
}
