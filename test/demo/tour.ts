import type { Chat, Utterance } from './chat.ts';
import type { Screen } from './screen.ts';
import type { Show } from './show.ts';
import type { Stage } from './stage.ts';
import { run, textOf } from './text.ts';

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

/** What can be done instead of saying something. */
type Act = 'speak' | 'press' | 'pick' | 'fill' | 'type' | 'edit' | 'erase';

interface Step {
  chat: keyof Chats;
  /** What is said, or written; the button; the new words; nothing. */
  text: string;
  act?: Act;
  /** It is a reply to the answer that many back; see `Chat.reply`. */
  replyTo?: number;
  /** What the stand-in of the model says. */
  says?: string;
  /** What the stand-in's answer holds; a real model may say it otherwise. */
  expect: RegExp;
  /** The one person who is to see it; absent: everybody. */
  alone?: string;
  /** The model is not to be asked. */
  free?: true;
  /** The platform shows it at once: the bot has no turn to work on. */
  atOnce?: true;
  /** Once this much of the answer is there, the person says /stop. */
  stopAt?: string;
}

interface Scene {
  title: string;
  /** Buttons are shown from here on. */
  buttons?: true;
  /** It is in the picture for the papers. */
  pictured?: true;
  steps: readonly Step[];
}

/** The last word the stand-in says before it falls silent, and is stopped. */
const stopWord = 'another';

const scenes: readonly Scene[] = [
  {
    title: 'A private chat: an answer knows what was said before',
    pictured: true,
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
    pictured: true,
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
    pictured: true,
    buttons: true,
    steps: [
      { chat: 'private', text: 'A name for my boat?', says: 'How about *Wanderer*?', expect: /Wanderer/ },
      { chat: 'private', act: 'press', text: '↻ Again', says: 'How about *Second Wind*?', expect: /Second Wind/ },
      { chat: 'private', act: 'press', text: '◀', expect: /Wanderer/, free: true },
      { chat: 'private', act: 'edit', text: 'A name for my cat?', says: 'Call her *Pixel*.', expect: /Pixel/ },
    ],
  },
  {
    title: 'A reply to an older answer goes on from there',
    pictured: true,
    steps: [
      // Back over the cat, nothing known, /new, the lighthouses, the cats and the cities, to “Your name is Ada.”
      { chat: 'private', replyTo: 7, text: "So, what's my name?", expect: /Your name is Ada/ },
      { chat: 'private', text: '/chats', expect: /“My name is Ada.” ✓/, free: true },
    ],
  },
  {
    title: 'A button is for who asked; others are told so alone',
    steps: [
      { chat: 'group', text: 'heads or tails?', says: 'Heads.', expect: /Heads/ },
      {
        chat: 'cleo',
        act: 'press',
        text: 'Again',
        expect: /Only the person who asked/,
        alone: 'Cleo',
        free: true,
        atOnce: true,
      },
    ],
  },
  {
    title: 'Discord: a message’s own menu; a deleted question takes its answer along',
    pictured: true,
    steps: [
      { chat: 'channel', text: 'will it rain?', says: 'Ask the sky, it knows.', expect: /sky/ },
      { chat: 'channel', act: 'press', text: 'Again', says: 'Take an umbrella.', expect: /umbrella/ },
      { chat: 'channel', act: 'pick', text: 'Translate', says: 'Wird es regnen?', expect: /regnen/, alone: 'Ben' },
      { chat: 'channel', act: 'erase', text: 'the question is deleted', expect: /^$/, free: true },
    ],
  },
  {
    title: 'Discord: suggestions, a menu, a form',
    steps: [
      { chat: 'channel', act: 'type', text: '/model adv', expect: /advanced/, alone: 'Ben', free: true, atOnce: true },
      { chat: 'channel', text: '/settings', expect: /Maximum length: default/, alone: 'Ben', free: true },
      {
        chat: 'channel',
        act: 'press',
        text: 'Maximum length',
        expect: /Maximum answer length/,
        alone: 'Ben',
        free: true,
      },
      { chat: 'channel', act: 'press', text: 'Other', expect: /____/, alone: 'Ben', free: true, atOnce: true },
      { chat: 'channel', act: 'fill', text: '2000', expect: /Maximum length: 2000/, alone: 'Ben', free: true },
    ],
  },
  {
    title: 'Back in the group: it is given a name, and answers when somebody says it',
    steps: [
      { chat: 'group', text: '/room names=Robbie answer=names', expect: /“Robbie”/, free: true },
      {
        chat: 'cleo',
        act: 'speak',
        text: 'Robbie, what shall we read?',
        says: 'Try *Middlemarch*.',
        expect: /March|march/,
      },
    ],
  },
];

/** The titles of the scenes, and whether they are in the picture for the papers. */
export const titles: ReadonlyMap<string, boolean> = new Map(
  scenes.map(({ title, pictured }) => [title, pictured === true]),
);

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
    const done = step.atOnce
      ? until(() => answersOf(chat, before).length > 0, limit)
      : stage.nextDone(chat.id, limit).then(({ final }) => final);
    done.catch(() => undefined);
    act(step, chat);
    show.look();
    if (step.stopAt) await stopAfter(step.stopAt, chat, before, stage.real, limit);
    const final = await done;
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
    if (step.stopAt || says) stage.openai.script([]);
  }
  return judge(step, before, parts, asked);
}

function act({ act: how, text, replyTo }: Step, chat: Chat): void {
  if (replyTo !== undefined) chat.reply(replyTo, text);
  else if (how === 'erase') chat.erase();
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
  const answers = answersOf(chat, before);
  const answer = answers.map(({ runs }) => textOf(runs)).join('\n');
  // A real model may say the same again.
  const alike = stage.real && (step.act === 'press' || step.act === 'edit');
  if (answer.trim() === '') return alike ? undefined : 'no answer is to be seen';
  if (!stage.real && answers.length > 1) return `there are ${answers.length} answers instead of one`;
  const others = answers.find(({ alone }) => alone !== step.alone);
  if (others) return `it is seen by ${others.alone ?? 'everybody'}`;
  if (step.free && !stage.real && stage.openai.requests.length > asked) return 'the model was asked, which costs money';
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

/** The person waits for a good part of the answer, then stops it. */
async function stopAfter(
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
