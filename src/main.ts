// First, for whoever starts this file alone.
import './compile-cache.js';
import { guardOutput } from './cli/output-guard.ts';
import { loadNamed } from './util/named-files.ts';
import { whileLoading } from './util/while-loading.ts';

// What the program writes holds what people said: it belongs to this account alone.
process.umask(0o077);

const guard = guardOutput(process.env);
// All else is loaded behind the guard: what fails in it is told without a secret.
const { run } = await whileLoading(() => loadNamed('.ts', () => import('./cli/run.ts')));
process.exit(await run(process.argv.slice(2), process.env, guard));
