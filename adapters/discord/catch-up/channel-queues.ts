/** Work of each channel, one piece after the other; many channels side by side. */

export interface ChannelQueues {
  /** Work behind what waits in the channel already; false, and not taken, when too much does. */
  add(channel: string, work: ChannelWork): boolean;
  /** The same without the bound. */
  force(channel: string, work: ChannelWork): void;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

export type ChannelWork = () => Promise<void>;

/** `failed` is told what a piece of work rejects with; the queue goes on. */
export function createChannelQueues(bound: number, failed: (error: unknown, channel: string) => void): ChannelQueues {
  const queues = new Map<string, { last: Promise<void>; waiting: number }>();

  function force(channel: string, work: ChannelWork): void {
    const queue = queues.get(channel) ?? { last: Promise.resolve(), waiting: 0 };
    queue.waiting += 1;
    queue.last = queue.last
      .then(work)
      .catch((error: unknown) => failed(error, channel))
      .finally(() => {
        queue.waiting -= 1;
        if (queue.waiting === 0) queues.delete(channel);
      });
    queues.set(channel, queue);
  }

  return {
    force,
    add(channel, work) {
      if ((queues.get(channel)?.waiting ?? 0) >= bound) return false;
      force(channel, work);
      return true;
    },
    async idle() {
      while (queues.size > 0) await Promise.all([...queues.values()].map(({ last }) => last));
    },
  };
}
