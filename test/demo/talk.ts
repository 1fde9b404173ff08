import type { Bot } from './bot-process.ts';
import type { Chat } from './chat.ts';
import { type FileName, files } from './files.ts';
import type { Chats } from './scenes.ts';
import type { Screen } from './screen.ts';
import { run } from './text.ts';

/** What a prefix picks. */
const prefixes: Readonly<Record<string, { chat: keyof Chats; about: string }>> = {
  t: { chat: 'private', about: 'Telegram, a private chat' },
  g: { chat: 'group', about: 'Telegram, a group (the mention is added)' },
  d: { chat: 'direct', about: 'Discord, a direct message' },
  c: { chat: 'channel', about: 'Discord, a channel (the mention is added)' },
};

/** What people do besides writing. */
const gestures = [
  ['  :press again', 'a button, by its words or its place: :press 2'],
  ['  :edit other words', 'your last message; :undo deletes it (Discord)'],
  ['  :reply 2 go on', 'a reply to the last answer but one'],
  ['  :send picture what?', 'a picture, a file, a voice message (:send voice)'],
  ['  :pick translate', 'a message’s menu; :fill 0.4 in a form (Discord)'],
  ['  :kill', 'the bot, as kill -9 does, in mid-answer if you like; :start starts it again'],
] as const;

/** How to go on from here. */
export function explainTalk(screen: Screen): void {
  screen.say(run('Your turn: ', 'bold'), run('a line is a message, a letter before it picks the chat.'));
  for (const [letter, { about }] of Object.entries(prefixes)) {
    screen.say(run(`  ${letter}: hello`.padEnd(22), 'person'), run(about, 'dim'));
  }
  screen.say(
    run('  c: /ask why?'.padEnd(22), 'person'),
    run('commands too: /ask /image /chats /settings /help …', 'dim'),
  );
  for (const [example, about] of gestures) screen.say(run(example.padEnd(22), 'person'), run(about, 'dim'));
  screen.say(run('  :q'.padEnd(22), 'person'), run('ends it, as Ctrl-C does', 'dim'));
}

export interface TalkParts {
  chats: Chats;
  screen: Screen;
  bot: Bot;
  /** Called with the letter of the chat that is picked now. */
  picked(letter: string): void;
}

/** Takes one typed line; `end` when it says so. */
export type Take = (line: string) => Promise<'end' | undefined>;

export function createTalk({ chats, screen, bot, picked }: TalkParts): Take {
  let letter = 't';
  picked(letter);

  function say(words: string): void {
    const chat = prefixes[letter]?.chat;
    if (chat && words !== '') attempt(() => chats[chat].say(words));
  }

  function attempt(deed: () => void): void {
    try {
      deed();
    } catch (error) {
      screen.say(run(error instanceof Error ? error.message : String(error), 'bad'));
    }
  }

  async function kill(): Promise<void> {
    const was = bot.running;
    await bot.kill();
    screen.say(run(was ? 'The bot is killed. ' : 'The bot is not running. ', 'bad'), run(':start starts it.', 'dim'));
  }

  async function start(): Promise<void> {
    if (bot.running) return screen.say(run('The bot is running.', 'dim'));
    await bot.start().then(
      () => screen.say(run('The bot runs again.', 'good')),
      // Its last words are on the screen.
      () => undefined,
    );
  }

  return async (line) => {
    const text = line.trim();
    if (text === ':q' || text === ':quit') return 'end';
    if (text === ':kill' || text === ':start') {
      await (text === ':kill' ? kill() : start());
      return undefined;
    }
    if (text === '?' || text === ':help') {
      explainTalk(screen);
      return undefined;
    }
    const here = prefixes[letter]?.chat;
    const gesture = here && readGesture(text);
    if (gesture) {
      attempt(() => gesture(chats[here]));
      return undefined;
    }
    const [, prefix, words] = /^(\S?):(?:\s+|$)([\s\S]*)$/.exec(text) ?? [];
    if (text.startsWith(':') || (prefix !== undefined && !Object.hasOwn(prefixes, prefix))) {
      screen.say(
        run(`There is no ${text.split(/\s/, 1)[0]} here. `, 'bad'),
        run('t: g: d: c: pick a chat, ? helps, :q ends.', 'dim'),
      );
      return undefined;
    }
    letter = prefix ?? letter;
    say((words ?? text).trim());
    picked(letter);
    return undefined;
  };
}

/** `:press again` as what is done in a chat; undefined for a line that is none of it. */
function readGesture(line: string): ((chat: Chat) => void) | undefined {
  const [, act, rest = ''] = /^:(press|pick|fill|type|edit|undo|reply|send)(?:\s+(.*))?$/.exec(line) ?? [];
  switch (act) {
    case 'undo':
      return (chat) => chat.erase();
    case 'reply': {
      const [, back = '1', words = ''] = /^(?:(\d+)(?:\s+|$))?(.*)$/.exec(rest) ?? [];
      return (chat) => chat.reply(Number(back), needed(words, act));
    }
    case 'send': {
      const [, name = '', words = ''] = /^(\w*)\s*(.*)$/.exec(rest) ?? [];
      return (chat) => chat.send(fileCalled(name), words);
    }
    case 'press':
    case 'pick':
      return (chat) => chat[act](rest);
    case 'fill':
    case 'type':
    case 'edit':
      return (chat) => chat[act](needed(rest, act));
    default:
      return undefined;
  }
}

function fileCalled(name: string) {
  if (Object.hasOwn(files, name)) return files[name as FileName];
  throw new Error(`There is ${Object.keys(files).join(', ')} to :send.`);
}

function needed(words: string, act: string): string {
  if (words === '') throw new Error(`:${act} needs words.`);
  return words;
}
