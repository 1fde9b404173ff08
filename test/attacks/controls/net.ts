import { type Control, proofIn } from '../proof.ts';

const inside = proofIn('net/guard', 'is not opened for an address of the inside');

/** Safeguards of the one door to addresses that come from outside. */
export const net: readonly Control[] = [
  {
    name: 'the door opens into its own network',
    file: 'src/net/door.ts',
    from: 'const open = all.filter(isPublic);',
    to: 'const open = all;',
    proof: inside,
  },
  {
    name: 'a redirect leads inside',
    file: 'src/net/door.ts',
    from: 'const all = isIP(host) === 0 ? await wires.resolve(host, signal) : [host];',
    to: 'const all = isIP(host) === 0 ? await wires.resolve(host, signal) : [host]; if (isIP(host) !== 0) return all;',
    proof: proofIn('net/guard', 'does not follow a redirect inside'),
  },
  {
    name: 'any address of IPv6 is a public one',
    file: 'src/net/public.ts',
    from: "const GLOBAL = '2000::/3';",
    to: "const GLOBAL = '::/0';",
    proof: inside,
  },
  {
    name: 'a name is asked for once more after it was looked at',
    file: 'src/net/door.ts',
    from: 'wires.connect(addresses, portOf(url))',
    to: 'wires.connect(await wires.resolve(hostOf(url), signal), portOf(url))',
    proof: proofIn(
      'net/guard',
      'connects to the very address it has looked at, when a name answers otherwise the next time',
    ),
  },
  {
    name: 'an address in a message that is replied to is opened',
    file: 'src/commands/knowledge/add.ts',
    from: "const typed = ADDRESS.exec(name ?? '');",
    to: "const typed = ADDRESS.exec(name ?? (quote ? readable(quote) : ''));",
    proof: proofIn('commands/knowledge/knowledge', 'opens no address but one that the person types'),
  },
  {
    name: 'the proxy finds the address by itself',
    file: 'src/net/door.ts',
    from: 'await tunnel(proxy, first, portOf(url), signal)',
    to: 'await tunnel(proxy, hostOf(url), portOf(url), signal)',
    proof: proofIn(
      'net/guard',
      'tells a proxy no name: it is sent to the address that was looked at, and never inside',
    ),
  },
  {
    name: 'a body without an end is read on',
    file: 'src/net/exchange.ts',
    from: 'if (length > most) throw',
    to: 'if (length < 0) throw',
    proof: proofIn('net/door', 'ends a body without an end'),
  },
  {
    name: 'nobody counts what comes beside a body',
    file: 'src/net/exchange.ts',
    from: 'if (now - first > 2 * bytes + BESIDE)',
    to: 'if (now < first)',
    proof: proofIn('net/door', 'is not held by endless '),
  },
  {
    name: 'a key goes along to where an answer sends',
    file: 'src/net/door.ts',
    from: 'const carried = isSame ? headers : {};',
    to: 'const carried = headers;',
    proof: proofIn('net/door', 'carries headers to their own origin, and to no other'),
  },
  {
    name: 'an endpoint of the operator sends elsewhere',
    file: 'src/net/door.ts',
    from: 'if (!isSame && (isTrusted || (again',
    to: 'if (!isSame && ((again',
    proof: proofIn('net/door', 'asks an endpoint of the operator wherever it is, and follows it nowhere else'),
  },
  {
    name: 'a packed page is taken as it is',
    file: 'src/net/door.ts',
    from: "throw new DoorRefusal('encoding');",
    to: 'return true;',
    proof: proofIn('net/door', 'does not unpack what came packed as '),
  },
  {
    name: 'a server that says nothing is waited for',
    file: 'src/net/exchange.ts',
    from: 'else if (still >= idleMs)',
    to: 'else if (still < 0)',
    proof: proofIn('net/door', 'waits for no server that says nothing'),
  },
  {
    name: 'the model opens what it has made up',
    file: 'src/tools/read-page.ts',
    from: 'if (!(await mayOpen(url, addresses, context))) return failed(UNKNOWN);',
    to: '',
    proof: proofIn('scenarios/tools-web', 'opens on Telegram what the person gives, and nothing that a page'),
  },
  {
    name: 'what stands behind an address is sent along',
    file: 'src/agent/addresses.ts',
    from: String.raw`(?:#\S*)?$/i`,
    to: '/i',
    proof: proofIn('agent/addresses', 'with more behind it'),
  },
  {
    name: 'a tool that repeats what it is asked makes an address known',
    file: 'src/agent/addresses.ts',
    from: 'stands(plain(asked)) ? [] : [text]',
    to: '[text]',
    proof: proofIn('agent/addresses', 'that goes on'),
  },
  {
    name: 'a group is told what somebody said to the bot alone',
    file: 'src/composition/tool-sources.ts',
    from: "place.kind === 'private' ? own : everywhere",
    to: "place.kind === 'nowhere' ? everywhere : own",
    proof: proofIn('scenarios/tools-memory', 'keeps a fact on Telegram once its button is pressed'),
  },
  {
    name: 'a button that an answer offers takes its place',
    file: 'src/intake/presses.ts',
    from: 'spec?.menu && on.turn === undefined',
    to: 'spec?.menu',
    proof: proofIn('scenarios/tools-memory', 'finds on Discord what was said in another conversation'),
  },
  {
    name: 'servers of tools outlive the bot',
    file: 'src/composition/app.ts',
    from: 'await Promise.allSettled(rooms.tools.sources.map((source) => source.close()));',
    to: '',
    proof: proofIn('scenarios/tools-servers', 'a server of tools begins with the first question that it may serve'),
  },
];
