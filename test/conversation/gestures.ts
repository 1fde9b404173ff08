import { type AppliedTurn, type Context, createConversations } from '../../src/conversation/conversations.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { rememberRecent } from '../../src/storage/remembered.ts';
import { holdSame } from '../fuzz/shapes.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { fold, holdFolded } from './folds.ts';
import {
  Asked,
  holdForest,
  holdForgotten,
  holdHead,
  holdMoved,
  holdOffBranch,
  holdShown,
  LIMIT,
  place,
} from './holds.ts';
import { Screen } from './screen.ts';
import type { Step } from './steps.ts';

/** Whatever people do to a conversation, in whatever order: it stays a forest with a way to its head, and says what the chat shows. */

/** Does all that, and holds after each step what has to hold. */
export async function live(list: readonly Step[]): Promise<void> {
  const { documents: stored, kept } = createMemoryDocuments();
  const documents = rememberRecent(stored, 1000);
  let conversations = createConversations(documents, LIMIT);
  const screen = new Screen();
  const asked = new Asked();
  const done: { deed: AppliedTurn; events: ConversationEvent[] }[] = [];
  let late = async () => false;
  for (const [index, step] of list.entries()) {
    if (step.what === 'restart') {
      conversations = createConversations(documents, LIMIT);
      continue;
    }
    if (step.what === 'fold') {
      const write = await fold(conversations, step.turns, index + 1);
      if (step.late) late = write;
      else await write();
      await holdFolded(kept, conversations);
      continue;
    }
    if (step.what === 'repeat') {
      const again = done.at(-1 - step.ago);
      if (!again) continue;
      const before = structuredClone([...kept]);
      await conversations.apply(again.deed, again.events);
      holdSame([...kept], before, 'twice is not once');
      continue;
    }
    const id = `t${index}`;
    const context = await conversations.context(place.conversation);
    const events = eventsOf(step, index, screen, context, asked);
    if (events.length === 0) continue;
    const deed = { ...place, turn: id, asker: 'test:1', at: index + 1, parts: [`m${index}`] };
    done.push({ deed, events });
    screen.apply(id, index + 1, events);
    await conversations.apply(deed, events);
    await asked.apply(id, events, conversations);
    holdForest(kept);
    holdHead(kept);
    holdForgotten(kept, screen);
    await holdShown(conversations, screen);
    const read = await createConversations(stored, LIMIT).context(place.conversation);
    holdSame(await conversations.context(place.conversation), read, 'what is remembered is not what is stored');
    await holdOffBranch(conversations, asked, screen);
    await holdFolded(kept, conversations);
    await late();
    late = async () => false;
    await holdFolded(kept, conversations);
  }
  await holdMoved(conversations, kept, screen);
}

function eventsOf(step: Step, index: number, screen: Screen, context: Context, asked: Asked): ConversationEvent[] {
  const turnOf = (of: number) => [...screen.turns.keys()].at(-1 - of) ?? 'nobody';
  const threadOf = (of: number) => screen.list()[of] ?? 'no such thread';
  // Every text can be told from all others, so that one that was taken away can be looked for.
  const words = { text: `#${index}# ${'text' in step ? step.text : ''}`, id: `p${index}` };
  const answer = { text: `re #${index}#`, reason: 'complete' as const };
  const answered = { type: 'answered' as const, prompt: words, answer };
  switch (step.what) {
    case 'ask': {
      const { after, thread } = step;
      const named = { none: null, head: context.head, stranger: 'a turn of another chat' };
      const parent = typeof after === 'number' ? turnOf(after) : named[after];
      if (thread === 'unsaid') return [{ ...answered, parent }];
      const left = `n${index}`;
      const threads = { current: context.thread, new: `t${index}`, left, dropped: [...screen.dropped].at(-1) ?? left };
      return [{ ...answered, parent, thread: typeof thread === 'number' ? threadOf(thread) : threads[thread] }];
    }
    case 'reply': {
      const parent = turnOf(step.of);
      const thread = threadOf(step.of);
      return [
        { type: 'switched', thread },
        { ...answered, parent, thread },
      ];
    }
    case 'revise': {
      const revised = { type: 'revised' as const, turn: turnOf(step.of), answer };
      if (step.how === 'reworded') return [{ ...revised, prompt: words }];
      if (step.how === 'below') return [{ ...revised, enters: true }];
      return [step.how === 'continued' ? { ...revised, replace: true } : revised];
    }
    case 'show':
      return [{ type: 'shown', turn: turnOf(step.of), answer: step.answer }];
    case 'remove':
      return [{ type: 'removed', turn: turnOf(step.of) }];
    case 'omit':
      return [{ type: 'omitted', turn: turnOf(step.of), omitted: step.omitted }];
    case 'pin':
      return [{ type: 'pinned', turn: turnOf(step.of), pinned: step.pinned }];
    case 'reset':
      return [{ type: 'reset', ...(step.titled ? { title: `title ${index}` } : {}) }];
    case 'switch':
      return [{ type: 'switched', thread: threadOf(step.of) }];
    case 'title':
      return [{ type: 'titled', thread: threadOf(step.of), title: `title ${index}` }];
    case 'drop':
      return [{ type: 'dropped', thread: threadOf(step.of) }];
    case 'command':
      return [{ type: 'recorded', prompt: words, ...(step.menu ? { menu: {} } : {}) }];
    case 'press': {
      const exchange = asked.commands().at(-1 - step.of)?.exchange;
      return [{ type: 'recorded', prompt: { text: '' }, menu: {}, ...(exchange === undefined ? {} : { exchange }) }];
    }
    case 'edit': {
      const message = asked.messages().at(-1 - step.of);
      if (!message) return [];
      const { id, exchange, offBranch } = message;
      const prompt = { ...words, id };
      const removed = { type: 'removed' as const, turn: exchange };
      if (step.into === 'question') return [removed, { ...answered, prompt, parent: context.head }];
      return offBranch ? [{ type: 'recorded', exchange, prompt }] : [removed, { type: 'recorded', prompt }];
    }
    case 'delete':
      return asked
        .messages()
        .flatMap(({ exchange }, at, all) =>
          at === all.length - 1 - step.of ? [{ type: 'removed' as const, turn: exchange }] : [],
        );
    case 'misuse': {
      const exchange = asked.commands().at(-1 - step.of)?.exchange;
      if (exchange === undefined) return [];
      if (step.how === 'ask') return [{ ...answered, parent: exchange }];
      if (step.how === 'revise') return [{ type: 'revised', turn: exchange, answer, enters: true }];
      if (step.how === 'show') return [{ type: 'shown', turn: exchange, answer: 0 }];
      if (step.how === 'pin') return [{ type: 'pinned', turn: exchange, pinned: true }];
      return [{ type: 'omitted', turn: exchange, omitted: true }];
    }
    default:
      return [];
  }
}
