import { expect, it } from 'vitest';
import { openChat } from '../chat.ts';
import { button, labels } from '../said.ts';

const by = (id: string, name = id) => ({ actor: { id: `test:${id}`, name } });
const codeIn = (text: string) => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(text)?.[0] ?? 'none';

it('/link shows a code, and whose it is to who writes it, in their own words', async () => {
  const chat = openChat();
  const made = await chat.say('/link', by('1', '**Ann** [on](https://x.example)\n# Discord'));
  const whose = await chat.say(`/link ${codeIn(made.text)}`, by('2', 'Nan'));
  expect(whose.text).toContain(
    'made by **\\*\\*Ann\\*\\* &#91;on&#93;&#40;https\\://x\\.example&#41; \\# Discord** on Test',
  );
  const linked = await chat.press(button(whose, 'Yes'), whose, by('2', 'Nan'));
  expect(linked.text).toMatch(/^\*\*Linked with/);
  expect((await chat.say('/link', by('1'))).text).toContain('- **Nan** on Test');
});

it('/link in a group takes no code, and makes it void: others have read it', async () => {
  const chat = openChat();
  const code = codeIn((await chat.say('/link', by('1'))).text);
  const group = { place: { kind: 'group' as const, scopes: ['test:-100'] } };
  expect((await chat.say(`/link ${code}`, { ...by('2'), ...group })).text).toMatch(
    /^A code belongs in our private chat/,
  );
  expect((await chat.say(`/link ${code}`, by('2'))).text).toMatch(/^That code isn't right/);
});

it.each(['/link confirm=true', '/link offer=1', '/unlink sure=true'])('%s cannot be typed', async (typed) => {
  const chat = openChat();
  const code = codeIn((await chat.say('/link', by('1'))).text);
  const whose = await chat.say(`/link ${code}`, by('2'));
  expect(labels(whose)).toEqual(["Yes, that's me: link"]);
  await chat.say(typed, by('2'));
  expect((await chat.say('/unlink', by('2'))).text).toMatch(/isn't linked with any other/);
});

it('a confirmation is only for who wrote the code', async () => {
  const chat = openChat();
  const whose = await chat.say(`/link ${codeIn((await chat.say('/link', by('1'))).text)}`, by('2'));
  await expect(chat.accept(button(whose, 'Yes'), whose, by('3'))).rejects.toThrow(/press\.(other|stranger)/);
});

it('/unlink says who keeps what was shared, and asks first', async () => {
  const chat = openChat();
  expect((await chat.say('/unlink', by('1'))).text).toMatch(/isn't linked/);
  const whose = await chat.say(`/link ${codeIn((await chat.say('/link', by('1', 'Ann'))).text)}`, by('2', 'Nan'));
  await chat.press(button(whose, 'Yes'), whose, by('2', 'Nan'));
  expect((await chat.say('/unlink', by('1', 'Ann'))).text).toContain('What they share stays here');
  const asks = await chat.say('/unlink', by('2', 'Nan'));
  expect(asks.text).toContain('What they share stays with Ann on Test');
  expect((await chat.press(button(asks, 'Unlink'), asks, by('2', 'Nan'))).text).toMatch(/this one starts empty\.$/);
  expect((await chat.say('/unlink', by('1'))).text).toMatch(/isn't linked/);
});
