import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../schedule/jumping-clock.ts';
import { openTelegram } from './open.ts';

/** Reminders of somebody whose time zone is asked for first: whatever they said is there when they have answered. */

const DAY = 86_400_000;

async function open() {
  const clock = createJumpingClock();
  const opened = await openTelegram({ clock });
  const { bot, telegram, texts, press } = opened;
  const say = async (...said: Parameters<typeof telegram.say>) => {
    const message = telegram.say(...said);
    await bot.idle();
    return message;
  };
  /** Answers the question for the zone, and lets time pass until it is told. */
  const told = async () => {
    await press('London');
    await bot.idle();
    expect(texts().at(-1)).toContain('tell you');
    clock.pass(2 * DAY);
    await telegram.waitFor(() => texts().some((text) => text.includes('⏰') && !/will/.test(text)), 6000);
    await bot.idle();
    return texts().findLast((text) => text.includes('⏰'));
  };
  return { ...opened, say, told };
}

describe('a reminder that waits for the zone', () => {
  it('may be as long as any', async () => {
    const { say, told, chat, ann } = await open();
    const words = 'buy milk and bread '.repeat(60).trim();
    await say(chat, ann, `/remind tomorrow at 9:00 ${words}`);
    expect(await told()).toContain(words);
  });

  it('has its own words where it replies to a message', async () => {
    const { say, told, chat, ann } = await open();
    const other = await say(chat, ann, 'The bill of the dentist');
    await say(chat, ann, '/remind look at this tomorrow at 9:00', { replyTo: other.message_id });
    expect(await told()).toContain('look at this');
  });

  it('is what was asked for, whatever the message says that it replies to', async () => {
    const { say, told, chat, ann, openai } = await open();
    openai.script(() => 'Asked.');
    const other = await say(chat, ann, 'Feed the cat repeat=daily as=question');
    const before = openai.requests.length;
    await say(chat, ann, '/remind tomorrow at 9:00', { replyTo: other.message_id });
    expect(await told()).toContain('Feed the cat');
    expect(openai.requests).toHaveLength(before);
  });
});
