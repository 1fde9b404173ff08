import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { networkBy } from '../../src/net/wires.ts';
import { portOf } from '../support/web.ts';

/** The ways to the real network, to servers of this machine. */

const never = new AbortController().signal;
const A = 1;
const AAAA = 28;

/** Answer of a name server: addresses as bytes, a code of failure, or none at all. */
type Said = readonly (readonly number[])[] | number | undefined;

/** Starts a name server (RFC 1035, §4). `answer`: by the kind of record that is asked for. */
async function nameServer(answer: (kind: number) => Said): Promise<string> {
  const server = createSocket('udp4');
  onTestFinished(() => void server.close());
  server.on('message', (asked, { port, address }) => {
    const end = asked.indexOf(0, 12) + 5;
    const kind = asked.readUInt16BE(end - 4);
    const said = answer(kind);
    if (said === undefined) return;
    const records = typeof said === 'number' ? [] : said;
    const head = Buffer.from([
      0,
      0,
      0x81,
      0x80 | (typeof said === 'number' ? said : 0),
      0,
      1,
      0,
      records.length,
      0,
      0,
      0,
      0,
    ]);
    asked.copy(head, 0, 0, 2);
    const found = records.flatMap((bytes) => [0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 9, 0, bytes.length, ...bytes]);
    server.send(Buffer.concat([head, asked.subarray(12, end), Buffer.from(found)]), port, address);
  });
  await once(server.bind(0, '127.0.0.1'), 'listening');
  return `127.0.0.1:${server.address().port}`;
}

const resolve = async (answer: (kind: number) => Said, signal = never) =>
  networkBy([await nameServer(answer)]).resolve('page.example', signal);

const REFUSED = 2;
const NO_SUCH_NAME = 3;
const google = [0x20, 1, 0x48, 0x60, 0x48, 0x60, 0, 0, 0, 0, 0, 0, 0, 0, 0x88, 0x88];

it('gives all addresses of a name, of both kinds', async () => {
  const both = (kind: number) =>
    kind === A
      ? [
          [8, 8, 8, 8],
          [127, 0, 0, 1],
        ]
      : [google];
  expect(await resolve(both)).toEqual(['8.8.8.8', '127.0.0.1', '2001:4860:4860::8888']);
});

it('gives those of one kind where the other fails', async () => {
  expect(await resolve((kind) => (kind === AAAA ? REFUSED : [[8, 8, 8, 8]]))).toEqual(['8.8.8.8']);
});

it('tells a name that is not there from name servers that fail', async () => {
  expect(await resolve(() => NO_SUCH_NAME)).toEqual([]);
  expect(await resolve(() => [])).toEqual([]);
  await expect(resolve(() => REFUSED)).rejects.toMatchObject({ code: 'ESERVFAIL' });
});

it('waits for no name server once nobody waits for it', async () => {
  const control = new AbortController();
  const answer = () => void control.abort();
  await expect(resolve(answer, control.signal)).rejects.toMatchObject({ code: 'ECANCELLED' });
});

it('connects to whichever address answers', async () => {
  const server = createServer((socket) => socket.end('here'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  for (const addresses of [['127.0.0.1'], ['::1', '127.0.0.1'], ['127.0.0.3', '127.0.0.1']]) {
    expect(await text(networkBy().connect(addresses, portOf(server)))).toBe('here');
  }
});
