import type { Chat, Utterance } from './chat.ts';
import { files } from './files.ts';
import { type Chats, type Step, scenes } from './scenes.ts';
import type { Screen } from './screen.ts';
import type { Show } from './show.ts';
import type { Stage } from './stage.ts';
import { run, textOf } from './text.ts';

export interface Tour {
  /** Answers seen. */
  answers: number;
  /** The step that failed, and how. */
  failure?: string;
}

export interface TourParts {
  stage: Stage;
  chats: Chats;
  screen: Screen;
  show: Show;
}

/** Plays the tour, up to the first step whose answer is missing. Rejects when the signal fires. */
export async function playTour(parts: TourParts, signal: AbortSignal): Promise<Tour> {
  let answers = 0;
  for (const [index, { title, steps, buttons }] of scenes.entries()) {
    if (buttons) parts.show.showButtons();
    parts.screen.gap();
    parts.screen.say(run(`${index + 1}  `, 'dim'), run(title, 'bold'));
    for (const step of steps) {
      if (step.made && parts.stage.real) continue;
      const failure = await play(step, parts, signal);
      if (failure) return { answers, failure: `“${step.text}”: ${failure}` };
      if (step.act !== 'erase') answers += 1;
    }
  }
  return { answers };
}

/** Plays a step; what is wrong with its answer, or undefined. */
async function play(step: Step, parts: TourParts, signal: AbortSignal): Promise<string | undefined> {
  const { stage, show } = parts;
  const chat = parts.chats[step.chat];
  const before = new Map(chat.utterances().map(({ id, runs }) => [id, textOf(runs)]));
  const asked = stage.asked();
  const limitMs = stage.real ? 180_000 : 30_000;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const { says, rounds, besides, stopAt, killAt } = step;
  const silentAt = stopAt ?? killAt;
  const held = step.behind ? holdModel(stage) : undefined;
  if (silentAt) fallSilentAfter(stage, silentAt, says);
  else if (rounds) stage.openai.script(rounds);
  else if (says) stage.openai.script(() => says);
  try {
    // A question may open a thread, which is its chat then.
    act(step, chat);
    const done = step.atOnce
      ? until(() => answersOf(chat, before).length > 0, limit)
      : stage.nextDone(chat.id, limit).then(({ final }) => final);
    done.catch(() => undefined);
    show.look();
    if (silentAt) await untilSaid(silentAt, chat, before, stage.real, limit);
    if (stopAt) chat.say('/stop');
    if (killAt) await killAndStart(parts);
    const final = await done;
    if (held) await show.quiet(limit);
    held?.();
    if (besides) await until(() => chat.utterances().some(({ runs }) => besides.test(textOf(runs))), limit);
    await show.quiet(limit);
    if (step.atOnce) return judge(step, before, parts, asked);
    if (!final) return 'it ended without an answer';
    if (final.reason === 'error') return 'the answer is an error';
  } catch (error) {
    if (signal.aborted) throw error;
    if (limit.aborted) return `no answer within ${limitMs / 1000} s`;
    if (error instanceof Error) return error.message;
    throw error;
  } finally {
    held?.();
    if (silentAt || says || rounds) stage.openai.script([]);
  }
  return judge(step, before, parts, asked);
}

function act({ act: how, text, passes = '', file = 'file', replyTo }: Step, chat: Chat): void {
  if (replyTo !== undefined) chat.reply(replyTo, text);
  else if (how === 'erase') chat.erase();
  else if (how === 'send') chat.send(files[file], text);
  else if (how === 'passOn') chat.passOn?.(text, passes);
  else chat[how ?? 'say'](text);
}

/** @param asked how often the model had been asked before */
function judge(
  step: Step,
  before: ReadonlyMap<string, string>,
  { stage, chats }: TourParts,
  asked: number,
): string | undefined {
  const chat = chats[step.chat];
  if (step.act === 'erase')
    return before.size - chat.utterances().length === 2 ? undefined : 'its answer is still there';
  // What is to be seen besides is no second answer.
  const answers = answersOf(chat, before).filter(({ runs }) => !step.besides?.test(textOf(runs)));
  const answer = answers.map(({ runs }) => textOf(runs)).join('\n');
  // A real model may say the same again.
  const alike = stage.real && (step.act === 'press' || step.act === 'edit');
  if (answer.trim() === '') return alike ? undefined : 'no answer is to be seen';
  if (!stage.real && answers.length > 1) return `there are ${answers.length} answers instead of one`;
  const others = answers.find(({ alone }) => alone !== step.alone);
  if (others) return `it is seen by ${others.alone ?? 'everybody'}`;
  if (step.free && !stage.real && stage.asked() > asked) return 'the model was asked, which costs money';
  if ((step.free || !stage.real) && !step.expect.test(answer)) return 'the answer is not the one to expect';
  return undefined;
}

/** What the bot has said in a chat since, in new bubbles or in place of what they said. */
function answersOf(chat: Chat, before: ReadonlyMap<string, string>): Utterance[] {
  return chat.utterances().filter(({ id, mine, runs }) => mine && before.get(id) !== textOf(runs));
}

/** Resolves when it holds. Rejects when the signal fires. */
async function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
  while (!holds()) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits for a good part of the answer. */
async function untilSaid(
  word: string,
  chat: Chat,
  before: ReadonlyMap<string, string>,
  real: boolean,
  signal: AbortSignal,
): Promise<void> {
  await until(() => {
    const answer = answersOf(chat, before)
      .map(({ runs }) => textOf(runs))
      .join('\n');
    return real ? answer.length > 60 : answer.includes(word);
  }, signal);
}

/** Keeps the stand-in of the model from answering, until the result is called. */
function holdModel({ openai }: Stage): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unrule = openai.rule({ match: () => true, before: () => promise });
  return () => {
    unrule();
    resolve();
  };
}

async function killAndStart({ stage, screen }: TourParts): Promise<void> {
  await stage.bot.kill();
  screen.say(run('kill -9: ', 'bad'), run('the bot was gone in mid-answer, and was started again.', 'dim'));
  await stage.bot.start();
}

/** Lets the stand-in say the same words whenever it is to be stopped; who asks again gets `then`. */
function fallSilentAfter({ openai }: Stage, word: string, then: string | undefined): void {
  const said = "I take my time with this one, so that you can watch the words arrive one after another, and there's";
  const afterTokens = said.split(' ').findIndex((each) => each.startsWith(word)) + 1;
  openai.script((_, at) =>
    at === 0 ? { text: `${said} more`, tokensPerSecond: 14, breaks: { afterTokens, how: 'stall' } } : then,
  );
}
