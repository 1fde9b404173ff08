import type { Chat } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { openTelegram, slow } from './open.ts';

describe('Delete, /delete', () => {
  it('Delete takes the answer away and the turn out of context; /delete does it by reply', async () => {
    const { bot, telegram, openai, ann, chat, shown, press, heard, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'The secret is blue');
    await shown(['Answer 0.']);
    press('✕');
    await shown([]);
    const second = telegram.say(chat, ann, 'Mine is green');
    await shown(['Answer 1.']);
    telegram.say(chat, ann, '/delete', { replyTo: second.message_id });
    await telegram.waitFor(() => mine().some(({ text }) => text.includes('gone')));
    await bot.idle();
    expect(mine()).toHaveLength(1);
    telegram.say(chat, ann, 'What is it?');
    await telegram.waitFor(() => openai.requests.length === 3);
    expect(heard(2)).not.toMatch(/blue|green/);
  });

  it.each(['question', 'answer'])('/delete as a reply to a running %s acts at once', async (to) => {
    const { telegram, openai, ann, chat, texts, mine, heard } = await openTelegram();
    openai.script((_, at) => (at === 0 ? slow : 'Next.'));
    const asked = telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.say(chat, ann, 'And?');
    telegram.say(chat, ann, '/delete', { replyTo: to === 'question' ? asked.message_id : (mine()[0]?.id ?? 0) });
    await telegram.waitFor(() => texts().some((text) => text.includes('are gone')), 3000);
    await telegram.waitFor(() => texts().includes('Next.'), 3000);
    expect(texts()).toHaveLength(2);
    expect(heard(1)).not.toContain('4711');
  });

  it('/delete as a reply to a waiting question: it is not asked; a stranger’s does nothing', async () => {
    const { telegram, openai, ann, texts, heard } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => (at === 0 ? { text: 'First.', firstTokenMs: 900 } : `Answer ${at}.`));
    const say = (text: string) => telegram.say(group, ann, `@${telegram.bot.username} ${text}`);
    say('one');
    const [second, third] = [say('two'), say('three')];
    await openai.waitFor(() => openai.requests.length === 1);
    telegram.say(group, ann, '/delete', { replyTo: second.message_id });
    telegram.say(group, bob, '/delete', { replyTo: third.message_id });
    await telegram.waitFor(() => texts(group).some((text) => text.includes('are gone')), 800);
    await telegram.waitFor(() => texts(group).some((text) => text.includes('Only the person who asked')));
    expect(openai.requests).toHaveLength(2);
    expect(heard(1)).toContain('three');
    expect(heard(1)).not.toContain('two');
  });

  it('/delete as a reply to what is being answered again takes it away at once', async () => {
    const { telegram, openai, ann, chat, mine, shown, texts, press } = await openTelegram();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    press('↻');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.say(chat, ann, '/delete', { replyTo: mine()[0]?.id ?? 0 });
    await shown([expect.stringContaining('are gone')] as never);
  });

  it.each(['two', '/translate two'])(
    '/delete of a waiting %s: edited since, it stays away, over a restart',
    async (said) => {
      const { bot, telegram, openai, ann, chat, texts } = await openTelegram({ settings: { SHUTDOWN_GRACE: '0' } });
      openai.script(() => 'Here.');
      let held = 0;
      const lift = telegram.rule({
        match: ({ path }) => path.endsWith('/sendMessage') && ++held > 0,
        reply: { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } },
      });
      telegram.say(chat, ann, 'one');
      await expect.poll(() => held).toBeGreaterThan(0);
      const message = telegram.say(chat, ann, said);
      // Each is in before the next: together they would be one batch.
      const isIn = async () => {
        await telegram.waitFor(() => telegram.pending().length === 0);
        await bot.received();
      };
      await isIn();
      telegram.say(chat, ann, '/delete', { replyTo: message.message_id });
      await isIn();
      telegram.edit(message, `${said}, in other words`);
      await isIn();
      await bot.stop();
      lift();
      await bot.restart();
      await telegram.waitFor(() => texts().length === 2);
      await bot.idle();
      expect(texts().toSorted()).toEqual(['Here.', expect.stringContaining('are gone')]);
    },
  );

  it('/delete while the group moves takes nothing away in the new one', async () => {
    const { bot, telegram, openai, ann, mine } = await openTelegram();
    openai.script(() => 'Answer.');
    const old = telegram.basicGroup({ title: 'Friends' });
    telegram.say(old, ann, '@parley_bot hi');
    await telegram.waitFor(() => telegram.answers(old).length === 1);
    const moves: Chat[] = [];
    telegram.rule({
      match: ({ path }) => path.endsWith('/sendMessage'),
      times: 1,
      before: () => void moves.push(telegram.migrate(old, ann)),
    });
    telegram.say(old, ann, '/delete@parley_bot', { replyTo: mine(old)[0]?.id ?? 0 });
    const moved = await telegram.waitFor(() => moves[0] && telegram.answers(moves[0]).length > 0 && moves[0]);
    await bot.idle();
    expect(telegram.answers(moved)).toEqual([expect.stringMatching(/gone/)]);
    const deletions = telegram.calls.filter(({ method }) => method === 'deleteMessage');
    expect(deletions.filter(({ params }) => params['chat_id'] === moved.id)).toEqual([]);
  });

  it('a message deleted while it is answered anew leaves nothing in context', async () => {
    const { bot, telegram, openai, ann, chat, texts, heard, shown } = await openTelegram();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    const asked = telegram.say(chat, ann, '/translate to=Spanish My secret is 4711');
    await shown(['Answer 0.']);
    telegram.edit(asked, '/translate to=German My secret is 4711');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.say(chat, ann, '/delete', { replyTo: asked.message_id });
    await telegram.waitFor(() => texts().some((text) => text.includes('are gone')), 3000);
    await bot.idle();
    expect(texts()).toHaveLength(1);
    telegram.say(chat, ann, 'What was it?');
    await telegram.waitFor(() => openai.requests.length === 3);
    expect(heard(2)).not.toContain('4711');
  });
});
