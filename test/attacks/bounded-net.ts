import { finderOf } from '../../src/agent/addresses.ts';
import { typeOf } from '../../src/net/mime.ts';
import { isPublic } from '../../src/net/public.ts';
import { checkStranger, targetOf } from '../../src/net/target.ts';
import type { BoundedWork } from './bounded-work.ts';

/** Functions that touch what stands in addresses, and what servers of the web say. */

const rules = { only: ['example.com'], never: ['a.example.com'] };
const head = { length: 16_384, by: 'net/door: MOST_HEAD' };

function target(text: string): void {
  try {
    checkStranger(targetOf(text), rules);
  } catch {
    // Most are no addresses.
  }
}

const finds = finderOf('https://a.example/b?c=1');

export const netWork: readonly BoundedWork[] = [
  { name: 'net: an address', work: target },
  { name: 'net: the host of an address', work: (text) => target(`http://${text.slice(0, 7900)}`) },
  { name: 'net: an address of the network', work: isPublic },
  { name: 'agent: a text that may name an address', work: (text) => finds?.(text) },
  { name: 'agent: an address that may stand somewhere', work: (text) => finderOf(`http://a.example/${text}`)?.(text) },
  { name: 'net: a type', work: (text) => typeOf({ 'content-type': `text/html;${text}` }), most: head },
];
