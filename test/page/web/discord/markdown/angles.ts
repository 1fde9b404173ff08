import { type Cursor, destinations, type Found, matchAt, type Node } from './tree.ts';

/** What stands in angle brackets: mentions, times, emoji, addresses without a preview. And `@everyone`. */

const kinds: readonly { pattern: RegExp; inLinks?: true; node(match: RegExpExecArray): Node }[] = [
  {
    pattern: /<t:(-?\d{1,17})(?::([tTdDfFsSR]))?>/y,
    inLinks: true,
    node: ([, at, style = 'f']) => ({ type: 'time', at: Number(at), style }),
  },
  {
    pattern: /<(a?):(\w{1,64}):(\d{1,20})>/y,
    inLinks: true,
    node: ([, animated, name = '', id = '']) => ({ type: 'emoji', name, id, animated: animated === 'a' }),
  },
  { pattern: /<@!?(\d{1,20})>/y, node: ([, id = '']) => ({ type: 'user', id }) },
  { pattern: /<#(\d{1,20})>/y, node: ([, id = '']) => ({ type: 'channel', id }) },
  { pattern: /<@&(\d{1,20})>/y, node: ([, id = '']) => ({ type: 'role', id }) },
  {
    pattern: /<\/([-\p{L}\p{N}_']{1,32}(?: [-\p{L}\p{N}_']{1,32}){0,2}):(\d{1,20})>/uy,
    node: ([, name = '', id = '']) => ({ type: 'command', name, id }),
  },
  {
    pattern: /<id:(customize|browse|guide|home|linked-roles)(?::\d{1,20})?>/y,
    node: ([, to]) => ({ type: 'navigation', to: destinations.find((one) => one === to) ?? 'home' }),
  },
];

/** The last moment that has a date, in seconds. */
const LAST_TIME = 8_640_000_000_000;

export function angle(cursor: Cursor): Found | undefined {
  const { source, at, scope } = cursor;
  for (const { pattern, inLinks, node } of kinds) {
    if (scope.link === 'shown' && !inLinks) continue;
    const match = matchAt(pattern, source.text, at);
    if (match) return { node: dated(node(match), match[0]), end: at + match[0].length };
  }
  return scope.link === 'shown' ? undefined : address(cursor);
}

function dated(node: Node, written: string): Node {
  return node.type === 'time' && Math.abs(node.at) > LAST_TIME ? { type: 'text', text: written } : node;
}

const scheme = /<[^: >]{1,32}:\//y;

/** `<https://…>`. Of other addresses Discord shows the words without the brackets. */
function address({ source, at }: Cursor): Found | undefined {
  const { text } = source;
  const start = matchAt(scheme, text, at);
  const end = start ? source.next('>', at) : Number.POSITIVE_INFINITY;
  if (!start || end <= at + start[0].length || source.next(' ', at) < end) return undefined;
  const words = text.slice(at + 1, end);
  const url = webAddress(words);
  const children: Node[] = [{ type: 'text', text: words }];
  return { node: url === undefined ? { type: 'text', text: words } : { type: 'link', url, children }, end: end + 1 };
}

/** An address that may be followed, as a browser writes it. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  return URL.parse(text)?.href;
}

const all = /@(everyone|here)/y;

export function everyone({ source, at }: Cursor): Found | undefined {
  const match = matchAt(all, source.text, at);
  if (!match) return undefined;
  return { node: { type: 'everyone', name: match[1] === 'here' ? 'here' : 'everyone' }, end: at + match[0].length };
}
