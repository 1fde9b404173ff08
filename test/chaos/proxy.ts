import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What happens to a line: `cut` ends every connection at once; `refuse` also ends new ones; `delay` holds every piece
 * back; `truncate` lets half of the next answer's piece through and cuts; `half-open` lets nothing through and says nothing.
 */
export type Trouble = 'cut' | 'refuse' | 'delay' | 'truncate' | 'half-open';

/** A TCP proxy before one stand-in. */
export interface LineProxy {
  port: number;
  /** Troubles the line for `ms`; what is still open then was not closed properly and is cut. */
  disturb(trouble: Trouble, ms: number): void;
  /** Calls once `pieces` more pieces have come from the stand-in. */
  afterPieces(pieces: number, then: () => void): void;
  /** Whether answers that were sent since `since` (epoch ms) may not have arrived. */
  troubledSince(since: number): boolean;
  close(): Promise<void>;
}

const holdMs = 250;

export async function startProxy(target: () => number): Promise<LineProxy> {
  const pairs = new Set<{ client: Socket; server: Socket }>();
  const timers = new Set<NodeJS.Timeout>();
  let trouble: Trouble | undefined;
  let troubleEnd = 0;
  let counter: { left: number; then: () => void } | undefined;

  function cut(): void {
    for (const { client, server } of pairs) {
      client.destroy();
      server.destroy();
    }
    pairs.clear();
  }

  function later(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, ms);
    timers.add(timer);
  }

  function count(): void {
    if (!counter) return;
    counter.left -= 1;
    if (counter.left > 0) return;
    const { then } = counter;
    counter = undefined;
    then();
  }

  function forward(from: Socket, to: Socket, answers: boolean): void {
    let held = 0;
    from.on('data', (piece: Buffer) => {
      if (answers) count();
      if (trouble === 'half-open') return;
      if (trouble === 'truncate' && answers) {
        trouble = undefined;
        to.write(piece.subarray(0, piece.length >> 1), cut);
        return;
      }
      // Once a piece is held, those behind it wait as well: bytes never overtake each other.
      if (trouble !== 'delay' && held === 0) {
        to.write(piece);
        return;
      }
      held += 1;
      later(holdMs, () => {
        held -= 1;
        if (!to.destroyed) to.write(piece);
      });
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      if (trouble !== 'half-open') later(held > 0 ? holdMs : 0, () => to.destroy());
    });
  }

  const listener = createServer((client) => {
    client.on('error', () => client.destroy());
    if (trouble === 'refuse') {
      client.destroy();
      return;
    }
    const server = connect(target(), '127.0.0.1');
    for (const socket of [client, server]) socket.setNoDelay(true);
    const pair = { client, server };
    pairs.add(pair);
    forward(client, server, false);
    forward(server, client, true);
    client.on('close', () => pairs.delete(pair));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));

  return {
    port: (listener.address() as AddressInfo).port,
    disturb(kind, ms) {
      // No line loses what was said in its middle and goes on: what was swallowed is the end of its connection.
      if (kind === 'cut' || kind === 'refuse' || trouble === 'half-open') cut();
      trouble = kind === 'cut' ? undefined : kind;
      troubleEnd = Date.now() + ms;
      later(ms, () => {
        if (Date.now() < troubleEnd - 1) return;
        if (trouble === 'half-open') cut();
        trouble = undefined;
      });
    },
    afterPieces(pieces, then) {
      counter = { left: pieces, then };
    },
    troubledSince: (since) => troubleEnd + holdMs >= since,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      cut();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}
