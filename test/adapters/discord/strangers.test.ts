import { expect, it } from 'vitest';
import { createFacts } from '../facts.ts';
import { rig } from './setup.ts';

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
