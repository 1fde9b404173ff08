import { describe, expect, it } from 'vitest';
import type { Persona } from '../../../src/ports/index.ts';
import { promptOf } from '../../fixtures.ts';
import { doorTo, startWeb } from '../../support/web.ts';
import { openChat } from '../chat.ts';
import { button, inGroup, labels } from '../said.ts';

const inTopic = { ...inGroup, thread: '7' };
const HERE = '93.184.216.34';
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
    ['the address of a page that there is none of', {}, 'https://nobody.example/returns', "can't open that site"],
    ['the address of a machine inside', {}, 'http://127.0.0.1/', 'private network'],
    [
      'a message that is nothing but one',
      { quote: { ...returns, text: ' https://example.com ' } },
      '',
      'whose address you type yourself',
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

  it('adds a page of the web whose address is typed, and fetches it anew when it is told to', async () => {
    const web = startWeb();
    web.name('shop.example', [HERE]);
    let weeks = 'Two';
    let asked = 0;
    await web.site(HERE, ({ url }, response) => {
      asked += 1;
      if (weeks === 'none') response.writeHead(404).end();
      else response.setHeader('content-type', 'text/html').end(`<title>Shop${url}</title><p>${weeks} weeks.`);
    });
    const chat = openChat({ door: doorTo(web) });
    const added = await chat.say('/knowledge add http://shop.example/terms?a=b');
    expect(added.text).toContain('draw on **Shop/terms?a\\=b**');
    expect(added.text).toMatch(/1\\\. \*\*.* · page, .*\n　↳ shop\\\.example, fetched /);
    expect(labels(added)).toEqual(['↻ 1', '✕ 1']);
    const scope = 'test:1';
    const said = async () => {
      const [source] = await chat.knowledge.list(scope);
      return source && (await chat.knowledge.pages(scope, source))?.map(({ text }) => text).join();
    };
    expect(await said()).toBe('Two weeks.');
    weeks = 'Six';
    await chat.press(button(added, '↻ 1'), added);
    expect([await said(), (await chat.knowledge.list(scope)).length]).toEqual(['Six weeks.', 1]);
    weeks = 'none';
    expect((await chat.say('/knowledge again 1', { key: 'test:7' })).text).toContain("can't show that page");
    expect([await said(), asked]).toEqual(['Six weeks.', 3]);
  });

  it('says the same where an attempt before has fetched it anew, and asks no second time', async () => {
    const web = startWeb();
    web.name('shop.example', [HERE]);
    await web.site(HERE, (_, response) => response.setHeader('content-type', 'text/plain').end('Words'));
    const chat = openChat({ door: doorTo(web) });
    await chat.say('/knowledge add http://shop.example/ Shop');
    const [source] = await chat.knowledge.list('test:1');
    const { kind: _, text: _text, attachments: _files, ...task } = promptOf({ key: 'test:9' });
    const options = { action: 'again', for: 'chat', scope: 'test:1', source: source?.id ?? '' };
    const again = () => chat.hand({ ...task, kind: 'command', name: 'knowledge', options });
    for (const { text } of [await again(), await again()]) expect(text).toContain('draw on **Shop**');
    expect(web.asked).toHaveLength(2);
    expect(await chat.knowledge.list('test:1')).toHaveLength(1);
  });

  it('opens no address but one that the person types', async () => {
    const web = startWeb();
    const chat = openChat({ door: doorTo(web) });
    await chat.say('/knowledge add', { quote: { ...returns, text: 'http://shop.example/' } });
    await chat.say('/knowledge add', { quote: { ...returns, text: 'http://shop.example/ has it' }, key: 'test:5' });
    expect(web.asked).toEqual([]);
  });

  it('calls a page as it is told to, and fetches nothing anew that is none', async () => {
    const web = startWeb();
    web.name('www.shop.example', [HERE]);
    const chat = openChat({ door: doorTo(web) });
    await web.site(HERE, (_, response) => response.setHeader('content-type', 'text/plain').end('Words'));
    await chat.say('/knowledge add http://www.shop.example/ Our *terms*', { quote: returns });
    expect((await chat.knowledge.list('test:1')).map(({ name }) => name)).toEqual(['Our *terms*']);
    await chat.say('/knowledge add Returns', { quote: returns, key: 'test:5' });
    expect((await chat.say('/knowledge again 2')).text).toContain('**Returns** is no web page');
    expect((await chat.say('/knowledge again 9')).text).toContain('/knowledge again 1');
  });

  it('is for admins of a group', async () => {
    const chat = openChat();
    expect((await chat.say('/knowledge', inGroup)).text).not.toContain('texts');
  });
});
