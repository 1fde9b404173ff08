import { noticed } from '../../answering/noticed.ts';
import { MOST_ABOUT } from '../../answering/told/overheard.ts';
import { missedTask, summariseTask, transcript } from '../../answering/told/prompts.ts';
import { readable, taskRecord } from '../../conversation/prompt-record.ts';
import type { Command, OverheardMessage, Progress, Quote } from '../../ports/index.ts';
import { type CommandContext, type CommandDefinition, reply } from '../command.ts';
import { givenText, languageName, nothingGiven, questionAbout } from './material.ts';

/** /summarise: the message it replies to, the text after it, what was written in a channel since a message, or what was overheard. */
export const summarise: CommandDefinition = {
  spec: {
    name: 'summarise',
    audience: 'everyone',
    takesForward: true,
    costs: 'model',
    shownOption: 'text',
    options: [
      { name: 'text', type: 'string', rest: true, maxLength: 6000 },
      { name: 'private', type: 'boolean' },
    ],
    onMessage: { includesLaterMessages: true },
  },
  async *respond(context) {
    const { command, texts } = context;
    if (wasNotRead(command)) {
      // Where somebody brought the bot along, no admin could let it read.
      yield* reply(texts(command.place.kind === 'personal' ? 'summarise.absent' : 'summarise.unreadable'));
      return;
    }
    const { given, notice } = command.material ? stretch(context, command.material) : { given: givenText(context) };
    if (!given) {
      const missed = command.quote ? [] : await context.overheard(MOST_ABOUT);
      if (missed.length > 0) return yield* summariseMissed(context, missed);
      yield* reply(nothingGiven(context, 'summarise.nothing'));
      return;
    }
    const task = summariseTask(languageName(context));
    yield* noticed(context.answer(await questionAbout(context, given, task)), notice);
  },
};

/** Summarises what was said in the room. The question names the messages, and holds none of their words. */
async function* summariseMissed(
  context: CommandContext,
  missed: readonly OverheardMessage[],
): AsyncGenerator<Progress> {
  const { command, texts, locales, language, now } = context;
  const ids = missed.map(({ id }) => id);
  const prompt = {
    ...taskRecord(command, missedTask(languageName(context))),
    overheard: ids,
    standalone: true as const,
  };
  const before = { ...(await context.branch()), turns: [], damaged: false };
  const ago = locales.ago(now - (missed[0]?.at ?? now), language);
  yield* noticed(context.answer({ prompt, before }), texts('summarise.missed', { count: missed.length, ago }));
}

/** Called on a message, from its own menu, what came after it was asked for. */
function wasNotRead({ quote, material, target }: Command): boolean {
  return quote !== undefined && material === undefined && target.prompt === undefined;
}

/** Most of a stretch of messages that is summarised, in UTF-16 units. */
const STRETCH = 14_000;

/** The message it was called on and those after it, as one text; what does not fit is left out at its end, and said. */
function stretch({ command, texts }: CommandContext, material: readonly Quote[]): { given?: Quote; notice?: string } {
  const all = [...(command.quote ? [command.quote] : []), ...material].filter((each) => readable(each).trim() !== '');
  const { text, messages } = transcript(all, STRETCH);
  if (messages === 0) return {};
  return {
    given: { id: '', author: 'several people', text },
    ...(messages < all.length ? { notice: texts('summarise.cut', { count: messages, all: all.length }) } : {}),
  };
}
