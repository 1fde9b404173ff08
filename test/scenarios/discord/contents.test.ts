import { describe, expect, it } from 'vitest';
import { stretchesOf } from '../../support/marked.ts';
import { openServer } from './open.ts';

/** What people send and point at besides words. */

const notice = {
  title: 'Build 7 failed',
  description: 'The tests are red.',
  fields: [{ name: 'Branch', value: 'main' }],
  footer: { text: 'after 3 min' },
};
const read = 'Title: Build 7 failed\nThe tests are red.\nBranch: main\nFooter: after 3 min';

async function open() {
  const opened = await openServer();
  const { discord, openai } = opened;
  openai.script(() => 'I see.');
  const ci = discord.user({ username: 'ci', global_name: 'CI', bot: true });
  const told = (at: number) => {
    const input = openai.requests.at(at)?.body['input'] as { role: string; content: string }[];
    return stretchesOf(input.at(-1)?.content ?? '');
  };
  return { ...opened, ci, told };
}

describe('an embed', () => {
  it('that is replied to is told as it reads', async () => {
    const { discord, ann, ci, channel, mention, answers, told } = await open();
    const failed = discord.say(channel, ci, '', { embeds: [notice] });
    discord.say(channel, ann, `${mention} why?`, { replyTo: failed });
    await answers(1);
    expect(told(0)).toEqual([
      { speaker: 'Ann', mark: { kind: 'quote', from: 'CI' }, text: read },
      { speaker: 'Ann', text: 'why?' },
    ]);
  });

  it('is in a summary, and can be translated', async () => {
    const { discord, ann, ci, channel, told } = await open();
    const first = discord.say(channel, ann, 'Look:');
    const failed = discord.say(channel, ci, '', { embeds: [notice] });
    const used = discord.pick(first, ann, 'Summarise from here');
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes('I see.')));
    expect(told(0)[0]?.text).toBe(`Ann: Look:\nCI: ${read.replaceAll('\n', '\n  ')}`);
    const other = discord.pick(failed, ann, 'Translate');
    await discord.waitFor(() => other.messages().some(({ content }) => content.includes('I see.')));
    expect(told(1)[0]).toMatchObject({ mark: { kind: 'quote', from: 'CI' }, text: read });
  });

  it('that somebody forwards is told as theirs who wrote it', async () => {
    const { discord, ann, ci, channel, shown, told } = await open();
    const dm = discord.dm(ann);
    discord.forward(dm, ann, discord.say(channel, ci, '', { embeds: [notice] }));
    await shown(['I see.'], dm);
    expect(told(0)).toMatchObject([{ mark: { kind: 'forward' }, text: read }]);
  });
});

it('a poll in a direct chat is a question about it', async () => {
  const { discord, ann, shown, told } = await open();
  const dm = discord.dm(ann);
  discord.say(dm, ann, '', { poll: { question: 'Tea?', answers: ['Yes', 'No'] } });
  await shown(['I see.'], dm);
  expect(told(0)).toEqual([{ mark: { kind: 'attached' }, text: 'Poll: Tea?\n- Yes\n- No' }]);
});
