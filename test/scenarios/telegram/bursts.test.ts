import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

/** Grows for longer than anybody needs to write three messages. */
const short = { text: 'word '.repeat(60).trim(), tokensPerSecond: 40 };

async function open(BURSTS: string) {
  const opened = await openTelegram({ settings: { BURSTS } });
  const { telegram, openai, ann, chat, texts, bot } = opened;
  openai.script(({ messages }) => (messages.at(-1)?.text === 'First' ? short : `Re: ${messages.at(-1)?.text}`));
  /** Says the first, and the others while that is answered. */
  const burst = async (...says: string[]) => {
    telegram.say(chat, ann, 'First');
    await telegram.waitFor(() => texts().some((text) => text.startsWith('word')), 30_000);
    const said = says.map((text) => telegram.say(chat, ann, text));
    await bot.received();
    return said;
  };
  /** What was answered behind the first, and which of the messages each answer replies to. */
  const seen = async () => {
    await telegram.waitFor(() => texts().length > 1, 30_000);
    await bot.idle();
    return texts().slice(1);
  };
  return { ...opened, burst, seen };
}

describe('messages that wait', () => {
  it('are answered each by itself', async () => {
    const { burst, seen } = await open('each');
    await burst('One', 'Two');
    expect(await seen()).toEqual(['Re: One', 'Re: Two']);
  });

  it('are answered together where the chat wants that, up to a command', async () => {
    const { burst, seen, mine } = await open('together');
    const [, two] = await burst('One', 'Two', '/help', 'Three');
    const [both, help, three] = await seen();
    expect([both, three]).toEqual(['Re: One\n\nTwo', 'Re: Three']);
    expect(help).toContain('/settings');
    expect(mine()[1]?.replyTo).toBe(two?.message_id);
  });

  it('can be edited, and the answer to all of them is made anew', async () => {
    const { telegram, burst, seen, texts } = await open('together');
    const [one] = await burst('One', 'Two');
    expect(await seen()).toEqual(['Re: One\n\nTwo']);
    if (one) telegram.edit(one, 'Uno');
    await telegram.waitFor(() => texts().includes('Re: Uno\n\nTwo'), 30_000);
    expect(texts()).toHaveLength(2);
  });

  it('are stopped by a word that stops', async () => {
    const { burst, seen, texts, telegram } = await open('together');
    await burst('One', 'stop', 'Two');
    await telegram.waitFor(() => texts()[0]?.includes('Stopped'), 30_000);
    expect(await seen()).toEqual(['Re: One\n\nTwo']);
  });
});
