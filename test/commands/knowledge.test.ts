import { describe, expect, it } from 'vitest';
import type { Persona } from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';
import { openChat } from './chat.ts';
import { button, inGroup, labels } from './said.ts';

const inTopic = { ...inGroup, thread: '7' };
const returns = { id: '9', author: 'Bob', text: 'Returns within two weeks. *Unopened*.' };

describe('/knowledge', () => {
  it('says how to add a text where there is none', async () => {
    const chat = openChat();
    const menu = await chat.say('/knowledge');
    expect(menu.text).toContain('no texts here yet');
    expect(menu.text).toContain('/knowledge add');
  });

  it('adds a message that is replied to, lists it, and takes it away once that is confirmed', async () => {
    const chat = openChat();
    const added = await chat.say('/knowledge add Our returns', { quote: returns });
    expect(added.text).toMatch(/From now on .*\*\*Our returns\*\* \(\d+ tokens\)\. Where: This chat\./);
    expect(added.text).toContain('1\\. **Our returns** · message');
    const menu = await chat.say('/knowledge');
    const sure = await chat.press(button(menu, '✕ 1'), menu);
    expect(sure.text).toContain('Remove **Our returns**?');
    expect((await chat.say('/knowledge')).text).toContain('Our returns');
    const gone = await chat.press(button(sure, 'Yes, remove it'), sure);
    expect(gone.text).toContain('**Our returns** is removed');
    expect(gone.text).toContain('no texts here yet');
    expect(
      (await chat.press('knowledge action=remove for=chat scope=test:1 source=none confirm=true', menu)).text,
    ).toContain("isn't there any more");
  });

  it('names a message by its beginning, as words and not as Markdown, and who added it', async () => {
    const chat = openChat();
    await chat.say('/knowledge add', { quote: returns });
    const menu = await chat.say('/knowledge list');
    expect(menu.text).toContain('**Returns within two weeks\\. \\*Unopened\\*\\.** · message');
    expect(menu.text).toContain('Ann');
  });

  it('finds one to remove by its number or its name', async () => {
    const chat = openChat();
    await chat.say('/knowledge add First', { quote: returns });
    await chat.say('/knowledge add Second', { quote: returns, key: 'test:2' });
    expect((await chat.say('/knowledge remove 2')).text).toContain('Remove **Second**?');
    expect((await chat.say('/knowledge remove first')).text).toContain('Remove **First**?');
    expect((await chat.say('/knowledge remove 7')).text).toContain('Which one?');
  });

  it('holds in the topic it was added in, or in the whole group', async () => {
    const chat = openChat({ moderates: true });
    await chat.say('/knowledge add Topic', { ...inTopic, quote: returns });
    expect((await chat.say('/knowledge', inGroup)).text).not.toContain('Topic');
    await chat.say('/knowledge add for=server Group', { ...inTopic, quote: returns, key: 'test:2' });
    const menu = await chat.say('/knowledge', inGroup);
    expect(menu.text).toMatch(/\*\*The whole server or group\*\*\n\n1\\\. \*\*Group\*\*/);
    expect(labels(menu)).toEqual(['✕ 1']);
    expect((await chat.say('/knowledge add for=server x', { quote: returns })).text).toContain(
      "I don't know “server” here",
    );
  });

  it('holds for a persona of one’s own, which others in a group are not told of', async () => {
    const desk = { slug: 'desk', name: 'The *Desk*' } satisfies Persona;
    const personas = { list: async () => [{ ref: 'aa/desk', persona: desk, from: 'mine' as const }] };
    const chat = openChat({ moderates: true, personas });
    const added = await chat.say('/knowledge add for=desk', { quote: returns });
    expect(added.text).toContain('Where: Persona The \\*Desk\\*.');
    expect((await chat.say('/knowledge')).text).toContain('Persona The');
    expect((await chat.say('/knowledge', inGroup)).text).not.toContain('Persona');
    expect((await chat.say('/knowledge add for=nobody', { quote: returns })).text).toContain(
      'one of these: chat, desk',
    );
  });

  it('takes the latest messages that came with it, else what was overheard', async () => {
    const chat = openChat({ moderates: true });
    const material = ['one', 'two', 'three'].map((text) => ({ author: 'Bob', text }));
    const { kind: _, text: _text, attachments: _files, ...task } = promptOf(inGroup);
    const options = { action: 'add', messages: 2, name: 'Talk' };
    const added = await chat.hand({ ...task, kind: 'command', name: 'knowledge', options, material });
    expect(added.text).toContain('**Talk** · messages');
    expect((await chat.say('/knowledge add messages=2', { ...inGroup, key: 'test:5' })).text).toContain(
      'no messages here',
    );
  });

  it.each([
    ['the address of a page', {}, 'https://example.com/returns', 'Save the page as a file'],
    [
      'a message that is nothing but one',
      { quote: { ...returns, text: ' https://example.com ' } },
      '',
      'Save the page',
    ],
    ['nothing', {}, '', 'To add one'],
    ['a message that cannot be seen', { quote: { id: '3', text: '', unseen: true as const } }, '', 'see'],
    [
      'a picture',
      { quote: { id: '3', author: 'Bob', text: '', attachments: [{ kind: 'picture' as const }] } },
      '',
      'only draw on text',
    ],
    [
      'a file that is not there',
      { quote: { id: '3', author: 'Bob', text: '', attachments: [{ kind: 'file' as const, name: '<b>' }] } },
      '',
      'found no text',
    ],
  ])('refuses %s', async (_, over, words, expected) => {
    const chat = openChat();
    expect((await chat.say(`/knowledge add ${words}`, over)).text).toContain(expected);
    expect((await chat.say('/knowledge')).text).toContain('no texts here yet');
  });

  it('is for admins of a group', async () => {
    const chat = openChat();
    expect((await chat.say('/knowledge', inGroup)).text).not.toContain('texts');
  });
});
