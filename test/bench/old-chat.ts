import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conversations, createConversations } from '../../src/conversation/conversations.ts';
import { covering } from '../../src/conversation/summary.ts';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import { openStorage } from '../../src/storage/open.ts';
import { systemClock } from '../../src/util/clock.ts';
import { createTestLog } from '../fake-clock.ts';
import { sleep } from './measures.ts';
import type { Metric } from './report.ts';
import { startSubject } from './subject.ts';
import { startWorld, type World } from './world.ts';

/** A chat of many thousand turns, whose older ones stand in a summary, beside one of fifty. */

/** How old the chats are, and how much is asked in each. */
export interface AgeAmount {
  turns: number;
  /** Fewer than are folded again. */
  questions: number;
}

/** Turns of the younger chat. */
const YOUNG = 50;
/** Turns of a request, and those of them that are not summarised. */
const WINDOW = 40;
const OPEN = 16;
/** A summary is mostly so long, in words. */
const SUMMARY = 'They spoke of this and of that, and agreed. '.repeat(60);
/** Most that an old chat may take, as a multiple of a young one. */
const MOST = 1.2;

const chats = { old: 8001, young: 8002 };
const plan = { words: 40, wordsPerSecond: 0 };

export async function measureOldChat(
  cache: string,
  { turns, questions }: AgeAmount,
  tell: (line: string) => void,
): Promise<Metric[]> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-old-'));
  const path = join(folder, 'old.db');
  const world = await startWorld();
  try {
    tell(`Writing a chat of ${turns} turns …`);
    await fill(path, turns);
    tell(`Asking at turn ${turns}, and at turn ${YOUNG} …`);
    const settings = { STORAGE_URL: `sqlite://${path}`, CONVERSATION_SUMMARIES: 'true' };
    const subject = await startSubject({ kind: 'ours', url: world.url, cache, settings });
    try {
      const [old, young] = [await asked(world, chats.old, 3), await asked(world, chats.young, 3)];
      if (!old.told.includes('They spoke of this') || !young.told.includes('They spoke of this'))
        throw new Error('a request has no summary');
      const seen = { old: [] as Figures[], young: [] as Figures[] };
      for (let at = 0; at < questions; at += 1) {
        seen.old.push(await asked(world, chats.old, 1));
        seen.young.push(await asked(world, chats.young, 1));
      }
      const of = (figure: 'delayMs' | 'bytes') => ({
        ours: seen.old.map((each) => each[figure]),
        floor: seen.young.map((each) => each[figure]),
      });
      const target = { of: 'ratio', most: MOST } as const;
      const name = `at turn ${turns} with a summary, beside turn ${YOUNG}`;
      return [
        { name: `message to model, ${name}`, unit: 'ms', target, ...of('delayMs') },
        { name: `request, ${name}`, unit: 'B', target, ...of('bytes') },
      ];
    } finally {
      await subject.stop();
    }
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Figures {
  delayMs: number;
  /** Size of the request to the model. */
  bytes: number;
  told: string;
}

/** Asks so often in a chat; the figures of the last time. */
async function asked(world: World, chat: number, times: number): Promise<Figures> {
  let delayMs = 0;
  for (let at = 0; at < times; at += 1) {
    const { putAt, askedAt } = await world.ask(chat, plan);
    delayMs = askedAt - putAt;
    await sleep(5);
  }
  const told = world.heard();
  return { delayMs, bytes: Buffer.byteLength(told), told };
}

/** Writes both chats as the bot would have, and summaries of their older turns. */
async function fill(path: string, turns: number): Promise<void> {
  const storage = await openStorage({ path, sync: 'normal' }, { reader, clock: systemClock, log: createTestLog() });
  try {
    const conversations = createConversations(storage.documents, WINDOW);
    for (const [chat, count] of [
      [chats.old, turns],
      [chats.young, YOUNG],
    ] as const) {
      await talk(conversations, `telegram:${chat}`, count);
      await summarise(conversations, `telegram:${chat}`, count);
    }
  } finally {
    await storage.close();
  }
}

async function talk(conversations: Conversations, conversation: string, count: number): Promise<void> {
  let parent: string | null = null;
  for (let at = 1; at <= count; at += 1) {
    const turn = `old-${conversation}-${at}`;
    const place = { conversation, chat: conversation, asker: conversation, alone: 'chat' as const };
    await conversations.apply({ ...place, turn, at: Date.now(), parts: [] }, [
      {
        type: 'answered',
        parent,
        prompt: { text: `This is question ${at}, of some length, please?` },
        answer: { text: 'Some words of an answer, which is long. '.repeat(5), reason: 'complete' },
      },
    ]);
    parent = turn;
  }
}

async function summarise(conversations: Conversations, conversation: string, count: number): Promise<void> {
  const branch = await conversations.context(conversation);
  const turns = branch.turns.slice(0, WINDOW - OPEN);
  const made = covering(undefined, branch, turns, { text: SUMMARY, at: Date.now() });
  const to = { ...made, covers: { ...made.covers, count: count - OPEN } };
  const change = { from: undefined, to, turns, person: conversation };
  if (!(await conversations.summarise(conversation, branch.thread, change))) throw new Error('no summary was written');
}
