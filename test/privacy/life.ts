import { expect } from 'vitest';
import { openTelegram } from '../scenarios/telegram/open.ts';

/** Words of Ann's; none of them is in any text of the bot's. */
export const WORDS = /wombat|kumquat|zeppelin|marzipan|Wilhelmina/i;

/** Opens a bot with which Ann does all that leaves something behind, and Bob a little. */
export async function openLife(settings: Record<string, string> = {}) {
  const opened = await openTelegram({
    platforms: ['telegram', 'discord'],
    telegram: { privacy: false },
    settings: { OPENAI_TRANSCRIPTION_MODEL: 'gpt-transcribe', ...settings },
  });
  const { bot, telegram, openai, group } = opened;
  const ann = telegram.user({ first_name: 'Wilhelmina', language_code: 'en' });
  const bob = telegram.user({ first_name: 'Bob', language_code: 'en' });
  for (const admin of [ann, bob]) telegram.appoint(group, admin);
  const chat = telegram.privateChat(ann);
  const bobs = telegram.privateChat(bob);
  openai.scriptMedia({ hear: () => 'the zeppelin is late' });
  // Answers to others that repeat what somebody said are those others'.
  openai.script(() => 'Noted.');
  /** Says something and waits until nothing goes on. */
  const say = async (...said: Parameters<typeof telegram.say>) => {
    const message = telegram.say(...said);
    await bot.idle();
    return message;
  };
  await say(chat, ann, 'Where does a wombat live?');
  await say(chat, ann, '', { voice: true });
  await say(chat, ann, '/image a kumquat');
  await say(chat, ann, '/chats');
  await say(chat, ann, '/new Marzipan');
  await say(chat, ann, 'What is in marzipan?');
  await say(chat, ann, '/settings language=en');
  await say(group, bob, '/room overhear=20');
  await say(group, ann, 'A kumquat is no wombat');
  await say(group, ann, '@parley_bot is a wombat a bear?');
  await say(group, bob, '@parley_bot which fruit is yellow?');
  await say(bobs, bob, 'A lemon?');
  expect(openai.requests.length).toBeGreaterThan(4);
  return { ...opened, ann, bob, chat, bobs, say };
}

const persona = 'slug: keeper\nname: Zeppelin keeper\nsystem: You know every wombat.\n';
const words = 'name\nwombat\nkumquat\n';

/** Has Ann leave behind each kind of thing that is kept of people. One of her batches is still under way. */
export async function openWholeLife() {
  const opened = await openLife({ CONVERSATION_SUMMARIES: 'true', CONTEXT_TURNS: '10', TELEGRAM_CHAT_RATE: '0' });
  const { bot, telegram, openai, ann, chat, group, say, press, mine } = opened;
  const { discord } = bot;
  const file = (name: string, mime: string, text: string) => ({ document: { name, mime, bytes: Buffer.from(text) } });
  const said = (words: string | RegExp) => mine(chat).some(({ text }) => text.match(words));
  const pressed = async (label: string) => {
    await press(label, chat, ann);
    await bot.idle();
  };
  await say(chat, ann, '/remember I breed a wombat');
  await say(chat, ann, '/remind in 80 days brush the wombat');
  await pressed('Delete');
  await say(chat, ann, '/remind in 90 days feed the wombat');
  // Personas: one is made, one is taken over, one file waits to be kept.
  await say(chat, ann, '/persona');
  await pressed('New persona');
  for (const words of ['Wombat friend', '/skip', 'Love each wombat.', '/skip', '/skip'])
    await say(chat, ann, words, { replyTo: mine(chat).at(-1)?.id ?? 0 });
  await say(chat, ann, '/persona', file('keeper.yaml', 'application/yaml', persona));
  await pressed('Keep it');
  await say(chat, ann, '/persona', file('later.yaml', 'application/yaml', persona.replace('keeper', 'other')));
  await say(chat, ann, '/persona mine=keeper');
  // Knowledge: a file, a message, what was said in a group.
  await say(chat, ann, '/knowledge add', file('zeppelin.txt', 'text/plain', 'A zeppelin floats.'));
  await say(chat, ann, '/knowledge add for=keeper', { replyTo: await say(chat, ann, 'Marzipan melts.') });
  await say(group, ann, '/knowledge add messages=5 The wombat talks');
  expect(telegram.messages(group).at(-1)?.text).toContain('The wombat talks');
  for (let at = 0; at < 9; at += 1) await say(chat, ann, `Wombat fact ${at}`);
  // Accounts: one on another platform, and a code for a third.
  const codeFrom = () => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(mine(chat).at(-1)?.text ?? '')?.[0] ?? 'none';
  await say(chat, ann, '/link');
  const nan = discord.user({ username: 'nan', locale: 'en-US' });
  const dm = discord.dm(nan);
  discord.say(dm, nan, `/link ${codeFrom()}`);
  await bot.idle();
  const asked = discord.messages(dm).at(-1);
  const [button] = asked?.buttons.flat() ?? [];
  if (asked) discord.press(asked, nan, button?.id ?? '');
  await bot.idle();
  await say(chat, ann, '/link');
  // What comes with a command of that platform can be fetched there for a moment only.
  const passing = { filename: 'a.txt', contentType: 'text/plain', data: Buffer.from('lemon') };
  discord.interact(dm, nan, { name: 'ask', options: { prompt: 'What is this?' }, files: { file: passing } });
  await bot.idle();
  await bot.restart({ ACCESS: 'allowlist' });
  await say(chat, ann, 'Who lets a wombat in?');
  await bot.restart();
  // Batches: done, left to the service, under way.
  await say(chat, ann, '/batch Tell of {name}', file('done.csv', 'text/csv', words));
  await telegram.waitFor(() => said(/Your batch is done/));
  await bot.idle();
  openai.batches.plan({ stays: 'in_progress', answers: 0, atOnce: true });
  telegram.say(chat, ann, '/batch when=later Tell of {name}', file('later.csv', 'text/csv', words));
  await openai.waitFor(() => openai.batches.batches.length > 0);
  openai.script(() => ({ text: 'late', firstTokenMs: 60_000 }));
  const before = openai.requests.length;
  telegram.say(chat, ann, '/batch Tell of {name}', file('now.csv', 'text/csv', words));
  await openai.waitFor(() => openai.requests.slice(before).filter(({ finished }) => !finished).length > 1);
  return { ...opened, discord, nan, dm };
}
