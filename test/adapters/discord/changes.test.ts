import { describe, expect, it } from 'vitest';
import { flat } from '../../events.ts';
import { inServer, nth, nthEvent, placed, text } from './setup.ts';
import { createStore } from './store.ts';

/** Messages that people edit and delete. */

describe('edits', () => {
  it('tell what a message says now, without the mention of the bot', async () => {
    const { r, server, channel } = await inServer();
    const ada = server.user({ username: 'ada' });
    const thread = server.thread(channel, { name: 't' });
    const me = `<@${server.bot.id}>`;
    const said = server.say(thread, ada, `${me} what is one`);
    const prompt = await nthEvent(r, 0);
    server.edit(said, `${me} what is <@${ada.id}>`);
    const edited = await nthEvent(r, 1);
    expect(edited).toEqual({
      ...edited,
      key: expect.stringMatching(new RegExp(`^discord:edit:${said.id}:\\d{4}-\\d\\d-\\d\\dT`)),
      body: {
        type: 'edit',
        of: prompt.key,
        id: said.id,
        at: expect.closeTo(Date.now(), -4),
        text: 'what is @ada',
        whole: expect.anything(),
      },
    });
    const { sentAt: _, ...whole } = prompt;
    const body = { ...whole.body, text: 'what is @ada', length: expect.any(Number) };
    expect(flat(edited, 'edit').whole).toMatchObject({ ...whole, body });
    for (const same of ['at', 'actor', 'reply'] as const) expect(edited[same]).toEqual(prompt[same]);
    expect(prompt.at.parent).toBe(`discord:${channel.id}`);
  });

  it('are as many as there were', async () => {
    const { r, server } = await inServer();
    const ada = server.user({ username: 'ada' });
    const said = server.say(server.dm(ada), ada, 'one');
    for (const words of ['two', 'three', 'three']) server.edit(said, words);
    await nth(r, 3, 'edit');
    expect(new Set(r.received.map(({ key }) => key)).size).toBe(4);
  });

  it('are not previews, pins, other bots, the bot itself, or what is hidden from it', async () => {
    const { r, server, channel, surface, signal } = await inServer({
      discord: { messageContent: false },
      settings: { messageContent: false },
    });
    const ada = server.user({ username: 'ada' });
    const robot = server.user({ username: 'robot', bot: true });
    const said = server.say(channel, ada, `<@${server.bot.id}> https://example.com/`);
    server.preview(said);
    server.preview(said, true);
    server.pin(said);
    server.edit(server.say(channel, robot, 'x'), 'y');
    // Nobody mentions the bot any more: without the intent Discord does not tell what it says.
    server.edit(said, 'nothing for you');
    const target = { surface: 'discord', chat: '', group: true, privately: false, address: { channel: channel.id } };
    const [id = ''] = await surface.create(target, text('mine'), placed(), signal);
    await surface.edit(target, id, text('mine, changed'), signal);
    server.edit(said, `<@${server.bot.id}> again`);
    expect(await nth(r, 1, 'edit')).toMatchObject({ text: 'again' });
    // What comes after an edit and is none repeats its key.
    server.pin(said);
    const repeated = await nth(r, 2, 'edit');
    expect(repeated.key).toBe(r.received[1]?.key);
    expect(r.received).toHaveLength(3);
  });

  it('keep their place among the messages, also while nothing can be stored', async () => {
    const { hasty } = await import('./setup.ts');
    const store = createStore();
    const refused = new Set<string>();
    store.before = ([inbound]) => {
      if (!inbound || refused.has(inbound.key)) return;
      refused.add(inbound.key);
      throw new Error('the disk is full');
    };
    const { server } = await inServer({ context: { receive: store.receive, cursor: store.cursor, clock: hasty } });
    const ada = server.user({ username: 'ada' });
    const dm = server.dm(ada);
    const said = server.say(dm, ada, 'one');
    server.edit(said, 'one, changed');
    server.say(dm, ada, 'two');
    server.erase(said);
    const kinds = () => store.accepted.map(({ body }) => body.type);
    await expect.poll(kinds).toEqual(['message', 'edit', 'message', 'delete']);
  });
});

describe('deletions', () => {
  it('name the messages, and nobody', async () => {
    const { r, server, channel } = await inServer();
    const ada = server.user({ username: 'ada' });
    const said = server.say(channel, ada, 'not even for the bot');
    server.erase(said);
    const deleted = await nth(r, 0, 'delete');
    expect(deleted).toMatchObject({
      key: `discord:delete:${said.id}`,
      at: { chat: `discord:${channel.id}` },
      actor: { id: 'discord:0', name: '' },
      of: [{ key: `discord:${said.id}`, id: said.id }],
      reply: { address: { channel: channel.id } },
    });
    expect(deleted.reply).not.toHaveProperty('prompt');
  });

  it('of many at once are one', async () => {
    const { r, server, channel } = await inServer();
    const ada = server.user({ username: 'ada' });
    const said = ['1', '2', '3'].map((each) => server.say(channel, ada, each));
    server.purge(said);
    const { of, key } = await nth(r, 0, 'delete');
    expect(of).toEqual(said.map(({ id }) => ({ key: `discord:${id}`, id })));
    expect(key).toBe(`discord:delete:${said[0]?.id}`);
    expect(r.received).toHaveLength(1);
  });
});
