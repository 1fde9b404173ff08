import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Content, Controls, Placement, Surface, Target } from '../../src/ports/index.ts';
import { isFault, type SurfaceFaultKind } from '../../src/util/errors.ts';

/** A bubble as people see it. An album is as many of them as the platform makes of it. */
export interface Bubble {
  id: string;
  text: string;
  pictures: number;
  replyTo: string | undefined;
  /** Labels, row by row. */
  buttons: string[][];
  edits: number;
}

/** Kinds of refusals that a platform can be told to answer the next call with. */
export type Refused = Extract<
  SurfaceFaultKind,
  'rate_limited' | 'server' | 'unauthorized' | 'forbidden' | 'rejected' | 'gone'
>;

/** One chat on the stand-in of a platform, and an adapter's surface that writes to it. */
export interface SurfaceSetup {
  surface: Surface;
  /** Has a person say something; the target of an answer to that, which is in a chat that others can see. */
  ask(): Target;
  /** What the bot shows there, oldest first. */
  shown(): Bubble[];
  /** Takes a message away, by whatever hand. */
  erase(id: string): void;
  /** Calls so far that make, change or take away something. */
  calls(): number;
  /** The next call that makes something is refused so; seconds of a rate limit are 7. */
  refuse(kind: Refused): void;
  /** The next call that makes something loses its connection, before or after it is taken. */
  lose(when: 'before' | 'after'): void;
  /** The next call that makes something is not answered. */
  hang(): void;
  /** Moves the chat: its new id, and what the bot shows there. */
  move?(): { to: string; shown(): Bubble[] };
  /** Has a person ask where it can be put to sleep: that target, and how. */
  askInThread?(): { target: Target; sleep(): void };
  /** Has a person ask where drafts are shown: that target, and the bubbles there. */
  askForDraft?(): { target: Target; shown(): Bubble[] };
  close(): Promise<void>;
}

/** What a platform can do and another cannot. */
export interface Abilities {
  /** To tell whether a bubble was made whose id was lost. */
  adopts: boolean;
  /** To give a chat another id. */
  moves: boolean;
  /** To show a text that passes. */
  drafts: boolean;
  /** To have places that take new messages and no edits. */
  sleeps: boolean;
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const picture = (name: string) => ({ bytes: new Uint8Array(png), mime: 'image/png', name });
const again: Controls = [[{ data: 'retry turn=k3', label: 'Again' }]];
const words = (text: string, controls?: Controls): Content => ({
  rendered: { text },
  ...(controls ? { controls } : {}),
});

const refusals: readonly Refused[] = ['rate_limited', 'server', 'unauthorized', 'forbidden', 'rejected'];

/** What every Surface does, whatever its platform. */
export function surfaceContract(name: string, can: Abilities, start: () => Promise<SurfaceSetup>): void {
  describe(`${name} as a Surface`, () => {
    let setup: SurfaceSetup;
    let surface: Surface;
    let target: Target;
    const { signal } = new AbortController();
    beforeEach(async () => {
      setup = await start();
      surface = setup.surface;
      target = setup.ask();
    });
    afterEach(() => setup.close());

    let nonces = 0;
    function placed(part = 0, replyTo?: string): Placement {
      nonces += 1;
      return { part, nonce: `nonce-${nonces}`, ...(replyTo === undefined ? {} : { replyTo }) };
    }

    async function create(content: Content, placement = placed()): Promise<string> {
      const [id] = await surface.create(target, content, placement, signal);
      if (id === undefined) throw new Error('no bubble');
      return id;
    }

    /** What the bot shows, without what a test does not look at. */
    const texts = () => setup.shown().map(({ text }) => text);

    async function faultOf(call: Promise<unknown>) {
      const reason: unknown = await call.then(
        () => 'it resolved',
        (error: unknown) => error,
      );
      if (!isFault(reason)) throw new Error(`no fault: ${String(reason)}`);
      return { kind: reason.kind, facts: reason.facts };
    }

    it('makes a bubble that replies to its prompt, and tells its id', async () => {
      const id = await create(words('One'), placed(0, target.prompt));
      expect(setup.shown()).toMatchObject([{ id, text: 'One', replyTo: target.prompt, edits: 0 }]);
    });

    it('makes it though what it replies to is gone', async () => {
      setup.erase(target.prompt ?? '');
      await create(words('One'), placed(0, target.prompt));
      expect(texts()).toEqual(['One']);
    });

    it('makes no empty bubble', async () => {
      expect(await faultOf(create(words(' \n')))).toMatchObject({ kind: 'rejected' });
      expect(setup.shown()).toEqual([]);
    });

    it('brings a bubble to what it is to say; being so already is success', async () => {
      const id = await create(words('One'));
      await surface.edit(target, id, words('Two'), signal);
      await surface.edit(target, id, words('Two'), signal);
      expect(setup.shown()).toMatchObject([{ id, text: 'Two' }]);
    });

    it('shows buttons; an edit without controls takes them away', async () => {
      const id = await create(words('One', again));
      expect(setup.shown()[0]?.buttons).toEqual([['Again']]);
      await surface.edit(target, id, words('Two', again), signal);
      expect(setup.shown()[0]?.buttons).toEqual([['Again']]);
      await surface.edit(target, id, words('Two'), signal);
      expect(setup.shown()).toMatchObject([{ text: 'Two', buttons: [] }]);
    });

    it('says that what is to be edited is gone', async () => {
      const id = await create(words('One'));
      setup.erase(id);
      expect(await faultOf(surface.edit(target, id, words('Two'), signal))).toMatchObject({ kind: 'gone' });
    });

    it('takes a bubble away; being gone already is success', async () => {
      const [first, second] = [await create(words('One')), await create(words('Two'))];
      await surface.remove(target, first, signal);
      await surface.remove(target, first, signal);
      expect(texts()).toEqual(['Two']);
      setup.erase(second);
      await surface.remove(target, second, signal);
    });

    it('makes pictures with their caption; the first id is the one to edit, and all can be taken away', async () => {
      const files = ['a.png', 'b.png', 'c.png'].map(picture);
      const ids = await surface.create(target, { ...words('Cats'), files }, placed(), signal);
      expect(setup.shown().map(({ id }) => id)).toEqual(ids);
      expect(setup.shown().reduce((sum, each) => sum + each.pictures, 0)).toBe(3);
      expect(setup.shown()[0]).toMatchObject({ text: 'Cats' });
      await surface.edit(target, ids[0] ?? '', words('Three cats'), signal);
      expect(setup.shown()[0]).toMatchObject({ text: 'Three cats' });
      expect(setup.shown().reduce((sum, each) => sum + each.pictures, 0)).toBe(3);
      for (const id of ids) await surface.remove(target, id, signal);
      expect(setup.shown()).toEqual([]);
    });

    it('puts a picture into a bubble that showed text', async () => {
      const id = await create(words('Drawing…'));
      await surface.edit(target, id, { ...words('A cat'), files: [picture('a.png')] }, signal);
      expect(setup.shown()).toMatchObject([{ id, text: 'A cat', pictures: 1 }]);
    });

    it('puts one picture in place of another, with buttons under it until an edit names none', async () => {
      const id = await create({ ...words('A preview', again), files: [picture('a.png')] });
      const shown = (buttons: string[][]) => [{ id, text: 'A cat', pictures: 1, buttons }];
      await surface.edit(target, id, { ...words('A cat', again), files: [picture('b.png')] }, signal);
      expect(setup.shown()).toMatchObject(shown([['Again']]));
      await surface.edit(target, id, { ...words('A cat'), files: [picture('c.png')] }, signal);
      expect(setup.shown()).toMatchObject(shown([]));
    });

    it('shows that it is at work, and no bubble', async () => {
      await surface.typing(target, signal);
      await surface.acknowledge(target, signal);
      expect(setup.shown()).toEqual([]);
    });

    it.each(refusals)('makes one attempt and says why it failed: %s', async (kind) => {
      const before = setup.calls();
      setup.refuse(kind);
      const { kind: found, facts } = await faultOf(create(words('One')));
      expect(found).toBe(kind);
      // Some clients add a moment.
      if (kind === 'rate_limited') expect(Math.floor(Number(facts.retryAfterMs) / 1000)).toBe(7);
      expect(setup.calls() - before).toBe(1);
      await create(words('Two'));
      expect(texts()).toEqual(['Two']);
    });

    it.each(['before', 'after'] as const)('does not know what became of a call lost %s it was taken', async (when) => {
      const before = setup.calls();
      setup.lose(when);
      expect(await faultOf(create(words('One')))).toMatchObject({ kind: 'unreachable' });
      expect(setup.calls() - before).toBe(1);
      expect(texts()).toEqual(when === 'after' ? ['One'] : []);
    });

    it('hands back the reason of an abort', async () => {
      const stop = new AbortController();
      const reason = new Error('stopped');
      const before = setup.calls();
      setup.hang();
      const made = surface.create(target, words('One'), placed(), stop.signal);
      await expect.poll(() => setup.calls() - before, { timeout: 5000, interval: 5 }).toBe(1);
      stop.abort(reason);
      await expect(made).rejects.toBe(reason);
      await expect(surface.create(target, words('Two'), placed(), stop.signal)).rejects.toBe(reason);
      expect(texts()).toEqual([]);
    });

    it('has a lasting target that reaches the same readers and is plain JSON', async () => {
      const lasting = surface.lasting(target);
      if (!lasting) throw new Error('a chat that others see lasts');
      await surface.create(JSON.parse(JSON.stringify(lasting)), words('Later'), placed(), signal);
      expect(texts()).toEqual(['Later']);
      expect(surface.lasting(lasting)).toEqual(lasting);
    });

    it('says truly what it can do', () => {
      expect([surface.adopt !== undefined, surface.moved !== undefined]).toEqual([can.adopts, can.moves]);
      expect(surface.draft !== undefined && surface.drafts !== undefined).toBe(can.drafts);
    });

    if (can.adopts) {
      it('finds its own bubbles again, in order of their parts', async () => {
        const other = setup.ask();
        const first = await create(words('One'), placed(0, target.prompt));
        await surface.create(other, words('Another answer'), placed(0, other.prompt), signal);
        const second = await create(words('Two'), placed(1, first));
        const notice: Placement = { ...placed(2, target.prompt), notice: true };
        await surface.create(target, words('A notice'), notice, signal);
        expect(await surface.adopt?.(target, [], [], signal)).toEqual([first, second]);
        expect(await surface.adopt?.(target, [first], [], signal)).toEqual([first, second]);
        expect(await surface.adopt?.(target, [], [second], signal)).toEqual([first]);
      });

      it('makes one bubble for one nonce', async () => {
        const placement = placed();
        setup.lose('after');
        await faultOf(create(words('One'), placement));
        const id = await create(words('One'), placement);
        expect(setup.shown().map((bubble) => bubble.id)).toEqual([id]);
      });
    }

    if (can.moves) {
      it('says where a chat has moved to, and writes there', async () => {
        const moved = setup.move?.();
        if (!moved) throw new Error('the stand-in can move chats');
        expect(await faultOf(create(words('One')))).toMatchObject({ kind: 'migrated', facts: { movedTo: moved.to } });
        const there = surface.moved?.(target, moved.to) ?? target;
        await surface.create(there, words('One'), placed(), signal);
        expect(moved.shown()).toMatchObject([{ text: 'One' }]);
      });
    }

    if (can.sleeps) {
      it('edits nothing in a place that sleeps, until a new message wakes it', async () => {
        const asked = setup.askInThread?.();
        if (!asked) throw new Error('somewhere people can sleep');
        const [id = ''] = await surface.create(asked.target, words('One'), placed(), signal);
        asked.sleep();
        expect(await faultOf(surface.edit(asked.target, id, words('Two'), signal))).toMatchObject({ kind: 'asleep' });
        await surface.create(asked.target, words('Awake'), placed(), signal);
        await surface.edit(asked.target, id, words('Two'), signal);
      });
    }

    if (can.drafts) {
      it('shows drafts without a bubble', async () => {
        const asked = setup.askForDraft?.();
        if (!asked) throw new Error('somewhere drafts are shown');
        expect([surface.drafts?.(asked.target), surface.drafts?.(target)]).toEqual([true, false]);
        for (const text of ['Gro', 'Growing']) await surface.draft?.(asked.target, 1, words(text), signal);
        expect(asked.shown()).toEqual([]);
      });
    }
  });
}
