import { describe, expect, it } from 'vitest';
import type { InboundEvent, SlashCommand } from '../../src/ports/index.ts';
import { openDoor } from './door.ts';

/** Commands that ask in the person's own words: they are questions, whichever way they come. */

async function open() {
  const door = await openDoor();
  const { telegram, openai, ann, chat, events, tasks, receive, bot } = door;
  openai.script((_, at) => `Answer ${at}.`);
  /** Task that comes of it, once it is answered. */
  const taskOf = async (act: () => unknown) => {
    const before = tasks.length;
    await act();
    await telegram.waitFor(() => tasks.length > before);
    await bot.idle();
    return tasks.at(-1);
  };
  telegram.say(chat, ann, 'Hello');
  await door.answers(1);
  const [hello] = events;
  if (!hello) throw new Error('nothing was reported');
  const slash = (
    options: SlashCommand['options'],
    quote?: SlashCommand['quote'],
    files?: SlashCommand['files'],
  ): InboundEvent => ({
    ...hello,
    key: `telegram:slash:${events.length}:${JSON.stringify(options)}`,
    body: {
      type: 'command',
      name: 'ask',
      options,
      ...(quote === undefined ? {} : { quote }),
      ...(files ? { files } : {}),
    },
  });
  return { ...door, taskOf, call: (...said: Parameters<typeof slash>) => taskOf(() => receive(slash(...said))) };
}

const quote = { id: '77', text: 'The sky is green.', author: 'Bob' };

describe('/ask becomes a question', () => {
  it('typed: its words, and the model it names', async () => {
    const { telegram, ann, chat, taskOf, openai } = await open();
    const say = (line: string) => taskOf(() => telegram.say(chat, ann, line));
    const plain = await say('/ask Why?');
    expect(plain).toMatchObject({ kind: 'prompt', text: 'Why?' });
    expect(plain).not.toHaveProperty('tier');
    expect(plain).not.toHaveProperty('name');
    expect(await say('/ask model=advanced Why?')).toMatchObject({ kind: 'prompt', text: 'Why?', tier: 'advanced' });
    expect(await say('/ask Why? model=basic')).toMatchObject({ kind: 'prompt', text: 'Why?', tier: 'basic' });
    const models = openai.requests.map(({ body }) => body['model']);
    expect(models[1]).toBe(models[3]);
    expect(models[2]).not.toBe(models[1]);
  });

  it('as a reply without words: about what it replies to', async () => {
    const { telegram, ann, chat, taskOf, openai } = await open();
    const said = telegram.say(chat, ann, 'The sky is green.');
    await openai.waitFor(() => openai.requests.length === 2);
    const task = await taskOf(() => telegram.say(chat, ann, '/ask', { replyTo: said }));
    expect(task).toMatchObject({ kind: 'prompt', text: '', quote: { text: 'The sky is green.' } });
    expect(JSON.stringify(openai.requests.at(-1)?.body['input'])).toContain('The sky is green.');
  });

  it('called with files: they are sent along with the question', async () => {
    const { call } = await open();
    const source = { surface: 'telegram', address: { file: 'AgACAgIAAx1' } };
    const file = { kind: 'picture' as const, source };
    const task = await call({ prompt: 'What is it?' }, undefined, { file });
    expect(task).toMatchObject({ kind: 'prompt', text: 'What is it?', attachments: [file] });
  });

  it('called with named options: the same question', async () => {
    const { call } = await open();
    expect(await call({ prompt: 'Why?' })).toMatchObject({ kind: 'prompt', text: 'Why?', cause: 'command' });
    expect(await call({ prompt: 'Why?', model: 'advanced' })).toMatchObject({ kind: 'prompt', tier: 'advanced' });
    expect(await call({}, quote)).toMatchObject({ kind: 'prompt', text: '', quote });
  });
});

it('`private` is no option where people type: it belongs to the words', async () => {
  const { telegram, ann, chat, taskOf } = await open();
  const task = await taskOf(() => telegram.say(chat, ann, '/ask private=perhaps Why?'));
  expect(task).toMatchObject({ kind: 'prompt', text: 'private=perhaps Why?' });
});

describe('/ask that cannot be asked stays a command with its problem, which is answered without a model', () => {
  it.each([
    ['/ask', 'missing'],
    ['/ask model=gigantic Why?', 'choice'],
  ])('typed: %s', async (line, kind) => {
    const { telegram, ann, chat, taskOf, openai } = await open();
    const task = await taskOf(() => telegram.say(chat, ann, line));
    expect(task).toMatchObject({ kind: 'command', name: 'ask', problem: { kind } });
    expect(openai.requests).toHaveLength(1);
  });

  it.each([
    [{}, undefined, 'missing'],
    [{ prompt: 'Why?', model: 'gigantic' }, undefined, 'choice'],
    [{ prompt: 'Why?', private: 'perhaps' }, undefined, 'boolean'],
    [{ prompt: 'Why?', colour: 'red' }, undefined, 'unknown'],
    [{ prompt: 'x'.repeat(6001) }, undefined, 'length'],
    [{}, 'gone', 'missing'],
  ] as const)('called: %o %s', async (options, about, kind) => {
    const { call, openai } = await open();
    expect(await call(options, about)).toMatchObject({ kind: 'command', name: 'ask', problem: { kind } });
    expect(openai.requests).toHaveLength(1);
  });
});
