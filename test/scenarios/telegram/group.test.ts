import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('in a group', () => {
  it('answers when mentioned, replied to or commanded, and knows who speaks', async () => {
    const { bot, telegram, ann, group, openai, answers, heard } = await openTelegram();
    const bob = telegram.user({ first_name: 'Bob' });
    openai.script(['To Ann.', 'To Bob.', 'To the command.']);
    telegram.say(group, ann, 'I like tea');
    telegram.say(group, ann, '@parley_bot what do I like?');
    await answers(1, group);
    const [answer] = telegram.messages(group).filter(({ mine }) => mine);
    telegram.say(group, bob, 'And I?', { replyTo: answer?.id ?? 0 });
    await answers(2, group);
    telegram.say(group, bob, '/ask@parley_bot something');
    await answers(3, group);
    await bot.idle();
    expect(openai.requests).toHaveLength(3);
    expect(heard(0)).toMatch(/Ann\\">\\nwhat do I like\?/);
    expect(heard(1)).toMatch(/Ann\\">\\nwhat do I like.*To Ann.*Bob\\">.*And I\?/s);
  });

  it('puts replied-to text into the prompt, whoever wrote it', async () => {
    const { telegram, ann, group, openai, answers, heard } = await openTelegram({ telegram: { privacy: false } });
    const bob = telegram.user({ first_name: 'Bob' });
    openai.script(['Yes.']);
    const claim = telegram.say(group, bob, 'The moon is made of cheese');
    telegram.say(group, ann, '@parley_bot is that so?', { replyTo: claim });
    await answers(1, group);
    expect(heard(0)).toMatch(/Bob.*The moon is made of cheese.*is that so\?/s);
  });

  it('answers in a topic whose id the server no longer finds', async () => {
    const { bot, telegram, ann, mine, openai } = await openTelegram();
    const forum = telegram.group({ title: 'Forum', forum: true });
    const topic = telegram.topic(forum, ann, 'Tea');
    telegram.loseTopic(forum, topic);
    openai.script(['Earl Grey', `${'word '.repeat(1200)}end`]);
    telegram.say(forum, ann, '@parley_bot which tea?', { topic });
    await telegram.waitFor(() => mine(forum).length === 1);
    telegram.say(forum, ann, '@parley_bot and all of it?', { topic });
    await telegram.waitFor(() => mine(forum).at(-1)?.text.endsWith('end'));
    await bot.idle();
    expect(mine(forum).map((each) => [each.text.slice(0, 10), each.topic])).toEqual([
      ['Earl Grey', topic],
      ['word word ', topic],
      ['word word ', topic],
    ]);
  });

  it('keeps topics apart and answers within them', async () => {
    const { telegram, ann, openai, heard } = await openTelegram();
    const forum = telegram.group({ title: 'Forum', forum: true });
    const [one, two] = [telegram.topic(forum, ann, 'One'), telegram.topic(forum, ann, 'Two')];
    openai.script(() => 'Noted.');
    telegram.say(forum, ann, '@parley_bot apples', { topic: one });
    await telegram.waitFor(() => telegram.answers(forum).length === 1);
    telegram.say(forum, ann, '@parley_bot pears', { topic: two });
    await telegram.waitFor(() => telegram.answers(forum).length === 2);
    expect(heard(1)).not.toContain('apples');
    expect(
      telegram
        .messages(forum)
        .filter(({ mine }) => mine)
        .map(({ topic }) => topic),
    ).toEqual([one, two]);
  });

  it('follows a group that moved, with its history', async () => {
    const { telegram, ann, openai, heard } = await openTelegram();
    const old = telegram.basicGroup({ title: 'Old' });
    openai.script(() => 'Noted.');
    telegram.say(old, ann, '@parley_bot apples');
    await telegram.waitFor(() => telegram.answers(old).length === 1);
    const moved = telegram.migrate(old, ann);
    telegram.say(moved, ann, '@parley_bot what did I say?');
    await telegram.waitFor(() => telegram.answers(moved).length === 1);
    expect(heard(1)).toContain('apples');
  });

  it('ignores other bots and commands for them', async () => {
    const { bot, telegram, ann, group, openai } = await openTelegram({ telegram: { privacy: false } });
    telegram.say(group, ann, '/ask@other_bot something');
    telegram.say(group, ann, 'just talking');
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    expect(telegram.answers(group)).toEqual([]);
  });
});
