/** Work of each channel, one piece after the other; many channels side by side. */

export interface Lanes {
  /** Work behind what waits in the channel already; false, and not taken, when too much does. */
  add(channel: string, work: Work): boolean;
  /** The same without the bound. */
  force(channel: string, work: Work): void;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

export type Work = () => Promise<void>;

/** `failed` is told what a piece of work rejects with; the lane goes on. */
export function createLanes(bound: number, failed: (error: unknown, channel: string) => void): Lanes {
  const lanes = new Map<string, { last: Promise<void>; waiting: number }>();

  function force(channel: string, work: Work): void {
    const lane = lanes.get(channel) ?? { last: Promise.resolve(), waiting: 0 };
    lane.waiting += 1;
    lane.last = lane.last
      .then(work)
      .catch((error: unknown) => failed(error, channel))
      .finally(() => {
        lane.waiting -= 1;
        if (lane.waiting === 0) lanes.delete(channel);
      });
    lanes.set(channel, lane);
  }

  return {
    force,
    add(channel, work) {
      if ((lanes.get(channel)?.waiting ?? 0) >= bound) return false;
      force(channel, work);
      return true;
    },
    async idle() {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map(({ last }) => last));
    },
  };
}
