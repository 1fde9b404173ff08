import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OldBot, openOld, type Surface, soon } from './old-bot.ts';

/**
 * What an older version had said, shown and been told goes on to mean what it meant: history, threads and choices, and every
 * button and message that is out there.
 */

let bot: OldBot;
beforeAll(async () => {
  bot = await openOld(2);
  await bot.idle();
}, 120_000);
afterAll(() => bot.close());

const surfaces: Surface[] = ['telegram', 'discord'];

const lastBody = () => JSON.stringify(bot.openai.requests.at(-1)?.body);

describe.each(surfaces)('on %s', (surface) => {
  it('an old menu of threads switches, and knows titles and what was dropped', async () => {
    const chat = bot.open(surface, 'threads');
    const [menu] = chat.bubbles().toReversed();
    expect(await chat.hears('And here?')).toEqual(['delta', 'Re: delta', 'And here?']);
    expect(menu?.text).toMatch(/delta.*beta.*Trains/s);
    chat.press('2', menu);
    await soon(() => chat.texts().join()).toContain('Back in');
    await bot.idle();
    expect(await chat.hears('And there?')).toEqual(['beta', 'Re: beta', 'And there?']);
    chat.press('3', menu);
    await soon(() => chat.texts().join()).toMatch(/Back in \S*Trains/);
    await bot.idle();
    expect(await chat.hears('And now?')).toEqual(['alpha', 'Re: alpha', 'And now?']);
    chat.say('/chats');
    await soon(() => chat.texts().at(-1)).toMatch(/Trains.*✓.*(beta|delta).*(beta|delta)/s);
    expect(chat.texts().at(-1)).not.toContain('gamma');
  });

  it('what was left out of the context and pinned stays so, and its old menu takes it back in', async () => {
    const chat = bot.open(surface, 'context');
    const [menu] = chat.bubbles().toReversed();
    expect(await chat.hears('Well?')).toEqual(['one', 'Re: one', 'three', 'Re: three', 'Well?']);
    chat.press('↩ 2', menu);
    await soon(() =>
      chat
        .bubbles()
        .find(({ id }) => id === menu?.id)
        ?.buttons.join(),
    ).toContain('✕ 2');
    await bot.idle();
    expect((await chat.hears('And now?')).slice(0, 4)).toEqual(['one', 'Re: one', 'two', 'Re: two']);
    expect(chat.bubbles().find(({ id }) => id === menu?.id)?.text).toMatch(/1 📌/);
  });

  it('an answer of several can be turned back to', async () => {
    const chat = bot.open(surface, 'retried');
    chat.press('◀');
    await chat.shows('Re: Tell me');
    expect(await chat.hears('Well?')).toEqual(['Tell me', 'Re: Tell me', 'Well?']);
    chat.press('▶', chat.bubbles()[0]);
    await chat.shows('Re 2: Tell me', 'New: Well?');
  });

  it.each(['settings', 'retried'])('presses that a client makes up under old buttons do nothing: %s', async (name) => {
    const chat = bot.open(surface, name);
    const before = chat.texts();
    const asked = bot.openai.requests.length;
    const lines = ['image prompt=z1 count=10', 'ask prompt=x', 'translate x', 'new', 'help', '?image', '?model', ''];
    for (const data of lines) chat.makeUp(data);
    await bot.received();
    await bot.idle();
    expect(chat.texts()).toEqual(before);
    expect(bot.openai.requests).toHaveLength(asked);
  });

  it('the chat keeps its settings, and its old menus change them', async () => {
    const chat = bot.open(surface, 'settings');
    const [models, settings] = chat.bubbles().toReversed();
    await chat.hears('Which now?');
    const advanced = String(bot.openai.requests.at(-1)?.body['model']);
    expect(lastBody()).toContain('"verbosity":"low"');
    chat.press('Verbosity', settings);
    await soon(() => buttonsOf(settings?.id)).toMatch(/high/);
    await bot.idle();
    chat.press('high', settings);
    await soon(() => chat.bubbles().find(({ id }) => id === settings?.id)?.text).toMatch(/^Changed/);
    await bot.idle();
    const basic = chat
      .bubbles()
      .find(({ id }) => id === models?.id)
      ?.buttons.find((label) => !label.startsWith('✓'));
    chat.press(basic ?? '', models);
    await soon(() => buttonsOf(models?.id)).toContain(`✓ ${basic}`);
    await bot.idle();
    await chat.hears('And which now?');
    expect(lastBody()).toContain('"verbosity":"high"');
    expect(bot.openai.requests.at(-1)?.body['model']).not.toBe(advanced);

    function buttonsOf(id: string | undefined): string | undefined {
      return chat
        .bubbles()
        .find((bubble) => bubble.id === id)
        ?.buttons.join();
    }
  });

  it('an edited command that was none, and a picture whose words become a question, are answered in their place', async () => {
    const chat = bot.open(surface, 'noted');
    expect(chat.bubbles().map(({ pictures }) => pictures)).toEqual([0, 1]);
    chat.edit('typo', '/ask the cat');
    await soon(() => chat.texts()[0]).toBe('New: the cat');
    await bot.idle();
    chat.edit('image', 'Two and two?');
    await chat.shows('New: the cat', 'New: Two and two?');
    expect(chat.bubbles()[0]?.id).toBe(chat.before[0]?.id);
  });

  it('an edited question is asked anew in its place, and what was said after it stays', async () => {
    const chat = bot.open(surface, 'edit');
    chat.edit('first', 'The cat');
    await chat.shows('New: The cat', 'Re: And the dog');
    expect(chat.bubbles().map(({ id }) => id)).toEqual(chat.before.map(({ id }) => id));
    const said = ['The cat', 'New: The cat', 'And the dog', 'Re: And the dog', 'Well?'];
    expect(await chat.hears('Well?')).toEqual(said);
  });

  it('a reply to an older answer goes on from there', async () => {
    const chat = bot.open(surface, 'branch');
    expect(await chat.hears('third', chat.before[0])).toEqual(['first', 'Re: first', 'third']);
  });

  it('what the first version stored is known, can be asked again and be deleted', async () => {
    const chat = bot.open(surface, 'v1');
    expect(await chat.hears('Who am I?')).toEqual(['My name is Ann', 'Re: My name is Ann', 'Who am I?']);
    chat.press('↻', chat.before[0]);
    // That version did not keep which message had asked: the words are shown above the answer.
    await chat.shows(/My name is Ann\n\nNew: My name is Ann$/, 'New: Who am I?');
    chat.press('✕', chat.before[0]);
    await chat.shows('New: Who am I?');
    expect((await chat.hears('Well?')).join()).not.toContain('Ann');
  });

  it('one history a member stays one a member', async () => {
    const chat = bot.open(surface, 'member');
    const mention = surface === 'telegram' ? '@parley_bot' : `<@${bot.discord.bot.id}>`;
    expect((await chat.hears(`${mention} Well?`)).join()).toMatch(/plums.*Well/s);
    bot.stranger(surface, 'member', `${mention} What did they say?`);
    const asked = () => bot.openai.requests.findLast(({ body }) => JSON.stringify(body).includes('What did they say?'));
    await soon(asked).toBeDefined();
    expect(JSON.stringify(asked()?.body)).not.toContain('plums');
    await bot.idle();
  });
});

describe('on Telegram', () => {
  it('a menu that was shown to one person alone works on the group', async () => {
    const own = bot.open('telegram', 'group-own');
    own.press('✕ 1');
    await soon(() => own.texts().join()).toContain('left out');
    await bot.idle();
    // Who is an admin of the group decides there about what others asked.
    own.press('✕ 3');
    await soon(() => own.bubbles()[0]?.buttons.join()).toMatch(/↩ 3.*↩ 1/);
    await bot.idle();
    const heard = await bot.open('telegram', 'group').hears('@parley_bot Well?');
    expect(heard.join()).toMatch(/^(?!.*(?:apples|bananas)).*pears.*Well/s);
  });

  it('the group that moved has its history and its choices', async () => {
    const heard = await bot.open('telegram', 'moved').hears('@parley_bot Well?');
    expect(heard.join()).toMatch(/figs.*dates.*Well/s);
    const model = bot.openai.requests.at(-1)?.body['model'];
    await bot.open('telegram', 'group').hears('@parley_bot And here?');
    expect(bot.openai.requests.at(-1)?.body['model']).not.toBe(model);
  });

  it('a reply to the question of a form completes its command', async () => {
    const chat = bot.open('telegram', 'form');
    chat.say('Journeys', chat.bubbles().at(-1));
    await soon(() => chat.texts().join()).toMatch(/Journeys.*✓/);
    expect(bot.asked('Journeys')).toEqual([]);
  });

  it('an edited piece of what was sent together is asked anew with the other', async () => {
    const chat = bot.open('telegram', 'pieces');
    chat.edit('first', 'Who is');
    await soon(() => chat.texts().join()).toMatch(/^New: /);
    await bot.idle();
    expect((await chat.hears('Well?')).join()).toMatch(/Who is\s+this\?.*Well\?/s);
    expect(chat.texts()).toHaveLength(2);
  });

  it('settings that could not be read are gone, and the history beside them is not', async () => {
    const heard = await bot.open('telegram', 'damaged').hears('And then?');
    expect(heard.slice(0, 2)).toEqual(['Well?', 'Re: Well?']);
    expect(lastBody()).not.toContain('"verbosity":"low"');
  });

  it('a message that was answered before is not answered again when it is delivered again', async () => {
    const chat = bot.open('telegram', 'branch');
    const count = chat.texts().length;
    bot.redeliver('branch');
    await bot.open('telegram', 'damaged').hears('Still here?');
    await bot.idle();
    expect(chat.texts()).toHaveLength(count);
  });
});

describe('on Discord', () => {
  it('a menu that only its reader sees works on the channel', async () => {
    const { discord } = bot;
    const { user, chat, menu } = bot.named('discord', 'group');
    const person = discord.known(String(user), String(chat)).user;
    const used = discord.press({ id: String(menu) }, person, '✕ 1');
    await soon(() => used.state()).toBe('answered');
    await bot.idle();
    const heard = await bot.open('discord', 'group').hears(`<@${discord.bot.id}> Well?`);
    expect(heard.join()).toMatch(/^(?!.*apples).*pears.*Well/s);
  });

  it('a thread has its history', async () => {
    const heard = await bot.open('discord', 'thread').hears(`<@${bot.discord.bot.id}> Well?`);
    expect(heard.join()).toMatch(/cherries.*Well/s);
  });
});
