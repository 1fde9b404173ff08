import { describe, expect, it } from 'vitest';
import type { Tool } from '../../../src/ports/index.ts';
import { openChat } from '../chat.ts';

describe('tools, as they are told of', () => {
  const tool = (group: string, name: string, title?: string): Tool => ({
    spec: { name, description: 'Reads.', parameters: { type: 'object' } },
    ...{ effect: 'read', group },
    ...(title === undefined ? {} : { title }),
    run: async () => ({ text: '', sources: [{ url: 'https://example.org/', title: 'A page' }] }),
  });
  const tools = [tool('time', 'now'), tool('mcp:wiki', 'wiki', 'The *wiki*')];
  const used = { call: { name: 'wiki', arguments: '{"about":"bears"}' }, text: '' };

  it.each(['/context', '/why'])('%s says what the last answer was made with, and no earlier one', async (command) => {
    const chat = openChat({ tools });
    expect((await chat.say(command)).text).not.toContain('For my last answer');
    chat.replies.push(used, { text: 'They sleep.' });
    await chat.say('What do bears do?');
    expect((await chat.say(command)).text).toContain(
      '**For my last answer** – Used: The \\*wiki\\*: bears · Pages: [A page](https://example.org/)',
    );
    await chat.say('Thanks');
    expect((await chat.say(command)).text).not.toContain('For my last answer');
  });

  it('/context names the tools that an answer would have now: those that are switched off are not among them', async () => {
    const chat = openChat({ tools });
    expect((await chat.say('/context')).text).toContain('**Tools here now**: clock · The \\*wiki\\*\n');
    await chat.say('/settings tools=time');
    expect((await chat.say('/context')).text).toContain('**Tools here now**: clock\n');
    await chat.say('/settings tools=off');
    expect((await chat.say('/context')).text).toContain('**Tools here now**: none\n');
  });

  it('/context says nothing of tools where the operator has none', async () => {
    expect((await openChat({ tools, groups: [] }).say('/context')).text).not.toContain('Tools here');
  });

  it('/why tells who may not speak here nothing of what was said', async () => {
    const before = openChat({ tools });
    before.replies.push(used, { text: 'They sleep.' });
    await before.say('What do bears do?');
    const chat = openChat({ tools, conversations: before.conversations, access: 'denied' });
    expect((await chat.say('/why')).text).not.toContain('bears');
  });
});
