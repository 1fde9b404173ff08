import type { Chat, User } from 'grammy/types';
import { afterEach, describe, expect, it } from 'vitest';
import { changed } from '../chaos/points.ts';
import { type House, type HouseOptions, openHouse } from '../harness.ts';

/** What people do to a conversation on Telegram: edit, reply to old messages, press buttons, stop drafts. */

let house: House;
afterEach(() => house.close());

async function openTelegram(options: HouseOptions = {}) {
  house = await openHouse({ platforms: ['telegram'], ...options });
  const { telegram, openai } = house;
  const ann = telegram.user({ first_name: 'Ann', language_code: 'en' });
  const chat = telegram.privateChat(ann);
  const mine = (where: { id: number } = chat) => telegram.messages(where).filter((each) => each.mine && !each.deleted);
  const texts = (where?: { id: number }) => mine(where).map(({ text }) => text);
  /** Resolves once exactly this is shown. */
  const shown = async (expected: string[], where?: { id: number }) => {
    const now = () => {
      try {
        expect(texts(where)).toEqual(expected);
        return true;
      } catch {
        return false;
      }
    };
    await telegram.waitFor(now, 6000).catch(() => undefined);
    await quiet();
    expect(texts(where)).toEqual(expected);
  };
  const labels = (where?: { id: number }) =>
    mine(where)
      .at(-1)
      ?.buttons.flat()
      .map(({ text }) => text);
  /** Presses a button of the last message that has it, by the beginning of its label. */
  const press = (label: string, where: Chat = chat, user: User = ann) => {
    const message = mine(where).findLast(({ buttons }) => buttons.flat().some(({ text }) => text.startsWith(label)));
    const button = message?.buttons.flat().find(({ text }) => text.startsWith(label));
    if (!message || !button) throw new Error(`no button ${label}`);
    return telegram.press(where, user, message, button.data);
  };
  /** What the model was told, as one text, at its n-th request. */
  const heard = (at: number) => JSON.stringify(openai.requests.at(at)?.body['input']);
  return { telegram, openai, ann, chat, mine, texts, shown, labels, press, heard };
}

async function quiet(ms = 150): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

const slow = { text: 'word '.repeat(400).trim(), tokensPerSecond: 30 };

describe('buttons under an answer', () => {
  it('come with the answer, not by a call of their own', async () => {
    const { telegram, openai, ann, chat, shown, labels, mine } = await openTelegram();
    openai.script(() => 'Hello.');
    telegram.say(chat, ann, 'Hi');
    await shown(['Hello.']);
    expect(labels()).toEqual(['↻ Again', '✕ Delete']);
    expect(mine()[0]?.editCount).toBe(0);
  });

  it('Again makes another answer in its place, and the arrows go through them, over restarts', async () => {
    const { telegram, openai, ann, chat, shown, labels, press, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    await house.restart();
    press('↻');
    await shown(['Answer 1.']);
    expect(labels()).toEqual(['◀', '2/2', '↻ Again', '✕ Delete']);
    await house.restart();
    press('◀');
    await shown(['Answer 0.']);
    expect(labels()).toEqual(['1/2', '▶', '↻ Again', '✕ Delete']);
    expect(openai.requests).toHaveLength(2);
    telegram.say(chat, ann, 'And?');
    await shown(['Answer 0.', 'Answer 2.']);
    expect(heard(2)).toContain('Answer 0.');
    expect(heard(2)).not.toContain('Answer 1.');
  });

  it('another answer that fails leaves the old one', async () => {
    const { telegram, openai, ann, chat, shown, press, labels, texts } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    openai.fail('/responses', {
      status: 401,
      error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key' },
    });
    press('↻');
    await telegram.waitFor(() => texts()[0]?.includes('refuses my key'));
    expect(texts()[0]).toMatch(/^Answer 0\.\n\n/);
    expect(labels()).toEqual(['↻ Again', '✕ Delete']);
  });

  it('Stop ends the answer that is written, Continue goes on with it in place', async () => {
    const { telegram, openai, ann, chat, texts, shown, labels, press } = await openTelegram();
    openai.script((_, at) => (at === 0 ? slow : ' and the rest.'));
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => labels()?.[0] === '■ Stop');
    press('■');
    await telegram.waitFor(() => labels()?.[0] === '↻ Again', 1500);
    const before = texts()[0]?.split('\n')[0];
    expect(texts()[0]).toMatch(/^word .*\n\nStopped\.$/s);
    press('▶ Continue');
    await shown([`${before} and the rest.`]);
  });

  it('Delete takes the answer away and the turn out of context; /delete does it by reply', async () => {
    const { telegram, openai, ann, chat, shown, press, heard, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'The secret is blue');
    await shown(['Answer 0.']);
    press('✕');
    await shown([]);
    const second = telegram.say(chat, ann, 'Mine is green');
    await shown(['Answer 1.']);
    telegram.say(chat, ann, '/delete', { replyTo: second.message_id });
    await telegram.waitFor(() => mine().some(({ text }) => text.includes('gone')));
    await quiet();
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

  it('/retry and /delete of a stranger leave the question and its answer to who asked', async () => {
    const { telegram, openai, ann, mine, shown, texts } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    const question = telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await shown(['Answer 0.'], group);
    telegram.say(group, bob, '/retry');
    telegram.say(group, bob, '/delete', { replyTo: mine(group)[0]?.id ?? 0 });
    await telegram.waitFor(() => texts(group).filter((text) => text.startsWith('Only the person')).length === 2);
    expect(openai.requests).toHaveLength(1);
    telegram.say(group, ann, '/delete', { replyTo: question.message_id });
    await telegram.waitFor(() => texts(group).at(-1)?.includes('are gone'));
    await telegram.waitFor(() => !texts(group).includes('Answer 0.'));
  });

  it.each(['two', '/translate two'])(
    '/delete of a waiting %s: edited since, it stays away, over a restart',
    async (said) => {
      const { telegram, openai, ann, chat, texts } = await openTelegram({ env: { SHUTDOWN_GRACE: '0' } });
      openai.script(() => 'Here.');
      const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3600 } };
      telegram.fail('sendMessage', limit);
      telegram.say(chat, ann, 'one');
      await telegram.waitFor(() => telegram.callsOf('sendMessage').length === 1);
      const message = telegram.say(chat, ann, said);
      // Each is in before the next: together they would be one batch.
      const isIn = async () => {
        await telegram.waitFor(() => telegram.pending().length === 0);
        await quiet();
      };
      await isIn();
      telegram.say(chat, ann, '/delete', { replyTo: message.message_id });
      await isIn();
      telegram.edit(message, `${said}, in other words`);
      await isIn();
      await house.restart();
      await telegram.waitFor(() => texts().length === 2);
      await quiet(500);
      expect(texts().toSorted()).toEqual(['Here.', expect.stringContaining('are gone')]);
    },
  );

  it('/retry whose answer cannot be shown takes the answer before away with its sentence', async () => {
    const { telegram, openai, ann, chat, shown } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    telegram.fail('sendMessage', { error_code: 400, description: 'Bad Request: text is strange' }, 1);
    telegram.say(chat, ann, '/retry');
    await shown([expect.stringContaining("can't be shown here")] as never);
  });

  it('/retry where the answer before may not be taken away is an answer all the same', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    telegram.fail('deleteMessage', { error_code: 403, description: 'Forbidden: not enough rights' }, 1);
    telegram.say(chat, ann, '/retry');
    await shown(['Answer 0.', 'Answer 1.']);
    telegram.say(chat, ann, 'And?');
    await shown(['Answer 0.', 'Answer 1.', 'Answer 2.']);
    expect(heard(2)).toMatch(/Hi.*Answer 1/s);
  });

  it('a hundred presses in a second are one, and each is acknowledged', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram();
    openai.script((_, at) => (at === 0 ? 'First.' : { text: 'Second.', firstTokenMs: 300 }));
    telegram.say(chat, ann, 'Hi');
    await shown(['First.']);
    for (let at = 0; at < 100; at += 1) press('↻');
    await shown(['Second.']);
    expect(openai.requests).toHaveLength(2);
  });

  it('Delete pressed while another answer is made takes that away, too', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram();
    openai.script((_, at) => (at === 0 ? 'First.' : { text: 'Second.', firstTokenMs: 300 }));
    telegram.say(chat, ann, 'Hi');
    await shown(['First.']);
    press('↻');
    await telegram.waitFor(() => openai.requests.length === 2);
    press('✕');
    await shown([]);
  });

  it("are not for strangers, who are told so alone; the group's admins may", async () => {
    const { telegram, openai, ann, shown, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await shown(['Answer 0.'], group);
    press('↻', group, bob);
    await telegram.waitFor(() => telegram.notifications.some(({ text }) => text.includes('Only the person who asked')));
    expect(telegram.notifications.at(-1)).toMatchObject({ user: bob.id, alert: true });
    expect(openai.requests).toHaveLength(1);
    const carol = telegram.user({ first_name: 'Carol' });
    telegram.join(group, carol);
    telegram.appoint(group, carol);
    await house.restart();
    press('↻', group, carol);
    await shown(['Answer 1.'], group);
  });

  it('/stop, and the word alone, follow the same rule', async () => {
    const { telegram, openai, ann, texts } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, bob, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    const den = telegram.privateChat(bob);
    openai.script(() => slow);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await telegram.waitFor(() => texts(group)[0]?.startsWith('word'));
    telegram.say(group, bob, '/stop');
    telegram.say(group, bob, `@${telegram.bot.username} stop`);
    await telegram.waitFor(() => texts(den).length === 2);
    expect(new Set(texts(den))).toEqual(new Set([expect.stringContaining('Only the person who asked')]));
    await quiet();
    expect(texts(group)).toEqual([expect.not.stringContaining('Stopped')]);
    telegram.say(group, carol, '/stop');
    await telegram.waitFor(() => texts(group)[0]?.endsWith('Stopped.'));
  });

  it.each(['■ Stop', '/stop'])('%s of another answer is the asker’s, too, though an admin had it made', async (how) => {
    const { telegram, openai, ann, texts, shown, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    openai.script((_, at) => (at === 0 ? 'Answer 0.' : slow));
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await shown(['Answer 0.'], group);
    press('↻', group, carol);
    await telegram.waitFor(() => texts(group)[0]?.startsWith('word'));
    if (how === '/stop') telegram.say(group, ann, how);
    else press(how, group, ann);
    await telegram.waitFor(() => texts(group)[0]?.endsWith('Stopped.'), 3000);
  });

  it('/stop calls one’s own question back that waits behind another’s answer', async () => {
    const { telegram, openai, ann, shown } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script(() => ({ text: 'First.', firstTokenMs: 800 }));
    telegram.say(group, bob, `@${telegram.bot.username} Hi`);
    await openai.waitFor(() => openai.requests.length === 1);
    telegram.say(group, ann, `@${telegram.bot.username} Hello`);
    telegram.say(group, ann, '/stop');
    await shown(['First.', 'Stopped.'], group);
    expect(openai.requests).toHaveLength(1);
  });

  it('a stranger’s press is refused, and holds nobody up, while Telegram cannot tell who is an admin', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await shown(['Answer 0.'], group);
    telegram.fail('getChatAdministrators', { error_code: 403, description: 'Forbidden: bot was kicked' }, 100);
    press('↻', group, bob);
    telegram.say(chat, ann, 'Hello');
    await shown(['Answer 1.']);
    expect(telegram.notifications.at(-1)?.text).toContain('Only the person who asked');
  });

  it('that were made to name a turn of another chat do nothing to it, and learn nothing of it', async () => {
    const { telegram, openai, ann, chat, shown, mine, texts } = await openTelegram();
    const eve = telegram.user({ first_name: 'Eve' });
    const den = telegram.privateChat(eve);
    openai.script((_, at) => (at === 1 ? { text: 'word '.repeat(40).trim(), tokensPerSecond: 40 } : `Answer ${at}.`));
    telegram.say(den, eve, 'Hi');
    await shown(['Answer 0.'], den);
    telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    const stop = mine()[0]?.buttons.flat()[0]?.data ?? '';
    expect(stop).toMatch(/^stop turn=/);
    for (const data of [stop, stop.replace('stop', 'retry')]) {
      telegram.press(den, eve, mine(den)[0] ?? 0, data, { stale: true });
    }
    await shown(['word '.repeat(40).trim()]);
    await shown(['Answer 0.'], den);
    expect(telegram.notifications.map(({ user }) => user)).toEqual([eve.id, eve.id]);
    expect(openai.requests).toHaveLength(2);
  });

  it('that were made to say any command leave the answer where it is', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    const turn = /turn=\w+/.exec(mine()[0]?.buttons.flat()[0]?.data ?? '')?.[0];
    const about = ['edit', 'ask x', 'translate x', 'new x', 'image x', 'summarise x', 'help', 'chats', 'settings'];
    const forged = ['retry', 'help', 'ask something else', 'new', '?chats rename=1', ''];
    forged.push(...about.map((line) => `${line} ${turn}`), `edit ${turn}`, `ask ${turn} x`);
    for (const data of forged) telegram.press(chat, ann, mine()[0] ?? 0, data, { stale: true });
    await telegram.waitFor(() => telegram.notifications.length === forged.length);
    expect(new Set(telegram.notifications.map(({ text }) => text))).toEqual(
      new Set([expect.stringContaining('no longer works')]),
    );
    await shown(['Answer 0.']);
    expect(openai.requests).toHaveLength(1);
  });

  it('past the limit of requests, every press is told so', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram({ env: { REQUESTS_PER_MINUTE: '1' } });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    for (let at = 1; at <= 3; at += 1) {
      press('↻');
      await telegram.waitFor(() => telegram.notifications.length === at);
    }
    expect(new Set(telegram.notifications.map(({ text }) => text)).size).toBe(1);
    await shown(['Answer 0.']);
  });

  it('work under an answer that followed its group to the new id', async () => {
    const { telegram, openai, ann, shown, press } = await openTelegram();
    openai.script([{ text: 'word '.repeat(60).trim(), tokensPerSecond: 40 }, 'Another.']);
    const old = telegram.basicGroup({ title: 'Friends' });
    telegram.say(old, ann, '@parley_bot hi');
    await telegram.waitFor(() => telegram.answers(old).length === 1);
    const moved = telegram.migrate(old, ann);
    await shown(['word '.repeat(60).trim()], moved);
    press('↻', moved);
    await shown(['Another.'], moved);
  });

  it('/delete while the group moves takes nothing away in the new one', async () => {
    const { telegram, openai, ann, mine } = await openTelegram();
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
    await quiet();
    expect(telegram.answers(moved)).toEqual([expect.stringMatching(/gone/)]);
    const deletions = telegram.calls.filter(({ method }) => method === 'deleteMessage');
    expect(deletions.filter(({ params }) => params['chat_id'] === moved.id)).toEqual([]);
  });

  it('a press that comes after its answer was deleted says that the button no longer works', async () => {
    const { telegram, openai, ann, chat, shown, press, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    const [message] = mine();
    const data = message?.buttons.flat()[0]?.data ?? '';
    press('✕');
    await shown([]);
    telegram.press(chat, ann, message ?? 0, data, { stale: true });
    await telegram.waitFor(() => telegram.notifications.some(({ text }) => text.includes('no longer works')));
    expect(openai.requests).toHaveLength(1);
  });
});

describe('an edited prompt', () => {
  it('gets its answer anew: surplus bubbles go, what came after stays', async () => {
    const { telegram, openai, ann, chat, shown, heard, mine } = await openTelegram();
    const long = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ');
    openai.script((_, at) => (at === 0 ? long : `Answer ${at}.`));
    const first = telegram.say(chat, ann, 'Teh question');
    await telegram.waitFor(() => mine().length === 2);
    await quiet();
    telegram.say(chat, ann, 'Thanks');
    await telegram.waitFor(() => mine().length === 3);
    telegram.edit(first, 'The question');
    await shown(['Answer 2.', 'Answer 1.']);
    telegram.edit(first, 'The question');
    await quiet();
    expect(openai.requests).toHaveLength(3);
    telegram.say(chat, ann, 'So?');
    await shown(['Answer 2.', 'Answer 1.', 'Answer 3.']);
    expect(heard(3)).toMatch(/The question.*Answer 2\..*Thanks.*Answer 1\..*So\?/s);
  });

  it('with a longer answer than before: what comes below others is a reply to what it goes on with', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram();
    const long = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ');
    openai.script((_, at) => (at === 2 ? long : `Answer ${at}.`));
    const first = telegram.say(chat, ann, 'Teh question');
    await shown(['Answer 0.']);
    telegram.say(chat, ann, 'Thanks');
    await shown(['Answer 0.', 'Answer 1.']);
    telegram.edit(first, 'The question');
    await telegram.waitFor(() => mine().at(-1)?.text.endsWith('word899'));
    expect(mine().map(({ replyTo }) => replyTo)).toEqual([first.message_id, expect.any(Number), mine()[0]?.id]);
  });

  it('while it is answered: it begins anew in the same bubble', async () => {
    const { telegram, openai, ann, chat, shown, texts } = await openTelegram();
    openai.script((_, at) => (at === 0 ? slow : 'The right one.'));
    const message = telegram.say(chat, ann, 'Teh question');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, 'The question');
    await shown(['The right one.']);
  });

  it('edited once more while it is answered anew: that answer begins anew in the same bubble', async () => {
    const { telegram, openai, ann, chat, shown, texts, heard } = await openTelegram();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    const message = telegram.say(chat, ann, 'one');
    await shown(['Answer 0.']);
    telegram.edit(message, 'two');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, 'three');
    await shown(['Answer 2.']);
    expect(heard(2)).toContain('three');
  });

  it('edited back while it is answered anew: the answer is to what it says', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => (at === 1 ? { text: 'To two.', firstTokenMs: 500 } : `Answer ${at}.`));
    const message = telegram.say(chat, ann, 'one');
    await shown(['Answer 0.']);
    telegram.edit(message, 'two');
    await telegram.waitFor(() => openai.requests.length === 2);
    telegram.edit(message, 'one');
    await shown(['Answer 2.']);
    telegram.say(chat, ann, 'next');
    await shown(['Answer 2.', 'Answer 3.']);
    expect(heard(3)).toMatch(/one.*Answer 2\..*next/s);
  });

  it('in the last moment before the bot is ended: it is answered anew after the restart', async () => {
    const { telegram, openai, ann, chat, shown } = await openTelegram({ env: { SHUTDOWN_GRACE: '0.2' } });
    openai.script([slow, 'To the question.']);
    const message = telegram.say(chat, ann, 'The');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    telegram.rule({ match: ({ path }) => path.endsWith('/editMessageText'), times: 1, delayMs: 2000 });
    // A step of the stream is under way: the answer has ended for the edit, but waits for that call.
    await quiet(1200);
    telegram.edit(message, 'The question');
    await telegram.waitFor(() => telegram.pending().length === 0);
    await house.stop();
    expect(openai.requests).toHaveLength(1);
    await house.restart();
    await shown(['To the question.']);
  });

  it('that was stopped before a restart, and never asked, is asked once it is edited', async () => {
    let claims = 0;
    const { telegram, openai, ann, chat, shown } = await openTelegram({
      seams: {
        inbox: (inbox) => ({
          ...inbox,
          // As after a kill between the stop and its effect.
          work: (handler, ...rest) =>
            inbox.work((claim) => handler(claims++ === 0 ? changed(claim, { stopped: true }) : claim), ...rest),
        }),
      },
    });
    openai.script(() => 'Right.');
    const message = telegram.say(chat, ann, 'Teh question');
    await shown(['Stopped.']);
    telegram.edit(message, 'The question');
    await shown(['Right.']);
  });

  it('back to the first words, while the answer to the second waits to be shown, is answered', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, 'What is A?');
    await shown(['Answer 0.']);
    const wait = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 2 } };
    telegram.fail('editMessageText', wait);
    telegram.edit(message, 'What is B?');
    await telegram.waitFor(() => telegram.callsOf('editMessageText').length === 1);
    await quiet();
    telegram.edit(message, 'What is A?');
    await shown(['Answer 2.']);
    expect(heard(2)).toContain('What is A?');
  });

  it('that was asked again below leaves no answer to the old words', async () => {
    const { telegram, openai, ann, chat, shown } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, 'Teh question');
    await shown(['Answer 0.']);
    telegram.say(chat, ann, '/retry');
    await shown(['Answer 1.']);
    telegram.edit(message, 'The question');
    await shown(['Answer 2.']);
  });

  it.each(['by its button', 'below'])(
    'that is being answered again %s leaves nothing of the old words',
    async (how) => {
      const { telegram, openai, ann, chat, shown, texts, press, heard } = await openTelegram();
      openai.script((_, at) => (at === 1 ? { ...slow, text: 'word '.repeat(20).trim() } : `Answer ${at}.`));
      const message = telegram.say(chat, ann, 'My number is 4711');
      await shown(['Answer 0.']);
      if (how === 'below') telegram.say(chat, ann, '/retry');
      else press('↻');
      await telegram.waitFor(() => texts().at(-1)?.startsWith('word'));
      telegram.edit(message, 'My number is 5822');
      await shown(['Answer 2.']);
      telegram.say(chat, ann, 'What was it?');
      await shown(['Answer 2.', 'Answer 3.']);
      expect(heard(3)).not.toMatch(/4711|word|Answer 0/);
    },
  );

  it('that is being answered again by its button is answered anew at once', async () => {
    const { telegram, openai, ann, chat, shown, texts, press } = await openTelegram();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    const message = telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    press('↻');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, 'Hello');
    telegram.edit(message, 'Good day');
    await shown([expect.stringMatching(/^Answer [23]\.$/)] as never);
    expect(openai.requests.length).toBeLessThanOrEqual(4);
  });

  it('/ask is edited like a message', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, '/ask one');
    await shown(['Answer 0.']);
    telegram.edit(message, '/ask two');
    await shown(['Answer 1.']);
    expect(heard(1)).toContain('two');
  });

  it('/ask is asked of the model its new words name, answered or not', async () => {
    const { telegram, openai, ann, chat, texts, shown } = await openTelegram();
    openai.script((_, at) => (at === 2 ? slow : `Answer ${at}.`));
    const models = () => openai.requests.map(({ body }) => body['model']);
    const message = telegram.say(chat, ann, '/ask model=advanced one');
    await shown(['Answer 0.']);
    telegram.edit(message, '/ask model=advanced two');
    await shown(['Answer 1.']);
    telegram.edit(message, '/ask model=advanced three');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, '/ask model=basic three');
    await shown(['Answer 3.']);
    telegram.edit(message, '/ask four');
    await shown(['Answer 4.']);
    const [advanced, , , basic] = models();
    expect(basic).not.toBe(advanced);
    expect(models()).toEqual([advanced, advanced, advanced, basic, basic]);
  });

  it('of a stranger changes nothing and tells nobody', async () => {
    const { telegram, ann, chat, mine } = await openTelegram({ env: { ACCESS: 'allowlist' } });
    const message = telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => mine().length === 1);
    telegram.edit(message, 'Please');
    await quiet(300);
    expect(mine()).toHaveLength(1);
  });
});

describe('a message that is meant for the bot only once it is edited', () => {
  async function passedOver({ ageS = 0, now = Date.now }: { ageS?: number; now?: () => number } = {}) {
    const opened = await openTelegram({ telegram: { privacy: false, clock: { now } } });
    const { telegram, openai, ann } = opened;
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace('Ann: ', '')}`);
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    const message = telegram.say(group, ann, 'What is it?');
    message.date -= ageS;
    await quiet();
    return { ...opened, group, message, name: `@${telegram.bot.username}` };
  }

  it('is answered like one said now, once, and edited like any other', async () => {
    const { telegram, openai, ann, group, message, name, shown } = await passedOver();
    telegram.edit(message, 'What is that?');
    await shown([], group);
    telegram.edit(message, `${name} What is that?`);
    await shown(['Re: What is that?'], group);
    telegram.edit(message, `What is that, ${name}?`);
    await shown([expect.stringMatching(/^Re: What is that, ?\?$/) as never], group);
    telegram.say(group, ann, `${name} next`);
    await telegram.waitFor(() => openai.requests.length === 3);
  });

  it('long after it was said, is left alone', async () => {
    const { telegram, openai, group, message, name, shown } = await passedOver({ ageS: 16 * 60 });
    telegram.edit(message, `${name} What is that?`);
    await shown([], group);
    expect(openai.requests).toHaveLength(0);
  });

  it('is answered however wrong our clock is', async () => {
    const now = () => Date.now() - 3_600_000;
    const { telegram, group, message, name, shown } = await passedOver({ now });
    // Once an empty poll has come back, what arrives counts as sent now.
    await quiet(1200);
    telegram.edit(message, `${name} What is that?`);
    await shown(['Re: What is that?'], group);
  });
});

describe('an edited message that gave no question', () => {
  it.each([
    ['the bot’s name alone', '', 'What is it?', 'Re: What is it?'],
    ['a command with a slip', '/aks why', '/ask why', 'Re: why'],
    ['a command without its words', '/translate', '/ask why', 'Re: why'],
  ])('is answered in the place of what it was answered: %s', async (_, before, after, answer) => {
    const { telegram, openai, ann, texts, shown } = await openTelegram();
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace('Ann: ', '')}`);
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    const name = `@${telegram.bot.username}`;
    const message = telegram.say(group, ann, `${name} ${before}`);
    await telegram.waitFor(() => texts(group).length === 1);
    await quiet();
    telegram.edit(message, `${name} ${before}`);
    await quiet();
    expect(openai.requests).toHaveLength(0);
    telegram.edit(message, `${name} ${after}`);
    await shown([answer], group);
    telegram.edit(message, `${name} ${after}`);
    await shown([answer], group);
    expect(openai.requests).toHaveLength(1);
    // From here on it is a question like any other, in the conversation and when it is edited.
    telegram.edit(message, `${name} And now?`);
    await shown(['Re: And now?'], group);
    telegram.say(group, ann, `${name} next`);
    await shown(['Re: And now?', expect.stringContaining('next') as never], group);
    expect(openai.requests).toHaveLength(3);
  });

  it('/retry edited to a question asks that, and leaves the answer it made where it is', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'One');
    await shown(['Answer 0.']);
    const message = telegram.say(chat, ann, '/retry');
    await shown(['Answer 1.']);
    telegram.edit(message, 'Two');
    await shown(['Answer 1.', 'Answer 2.']);
    expect(heard(2)).toMatch(/One.*Answer 1.*Two/s);
  });

  it('a command edited to /retry: at the bottom, to the question before it', async () => {
    const { telegram, openai, ann, chat, shown, heard, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'One');
    await shown(['Answer 0.']);
    const message = telegram.say(chat, ann, '/continue');
    await shown(['Answer 0.', 'Answer 1.']);
    const help = telegram.say(chat, ann, '/help');
    await telegram.waitFor(() => mine().length === 3);
    telegram.edit(message, '/retry');
    await shown([expect.stringContaining('/ask'), 'Answer 2.'] as never);
    expect(mine()[1]?.id).toBeGreaterThan(help.message_id);
    expect(heard(2)).toContain('One');
  });

  it('the only command edited to /retry: a sentence', async () => {
    const { telegram, ann, chat, shown } = await openTelegram();
    const message = telegram.say(chat, ann, '/translate to=German text=Hello');
    await shown([expect.anything()] as never);
    telegram.edit(message, '/retry');
    await shown([expect.stringContaining('nothing to answer again')] as never);
  });

  it('is answered in order, once more for each wording, over a restart', async () => {
    const { telegram, openai, ann, chat, shown, texts } = await openTelegram();
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text}`);
    const message = telegram.say(chat, ann, '/aks why');
    await telegram.waitFor(() => texts().length === 1);
    const [unknown = ''] = texts();
    await quiet();
    await house.restart();
    telegram.edit(message, '/sak why');
    await telegram.waitFor(() => texts()[0]?.includes('sak'));
    await shown([unknown.replaceAll('aks', 'sak')]);
    telegram.edit(message, 'why');
    await shown(['Re: why']);
  });

  it('while it waits or is worked on: it asks what it says now, once', async () => {
    const { telegram, openai, ann, chat, shown, texts } = await openTelegram();
    openai.script(({ messages }, at) =>
      at === 0 ? { text: 'word '.repeat(20).trim(), tokensPerSecond: 40 } : `Re: ${messages.at(-1)?.text}`,
    );
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    const message = telegram.say(chat, ann, '/aks why');
    await quiet(50);
    telegram.edit(message, '/ask why');
    await shown(['word '.repeat(20).trim(), 'Re: why']);
  });

  it('an album whose words are added later is one question', async () => {
    const { telegram, openai, ann, chat, shown, texts, heard } = await openTelegram();
    openai.script(() => 'A cat.');
    const album = telegram.album(chat, ann, 3);
    await telegram.waitFor(() => texts().length === 1);
    await quiet();
    telegram.edit(album[1] as never, 'What is it?');
    await shown(['A cat.']);
    expect(heard(0)).toMatch(/What is it\?.*Sent along, but not visible to you: picture/s);
  });

  it('/translate is made anew in its place in the conversation', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, '/translate Guten Tag');
    await shown(['Answer 0.']);
    telegram.say(chat, ann, 'Thanks');
    await shown(['Answer 0.', 'Answer 1.']);
    telegram.edit(message, '/translate Guten Morgen');
    await shown(['Answer 2.', 'Answer 1.']);
    telegram.say(chat, ann, 'So?');
    await shown(['Answer 2.', 'Answer 1.', 'Answer 3.']);
    expect(heard(3)).toMatch(/Guten Morgen.*Answer 2\..*Thanks.*Answer 1\./s);
    expect(heard(3)).not.toContain('Guten Tag');
    telegram.edit(message, '/help');
    await telegram.waitFor(() => openai.requests.length === 4);
    await quiet();
    telegram.say(chat, ann, 'And?');
    await telegram.waitFor(() => openai.requests.length === 5);
    expect(heard(4)).not.toContain('Guten');
  });

  it('/image draws what it says now, and the picture before goes', async () => {
    const { telegram, ann, chat, mine } = await openTelegram();
    const message = telegram.say(chat, ann, '/image a cat');
    await telegram.waitFor(() => mine()[0]?.text === 'a cat');
    await quiet();
    telegram.edit(message, '/image a dog');
    await telegram.waitFor(() => mine().length === 1 && mine()[0]?.text === 'a dog');
    await quiet();
    expect(mine()).toHaveLength(1);
  });

  it('whose answer was deleted since stays without one', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, '/translate Guten Tag');
    await shown(['Answer 0.']);
    press('✕');
    await shown([]);
    telegram.edit(message, '/translate Guten Morgen');
    await shown([]);
  });

  it('edited to /stop ends the answer that is written', async () => {
    const { telegram, openai, ann, chat, texts } = await openTelegram();
    openai.script(() => slow);
    const message = telegram.say(chat, ann, '/sotp');
    await telegram.waitFor(() => texts().length === 1);
    await quiet();
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts()[1]?.startsWith('word'));
    telegram.edit(message, '/stop');
    await telegram.waitFor(() => texts()[1]?.includes('Stopped.'));
  });
});

it('a reply to an older answer branches there', async () => {
  const { telegram, openai, ann, chat, shown, heard, mine } = await openTelegram();
  openai.script((_, at) => `Answer ${at}.`);
  for (const [at, text] of ['alpha', 'beta', 'gamma'].entries()) {
    telegram.say(chat, ann, text);
    await shown(Array.from({ length: at + 1 }, (_, n) => `Answer ${n}.`));
  }
  telegram.say(chat, ann, 'delta', { replyTo: mine()[0]?.id ?? 0 });
  await telegram.waitFor(() => openai.requests.length === 4);
  expect(heard(3)).toMatch(/alpha.*Answer 0\..*delta/s);
  expect(heard(3)).not.toMatch(/beta|gamma|quoted_message/);
});

it('a reply to an answer of an earlier conversation goes on there, and so does what is said next', async () => {
  const { telegram, openai, ann, chat, shown, heard, mine, texts } = await openTelegram();
  openai.script((_, at) => `Answer ${at}.`);
  telegram.say(chat, ann, 'alpha');
  await shown(['Answer 0.']);
  telegram.say(chat, ann, '/new');
  await telegram.waitFor(() => texts().length === 2);
  telegram.say(chat, ann, 'beta');
  await telegram.waitFor(() => texts().length === 3);
  telegram.say(chat, ann, 'gamma', { replyTo: mine()[0]?.id ?? 0 });
  await telegram.waitFor(() => texts().length === 4);
  telegram.say(chat, ann, 'delta');
  await telegram.waitFor(() => texts().length === 5);
  expect(heard(-1)).toMatch(/alpha.*gamma.*delta/s);
  expect(heard(-1)).not.toContain('beta');
});

describe('drafts', () => {
  const env = { TELEGRAM_STREAMING: 'drafts' };

  it('show the growing answer, and the message comes once', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram({ env });
    const text = 'word '.repeat(60).trim();
    openai.script([{ text, tokensPerSecond: 30 }]);
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.draft(chat)?.startsWith('word'));
    expect(mine()).toEqual([]);
    await shown([text]);
    expect(mine()[0]?.editCount).toBe(0);
  });

  it("Telegram's own Stop ends the answer", async () => {
    const { telegram, openai, ann, chat, texts } = await openTelegram({ env });
    openai.script([slow]);
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.draft(chat)?.startsWith('word'));
    telegram.stopDraft(chat);
    await telegram.waitFor(() => texts().length === 1, 1500);
    await quiet();
    expect(texts()).toEqual([expect.stringMatching(/^word .*\n\nStopped\.$/s)]);
  });

  it('that hang do not hold up the message', async () => {
    const { telegram, openai, ann, chat, texts } = await openTelegram({ env });
    openai.script([{ text: 'word '.repeat(60).trim(), tokensPerSecond: 30 }]);
    telegram.rule({ match: ({ path }) => path.endsWith('/sendMessageDraft'), delayMs: 15_000 });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts().length === 1, 8000);
    await quiet();
    expect(texts()).toEqual(['word '.repeat(60).trim()]);
  });

  it('that are refused cost nothing: the answer grows by edits and comes once', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram({ env });
    const text = 'word '.repeat(60).trim();
    openai.script([{ text, tokensPerSecond: 30 }]);
    telegram.fail('sendMessageDraft', { error_code: 400, description: 'Bad Request: DRAFT_INVALID' });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => mine().some(({ editCount }) => editCount > 0));
    await shown([text]);
  });
});

describe('menus', () => {
  it('/chats leads back to an earlier conversation, renames and deletes', async () => {
    const { telegram, openai, ann, chat, texts, press, heard, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/new');
    await telegram.waitFor(() => mine().length === 2);
    telegram.say(chat, ann, 'About ships');
    await telegram.waitFor(() => mine().length === 3);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().at(-1)?.includes('About trains'));
    press('2');
    await telegram.waitFor(() => texts().at(-1)?.includes('Back in'));
    expect(mine()).toHaveLength(4);
    telegram.say(chat, ann, 'Where were we?');
    await telegram.waitFor(() => openai.requests.length === 3);
    expect(heard(2)).toContain('trains');
    expect(heard(2)).not.toContain('ships');
    await telegram.waitFor(() => texts().at(-1) === 'Answer 2.');
    press('✎');
    await telegram.waitFor(() => mine().at(-1)?.form);
    expect(texts().at(-1)).toMatch(/^The new title\n/);
    telegram.say(chat, ann, 'Railways', { replyTo: mine().at(-1)?.id ?? 0 });
    await telegram.waitFor(() => texts().some((text) => text.includes('is called Railways now')));
    press('✕ Delete', chat);
    await telegram.waitFor(() => texts().some((text) => text.startsWith('Delete Railways?')));
    press('Yes');
    await telegram.waitFor(() => texts().some((text) => text.startsWith('Railways is deleted')));
    telegram.say(chat, ann, 'And now?');
    await telegram.waitFor(() => openai.requests.length === 4);
    expect(heard(3)).not.toMatch(/trains|Where were we/);
  });

  it.each([
    ['chosen', '2', 'Back in'],
    ['deleted', 'Yes', 'is deleted'],
  ])('what waits while another conversation is %s is asked where it was written', async (_, label, done) => {
    const { telegram, openai, ann, chat, texts, press, mine, heard } = await openTelegram();
    openai.script((_body, at) => (at === 2 ? { text: 'Answer 2.', firstTokenMs: 1000 } : `Answer ${at}.`));
    for (const [at, text] of ['About trains', '/new', 'About ships'].entries()) {
      telegram.say(chat, ann, text);
      await telegram.waitFor(() => mine().length === at + 1);
    }
    telegram.say(chat, ann, label === 'Yes' ? '/chats delete=1' : '/chats');
    await telegram.waitFor(() => mine().length === 4);
    await quiet();
    telegram.say(chat, ann, 'How fast?');
    telegram.say(chat, ann, 'And how long?');
    await openai.waitFor(() => openai.requests.length === 3);
    press(label);
    await telegram.waitFor(() => telegram.callsOf('answerCallbackQuery').length === 1);
    expect(openai.requests).toHaveLength(3);
    telegram.say(chat, ann, 'And now?');
    await telegram.waitFor(() => texts()[3]?.includes(done));
    await openai.waitFor(() => openai.requests.length === 5);
    expect(heard(3)).toMatch(/ships.*How fast.*how long/s);
    expect(heard(4)).not.toMatch(/ships|How fast/);
  });

  it('"Yes, delete it" pressed twice deletes once, and says so', async () => {
    const { telegram, openai, ann, chat, texts, press, mine } = await openTelegram();
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/chats delete=1');
    await telegram.waitFor(() => mine().length === 2);
    await quiet();
    press('Yes');
    press('Yes');
    await telegram.waitFor(() => texts()[1]?.includes('is deleted'));
    await quiet(300);
    expect(texts()[1]).toContain('is deleted');
  });

  it('a form asked for five times at once is one, and can be asked for again', async () => {
    const { telegram, openai, ann, chat, press, mine } = await openTelegram();
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => mine().length === 2);
    await quiet();
    const forms = () => mine().filter(({ form }) => form).length;
    for (let at = 0; at < 5; at += 1) press('✎');
    await telegram.waitFor(() => forms() > 0);
    await quiet(300);
    expect(forms()).toBe(1);
    press('✎');
    await telegram.waitFor(() => forms() === 2);
  });

  it('stay their asker’s when an admin has pressed a button', async () => {
    const { telegram, ann, texts, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, bob, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    telegram.say(group, ann, '/settings');
    await telegram.waitFor(() => texts(group).length === 1);
    press('Language', group, carol);
    await telegram.waitFor(() => texts(group)[0]?.startsWith('Language'));
    await quiet();
    press('‹ Back', group, bob);
    await telegram.waitFor(() => telegram.notifications.at(-1)?.text?.includes('Only the person who asked'));
    press('‹ Back', group, ann);
    await telegram.waitFor(() => texts(group)[0]?.startsWith('The settings'));
  });

  it('a command as the reply to a form is the command, and the form still waits', async () => {
    const { telegram, openai, ann, chat, texts, press, mine } = await openTelegram();
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().at(-1)?.includes('About trains'));
    press('✎');
    await telegram.waitFor(() => mine().at(-1)?.form);
    const form = mine().at(-1)?.id ?? 0;
    telegram.say(chat, ann, '/help', { replyTo: form });
    await telegram.waitFor(() => texts().at(-1)?.includes('These commands help'));
    telegram.say(chat, ann, 'Railways', { replyTo: form });
    await telegram.waitFor(() => texts().at(-1)?.includes('is called Railways now'));
  });

  it('a form in a group opens for who pressed, and for nobody else', async () => {
    const { telegram, openai, ann, press, mine, texts } = await openTelegram();
    openai.script(() => 'Yes.');
    const group = telegram.group({ title: 'Town' });
    for (const user of [ann, telegram.user({ first_name: 'Bob' })]) telegram.join(group, user);
    telegram.say(group, ann, `@${telegram.bot.username} About trains`);
    await telegram.waitFor(() => mine(group).length === 1);
    telegram.say(group, ann, '/chats');
    await telegram.waitFor(() => mine(group).length === 2);
    press('✎', group);
    const form = await telegram.waitFor(() => mine(group).find((each) => each.form));
    expect(form).toMatchObject({ asked: [ann.id] });
    telegram.say(group, ann, 'Railways', { replyTo: form.id });
    await telegram.waitFor(() => texts(group).at(-1)?.includes('is called Railways now'));
  });

  it('/chats shows the names the model gave to what was left, in the background', async () => {
    const { telegram, openai, ann, chat, texts, heard } = await openTelegram({ env: { CONVERSATION_TITLES: 'true' } });
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains in the mountains');
    await telegram.waitFor(() => texts().length === 1);
    telegram.say(chat, ann, '/new');
    await telegram.waitFor(() => texts().length === 2);
    await quiet(500);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().at(-1)?.startsWith('Your conversations'));
    expect(openai.requests[1]?.body['instructions']).toContain('Name this conversation');
    expect(heard(1)).toContain('About trains');
    // A title stands without quotes, first words in them.
    expect(texts().at(-1)).toMatch(/2\. [^“]+ — /);
  });

  it('what is left by a long silence gets its name when something is said again', async () => {
    const { telegram, openai, ann, chat, texts } = await openTelegram({
      env: { CONVERSATION_TITLES: 'true', CONVERSATION_IDLE: '1' },
    });
    const naming = (text: string) =>
      openai.requests.some(
        ({ body }) =>
          String(body['instructions']).includes('Name this') && JSON.stringify(body['input']).includes(text),
      );
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => texts().length === 1);
    await quiet(1200);
    expect(openai.requests).toHaveLength(1);
    telegram.say(chat, ann, 'About ships');
    await openai.waitFor(() => naming('About trains'));
  });

  it('/settings is edited in place and changes what the model is asked with', async () => {
    const { telegram, openai, ann, chat, texts, press, mine } = await openTelegram({
      env: { OPENAI_MODEL: 'gpt-5.4-mini' },
    });
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, '/settings');
    await telegram.waitFor(() => mine().length === 1);
    press('Verbosity');
    await telegram.waitFor(() => texts()[0]?.startsWith('Verbosity'));
    press('low');
    await telegram.waitFor(() => texts()[0]?.startsWith('Changed'));
    expect(mine()).toHaveLength(1);
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => openai.requests.length === 1);
    expect(openai.requests[0]?.body['text']).toMatchObject({ verbosity: 'low' });
  });

  it('a setting the model refuses is left out, said once, and remembered', async () => {
    const { telegram, openai, ann, chat, texts } = await openTelegram({
      env: { TEMPERATURE: '0.5' },
    });
    openai.script(() => 'Yes.');
    const error = { message: 'no', type: 'invalid_request_error', code: 'unsupported_parameter', param: 'temperature' };
    openai.fail('/responses', { status: 400, error });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts().length === 1);
    await quiet();
    expect(texts()[0]).toMatch(/^Yes\.\n\n.*does not accept Temperature/s);
    telegram.say(chat, ann, 'Again');
    await telegram.waitFor(() => texts().length === 2);
    expect(texts()[1]).toBe('Yes.');
    expect(openai.requests.at(-1)?.body).not.toHaveProperty('temperature');
  });

  it('a value the model refuses gives way to the operator’s own, is said each time, and is nobody else’s matter', async () => {
    const { telegram, openai, ann, chat, texts } = await openTelegram({ env: { TEMPERATURE: '0.5' } });
    openai.script(() => 'Yes.');
    const bob = telegram.user({ first_name: 'Bob' });
    const bobs = telegram.privateChat(bob);
    telegram.say(bobs, bob, '/settings temperature=1.7');
    await telegram.waitFor(() => texts(bobs).length === 1);
    const error = {
      message: 'no',
      type: 'invalid_request_error',
      code: 'decimal_above_max_value',
      param: 'temperature',
    };
    for (const at of [2, 3]) {
      openai.fail('/responses', { status: 400, error });
      telegram.say(bobs, bob, 'Hi');
      await telegram.waitFor(() => texts(bobs)[at - 1]?.includes('does not take 1.7 as Temperature'));
      expect(openai.requests.at(-1)?.body['temperature']).toBe(0.5);
    }
    telegram.say(chat, ann, 'Hello');
    await telegram.waitFor(() => texts().length === 1);
    expect(texts()[0]).toBe('Yes.');
    expect(openai.requests.at(-1)?.body['temperature']).toBe(0.5);
    // The operator's own is refused, too: without any.
    openai.fail('/responses', { status: 400, error });
    telegram.say(chat, ann, 'Once more');
    await telegram.waitFor(() => texts()[1]?.includes('does not take 0.5 as Temperature'));
    expect(openai.requests.at(-1)?.body).not.toHaveProperty('temperature');
  });

  it('/context and /why in a group go to the asker alone; turns can be left out there', async () => {
    const { telegram, openai, ann, chat, texts, press, heard } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await telegram.waitFor(() => texts(group).length === 1);
    telegram.say(group, ann, '/context');
    await telegram.waitFor(() => texts().some((text) => text.includes('4711')));
    expect(texts(group)).toHaveLength(1);
    press('✕ 1');
    await telegram.waitFor(() => texts().some((text) => text.includes('(left out)')));
    telegram.say(group, ann, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).not.toContain('4711');
    telegram.say(group, ann, '/why');
    await telegram.waitFor(() => texts().some((text) => text.includes('I answer')));
    expect(texts(group)).toHaveLength(2);
    expect(chat.id).toBe(ann.id);
  });

  it('what /context left out can still be asked again and taken away', async () => {
    const { telegram, openai, ann, chat, texts, press, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts().length === 1);
    const leaveOut = async (menu: number) => {
      telegram.say(chat, ann, '/context');
      await telegram.waitFor(() => texts().length === menu + 1);
      press('✕ 1');
      await telegram.waitFor(() => texts()[menu]?.includes('(left out)'));
    };
    await leaveOut(1);
    press('↻');
    await telegram.waitFor(() => texts()[0] === 'Answer 1.');
    telegram.say(chat, ann, 'What was it?');
    await telegram.waitFor(() => texts().length === 3);
    expect(heard(2)).toContain('4711');
    await leaveOut(3);
    const first = telegram.messages(chat).find(({ text, deleted }) => text === 'Answer 1.' && !deleted);
    telegram.say(chat, ann, '/delete', { replyTo: first?.id ?? 0 });
    await telegram.waitFor(() => !texts().includes('Answer 1.'));
    expect(texts().at(-1)).toContain('are gone');
  });

  it('/context of a group says the same when it is pressed on', async () => {
    const { telegram, openai, ann, texts, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await telegram.waitFor(() => texts(group).length === 1);
    telegram.say(group, ann, '/context');
    await telegram.waitFor(() => texts().length === 1);
    const [before = ''] = texts();
    press('📌 1');
    await telegram.waitFor(() => texts()[0]?.includes('1 📌'));
    expect(texts()[0]?.replace('1 📌', '1')).toBe(before);
    press('📌✕ 1');
    await telegram.waitFor(() => texts()[0] === before);
  });

  it('/context of a group, in their private chat, lets nobody take away what others asked; its admins may', async () => {
    const { telegram, openai, ann, texts, press, heard } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, bob, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await telegram.waitFor(() => texts(group).length === 1);
    const [bobs, carols] = [telegram.privateChat(bob), telegram.privateChat(carol)];
    telegram.say(group, bob, '/context');
    await telegram.waitFor(() => texts(bobs).length === 1);
    press('✕ 1', bobs, bob);
    await telegram.waitFor(() => texts(bobs)[0]?.includes('Only the person who asked'));
    telegram.say(group, ann, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => texts(group).length === 2);
    expect(heard(1)).toContain('4711');
    telegram.say(group, carol, '/context');
    await telegram.waitFor(() => texts(carols).length === 1);
    press('✕ 1', carols, carol);
    await telegram.waitFor(() => texts(carols)[0]?.includes('(left out)'));
    telegram.say(group, ann, `@${telegram.bot.username} And now?`);
    await telegram.waitFor(() => texts(group).length === 3);
    expect(heard(2)).not.toContain('4711');
  });

  it('/why tells a stranger the one thing to change', async () => {
    const { telegram, ann, chat, texts } = await openTelegram({ env: { ACCESS: 'allowlist' } });
    telegram.say(chat, ann, '/why');
    await telegram.waitFor(() => texts().length === 1);
    expect(texts()[0]).toContain('I do not answer you');
    expect(texts()[0]).toContain(`telegram:${ann.id}`);
  });
});

it('/why of a stranger is no way to flood', async () => {
  const { telegram, ann, chat, texts } = await openTelegram({ env: { ACCESS: 'allowlist' } });
  for (let at = 0; at < 30; at += 1) telegram.say(chat, ann, '/why');
  await telegram.waitFor(() => texts().length >= 4);
  await quiet(300);
  expect(texts()).toHaveLength(4);
  expect(texts().filter((text) => text.includes('Please wait'))).toHaveLength(1);
});

describe('one history', () => {
  it('a member, where the group has chosen so', async () => {
    const { telegram, openai, ann, heard, texts } = await openTelegram({ env: { HISTORY_SCOPE: 'member' } });
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await telegram.waitFor(() => texts(group).length === 1);
    telegram.say(group, bob, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => texts(group).length === 2);
    expect(heard(1)).not.toContain('4711');
    telegram.say(group, ann, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => texts(group).length === 3);
    expect(heard(2)).toContain('4711');
  });

  describe('a member, and replies', () => {
    async function openTown(env: Record<string, string>) {
      const opened = await openTelegram({ env });
      const { telegram, openai, ann, texts, mine } = opened;
      const group = telegram.group({ title: 'Town' });
      const bob = telegram.user({ first_name: 'Bob' });
      const carol = telegram.user({ first_name: 'Carol' });
      for (const user of [ann, bob, carol]) telegram.join(group, user);
      telegram.appoint(group, carol);
      openai.script((_, at) => `Answer ${at}.`);
      const first = telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
      await telegram.waitFor(() => texts(group).length === 1);
      await quiet();
      return { ...opened, group, bob, carol, first, answer: () => mine(group)[0]?.id ?? 0 };
    }

    it('an admin takes another’s question away; a stranger does not, and does not get into their history', async () => {
      const town = await openTown({ HISTORY_SCOPE: 'member' });
      const { telegram, openai, group, bob, carol, texts, first, answer, heard } = town;
      telegram.say(group, bob, `@${telegram.bot.username} What was it?`, { replyTo: answer() });
      await telegram.waitFor(() => openai.requests.length === 2);
      expect(heard(1)).not.toContain('4711');
      telegram.say(group, bob, '/delete', { replyTo: first.message_id });
      await telegram.waitFor(() => texts(group).some((text) => text.includes('Only the person who asked')));
      telegram.say(group, carol, '/delete', { replyTo: first.message_id });
      await telegram.waitFor(() => texts(group).some((text) => text.includes('are gone')));
      await telegram.waitFor(() => !texts(group).includes('Answer 0.'));
    });

    it.each(['/stop', 'stop'])('%s of an admin ends the answer it replies to; a stranger’s does not', async (words) => {
      const { telegram, openai, ann, group, bob, carol, texts, mine, press } = await openTown({
        HISTORY_SCOPE: 'member',
      });
      openai.script(() => slow);
      press('↻', group, ann);
      await telegram.waitFor(() => texts(group)[0]?.startsWith('word'));
      const stop = (who: typeof ann) => {
        telegram.say(group, who, words, { replyTo: mine(group).at(-1)?.id ?? 0 });
        return telegram.waitFor(() => texts(group).at(-1)?.endsWith('Stopped.'), 1000).catch(() => undefined);
      };
      await stop(bob);
      expect(texts(group)).toEqual([expect.not.stringContaining('Stopped')]);
      await stop(carol);
      expect(texts(group)).toEqual([expect.stringContaining('Stopped')]);
      telegram.say(group, ann, `@${telegram.bot.username} Hello`);
      await telegram.waitFor(() => texts(group)[1]?.startsWith('word'));
      await stop(carol);
      expect(texts(group)[1]).toContain('Stopped');
    });

    it('after another scope was chosen, a reply goes on from an older answer, and /delete takes it away', async () => {
      const { telegram, openai, ann, group, texts, first, answer, heard } = await openTown({});
      telegram.say(group, ann, `@${telegram.bot.username} Another thing`);
      await telegram.waitFor(() => texts(group).length === 2);
      telegram.say(group, ann, '/settings history=member');
      await telegram.waitFor(() => texts(group).length === 3);
      telegram.say(group, ann, `@${telegram.bot.username} What was it?`, { replyTo: answer() });
      await telegram.waitFor(() => texts(group).length === 4);
      expect(openai.requests).toHaveLength(3);
      expect(heard(2)).toMatch(/4711.*Answer 0\..*What was it/s);
      expect(heard(2)).not.toContain('Another thing');
      telegram.say(group, ann, '/delete', { replyTo: first.message_id });
      await telegram.waitFor(() => texts(group).some((text) => text.includes('are gone')));
      await telegram.waitFor(() => !texts(group).includes('Answer 0.'));
    });
  });

  it('begins anew after a long silence, if that is set', async () => {
    const { telegram, openai, ann, chat, heard, texts } = await openTelegram({ env: { CONVERSATION_IDLE: '1' } });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts().length === 1);
    await quiet(1200);
    telegram.say(chat, ann, 'What was it?');
    await telegram.waitFor(() => texts().length === 2);
    expect(heard(1)).not.toContain('4711');
  });

  it('after a long silence goes on in the conversation that is pressed in /chats, the current one too', async () => {
    const { telegram, openai, ann, chat, heard, texts, press } = await openTelegram({
      env: { CONVERSATION_IDLE: '1' },
    });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => texts().length === 1);
    await quiet(1200);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().length === 2);
    press('1 ✓');
    await telegram.waitFor(() => texts()[1]?.startsWith('Back in'));
    await quiet();
    telegram.say(chat, ann, 'Where were we?');
    await telegram.waitFor(() => texts().length === 3);
    expect(heard(1)).toContain('trains');
  });

  it.each(['↻', 'an edit'])('after a long silence %s wakes the conversation it is in', async (what) => {
    const { telegram, openai, ann, chat, heard, shown, press } = await openTelegram({
      env: { CONVERSATION_IDLE: '1' },
    });
    openai.script((_, at) => `Answer ${at}.`);
    const question = telegram.say(chat, ann, 'About trains');
    await shown(['Answer 0.']);
    await quiet(1200);
    if (what === '↻') press(what);
    else telegram.edit(question, 'About old trains');
    await shown(['Answer 1.']);
    telegram.say(chat, ann, 'Shorter, please');
    await shown(['Answer 1.', 'Answer 2.']);
    expect(heard(2)).toMatch(/trains.*Answer 1\./s);
  });

  it('after a long silence /context shows what would go to the model, and /continue goes on all the same', async () => {
    const { telegram, openai, ann, chat, heard, texts } = await openTelegram({ env: { CONVERSATION_IDLE: '1' } });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts().length === 1);
    await quiet(1200);
    telegram.say(chat, ann, '/context');
    await telegram.waitFor(() => texts().length === 2);
    expect(texts()[1]).not.toContain('4711');
    telegram.say(chat, ann, '/continue');
    await telegram.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toMatch(/4711.*Answer 0\..*Go on/s);
  });
});
