import { appendFileSync } from 'node:fs';
import { watchLoop } from './loop-monitor.ts';

/** Preloaded into a process under test (node --import): writes each long turn of its event loop into a file, at once. */

const path = process.env['LONG_TURNS'];

if (path !== undefined) watchLoop((turn) => appendFileSync(path, `${JSON.stringify(turn)}\n`));
