import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { itEach, itWhole } from '../support/whole.ts';
import { platforms } from './chat-driver.ts';
import { ended, linked, openBoth as open, share } from './sharing.ts';

/** One person's private chats on two platforms, which become one conversation, and two again. */

it('with the agreement of one side alone nothing of either shows in the other', async () => {
  const { there, here, heard, ask } = await open();
  await ask(there, 'Plums are blue');
  await ask(here, 'Figs are green');
  await linked(there, here);
  await share(here);
  expect(here.texts().at(-1)).toMatch(/^Agreed for this chat/);
  await ask(here, 'And here?');
  expect(heard()).toEqual(['Figs are green', 'Re: Figs are green', 'And here?']);
  await ask(there, 'And there?');
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'And there?']);
});

it('with both, each chat goes on with the conversation of the first, and the answer comes where it was asked', async () => {
  const { there, here, heard, ask } = await open();
  await ask(there, 'Plums are blue');
  await ask(here, 'Figs are green');
  await linked(there, here);
  await share(here);
  await share(there);
  expect(there.texts().at(-1)).toMatch(/is one with \*?ann|is one with/);
  expect(here.texts().at(-1)).toMatch(/is one with/);
  const before = there.texts();
  expect(await ask(here, 'And here?')).toMatch(/^Re: And here/);
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'And here?']);
  expect(there.texts()).toEqual(before);
  await ask(there, 'And there?');
  expect(heard().slice(-3)).toEqual(['And here?', 'Re: And here?', 'And there?']);
});

it('asked on one platform and at once on the other, both are answered in that order; /stop there ends what was asked here', async () => {
  const { bot, there, here, heard, ask } = await open();
  await linked(there, here);
  await share(there);
  await share(here);
  there.say('Tell me slowly');
  await there.until((texts) => texts.at(-1)?.startsWith('word') === true);
  here.say('And then?');
  await bot.received();
  expect(heard()).toEqual(['Tell me slowly']);
  here.say('/stop');
  await here.until((texts) => texts.at(-1) === 'Re: And then?');
  await bot.idle();
  expect(heard()[0]).toBe('Tell me slowly');
  expect(heard().at(-1)).toBe('And then?');
  expect(there.texts().at(-1)).toMatch(/^word[\s\S]*\n/);
  await ask(here, 'Plums');
  await ask(there, 'Figs');
  // A retry means what was asked in this very chat.
  const seen = there.texts();
  await ask(here, '/retry');
  expect(heard().at(-1)).toBe('Plums');
  expect(there.texts()).toEqual(seen);
});

it('an edit, a press and a reply find their exchange from either chat', async () => {
  const { bot, there, here, heard, ask } = await open();
  await linked(there, here);
  await share(there);
  await share(here);
  const said = here.say('Plums are bleu');
  await here.idle();
  await ask(there, 'Figs are green');
  said.edit('Plums are blue');
  await here.idle();
  expect(here.texts().at(-1)).toBe('Re: Plums are blue');
  expect(heard()).toEqual(['Plums are blue']);
  there.press('↻');
  await bot.idle();
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'Figs are green']);
  const at = here.texts().length - 1;
  await ask(here, 'Why?', at);
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'Why?']);
});

itEach(1, [['other'], ['first']])(
  'the %s takes it back: the other chat has its own again, and no way leads into what was shared',
  async (who) => {
    const { bot, there, here, heard, ask } = await open();
    await ask(there, 'Plums are blue');
    await ask(here, 'Figs are green');
    await linked(there, here);
    await share(there);
    await share(here);
    const shared = here.say('Pears are old');
    await here.idle();
    const at = here.texts().length - 1;
    await ended(who === 'first' ? there : here);
    expect(here.texts().at(-1)).toMatch(/isn't shared any more/);
    expect(there.texts().at(-1)).toMatch(/isn't shared any more/);
    await ask(here, 'And here?');
    expect(heard()).toEqual(['Figs are green', 'Re: Figs are green', 'And here?']);
    await ask(here, 'Why old?', at);
    expect(heard().at(-1)).toContain('Why old?');
    expect(heard().join()).not.toContain('Plums');
    // The conversation that it was asked in is out of reach: it is not answered anew.
    const asked = bot.openai.requests.length;
    shared.edit('Pears are new');
    await here.idle();
    expect(bot.openai.requests).toHaveLength(asked);
    here.press('↻');
    await here.idle();
    expect(
      bot.openai.requests
        .slice(asked)
        .map((request) => JSON.stringify(request.body))
        .join(),
    ).not.toContain('Plums');
    await ask(there, 'And there?');
    expect(heard()).toEqual([
      ...['Plums are blue', 'Re: Plums are blue', 'Pears are old', 'Re: Pears are old', 'And there?'],
    ]);
    // Agreed to again by one alone, nothing is shared.
    await share(here);
    await ask(here, 'Once more?');
    expect(heard().join()).not.toContain('Plums');
  },
);

it('a chat keeps its order while its conversation becomes another', async () => {
  const { bot, there, here, heard, ask } = await open();
  await ask(there, 'Plums are blue');
  await linked(there, here);
  await share(here);
  here.say('Tell me slowly');
  await here.until((texts) => texts.at(-1)?.startsWith('word') === true);
  there.say('/link');
  await there.until((texts) => texts.at(-1)?.includes('Your code') === true);
  there.press('Share this');
  await there.until((texts) => texts.at(-1)?.includes('Nothing is shared until') === true);
  there.press('Yes, share');
  await there.until((texts) => texts.at(-1)?.includes('is one with') === true);
  here.say('And then?');
  await bot.received();
  expect(heard()).toEqual(['Tell me slowly']);
  here.say('/stop');
  await bot.idle();
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'And then?']);
});

it('what was asked before it was taken back, and not answered yet, is not answered from it', async () => {
  const { bot, there, here, ask } = await open();
  await ask(there, 'Plums are blue');
  await linked(there, here);
  await share(there);
  await share(here);
  there.say('Tell me slowly');
  await there.until((texts) => texts.at(-1)?.startsWith('word') === true);
  here.say('And here?');
  await bot.received();
  here.say('/link');
  await here.until((texts) => texts.at(-1)?.includes('Your code') === true);
  here.press('Stop sharing');
  await here.until((texts) => texts.at(-1)?.includes("isn't shared any more") === true);
  there.say('/stop');
  await bot.idle();
  expect(here.texts().at(-1)).toMatch(/isn't shared with this chat any more/);
  expect(bot.openai.requests.filter(({ body }) => JSON.stringify(body).includes('And here?'))).toEqual([]);
});

it('/unlink ends it, and what is about the account goes on in its own chat', async () => {
  const { there, here, heard, ask } = await open();
  await ask(there, 'Plums are blue');
  await linked(there, here);
  await share(there);
  await share(here);
  await ask(here, '/privacy');
  await ask(here, '/unlink');
  here.press('Unlink');
  await here.idle();
  expect(there.texts().at(-1)).toMatch(/isn't shared any more/);
  await ask(here, 'And here?');
  expect(heard()).toEqual(['And here?']);
  here.press('⤓');
  await here.until(() => here.documents().length === 1);
});

itEach(1, [['other'], ['first']])('it is forgotten whole by either account (%s), and given to either', async (who) => {
  const { bot, there, here, ask } = await open();
  await ask(there, 'Plums are blue');
  await linked(there, here);
  await share(there);
  await share(here);
  await ask(here, 'Figs are green');
  const chat = who === 'first' ? there : here;
  await ask(chat, '/privacy');
  chat.press('⤓');
  await chat.idle();
  const [[, given] = ['', '']] = chat.documents();
  for (const words of ['Plums are blue', 'Figs are green']) expect(given).toContain(words);
  await ask(chat, '/privacy');
  chat.press('✕');
  await chat.idle();
  chat.press('Yes');
  await chat.idle();
  const database = new DatabaseSync(bot.store, { readOnly: true });
  const rows = JSON.stringify(database.prepare('SELECT * FROM entries').all());
  database.close();
  expect(rows).not.toMatch(/Plums|Figs/);
});

it('slash commands, suggestions and files of answers go the same way; what is asked for oneself alone does not', async () => {
  const { bot, there, heard, ask } = await open();
  await ask(there, 'Plums are blue');
  const user = bot.discord.user({ username: 'nan', locale: 'en-US' });
  const dm = bot.discord.dm(user);
  const here = platforms.Discord.open({ ...bot, discord: { ...bot.discord, user: () => user, dm: () => dm } });
  await linked(there, here);
  await share(there);
  await share(here);
  const use = (name: string, options: Record<string, string | boolean>) =>
    bot.discord.interact(dm, user, { name, options });
  use('ask', { prompt: 'By a command?' });
  await bot.idle();
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'By a command?']);
  use('ask', { prompt: 'Alone?', private: true });
  await bot.idle();
  expect(heard()).toEqual(['Alone?']);
  const completed = bot.discord.complete(dm, user, { name: 'chats', options: { switch: '' }, focused: 'switch' });
  await bot.discord.waitFor(() => completed.choices());
  expect(
    completed
      .choices()
      ?.map(({ name }) => name)
      .join(),
  ).toContain('Plums');
});

itWhole(
  'a batch that was begun there gives its file, though it is not shared any more',
  async () => {
    const { bot, there, here } = await open();
    await linked(there, here);
    await share(there);
    await share(here);
    bot.openai.script(({ messages }) => ({ text: `Re: ${messages.at(-1)?.text}`, firstTokenMs: 6000 }));
    here.send('/batch', [{ kind: 'file', name: 'w.csv', mime: 'text/csv', bytes: Buffer.from('word\na\nb\n') }]);
    await expect.poll(() => bot.openai.requests.length, { timeout: 20_000 }).toBe(2);
    here.say('/link');
    await here.until((texts) => texts.at(-1)?.includes('Your code') === true);
    here.press('Stop sharing');
    await expect.poll(() => here.documents().length, { timeout: 30_000 }).toBe(1);
  },
  90_000,
);

it('a person who is blocked on one platform stays so', async () => {
  const { bot, there, here, ask } = await open();
  await linked(there, here);
  await share(there);
  await share(here);
  await bot.restart({ ACCESS: 'allowlist', ALLOWED_USERS: 'telegram:1001' });
  await bot.discord.waitFor(() => bot.discord.online() === 1, 30_000);
  expect(await ask(there, 'Hello')).toBe('Re: Hello');
  expect(await ask(here, 'Hello')).not.toMatch(/^Re:/);
});
