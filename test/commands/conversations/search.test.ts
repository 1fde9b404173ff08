import { expect, it } from 'vitest';
import { openChat } from '../chat.ts';
import { fits } from '../menu.ts';
import { button, inGroup, labels } from '../said.ts';

const textOf = (said: { end: { files?: readonly { bytes: Uint8Array }[] } }) =>
  Buffer.from(said.end.files?.[0]?.bytes ?? []).toString();

it.each([
  ['wombats', 'Where do wombats live?'],
  ['WOMBAT live', 'Where do wombats live?'],
  ['退货', '怎么退货？'],
  ['货', '怎么退货？'],
])('/search %s finds a question in another thread, and a press leads there', async (words, line) => {
  const chat = openChat();
  await chat.say(line);
  await chat.say('/new');
  await chat.say('Something else');
  const said = await chat.say(`/search ${words}`);
  fits(said);
  expect(said.text).toContain(line);
  await chat.press(button(said, '1'), said);
  await chat.say('More');
  expect(chat.requests.at(-1)?.messages).toHaveLength(3);
});

it('/search finds answers too, and says so where nothing is found', async () => {
  const chat = openChat();
  chat.replies.push({ text: 'In Australia.' });
  await chat.say('Where?');
  expect((await chat.say('/search australia')).text).toContain('In Australia');
  expect((await chat.say('/search plums')).text).toContain('I find nothing for “plums”');
});

it('/export gives the conversation as a file, in its order, without what was deleted', async () => {
  const chat = openChat();
  await chat.say('One *star*');
  const two = await chat.say('Two');
  await chat.say('Three');
  await chat.conversations.apply(
    { conversation: 'test:1', chat: 'test:1', turn: 'gone', asker: 'test:1', at: 1, parts: [] },
    [{ type: 'removed', turn: two.turn }],
  );
  const text = textOf(await chat.say('/export'));
  expect(text).toMatch(/^# [\s\S]*> One \*star\*\n\nre One[\s\S]*> Three\n\nre Three/);
  expect(text).not.toContain('Two');
  expect((await openChat().say('/export')).text).toContain('nothing in this conversation');
});

it('/export in a group is for moderators, and for whose own history it is', async () => {
  const chat = openChat();
  await chat.say('Hello', inGroup);
  expect((await chat.say('/export', inGroup)).text).toContain('Only moderators');
  const moderated = openChat({ moderates: true });
  await moderated.say('Hello', inGroup);
  expect(textOf(await moderated.say('/export', inGroup))).toContain('> Hello');
  await moderated.say('/settings history=member', inGroup);
  const own = openChat({ conversations: moderated.conversations });
  await own.say('Mine', inGroup);
  expect(textOf(await own.say('/export', inGroup))).toContain('> Mine');
});

it('/export gives the conversation that is named, or all of the chat', async () => {
  const chat = openChat();
  await chat.say('First one');
  await chat.say('/new Trains');
  await chat.say('Which train?');
  expect(textOf(await chat.say('/export'))).toMatch(/^# Trains\n\n> Which train\?/);
  for (const which of ['2', 'first']) expect(textOf(await chat.say(`/export ${which}`))).toMatch(/> First one/);
  const all = await chat.say('/export all');
  expect(textOf(all)).toMatch(/^# Trains\n[\s\S]*\n# First one\n\n> First one/);
  expect(all.end.files?.[0]?.name).toBe('All conversations here.md');
  expect((await chat.say('/export planes')).text).toContain('no conversation “planes”');
});

it('/search tells where a find is in another of the asker’s chats: with a way there, else with the day', async () => {
  const links: (string | undefined)[] = ['https://chat.example/1', undefined];
  const asked: unknown[] = [];
  const chat = openChat({
    moderates: true,
    linkTo(at) {
      asked.push(at);
      return links.shift();
    },
  });
  await chat.say('/settings history=member', inGroup);
  await chat.say('Plums?', inGroup);
  await chat.say('Which plums?');
  const said = await chat.say('/search plums');
  expect(said.text).toMatch(
    /1\\\. \*\*Which plums\?\*\*(?! \().*\n\n2\\\. \*\*Plums\?\*\* \(\[your own history in a group on Test\]\(https:\/\/chat\.example\/1\)\)/,
  );
  expect(labels(said)).toEqual(['1']);
  expect(asked).toEqual([expect.objectContaining({ group: true, message: expect.any(String) })]);
  const other = await chat.say('/search plums');
  expect(other.text).toMatch(/\(your own history in a group on Test, \w+ \d+, \d{4}\)/);
});
