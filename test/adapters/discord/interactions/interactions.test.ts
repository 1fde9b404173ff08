import { describe, expect, it } from 'vitest';
import { createLocales } from '../../../../src/locales/index.ts';
import type { InboundEvent, SlashCommand, Suggestion } from '../../../../src/ports/index.ts';
import { answered, asked, commands, inServer, more, nth, type RigOptions, retry, text } from '../setup.ts';

const all: RigOptions = { context: { commands: [...commands, ...more] } };

describe('a button', () => {
  it('says what it is for, who pressed it and where', async () => {
    const { r, server, channel } = await inServer();
    const ada = server.user({ username: 'ada', locale: 'zh-CN' });
    const message = await answered(r, channel);
    const used = server.press(message, ada, 'Regenerate');
    const press = await nth(r, 0, 'press');
    expect(press).toMatchObject({
      key: `discord:i:${used.id}`,
      at: { chat: `discord:${channel.id}`, member: ada.id },
      actor: { id: `discord:${ada.id}`, locale: 'zh-CN', moderator: false },
      type: 'press',
      data: 'retry turn=k3',
      message: message.id,
      reply: { privately: false, address: { interaction: used.id, update: true, message: message.id, member: true } },
    });
    expect(press.reply).not.toHaveProperty('expiresAt');
    expect(press.reply.address).not.toHaveProperty('ephemeral');
    expect(press).not.toHaveProperty('input');
    expect(JSON.parse(JSON.stringify(press))).toEqual(press);
  });

  it.each([
    ['a moderator', true, 'server'],
    ['somebody', false, 'server'],
    ['anybody in private', true, 'dm'],
  ])('is pressed by %s', async (_, moderator, where) => {
    const { r, server, channel } = await inServer();
    const ada = server.user({ username: 'ada' });
    if (moderator && channel.guild) server.appoint(channel.guild, ada);
    server.press(await answered(r, where === 'dm' ? server.dm(ada) : channel), ada, 'Regenerate');
    expect((await nth(r, 0, 'press')).actor.moderator).toBe(moderator);
  });

  it('under an answer for one person alone belongs to that person', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel, { private: true });
    await surface.create(target, { ...text('one'), controls: retry }, { part: 0, nonce: 'n' }, signal);
    const [message] = used.messages();
    const user = server.user({ username: 'eve' });
    if (!message) throw new Error('no answer');
    expect(() => server.press(message, user, 'Regenerate')).toThrow('does not see');
    const asker = message.interaction?.user;
    server.press(message, asker ?? user, 'Regenerate');
    const press = await nth(r, 1, 'press');
    expect(press).toMatchObject({ own: true, at: { chat: `discord:${channel.id}`, member: asker?.id } });
    expect(press.reply).toMatchObject({
      privately: true,
      expiresAt: press.sentAt + 14 * 60_000,
      pace: press.key,
      address: { ephemeral: true },
    });
  });

  it('is told when the press could not be stored, in the language set for those who have none of ours', async () => {
    const { r, server, channel } = await inServer({
      context: { receive: () => Promise.reject(new Error('the disk is full')), texts: createLocales('es').texts },
    });
    const used = server.press(await answered(r, channel), server.user({ username: 'ada', locale: 'xx' }), 'Regenerate');
    await server.waitFor(() => used.state() === 'answered');
    expect(used.messages()).toMatchObject([{ content: createLocales('es').texts()('error.busy') }]);
    expect(used.ephemeral()).toBe(true);
  });
});

describe('a form', () => {
  it('opens when the core asks for it, and comes back as a press of its button', async () => {
    const { r, server, channel } = await inServer();
    const ada = server.user({ username: 'ada' });
    const label = 'Rename this conversation into something else';
    const message = await answered(r, channel, [[{ data: 'k3.f00d', label: 'Rename' }]]);
    const used = server.press(message, ada, 'k3.f00d');
    const { reply } = await nth(r, 0, 'press');
    const asked = { data: 'k3.f00d', title: 'Title', fields: [{ option: 'title', title: `${label} please` }] };
    await r.adapter.surface.openForm?.(reply, asked, r.signal);
    const form = await server.waitFor(() => used.form());
    expect(form).toMatchObject({ id: 'k3.f00d', title: 'Title', fields: [{ label: `${label}…`, style: 1 }] });
    const sent = server.submit(used, '  Holidays ');
    const press = await nth(r, 1, 'press');
    expect(press).toMatchObject({
      key: `discord:i:${sent.id}`,
      type: 'press',
      data: 'k3.f00d',
      message: message.id,
      input: { title: 'Holidays' },
      reply: { address: { interaction: sent.id, update: true, message: message.id } },
    });
    await r.adapter.surface.acknowledge(press.reply, r.signal);
    expect(sent.messages()).toEqual([]);
    expect(sent.state()).toBe('answered');
  });
});

describe('suggestions', () => {
  it('are asked for with what is written so far', async () => {
    const seen: { command: InboundEvent<SlashCommand>; option: string }[] = [];
    const long = 'x'.repeat(120);
    const suggestions: Suggestion[] = [
      { label: long, value: 'k1' },
      { label: 'too long to fill in', value: long },
      { label: '', value: 'k2' },
      ...Array.from({ length: 30 }, (_, index) => ({ label: `Chat ${index}`, value: `k${index}` })),
    ];
    const suggest = async (command: InboundEvent<SlashCommand>, option: string) => {
      seen.push({ command, option });
      return suggestions;
    };
    const { r, server, channel } = await inServer({ context: { ...all.context, suggest } });
    const ada = server.user({ username: 'ada' });
    const used = server.complete(channel, ada, { name: 'chats', options: { switch: 'Hol' }, focused: 'switch' });
    const choices = await server.waitFor(() => used.choices());
    expect(choices).toHaveLength(25);
    expect(choices.slice(0, 2)).toEqual([
      { name: 'x'.repeat(100), value: 'k1' },
      { name: 'Chat 0', value: 'k0' },
    ]);
    expect(seen).toMatchObject([
      {
        option: 'switch',
        command: { body: { name: 'chats', options: { switch: 'Hol' } }, actor: { id: `discord:${ada.id}` } },
      },
    ]);
    expect(r.received).toEqual([]);
  });

  it('for numbers are numbers', async () => {
    const suggest = async () => [
      { label: 'Three', value: '3' },
      { label: 'Many', value: 'many' },
    ];
    const { server, channel } = await inServer({ context: { ...all.context, suggest } });
    const use = { name: 'chats', focused: 'count' };
    const used = server.complete(channel, server.user({ username: 'ada' }), use);
    expect(await server.waitFor(() => used.choices())).toEqual([{ name: 'Three', value: 3 }]);
  });

  it.each<[string, () => Promise<Suggestion[]>]>([
    ['fail', () => Promise.reject(new Error('no storage'))],
    ['take too long', () => new Promise(() => undefined)],
  ])('that %s are none', async (_, suggest) => {
    const { server, channel } = await inServer({ context: { ...all.context, suggest } });
    const use = { name: 'chats', focused: 'switch' };
    const used = server.complete(channel, server.user({ username: 'ada' }), use);
    expect(await server.waitFor(() => used.choices())).toEqual([]);
    expect(used.state()).toBe('answered');
  });
});

describe("a command on a message's menu", () => {
  it('brings the message and what was written after it, for the asker alone', async () => {
    const { r, server, channel, surface, signal } = await inServer(all);
    const ada = server.user({ username: 'ada' });
    const ben = server.user({ username: 'ben', global_name: 'Ben' });
    const message = server.say(channel, ben, `see <#${channel.id}>`);
    server.say(channel, ada, 'first');
    server.say(channel, ada, '', { sticker: 'wave' });
    const own = await answered(r, channel);
    const used = server.pick(message, ada, 'Summarise from here');
    const command = await nth(r, 0, 'command');
    expect(command).toMatchObject({
      key: `discord:i:${used.id}`,
      name: 'summarise',
      options: {},
      own: true,
      at: { chat: `discord:${channel.id}`, member: ada.id },
      quote: { id: message.id, author: 'Ben', text: 'see #c' },
      reply: { privately: true },
    });
    expect(command.material).toEqual([
      { id: expect.any(String), author: 'ada', text: 'first' },
      { id: own.id, text: 'an answer' },
    ]);
    await surface.acknowledge(command.reply, signal);
    expect(used.ephemeral()).toBe(true);
    server.pick(own, ada, 'Summarise from here');
    const about = await nth(r, 1, 'command');
    expect(about.quote).toEqual({ id: own.id, text: 'an answer' });
    expect(about.material).toEqual([]);
  });

  it('does without what it cannot read, and in time', async () => {
    const { r, server, channel } = await inServer(all);
    const ada = server.user({ username: 'ada' });
    const message = server.say(channel, ada, 'hello');
    const started = Date.now();
    const undo = server.rule({ match: ({ path }) => path.endsWith('/messages'), hang: true });
    server.pick(message, ada, 'Summarise from here');
    expect(await nth(r, 0, 'command')).not.toHaveProperty('material');
    expect(Date.now() - started).toBeLessThan(2500);
    undo();
    const foreign = server.channel(server.guild({ name: 'g', member: false }), { name: 'c' });
    server.pick(server.say(foreign, ada, 'far away'), ada, 'Summarise from here');
    const command = await nth(r, 1, 'command');
    expect(command).not.toHaveProperty('material');
    expect(command.quote).toMatchObject({ text: 'far away' });
  });

  it('knows that it is not told what people write', async () => {
    const discord = { messageContent: false };
    const { r, server, channel } = await inServer({ ...all, discord, settings: discord });
    const ada = server.user({ username: 'ada' });
    const message = server.say(channel, ada, 'hello');
    server.say(channel, ada, 'secret');
    server.pick(message, ada, 'Summarise from here');
    expect(await nth(r, 0, 'command')).not.toHaveProperty('material');
  });

  it('does not take pictures alone for words it is not told', async () => {
    const { r, server, channel } = await inServer(all);
    const ada = server.user({ username: 'ada' });
    const message = server.say(channel, ada, 'hello');
    server.say(channel, ada, '', { attachments: [{ filename: 'a.png', contentType: 'image/png' }] });
    server.say(channel, ada, '', { sticker: 'wave' });
    server.pick(message, ada, 'Summarise from here');
    expect(await nth(r, 0, 'command')).toMatchObject({ quote: { text: 'hello' }, material: [] });
  });

  it('asks for its text first, in a form', async () => {
    const { r, server, channel } = await inServer(all);
    const ada = server.user({ username: 'ada', locale: 'zh-CN' });
    const message = server.say(channel, ada, 'hello');
    const used = server.pick(message, ada, 'Ask about this');
    const form = await server.waitFor(() => used.form());
    expect(form).toMatchObject({
      id: `?msg about ${message.id}`,
      title: '询问此消息',
      fields: [{ id: 'prompt', label: '问题', style: 2, required: true, most: 4000 }],
    });
    server.edit(message, 'hello, changed');
    await nth(r, 0, 'edit');
    const sent = server.submit(used, 'why?');
    expect(await nth(r, 1, 'command')).toMatchObject({
      key: `discord:i:${sent.id}`,
      name: 'about',
      options: { prompt: 'why?' },
      own: true,
      at: { chat: `discord:${channel.id}`, member: ada.id },
      quote: { id: message.id, author: 'ada', text: 'hello' },
      reply: { privately: true, address: { interaction: sent.id } },
    });
  });

  it('reads the message again after a restart', async () => {
    const first = await inServer(all);
    const { server, channel } = first;
    const ada = server.user({ username: 'ada' });
    const used = server.pick(server.say(channel, ada, 'hello'), ada, 'Ask about this');
    expect(await server.waitFor(() => used.form())).toMatchObject({ title: 'Ask about this' });
    await first.r.stop();
    const { rig } = await import('../setup.ts');
    const second = await rig({ ...all, server });
    server.submit(used, 'why?');
    expect(await nth(second, 0, 'command')).toMatchObject({ quote: { text: 'hello' }, options: { prompt: 'why?' } });
  });

  it('is no question without the message, where that cannot be read again', async () => {
    const first = await inServer(all, false);
    const { server, channel } = first;
    const ada = server.user({ username: 'ada' });
    const message = server.say(channel, ada, 'hello');
    const [one, two] = [server.pick(message, ada, 'Ask about this'), server.pick(message, ada, 'Ask about this')];
    await server.waitFor(() => one.form() && two.form());
    server.submit(one, 'why?');
    expect(await nth(first.r, 0, 'command')).toMatchObject({ quote: { text: 'hello' } });
    await first.r.stop();
    const { rig } = await import('../setup.ts');
    const second = await rig({ ...all, server });
    server.submit(two, 'why?');
    const command = await nth(second, 0, 'command');
    expect(command).toMatchObject({ options: { prompt: 'why?' }, quote: 'gone' });
  });
});

describe('answers for the asker alone', () => {
  it('are those of commands that are only for the asker, in the conversation of the channel', async () => {
    const { r, server, channel } = await inServer(all);
    const thread = server.thread(channel, { name: 't' });
    server.interact(thread, server.user({ username: 'ada' }), { name: 'chats' });
    const command = await nth(r, 0, 'command');
    expect(command).not.toHaveProperty('own');
    expect(command).toMatchObject({
      at: { chat: `discord:${thread.id}`, parent: `discord:${channel.id}` },
      reply: { privately: true },
    });
  });
});
