import { describe, expect, it } from 'vitest';
import { controlsOf, lineOf } from '../../../src/conversation/entries.ts';
import type { Control } from '../../../src/ports/index.ts';
import { openTelegram, slow } from './open.ts';

const dataOf = ({ data }: Control) => data;

describe('buttons under an answer', () => {
  it('come with the answer, not by a call of their own', async () => {
    const { telegram, openai, ann, chat, shown, labels, mine } = await openTelegram();
    openai.script(() => 'Hello.');
    telegram.say(chat, ann, 'Hi');
    await shown(['Hello.']);
    expect(labels()).toEqual(['↻ Again', '✕ Delete']);
    expect(mine()[0]?.editCount).toBe(0);
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
    const [turn = ''] = stop.split('.');
    const lines = [lineOf.retry(turn), lineOf.delete(turn)];
    const named = controlsOf(turn, [lines.map((line) => ({ line, label: '' }))])
      .flat()
      .map(dataOf);
    const forged = [stop, ...named, lineOf.stop(turn), lineOf.retry(turn), lineOf.delete(turn)];
    for (const data of forged) telegram.press(den, eve, mine(den)[0] ?? 0, data, { stale: true });
    await shown(['word '.repeat(40).trim()]);
    await shown(['Answer 0.'], den);
    expect(telegram.notifications.map(({ user }) => user)).toEqual(forged.map(() => eve.id));
    expect(openai.requests).toHaveLength(2);
  });

  it('that were made to say any command leave the answer where it is', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    const [name = ''] = mine()[0]?.buttons.flat()[0]?.data.split('.') ?? [];
    const turn = `turn=${name}`;
    const about = ['edit', 'ask x', 'translate x', 'new x', 'image x', 'summarise x', 'help', 'chats', 'settings'];
    const forged = ['retry', 'help', 'ask something else', 'new', '?chats rename=1', ''];
    forged.push(...about.map((line) => `${line} ${turn}`), `edit ${turn}`, `ask ${turn} x`);
    const lines = ['image prompt=z1', 'ask x', 'translate x', lineOf.show(name, 1), lineOf.continue(name)];
    forged.push(
      ...controlsOf(name, [lines.map((line) => ({ line, label: '' }))])
        .flat()
        .map(dataOf),
    );
    for (const data of forged) telegram.press(chat, ann, mine()[0] ?? 0, data, { stale: true });
    await telegram.waitFor(() => telegram.notifications.length === forged.length);
    expect(new Set(telegram.notifications.map(({ text }) => text))).toEqual(
      new Set([expect.stringContaining('no longer works')]),
    );
    await shown(['Answer 0.']);
    expect(openai.requests).toHaveLength(1);
  });

  it('past the limit of requests, every press is told so', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram({
      settings: { REQUESTS_PER_MINUTE: '1' },
    });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    for (let at = 1; at <= 3; at += 1) {
      press('↻');
      await telegram.waitFor(() => telegram.notifications.length === at);
    }
    // The seconds count down between the presses.
    for (const { text } of telegram.notifications) expect(text).toMatch(/Please wait \d+ s before/);
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
