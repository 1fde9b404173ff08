import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { openGrants } from '../../src/admission/grants.ts';
import { createConversations } from '../../src/conversation/conversations.ts';
import { createOverheard } from '../../src/conversation/overheard.ts';
import { createPruning } from '../../src/conversation/pruning.ts';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import { createAliases } from '../../src/people/aliases.ts';
import { sharedDocuments } from '../../src/people/shared.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { createForgetting } from '../../src/privacy/forgetting.ts';
import { createRunning } from '../../src/privacy/running.ts';
import { openStorage } from '../../src/storage/open.ts';
import { systemClock as clock } from '../../src/util/clock.ts';
import { accept, prompt } from '../contracts/events.ts';
import { createTestLog } from '../fake-clock.ts';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { rowsOf } from './left.ts';

/**
 * Whatever came before: once a person is forgotten, no stored value holds their id, their name or a word of theirs. Left out are keys
 * of events, which are kept for a week, and the turn that forgets, which is still open.
 */

const ANN = { id: 'x:4711', name: 'Wilhelmina' };
const BOB = { id: 'x:8', name: 'Bob' };
const HERS = /4711|Wilhelmina|wombat/;
/** Her own chat, a group, and her own conversation in that. */
const places = ['x:4711', 'x:-1', 'x:-1@x:4711'] as const;

type Act = { by: 'ann' | 'bob'; what: (typeof whats)[number]; place: (typeof places)[number]; which: number };
const whats = [
  ...['ask', 'ask', 'revise', 'remove', 'reset', 'record', 'settings', 'overhear'],
  ...['job', 'fact', 'blob', 'persona', 'damage', 'pin', 'title'],
] as const;
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    by: fc.constantFrom('ann', 'ann', 'bob'),
    what: fc.constantFrom(...whats),
    place: fc.constantFrom(...places),
    which: fc.nat(5),
  }),
  { maxLength: 25 },
);

async function live(given: readonly Act[]) {
  const path = join(temporaryFolder(), 'x.db');
  const log = createTestLog();
  const storage = await openStorage({ path }, { reader, clock, log });
  const { documents, inbox } = storage;
  const conversations = createConversations(documents, 40, storage.blobs);
  const overheard = createOverheard({ documents, log, clock });
  const grants = await openGrants(documents, clock);
  const turns: string[] = [];
  for (const [at, { by, what, place, which }] of given.entries()) {
    // Bob has no part in what is hers alone.
    const who = by === 'ann' || place !== 'x:-1' ? ANN : BOB;
    const words = who === ANN ? `a wombat ${at}` : `a lemon ${at}`;
    const owner = { conversation: place, person: who.id };
    const [chat = place] = place.split('@');
    const turn = `t${at}`;
    const earlier = turns.at(-1 - which) ?? 'none';
    const alone = place === 'x:-1' ? {} : { alone: place === 'x:4711' ? ('chat' as const) : ('conversation' as const) };
    const applied = {
      conversation: place,
      chat,
      turn,
      asker: who.id,
      at: Date.now(),
      parts: [`b${at}`],
      ...alone,
    };
    const said = { text: words, id: `m${at}`, ...(place === 'x:-1' ? { speaker: who.name } : {}) };
    const answer = { text: `about ${words}`, reason: 'complete' as const };
    const apply = (...events: ConversationEvent[]) => conversations.apply(applied, events);
    if (what === 'ask') {
      await apply({ type: 'answered', parent: (await conversations.context(place)).head, prompt: said, answer });
      turns.push(turn);
    } else if (what === 'revise')
      await apply({ type: 'revised', turn: earlier, answer: { text: 'x', reason: 'complete' } });
    else if (what === 'remove') await apply({ type: 'removed', turn: earlier });
    else if (what === 'pin') await apply({ type: 'pinned', turn: earlier, pinned: true });
    else if (what === 'reset') await apply({ type: 'reset' });
    else if (what === 'title' && place !== 'x:-1') await apply({ type: 'titled', thread: 'first', title: words });
    else if (what === 'record') await apply({ type: 'recorded', prompt: said, menu: {} });
    else if (what === 'settings')
      await conversations.apply({ ...applied, settings: { to: { v: 1, tier: 'basic' } } }, []);
    else if (what === 'overhear') {
      const message = { v: 1 as const, id: String(at), author: who.name, text: words, at: Date.now() };
      overheard.add({ place, person: who.id, message }, { messages: 20, hours: 1 });
    } else if (what === 'job')
      await storage.jobs.add({ kind: 'k', key: turn, payload: words, payer: who.id, conversation: place });
    else if (what === 'fact')
      await storage.adapterStore('x').set([{ key: `f${at}`, value: words, owner: { person: who.id } }]);
    else if (what === 'blob') await storage.blobs.put(Buffer.from(words), { owner, ttl: 1e9 });
    else if (what === 'persona')
      await documents.setMany([
        { key: `persona|${at}|p`, value: { system: words }, owner: { conversation: '', person: who.id } },
      ]);
    else if (what === 'damage') {
      await documents.setMany([{ key: `turn|${place}|d${at}`, value: words, owner }]);
      await documents.quarantine(`turn|${place}|d${at}`);
    }
  }
  await accept(inbox, [prompt('own', { actor: ANN, conversation: 'x:9' })]);
  const own = (await inbox.find('key own'))?.id ?? '';
  const running = createRunning({
    ...{ inbox, clock },
    interrupt: () => undefined,
    jobs: async () => undefined,
    overheard: overheard.settled,
    letGo: (of) => 'conversation' in of && conversations.letGo(of.conversation),
  });
  return { storage, path, own, conversations, grants, running, documents };
}

it('holds for every sequence of acts', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (given) => {
      const { storage, path, own, conversations, grants, running, documents } = await live(given);
      const forgetting = createForgetting({
        ...{ documents, traces: storage.traces, grants, running },
        quotes: 'stay',
        texts: { redact: async () => undefined },
        people: createAliases(documents, sharedDocuments),
        pruning: createPruning(documents, conversations),
      });
      const bobs = (await Array.fromAsync(documents.owned({ person: BOB.id }))).length;
      await forgetting.forget(ANN.id, new AbortController().signal, own);
      const now = (await Array.fromAsync(documents.owned({ person: BOB.id }))).length;
      await storage.close();
      const left = rowsOf(path).filter((row) => HERS.test(row) && !row.startsWith('turns '));
      expect(left).toEqual([]);
      expect(now).toBe(bobs);
    }),
    { numRuns: 25 },
  );
});
