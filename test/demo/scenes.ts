import type { Answer } from '../simulator/openai/index.ts';
import type { Chat } from './chat.ts';
import type { FileName } from './files.ts';
import { made } from './made-scenes.ts';

/** The steps of the tour. */

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
  /** Another one, and the thread that is opened there. */
  ideas: Chat;
}

/** What can be done instead of saying something. */
type Act = 'speak' | 'passOn' | 'send' | 'press' | 'pick' | 'fill' | 'type' | 'edit' | 'erase';

export interface Step {
  chat: keyof Chats;
  /** What is said, or written; the button; the new words; nothing. */
  text: string;
  act?: Act;
  /** What somebody else has said, and is passed on under it. */
  passes?: string;
  /** File that is sent. */
  file?: FileName;
  /** Only the stand-in of the model can make something of it. */
  made?: true;
  /** It is a reply to the answer that many back; see `Chat.reply`. */
  replyTo?: number;
  /** What the stand-in of the model says. */
  says?: string;
  /** The same, where it calls tools or comes in several rounds. */
  rounds?: readonly (string | Answer)[];
  /** What the stand-in's answer holds; a real model may say it otherwise. */
  expect: RegExp;
  /** What is to be seen besides, sooner or later. */
  besides?: RegExp;
  /** It is work for later: the model says nothing before the answer was looked at. */
  behind?: true;
  /** The one person who is to see it; absent: everybody. */
  alone?: string;
  /** The model is not to be asked. */
  free?: true;
  /** The platform shows it at once: the bot has no turn to work on. */
  atOnce?: true;
  /** Once this much of the answer is there, the person says /stop. */
  stopAt?: string;
  /** Once this much of it is there, the bot is killed, and started again. */
  killAt?: string;
}

export interface Scene {
  title: string;
  /** Buttons are shown from here on. */
  buttons?: true;
  /** It is in the picture for the papers. */
  pictured?: true;
  steps: readonly Step[];
}

/** The last word the stand-in says before it falls silent, and is stopped, or the bot is killed. */
const stopWord = 'another';

export const scenes: readonly Scene[] = [
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
    title: 'kill -9 in mid-answer: the bot is started again, and finishes the same message',
    steps: [
      {
        chat: 'channel',
        text: 'slow down, and tell me about storms',
        says: 'I took my time, was killed, was started again: and here is all of it.',
        expect: /here is all of it/,
        killAt: stopWord,
      },
    ],
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
  {
    title: 'Back in private: a comment and what it is about are one question, and get one answer',
    steps: [
      {
        chat: 'private',
        act: 'passOn',
        text: 'Is this true?',
        passes: 'Goldfish forget everything after three seconds.',
        says: 'No: goldfish remember for months.',
        expect: /goldfish/i,
      },
    ],
  },
  {
    title: 'It sees, hears and reads what is sent; it draws and speaks',
    pictured: true,
    steps: [
      { chat: 'private', act: 'send', file: 'picture', text: 'What is this?', expect: /a picture.*640 × 480/ },
      { chat: 'private', act: 'send', file: 'voice', text: '', made: true, expect: /What's my name\?\n.*Ada/s },
      { chat: 'private', act: 'send', file: 'file', text: 'What is it about?', expect: /tides\.md.*The Moon/s },
      { chat: 'private', text: '/image a lighthouse at noon size=1024x1024 quality=low', expect: /picture/ },
      { chat: 'private', text: '/speak Good evening!', made: true, expect: /voice message, 0:0/ },
    ],
  },
  {
    title: 'Discord, too: and what it has drawn, it draws on',
    steps: [
      { chat: 'direct', text: 'My name is Ada.', expect: /Ada/ },
      { chat: 'direct', act: 'send', file: 'voice', text: '', made: true, expect: /What's my name\?\n.*Ada/s },
      { chat: 'direct', act: 'send', file: 'picture', text: 'What is this?', expect: /a picture.*640 × 480/ },
      { chat: 'channel', act: 'send', file: 'file', text: 'what is it about?', expect: /tides\.md.*The Moon/s },
      { chat: 'channel', act: 'press', text: '✎ Edit', expect: /____/, alone: 'Ben', free: true, atOnce: true },
      { chat: 'channel', act: 'fill', text: 'let it snow', expect: /let it snow.*picture/s },
    ],
  },
  {
    title: 'The reply went on in the first conversation; the model has given both their titles meanwhile',
    steps: [{ chat: 'private', text: '/chats', expect: /1\. .+ ✓/, free: true }],
  },
  {
    title: 'Discord: a question gets a thread, the model its title; there it goes on without a mention',
    steps: [
      {
        chat: 'ideas',
        text: '/settings threads=mention',
        expect: /Threads: for each mention/,
        alone: 'Ben',
        free: true,
      },
      {
        chat: 'ideas',
        text: 'two tides a day, why? And why not one?',
        says: 'The Earth turns under two bulges of water.',
        expect: /bulges/,
        besides: /calls the thread: ./,
      },
      { chat: 'ideas', act: 'speak', text: 'and who makes them?', says: 'Mostly the Moon.', expect: /Moon/ },
    ],
  },
  ...made,
];

/** The titles of the scenes, and whether they are in the picture for the papers. */
export const titles: ReadonlyMap<string, boolean> = new Map(
  scenes.map(({ title, pictured }) => [title, pictured === true]),
);
