import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

const settings = { CONVERSATION_TITLES: 'true' };

describe('a topic', () => {
  it('in a private chat is a conversation of its own, and is called like it where nobody has named it', async () => {
    const { bot, telegram, openai, ann, chat, texts, heard } = await openTelegram({ settings });
    openai.script(() => 'Green.');
    const [one, two] = [telegram.topic(chat, ann, 'New chat', 'implicit'), telegram.topic(chat, ann, 'Mine')];
    telegram.say(chat, ann, 'Which tea is best?', { topic: one });
    await telegram.waitFor(() => texts().length === 1);
    await telegram.waitFor(() => telegram.callsOf('editForumTopic').length === 1);
    const [named] = telegram.callsOf('editForumTopic');
    expect(named?.params).toMatchObject({ chat_id: chat.id, message_thread_id: one, name: 'Which tea is best?' });
    telegram.say(chat, ann, 'And coffee?', { topic: two });
    await telegram.waitFor(() => texts().length === 2);
    expect(heard(-1)).not.toContain('Which tea is best?');
    telegram.say(chat, ann, 'Which else?', { topic: one });
    await telegram.waitFor(() => texts().length === 3);
    await bot.idle();
    expect(telegram.callsOf('editForumTopic')).toHaveLength(1);
    expect(
      telegram
        .messages(chat)
        .filter(({ mine }) => mine)
        .map(({ topic }) => topic),
    ).toEqual([one, two, one]);
  });

  it('in a group keeps its title where the bot may not give it one, and is answered all the same', async () => {
    const { bot, telegram, openai, ann, texts } = await openTelegram({ settings });
    openai.script(() => 'Green.');
    const forum = telegram.group({ title: 'Forum', forum: true });
    const topic = telegram.topic(forum, ann, 'New', 'implicit');
    telegram.say(forum, ann, '@parley_bot which tea?', { topic });
    await telegram.waitFor(() => telegram.callsOf('editForumTopic')[0]?.ok === false);
    telegram.say(forum, ann, '@parley_bot and in General?');
    await telegram.waitFor(() => texts(forum).length === 2);
    await bot.idle();
    expect(texts(forum)).toEqual(['Green.', 'Green.']);
  });
});
