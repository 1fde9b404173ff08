import type { Chat } from './chat.ts';
import type { Screen } from './screen.ts';
import type { Show } from './show.ts';
import type { Stage } from './stage.ts';
import { type Run, run } from './text.ts';

/** The chats of the demo. */
export interface Chats {
  /** Telegram, Ada alone with the bot. */
  private: Chat;
  /** A Telegram group: Ben, and Cleo. */
  group: Chat;
  cleo: Chat;
  /** Discord, Ada alone with the bot. */
  direct: Chat;
  /** A Discord channel. */
  channel: Chat;
}

interface Step {
  chat: keyof Chats;
  /** What is said; the button's label; the new words; nothing. */
  text: string;
  /** What is done instead of saying something. */
  act?: 'press' | 'edit' | 'erase';
  /** What the stand-in of the model says. */
  says?: string;
  /** What the stand-in's answer holds; a real model may say it otherwise. */
  expect: RegExp;
  /** The model is not to be asked. */
  free?: true;
  /** Once this much of the answer is there, the person says /stop. */
  stopAt?: string;
}

interface Scene {
  title: string;
  /** Buttons are shown from here on. */
  buttons?: true;
  steps: readonly Step[];
}

/** The last word the stand-in says before it falls silent, and is stopped. */
const stopWord = 'another';

const scenes: readonly Scene[] = [
  {
    title: 'A private chat: an answer knows what was said before',
    steps: [
      { chat: 'private', text: 'My name is Ada.', expect: /Ada/ },
      { chat: 'private', text: "What's my name?", expect: /Ada/ },
      { chat: 'private', text: 'A table of three large cities, please', expect: /Tokyo/ },
    ],
  },
  {
    title: 'A group: mentioned, it answers and knows who speaks',
    steps: [
      { chat: 'group', text: 'who am I?', expect: /Ben/ },
      { chat: 'cleo', text: 'and who am I?', expect: /Cleo/ },
    ],
  },
  {
    title: 'Discord: a mention, and slash commands',
    steps: [
      { chat: 'channel', text: 'show me some code', expect: /greet/ },
      { chat: 'channel', text: '/ask How do bridges stay up?', expect: /bridges/ },
      { chat: 'channel', text: '/image a lighthouse at dusk size=1024x1024 quality=low', expect: /picture/ },
    ],
  },
  {
    title: 'Back on Telegram: a wrong input costs nothing',
    steps: [{ chat: 'private', text: '/image twenty cats count=20', expect: /1 to 10/, free: true }],
  },
  {
    title: 'A slow answer is stopped; what was said stays',
    steps: [{ chat: 'private', text: 'Slow down and tell me about lighthouses', expect: /Stopped/, stopAt: stopWord }],
  },
  {
    title: 'A new conversation: what was said is put aside',
    steps: [
      { chat: 'private', text: '/new', expect: /new conversation/i, free: true },
      { chat: 'private', text: "What's my name?", expect: /not told me/ },
    ],
  },
  {
    title: 'Steering: another answer in its place, back to the first, other words',
    buttons: true,
    steps: [
      { chat: 'private', text: 'A name for my boat?', says: 'How about *Wanderer*?', expect: /Wanderer/ },
      { chat: 'private', act: 'press', text: 'Again', says: 'How about *Second Wind*?', expect: /Second Wind/ },
      { chat: 'private', act: 'press', text: '◀', expect: /Wanderer/, free: true },
      { chat: 'private', act: 'edit', text: 'A name for my cat?', says: 'Call her *Pixel*.', expect: /Pixel/ },
      { chat: 'private', text: '/chats', expect: /Your conversations/, free: true },
    ],
  },
  {
    title: 'On Discord: a message’s own menu; a deleted question takes its answer along',
    steps: [
      { chat: 'channel', text: 'will it rain?', says: 'Ask the sky, it knows.', expect: /sky/ },
      { chat: 'channel', act: 'press', text: 'Translate', says: 'Wird es regnen?', expect: /regnen/ },
      { chat: 'channel', act: 'erase', text: '', expect: /^$/, free: true },
    ],
  },
];

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
  const asked = stage.openai.requests.length;
  const limitMs = stage.real ? 180_000 : 15_000;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  if (step.stopAt) fallSilentAfter(stage, step.stopAt);
  const { says } = step;
  if (says) stage.openai.script(() => says);
  try {
    const done = stage.nextDone(chat.id, limit);
    if (step.act === 'erase') chat.erase();
    else chat[step.act ?? 'say'](step.text);
    if (step.stopAt) await stopAfter(step.stopAt, chat, before, stage.real, limit);
    const { final } = await done;
    await show.quiet(limit);
    if (!final) return 'it ended without an answer';
    if (final.reason === 'error') return 'the answer is an error';
  } catch (error) {
    if (signal.aborted) throw error;
    if (limit.aborted) return `no answer within ${limitMs / 1000} s`;
    throw error;
  } finally {
    if (step.stopAt || says) stage.openai.script([]);
  }
  if (step.act === 'erase')
    return [...before.keys()].length - chat.utterances().length === 2 ? undefined : 'its answer is still there';
  return judge(step, answersOf(chat, before), stage.real, stage.openai.requests.length - asked);
}

function judge(step: Step, answers: readonly string[], real: boolean, asked: number): string | undefined {
  const answer = answers.join('\n');
  if (answer.trim() === '') return 'no answer is to be seen';
  if (!real && answers.length > 1) return `there are ${answers.length} answers instead of one`;
  if (step.free && !real && asked > 0) return 'the model was asked, which costs money';
  if ((step.free || !real) && !step.expect.test(answer)) return 'the answer is not the one to expect';
  return undefined;
}

function textOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** What the bot has said in a chat since, in new bubbles or in place of what they said. */
function answersOf(chat: Chat, before: ReadonlyMap<string, string>): string[] {
  return chat
    .utterances()
    .filter(({ id, mine, runs }) => mine && before.get(id) !== textOf(runs))
    .map(({ runs }) => textOf(runs));
}

/** The person waits for a good part of the answer, then stops it. */
async function stopAfter(
  word: string,
  chat: Chat,
  before: ReadonlyMap<string, string>,
  real: boolean,
  signal: AbortSignal,
): Promise<void> {
  const enough = () => {
    const answer = answersOf(chat, before).join('\n');
    return real ? answer.length > 60 : answer.includes(word);
  };
  while (!enough()) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  chat.say('/stop');
}

/** Lets the stand-in say the same words whenever it is stopped. */
function fallSilentAfter({ openai }: Stage, word: string): void {
  const said = "I take my time with this one, so that you can watch the words arrive one after another, and there's";
  const afterTokens = said.split(' ').findIndex((each) => each.startsWith(word)) + 1;
  openai.script((_, at) =>
    at === 0 ? { text: `${said} more`, tokensPerSecond: 14, breaks: { afterTokens, how: 'stall' } } : undefined,
  );
}
