import { describe, expect, it } from 'vitest';
import type { Tool } from '../../../src/ports/index.ts';
import { openChat } from '../chat.ts';
import { pressAll, settingsOf, suggested } from '../menu.ts';
import { button, buttonsOf, inGroup, labels } from '../said.ts';

describe('/settings tools', () => {
  const tool = (group: string, name: string, title?: string): Tool => ({
    spec: { name, description: 'Reads.', parameters: { type: 'object' } },
    ...{ effect: 'read', group },
    ...(title === undefined ? {} : { title }),
    run: async () => ({ text: '' }),
  });
  const tools = [
    tool('time', 'now'),
    tool('math', 'calculate'),
    tool('mcp:Wiki', 'wiki_search', 'Search *the* wiki'),
    tool('mcp:files', 'files_list', 'List'),
  ];
  const groups = ['time', 'math', 'mcp', 'ask'];
  const open = () => openChat({ tools, groups });
  const called = (chat: ReturnType<typeof open>) => chat.requests.at(-1)?.tools?.map(({ name }) => name) ?? [];

  it('lists the groups there are, with their tools, and what holds', async () => {
    const chat = open();
    const menu = await chat.say('/settings');
    expect(menu.text).toContain('**Tools**: default (time and reminders, arithmetic, other servers, asking back)');
    const page = await chat.press(button(menu, 'Tools'), menu);
    expect(page.text).toContain('- ✓ **time and reminders** (`time`): clock');
    expect(page.text).toContain('**Wiki** (`mcp:Wiki`): Search \\*the\\* wiki');
    expect(labels(page)).toEqual(
      ['✓ default', 'none', '✓ time and reminders', '✓ arithmetic', '✓ Wiki', '✓ files', 'Back'].map((label) =>
        expect.stringContaining(label),
      ),
    );
  });

  it('switches one by its button, stays on the page, and the next answer has it no more', async () => {
    const chat = open();
    const page = await chat.press('settings open=tools', await chat.say('/settings'));
    const without = await chat.press(button(page, 'Wiki'), page);
    await expect(settingsOf(chat)).resolves.toMatchObject({ tools: ['time', 'math', 'mcp:files', 'ask'] });
    expect(without.text).toContain('- ✕ **Wiki**');
    await chat.say('Hi');
    expect(called(chat)).toEqual(['calculate', 'files_list', 'now']);
    // Pressed twice, it is switched once.
    await chat.press(button(page, 'Wiki'), page);
    await expect(settingsOf(chat)).resolves.toMatchObject({ tools: ['time', 'math', 'mcp:files', 'ask'] });
    await chat.press(button(without, 'Wiki'), without);
    await chat.say('Hi');
    expect(called(chat)).toContain('wiki_search');
    const usual = await chat.press(button(without, 'default'), without);
    expect(usual.text).toContain('**Tools**: default');
    await expect(settingsOf(chat)).resolves.not.toHaveProperty('tools');
  });

  it.each([
    ['tools=off', [], [], '**Tools**: none'],
    ['tools=math,time', ['math', 'time'], ['calculate', 'now'], '**Tools**: arithmetic, time and reminders'],
    ['tools=mcp', ['mcp'], ['files_list', 'wiki_search'], '**Tools**: other servers'],
    ['tools=MCP:wiki', ['mcp:Wiki'], ['wiki_search'], '**Tools**: Wiki'],
  ])('takes what is typed: %s', async (typed, kept, names, shown) => {
    const chat = open();
    expect((await chat.say(`/settings ${typed}`)).text).toContain(shown);
    await expect(settingsOf(chat)).resolves.toMatchObject({ tools: kept });
    await chat.say('Hi');
    expect(called(chat)).toEqual(names);
    await chat.say('/settings tools=default');
    await expect(settingsOf(chat)).resolves.not.toHaveProperty('tools');
  });

  it('refuses what there is not, and what the operator does not let answers use', async () => {
    const chat = openChat({ tools, groups: ['math'] });
    for (const name of ['weather', 'time', 'math,mcp', '-time', ',']) {
      const { text } = await chat.say(`/settings tools=${name}`);
      expect(text).toMatch(/There is no group of tools called .*`off`, `default`, `math`\. Nothing was changed/);
    }
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });

  it('a choice from before gives no more than the operator lets answers use now', async () => {
    const before = open();
    await before.say('/settings tools=time,math');
    const chat = openChat({ tools, groups: ['math'], conversations: before.conversations });
    expect((await chat.say('/settings')).text).toContain('**Tools**: arithmetic\n');
    await chat.say('Hi');
    expect(called(chat)).toEqual(['calculate']);
  });

  it('keeps a server that cannot be reached just now, as it was chosen', async () => {
    const before = open();
    await before.say('/settings tools=math,mcp:files');
    const chat = openChat({ tools: tools.slice(0, 2), groups, conversations: before.conversations });
    const page = await chat.press('settings open=tools', await chat.say('/settings'));
    expect(page.text).toContain('- ✓ **files** (`mcp:files`)\n'.trim());
    await chat.press('settings tools=+time', page);
    await expect(settingsOf(chat)).resolves.toMatchObject({ tools: ['math', 'mcp:files', 'time'] });
  });

  it('is not there where the operator has none', async () => {
    const chat = openChat({ tools, groups: [] });
    expect(buttonsOf(await chat.say('/settings')).map(({ line }) => line)).not.toContain('settings open=tools');
    expect((await chat.say('/settings tools=math')).text).toContain('has no effect in this chat');
  });

  it('is for a group’s moderators', async () => {
    const chat = openChat({ tools, moderates: false });
    expect(labels(await chat.say('/settings', inGroup))).not.toContain('Tools');
    await chat.say('/settings tools=off', inGroup);
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });

  it('completes the last word', async () => {
    const chat = open();
    const values = async (typed: string) =>
      (await suggested(chat, 'settings', 'tools', typed)).map(({ value }) => value);
    expect(await values('')).toEqual(['off', 'default', ...groups]);
    expect(await values('time,m')).toEqual(['time,math', 'time,mcp']);
  });

  it('each button leads somewhere', async () => {
    const start = async () => {
      const chat = open();
      const menu = await chat.say('/settings');
      return { chat, said: await chat.press('settings open=tools', menu) };
    };
    expect(await pressAll(start, 1)).toBe(8);
  });
});
