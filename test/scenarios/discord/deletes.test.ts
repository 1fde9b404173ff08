import { describe, expect, it } from 'vitest';
import type { SimMessage } from '../../simulator/discord/world.ts';
import { creates, openDiscord, slow } from './open.ts';

describe('a deleted prompt', () => {
  it('takes its answer along, and its turn out of context', async () => {
    const { discord, openai, ann, dm, shown, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const first = discord.say(dm, ann, 'My number is 4711');
    await shown(['Answer 0.']);
    discord.say(dm, ann, 'And now?');
    await shown(['Answer 0.', 'Answer 1.']);
    discord.erase(first);
    await shown(['Answer 1.']);
    discord.say(dm, ann, 'What was it?');
    await shown(['Answer 1.', 'Answer 2.']);
    expect(heard(2)).not.toContain('4711');
    expect(heard(2)).toContain('And now?');
  });

  it('that is being answered again goes at once', async () => {
    const { discord, openai, ann, dm, shown, texts, last } = await openDiscord();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    const message = discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    discord.press(last(), ann, '↻ Again');
    await discord.waitFor(() => texts()[0]?.startsWith('word'));
    discord.erase(message);
    await shown([]);
  });

  it('that was asked once more takes its answer along', async () => {
    const { discord, openai, ann, dm, shown, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(dm, ann, 'My number is 4711');
    await shown(['Answer 0.']);
    discord.say(dm, ann, '/retry');
    await shown(['Answer 1.']);
    discord.erase(message);
    await shown([]);
    discord.say(dm, ann, 'What was it?');
    await shown(['Answer 2.']);
    expect(heard(2)).not.toContain('4711');
  });

  it('goes however many went at once, and nobody is told that this was a lot', async () => {
    const limits = { REQUESTS_PER_MINUTE: '4', CHAT_QUEUE_LIMIT: '1' };
    const { bot, discord, openai, ann, dm, shown, texts, heard } = await openDiscord({ settings: limits });
    openai.script((_, at) => `Answer ${at}.`);
    const said: SimMessage[] = [];
    for (const at of [0, 1, 2]) {
      said.push(discord.say(dm, ann, `Secret ${at}`));
      await discord.waitFor(() => texts().length === at + 1);
      await bot.idle();
    }
    discord.purge(said);
    await discord.waitFor(() => texts().length === 0, 30_000).catch(() => undefined);
    await shown([]);
    discord.say(dm, ann, 'What is left?');
    await shown(['Answer 3.']);
    expect(heard(3)).not.toContain('Secret');
  }, 120_000);

  it('while it is answered: the answer goes, and the next one is not held up', async () => {
    const { discord, openai, ann, dm, shown, texts, heard } = await openDiscord();
    openai.script((_, at) => (at === 0 ? slow : 'Next.'));
    const message = discord.say(dm, ann, 'Never mind');
    await discord.waitFor(() => texts()[0]?.startsWith('word'), 5000);
    discord.erase(message);
    await shown([]);
    discord.say(dm, ann, 'Hello');
    await shown(['Next.']);
    expect(heard(1)).not.toContain('Never mind');
  });
});

describe('a deleted command', () => {
  it.each(['/help', '/chats'])('takes its answer along: %s', async (line) => {
    const { discord, openai, ann, dm, shown } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    const command = discord.say(dm, ann, line);
    await discord.waitFor(() => discord.messages(dm).length === 4);
    discord.erase(command);
    await shown(['Answer 0.']);
    expect(openai.requests).toHaveLength(1);
  });

  it('leaves another answer that it had made to the question', async () => {
    const { bot, discord, openai, ann, dm, shown } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    const command = discord.say(dm, ann, '/retry');
    await shown(['Answer 1.']);
    await bot.idle();
    discord.erase(command);
    await bot.idle();
    await shown(['Answer 1.']);
  });
});

it('a question deleted while nobody knows that its first words were taken leaves nothing behind', async () => {
  const { discord, openai, ann, dm, mine, shown } = await openDiscord();
  openai.script([slow]);
  discord.rule({ match: creates, times: 1, drop: 'after' });
  const message = discord.say(dm, ann, 'Tell me');
  await discord.waitFor(() => mine().length === 1);
  discord.erase(message);
  await shown([]);
  expect(openai.requests).toHaveLength(1);
});
