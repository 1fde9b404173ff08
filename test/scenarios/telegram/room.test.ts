import { describe, expect, it } from 'vitest';
import type { Seams } from '../../../src/composition/seams.ts';
import type { InboundEvent, Receive } from '../../../src/ports/index.ts';
import { openTelegram } from './open.ts';

/** A group in which the bot sees all that is said, and Ann is an admin. */
async function openRoom(options: Parameters<typeof openTelegram>[0] = {}) {
  const opened = await openTelegram({ telegram: { privacy: false }, ...options });
  const { bot, telegram, openai, ann, group, mine } = opened;
  telegram.appoint(group, ann);
  const bob = telegram.user({ first_name: 'Bob' });
  openai.script((_, at) => `Answer ${at}.`);
  /** Ann chooses. */
  const choose = async (line: string, more: { topic?: number } = {}, where = group) => {
    const before = mine(where).length;
    telegram.say(where, ann, `/room@parley_bot ${line}`, more);
    await telegram.waitFor(() => mine(where).length > before);
    await bot.idle();
    return mine(where).at(-1)?.text ?? '';
  };
  const said = (where = group) => mine(where).filter(({ text }) => text.startsWith('Answer'));
  return { ...opened, bob, choose, said };
}

describe('a room', () => {
  it('is answered always, or when a name is said, and else when asked', async () => {
    const { bot, telegram, bob, group, choose, said, heard } = await openRoom();
    telegram.say(group, bob, 'Robbie, hello?');
    await bot.idle();
    expect(said()).toHaveLength(0);
    expect(await choose('answer=names names=Robbie')).toContain('“Robbie”');
    telegram.say(group, bob, 'Nobody asked');
    telegram.say(group, bob, 'So, robbie, what is new?');
    telegram.say(group, bob, '/robbie is a command');
    await telegram.waitFor(() => said().length === 1);
    await bot.idle();
    expect(said()).toHaveLength(1);
    expect(heard(0)).toContain('So, robbie, what is new?');
    await choose('answer=always');
    telegram.say(group, bob, 'Nobody asked');
    await telegram.waitFor(() => said().length === 2);
    telegram.say(group, bob, '/other');
    await choose('answer=asked');
    telegram.say(group, bob, 'Nobody asked again');
    telegram.say(group, bob, '@parley_bot still there?');
    await telegram.waitFor(() => said().length === 3);
    await bot.idle();
    expect(said()).toHaveLength(3);
    expect(heard(-1)).toContain('still there?');
  });

  it('is never answered but to commands, forms among them', async () => {
    const { bot, telegram, ann, bob, group, choose, said, press, mine, openai } = await openRoom();
    await choose('never');
    telegram.say(group, bob, '@parley_bot hello?');
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    telegram.say(group, bob, '/ask@parley_bot hello?');
    await telegram.waitFor(() => said().length === 1);
    press('My names', group, ann);
    const form = await telegram.waitFor(() => mine(group).find(({ text }) => text.includes('separated by commas')));
    await bot.idle();
    telegram.say(group, ann, 'Robbie', { replyTo: form.id });
    await telegram.waitFor(() => mine(group).some(({ text }) => text.includes('“Robbie”')));
    telegram.say(group, bob, 'Hello?', { replyTo: said()[0]?.id ?? 0 });
    const message = telegram.say(group, bob, 'Well');
    telegram.edit(message, '@parley_bot well?');
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
  });

  it('may be another in a topic', async () => {
    const { bot, telegram, ann, bob, choose, said, mine } = await openRoom();
    const forum = telegram.group({ title: 'Forum', forum: true });
    telegram.appoint(forum, ann);
    const [tea, rest] = [telegram.topic(forum, ann, 'Tea'), telegram.topic(forum, ann, 'Rest')];
    await choose('never group=yes', { topic: tea }, forum);
    await choose('always', { topic: tea }, forum);
    telegram.say(forum, bob, 'Which tea?', { topic: tea });
    telegram.say(forum, bob, '@parley_bot and here?', { topic: rest });
    await telegram.waitFor(() => said(forum).length === 1);
    await bot.idle();
    expect(said(forum).map(({ topic }) => topic)).toEqual([tea]);
    telegram.say(forum, ann, '/room@parley_bot answer=default', { topic: tea });
    await telegram.waitFor(() => mine(forum).at(-1)?.text.includes('only commands (as in the whole group)'));
  });

  it('does not answer who may not speak there, nor tells them so', async () => {
    const { bot, telegram, ann, bob, group, choose, said, mine, openai } = await openRoom();
    await choose('always');
    await bot.restart({ ACCESS: 'allowlist', OWNERS: `telegram:${ann.id}` });
    telegram.say(group, bob, 'Hello');
    telegram.say(group, ann, 'Good morning');
    await telegram.waitFor(() => said().length === 1);
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
    expect(mine(group)).toHaveLength(2);
  });

  it('says that privacy mode hides the room', async () => {
    const { choose } = await openRoom({ telegram: { privacy: true } });
    expect(await choose('always')).toContain('Privacy mode hides most messages');
  });
});

describe('overhearing', () => {
  it('leaves out what was taken for part of a question, also where that is delivered again', async () => {
    const events: InboundEvent[] = [];
    let receive: Receive = () => Promise.reject(new Error('not started'));
    const seams: Seams = {
      receive: (own) => {
        receive = own;
        return (batch, cursor) => {
          events.push(...batch);
          return own(batch, cursor);
        };
      },
    };
    const { bot, telegram, bob, group, choose, said, heard } = await openRoom({ seams });
    await choose('overhear=20');
    telegram.say(group, bob, '@parley_bot is this right?');
    telegram.say(group, bob, 'The earth is flat.', { forward: telegram.user({ first_name: 'Carl' }) });
    await telegram.waitFor(() => said().length === 1);
    await bot.idle();
    await receive(events.slice(-2));
    telegram.say(group, bob, '@parley_bot and now?');
    await telegram.waitFor(() => said().length === 2);
    expect(heard(-1)).not.toContain('overheard');
  });

  it('tells a question of what was said before it, as it says now, and answers none of it', async () => {
    const { bot, telegram, ann, bob, group, choose, said, heard, openai } = await openRoom();
    telegram.say(group, bob, 'Before it was chosen');
    await choose('overhear=20 hours=2');
    const boat = telegram.say(group, bob, 'The boat leaves at nine');
    telegram.say(group, bob, 'Wrong group, sorry: my key is 4711');
    telegram.say(group, bob, '/other command');
    await bot.idle();
    telegram.edit(boat, 'The boat leaves at ten');
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    telegram.say(group, ann, '@parley_bot when do we leave?');
    await telegram.waitFor(() => said().length === 1);
    expect(heard(0)).toMatch(
      /kind=\\"overheard\\">\\nBob: The boat leaves at ten\\nBob: Wrong group.*when do we leave/,
    );
    expect(heard(0)).not.toMatch(/Before it was chosen|at nine|other command/);
    // It is in the store, and nowhere else.
    await bot.restart();
    telegram.say(group, ann, '@parley_bot and what is the key?');
    await telegram.waitFor(() => said().length === 2);
    expect(heard(1)).toContain('4711');
    await choose('overhear=0');
    telegram.say(group, bob, 'Nobody hears this');
    await choose('overhear=20');
    telegram.say(group, ann, '@parley_bot anything new?');
    await telegram.waitFor(() => said().length === 3);
    expect(heard(2)).not.toMatch(/overheard\\|Nobody hears|4711/);
  });

  it('is what somebody has missed', async () => {
    const { bot, telegram, ann, bob, group, choose, said, heard } = await openRoom();
    await choose('overhear=20');
    telegram.say(group, bob, 'The boat leaves at nine');
    await bot.idle();
    telegram.say(group, ann, '/summarise@parley_bot');
    await telegram.waitFor(() => said()[0]?.text.includes('From what I overheard here: 1 message,'));
    expect(heard(0)).toMatch(/Bob: The boat leaves at nine.*what I missed/);
  });

  it('keeps nothing of people who may not speak there', async () => {
    const { bot, telegram, ann, bob, group, choose, said, heard } = await openRoom();
    await choose('overhear=20');
    await bot.restart({ ACCESS: 'allowlist', OWNERS: `telegram:${ann.id}` });
    telegram.say(group, bob, 'A stranger was here');
    telegram.say(group, ann, 'Ann was here');
    await bot.idle();
    telegram.say(group, ann, '@parley_bot who was here?');
    await telegram.waitFor(() => said().length === 1);
    expect(heard(0)).toContain('Ann: Ann was here');
    expect(heard(0)).not.toContain('stranger');
  });

  it('stays within its topic', async () => {
    const { bot, telegram, ann, bob, choose, said, heard } = await openRoom();
    const forum = telegram.group({ title: 'Forum', forum: true });
    telegram.appoint(forum, ann);
    const [tea, rest] = [telegram.topic(forum, ann, 'Tea'), telegram.topic(forum, ann, 'Rest')];
    await choose('overhear=20 group=yes', { topic: rest }, forum);
    await choose('overhear=0', { topic: rest }, forum);
    telegram.say(forum, bob, 'Earl Grey it is', { topic: tea });
    telegram.say(forum, bob, 'A secret', { topic: rest });
    await bot.idle();
    telegram.say(forum, ann, '@parley_bot which tea?', { topic: tea });
    await telegram.waitFor(() => said(forum).length === 1);
    telegram.say(forum, ann, '@parley_bot what was said?', { topic: rest });
    await telegram.waitFor(() => said(forum).length === 2);
    expect(heard(0)).toContain('Earl Grey it is');
    expect(heard(1)).not.toMatch(/Earl Grey it is|A secret/);
  });

  it('are not what belongs to a question', async () => {
    const { bot, telegram, openai, bob, group, choose, said, heard } = await openRoom();
    await choose('overhear=20');
    const forward = { id: 99, is_bot: false as const, first_name: 'Carl' };
    telegram.say(group, bob, 'Look at that');
    telegram.say(group, bob, 'The earth is flat.', { forward });
    telegram.say(group, bob, '@parley_bot is that so?');
    await telegram.waitFor(() => said().length === 1);
    await bot.idle();
    const last = heard(openai.requests.length - 1) ?? '';
    expect(last.split('The earth is flat.')).toHaveLength(2);
    expect(last).toContain('Look at that');
  });
});
