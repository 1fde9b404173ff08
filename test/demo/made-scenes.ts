import type { Scene } from './scenes.ts';

/** The last steps of the tour: what people make the bot into. */

export const made: readonly Scene[] = [
  {
    title: 'Who answers: personas that come along, and what each is told',
    steps: [
      { chat: 'private', text: '/persona', expect: /Mara, Innkeeper/, free: true },
      { chat: 'private', act: 'press', text: 'Mara', expect: /You are Mara Venn/, free: true },
    ],
  },
  {
    title: 'A persona greets, offers something to begin with, and answers until it is sent away',
    pictured: true,
    steps: [
      { chat: 'private', act: 'press', text: 'Use in this chat', expect: /Rain hammers/, free: true },
      {
        chat: 'private',
        act: 'press',
        text: 'I ask for a room',
        says: 'The dog makes way for you. “Number seven, three coppers. And what do I call you?”',
        expect: /Number seven/,
      },
      { chat: 'private', text: '/persona use=none', expect: /plain assistant answers/, free: true },
    ],
  },
  {
    title: 'Discord: one question to a persona',
    pictured: true,
    steps: [
      {
        chat: 'channel',
        text: '/ask Buenas noches, ¿qué tal? persona=translator',
        says: 'Good evening, how are you?',
        expect: /Good evening/,
      },
    ],
  },
  {
    title: 'It is given a text to answer from, and cites it',
    pictured: true,
    steps: [
      { chat: 'private', act: 'send', file: 'handbook', text: '/knowledge add', expect: /handbook\.md/, free: true },
      {
        chat: 'private',
        text: 'When is the workshop open on Saturdays?',
        expect: /until two \[1.*Sources: \[1\] handbook\.md/s,
      },
    ],
  },
  {
    title: 'A table of prompts is worked off behind everything else, and comes back with its answers',
    pictured: true,
    steps: [
      {
        chat: 'private',
        act: 'send',
        file: 'table',
        text: '/batch Translate {phrase} into {language}, the translation alone',
        expect: /3 prompts from phrases\.csv/,
        besides: /3 answered, 0 failed/,
        behind: true,
      },
    ],
  },
  {
    title: 'It looks things up, and says where',
    pictured: true,
    steps: [
      {
        chat: 'private',
        text: 'When is high water at Dover today?',
        made: true,
        rounds: [
          {
            before: 'I look that up.',
            calls: [{ name: 'web_search', arguments: { query: 'high water Dover today' } }],
          },
          'At **10:52**, and again at 23:14.',
        ],
        expect: /10:52.*high water Dover.*Tide times/s,
      },
    ],
  },
  {
    title: 'What changes something asks first, with the exact call, and is done once',
    pictured: true,
    steps: [
      {
        chat: 'private',
        text: 'Book the blue room for me',
        made: true,
        rounds: [{ calls: [{ name: 'desk__book', arguments: { room: 'blue' } }] }],
        expect: /Book a room.*"room": "blue"/s,
      },
      { chat: 'private', act: 'press', text: 'Once', made: true, says: 'The blue room is yours.', expect: /is yours/ },
    ],
  },
  {
    title: 'It reminds people, when they want it to',
    steps: [
      {
        chat: 'private',
        text: '/remind in 3 seconds the kettle',
        expect: /the kettle/,
        besides: /⏰ the kettle/,
        free: true,
      },
    ],
  },
];
