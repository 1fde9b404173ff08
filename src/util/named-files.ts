import { registerHooks } from 'node:module';

/**
 * Loads files that import each other by whole paths with this ending. Such a path is the file it names. Node would look for each of
 * a thousand on the disk, a seventh of a start. Afterwards all is found as usual.
 */
export async function loadNamed<Room>(ending: '.ts' | '.js', load: () => Promise<Room>): Promise<Room> {
  const format = ending === '.ts' ? 'module-typescript' : undefined;
  const hook = registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context;
      const isNamed = parentURL !== undefined && specifier.startsWith('.') && specifier.endsWith(ending);
      return isNamed
        ? { url: new URL(specifier, parentURL).href, format, shortCircuit: true }
        : next(specifier, context);
    },
  });
  try {
    return await load();
  } finally {
    hook.deregister();
  }
}
