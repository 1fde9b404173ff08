import type { Screen } from './screen.ts';
import { run } from './text.ts';
import type { Chats } from './tour.ts';

/** What a prefix picks. */
const prefixes: Readonly<Record<string, { chat: keyof Chats; about: string }>> = {
  t: { chat: 'private', about: 'Telegram, a private chat' },
  g: { chat: 'group', about: 'Telegram, a group (the mention is added)' },
  d: { chat: 'direct', about: 'Discord, a direct message' },
  c: { chat: 'channel', about: 'Discord, a channel (the mention is added)' },
};

/** How to go on from here. */
export function explainTalk(screen: Screen): void {
  screen.say(run('Your turn: ', 'bold'), run('a line is a message, a letter before it picks the chat.'));
  for (const [letter, { about }] of Object.entries(prefixes)) {
    screen.say(run(`  ${letter}: hello`.padEnd(22), 'person'), run(about, 'dim'));
  }
  screen.say(run('  c: /ask why?'.padEnd(22), 'person'), run('commands too: /ask /image /new /stop /help …', 'dim'));
  screen.say(
    run('  :press Again'.padEnd(22), 'person'),
    run('a button; :edit other words; :undo deletes (Discord)', 'dim'),
  );
  screen.say(run('  :q'.padEnd(22), 'person'), run('ends it, as Ctrl-C does', 'dim'));
}

export interface TalkParts {
  chats: Chats;
  screen: Screen;
  /** Called with the letter of the chat that is picked now. */
  picked(letter: string): void;
}

/** Takes one typed line; `end` when it says so. */
export type Take = (line: string) => 'end' | undefined;

export function createTalk({ chats, screen, picked }: TalkParts): Take {
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

  return (line) => {
    const text = line.trim();
    if (text === ':q' || text === ':quit') return 'end';
    if (text === '?' || text === ':help') {
      explainTalk(screen);
      return undefined;
    }
    const [, act, rest = ''] = /^:(press|edit|undo)(?:\s+(.*))?$/.exec(text) ?? [];
    const here = prefixes[letter]?.chat;
    if (act && here) {
      attempt(() =>
        act === 'press' ? chats[here].press(rest) : act === 'edit' ? chats[here].edit(rest) : chats[here].erase(),
      );
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
