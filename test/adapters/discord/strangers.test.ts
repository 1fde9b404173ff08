import * as v from 'valibot';
import { expect, it } from 'vitest';
import { messageEvent } from '../../../adapters/discord/gateway/events.ts';
import { type Directory, promptOf } from '../../../adapters/discord/inbound.ts';
import { flat } from '../../events.ts';
import { createFacts } from '../facts.ts';
import { inServer, more, nth, rig } from './setup.ts';

it('nothing is kept about people who may not use the bot: neither their chat nor their language', async () => {
  const { facts, store } = createFacts();
  let allowed = '';
  const { server, received } = await rig({ context: { store, admits: ({ actor }) => actor.id === allowed } });
  await server.waitFor(() => server.commands().some(({ name }) => name === 'ask'));
  const stranger = server.user({ username: 'sam', locale: 'es-ES' });
  const ann = server.user({ username: 'ann', locale: 'de' });
  allowed = `discord:${ann.id}`;
  for (const user of [stranger, ann]) {
    const dm = server.dm(user);
    server.say(dm, user, 'hello');
    server.interact(dm, user, { name: 'ask', options: { prompt: 'hi' } });
  }
  await server.waitFor(() => received.length === 4);
  await server.waitFor(() => facts.has(`locale:${ann.id}`));
  const about = [...facts.keys()].filter((key) => /^(direct|locale):/.test(key));
  expect(about.toSorted()).toEqual([`direct:${server.dm(ann).id}`, `locale:${ann.id}`]);
});

it('a command on a message reads nothing for people who may not use the bot, and opens no form for them', async () => {
  let allowed = '';
  const { server, received, r, channel } = await inServer({
    context: { commands: more, admits: ({ actor }) => actor.id === allowed },
  });
  const stranger = server.user({ username: 'sam' });
  const ann = server.user({ username: 'ann' });
  allowed = `discord:${ann.id}`;
  const message = server.say(channel, ann, 'hello');
  server.say(channel, ann, 'and more');
  const used = [
    server.pick(message, stranger, 'Summarise from here'),
    server.pick(message, stranger, 'Ask about this'),
  ];
  await server.waitFor(() => received.length === 2);
  for (const [at, event] of received.entries()) {
    expect(flat(event, 'command')).not.toHaveProperty('material');
    expect(used[at]?.form()).toBeUndefined();
  }
  const asked = () => server.calls.filter(({ path }) => /\/(messages|callback)/.test(path));
  expect(asked()).toEqual([]);
  server.pick(message, ann, 'Summarise from here');
  expect(await nth(r, 2, 'command')).toMatchObject({ material: [{ text: 'and more' }] });
});

it('what people who may not use the bot begin to write costs no call', async () => {
  let allowed = '';
  const suggest = async () => [{ label: 'One', value: '1' }];
  const { server, channel } = await inServer({
    context: { commands: more, suggest, admits: ({ actor }) => actor.id === allowed },
  });
  const [stranger, ann] = [server.user({ username: 'sam' }), server.user({ username: 'ann' })];
  allowed = `discord:${ann.id}`;
  const writes = (user: typeof ann) =>
    server.complete(channel, user, { name: 'chats', options: { switch: 'a' }, focused: 'switch' });
  const ignored = writes(stranger);
  const used = writes(ann);
  expect(await server.waitFor(() => used.choices())).toHaveLength(1);
  expect(ignored.state()).toBe('pending');
});

it('a made-up form, and a command on a message, read nothing to who may not read what was said before', async () => {
  const { server, r, channel } = await inServer({ context: { commands: more } });
  const ann = server.user({ username: 'ann' });
  const bob = server.user({ username: 'bob', newcomer: true });
  const secret = server.say(channel, ann, 'secret');
  const message = server.say(channel, ann, 'hello');
  server.say(channel, ann, 'and more');
  const used = server.pick(message, bob, 'Ask about this');
  await server.waitFor(() => used.form());
  server.submit(used, 'What does it say?', `?msg about ${secret.id}`);
  expect(await nth(r, 0, 'command')).toMatchObject({ quote: 'gone' });
  server.pick(message, bob, 'Summarise from here');
  expect(await nth(r, 1, 'command')).not.toHaveProperty('material');
});

it('what somebody replies to is looked up for people who may use the bot, and for nobody else', async () => {
  const looked: string[] = [];
  const [id, channel, other] = ['1576677864663678982', '1576677864663678983', '1576677864663678981'];
  const event = (author: string) =>
    v.parse(messageEvent, {
      ...{ id, channel_id: channel, author: { id: author, username: 'x' }, content: 'hi', type: 19, flags: 0 },
      ...{ mentions: [], mention_roles: [], attachments: [], sticker_items: [] },
      message_reference: { type: 0, channel_id: channel, message_id: other },
    });
  const directory = {
    ...{
      self: '1',
      ownRoles: () => [],
      thread: async () => undefined,
      isChannelToo: () => false,
      isTold: () => true,
    },
    ...{ language: () => undefined, locale: () => undefined, namesAt: () => ({ self: '1', role, channel: role }) },
    admits: ({ actor }: { actor: { id: string } }) => actor.id === `discord:${id}`,
    message: async (_channel: string, id: string) => void looked.push(id),
  } as unknown as Directory;
  for (const author of [other, id]) await promptOf(event(author), directory, 0);
  expect(looked).toHaveLength(1);
});

const role = () => undefined;
