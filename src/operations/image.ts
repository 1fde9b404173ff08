import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Steps of building a small image; each is also replayed by `.ci/image`, for machines that build none. */

/** Files that no program loads: source maps, types and sources, documents, archives. Licences stay. */
const needless = /\.(map|tsbuildinfo|[cm]?ts|md|markdown|html|ya?ml|zip|sh)$/i;

/** Folders at the top of a package that only its authors use. */
const workshop = new Set(['test', 'tests', '__tests__', 'docs', 'example', 'examples', 'benchmarks', '.github']);

/** Removes from installed packages what a running bot never reads. */
export function pruneModules(modules: string): void {
  for (const folder of packageFolders(modules)) {
    for (const name of readdirSync(folder)) {
      if (workshop.has(name) || (name === 'src' && !isEntered(folder, name))) {
        rmSync(join(folder, name), { recursive: true });
      }
    }
  }
  pruneFiles(modules);
}

interface Description {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/**
 * Removes packages that nothing installed depends on. Some packages wish for others (a compiler, a second validator), and
 * npm fulfils such wishes unasked.
 */
export function removeUnasked(root: string): void {
  const asked = new Set<string>();
  const ask = (folder: string) => {
    for (const name of wantedBy(folder)) {
      const found = findPackage(root, folder, name);
      if (found === undefined || asked.has(found)) continue;
      asked.add(found);
      ask(found);
    }
  };
  ask(root);
  for (const folder of packageFolders(join(root, 'node_modules'))) {
    if (!asked.has(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of the packages that one cannot do without, and of those it asks for by itself. */
function wantedBy(folder: string): string[] {
  const description: Description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta } = description;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/** Folder that `name` is loaded from within the package at `from`: the nearest one. */
function findPackage(root: string, from: string, name: string): string | undefined {
  for (let at = from; at.length >= root.length; at = join(at, '..')) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (at === root) return undefined;
  }
  return undefined;
}

/** Every package's folder, those nested within another package included. */
function packageFolders(modules: string): string[] {
  return readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|[\\/]node_modules[\\/])(@[^\\/]+[\\/])?[^\\/@]+[\\/]package\.json$/.test(path))
    .map((path) => join(modules, path, '..'));
}

/**
 * Tells whether a package's own description points into `folder`. Some packages publish their sources beside the build.
 */
function isEntered(root: string, folder: string): boolean {
  const { main, exports, browser, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return JSON.stringify({ main, exports, browser, bin }).includes(`${folder}/`);
}

/** Removes needless files, and the folders that are empty then. */
function pruneFiles(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) pruneFiles(path);
    else if (needless.test(entry.name) && !/^licen[cs]e/i.test(entry.name)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/**
 * Loads every room, and every package that a room loads when it is first needed. Afterwards a compile cache is warm,
 * and a file that was pruned too much is found.
 *
 * @returns how many files of our own were loaded
 */
async function loadRooms(root: string): Promise<number> {
  const files = ['src', 'adapters'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(root, folder, file))
      .filter((file) => file.endsWith('.ts') && !file.endsWith(`src${sep}main.ts`)),
  );
  const late = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bimport\('([^'.][^']*)'\)/g)]);
  const { optionalDependencies, devDependencies }: Description = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const leftOut = Object.keys({ ...optionalDependencies, ...devDependencies }).filter(
    (name) => !existsSync(join(root, 'node_modules', name)),
  );
  const load = async (name: string) => {
    try {
      await import(name);
    } catch (error) {
      // A room that is loaded only where its packages are.
      if (!leftOut.some((each) => String(error).includes(`Cannot find package '${each}'`))) throw error;
    }
  };
  await Promise.all(files.map(load));
  await Promise.all(late.map(([, name = '']) => load(name)));
  return files.length;
}

function run([step, folder = '.']: string[]): void {
  if (step === 'prune') {
    removeUnasked(folder);
    pruneModules(join(folder, 'node_modules'));
    return;
  }
  // Not awaited at the top: this file is one of those that are loaded.
  void loadRooms(join(process.cwd(), folder)).then((count) => console.log(`${count} files load.`));
}

if (import.meta.main) run(process.argv.slice(2));
