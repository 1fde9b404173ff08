import { startWork } from '../../src/media/work/process.ts';
import { photo } from './made-pictures.ts';

/** Bot, as far as it has a process working for it. It says when the first work is done, and then lives on. */
const work = startWork('pictures', { memory: 400 * 1024 * 1024, ms: 20_000, output: 1024 * 1024 });
await work.ask({ head: { detail: 'low' }, body: await photo({ width: 8, height: 8 }) }, new AbortController().signal);
console.log('working');
setInterval(() => undefined, 1000);
