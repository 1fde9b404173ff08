import { describe, expect, it } from 'vitest';
import { itEach } from '../../support/whole.ts';
import { openChat } from '../chat.ts';
import { pressAll, settingsOf, suggested } from '../menu.ts';
import { button, labels } from '../said.ts';

describe('/model', () => {
  const offered = Array.from(
    { length: 11 },
    (_, at) => `vendor/some-model-with-a-very-long-name-${at}:free-and-latest`,
  );

  it('shows the model that answers, and marks it', async () => {
    const chat = openChat();
    const said = await chat.say('/model');
    expect(labels(said)).toEqual(['✓ basic · gpt-4.1', 'advanced · gpt-6-sol']);
  });

  it('changes it in place, and the next answer is by that model', async () => {
    const chat = openChat({ offered });
    const list = await chat.say('/model');
    const said = await chat.press(button(list, 'latest'), list);
    expect(labels(said).filter((label) => label.startsWith('✓'))).toEqual([`✓ ${offered[0]}`]);
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.model).toBe(offered[0]);
    await chat.press(button(said, 'advanced'), said);
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.model).toBe('gpt-6-sol');
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1, tier: 'advanced' });
  });

  it('old buttons choose what they show, or nothing, once others are offered', async () => {
    const before = openChat({ offered: ['gpt-x', 'gpt-y'] });
    const list = await before.say('/model');
    const after = openChat({ offered: ['gpt-z', 'gpt-x'], conversations: before.conversations });
    const gone = await after.press(button(list, 'gpt-y'), list);
    expect(gone.text).toContain('no longer works');
    await expect(settingsOf(after)).resolves.toEqual({ v: 1 });
    // As versions before wrote them: by their place in the list.
    expect((await after.press('model offer=0', list)).text).toContain('no longer works');
    await expect(settingsOf(after)).resolves.toEqual({ v: 1 });
    await after.press(button(list, 'gpt-x'), list);
    await expect(settingsOf(after)).resolves.toEqual({ v: 1, model: 'gpt-x' });
  });

  it.each(['/model advanced', '/model ADVANCED', '/model tier=advanced', '/model gpt-x', '/model GPT-X'])(
    'typed: %s',
    async (line) => {
      const chat = openChat({ offered: ['gpt-x'] });
      await chat.say(line);
      await chat.say('Hi');
      expect(chat.requests.at(-1)?.model).toBe(line.toLowerCase().includes('gpt-x') ? 'gpt-x' : 'gpt-6-sol');
    },
  );

  it('refuses a name that is not offered, and says which are', async () => {
    const chat = openChat({ offered: ['gpt-x'] });
    const said = await chat.say('/model gpt-secret');
    expect(said.text).toContain('gpt\\-secret');
    expect(said.text).toContain('gpt-x');
    expect(said.end.events).toEqual([]);
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });

  it('goes back to the tier once a model is not offered any more', async () => {
    const chat = openChat();
    await chat.conversations.apply(
      {
        ...{ conversation: 'test:1', chat: 'test:1', turn: 's', asker: 'test:1', at: 1, parts: [] },
        settings: { to: { v: 1, model: 'gone', tier: 'advanced' } },
      },
      [],
    );
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.model).toBe('gpt-6-sol');
    expect(labels(await chat.say('/model'))).toContain('✓ advanced · gpt-6-sol');
  });

  it('shows the page the chosen model is on', async () => {
    const chat = openChat({ offered });
    const list = await chat.say('/model');
    const second = await chat.press(button(list, '▶'), list);
    const said = await chat.press(button(second, offered[9] ?? ''), second);
    expect(labels(said).filter((label) => label.startsWith('✓'))).toEqual([`✓ ${offered[9]}`]);
  });

  it('suggests what can be chosen', async () => {
    const chat = openChat({ offered: ['gpt-x', 'other'] });
    const found = await suggested(chat, 'model', 'tier', 'X');
    expect(found).toEqual([{ label: 'gpt-x', value: 'gpt-x' }]);
  });

  itEach(2, [[0], [11], [1], [8], [40]])('has no button that does not work, with %d models offered', async (count) => {
    const many = Array.from({ length: count }, (_, at) => `${'vendor/model-'.repeat(7)}${at}`);
    await pressAll(async () => {
      const chat = openChat({ offered: many });
      return { chat, said: await chat.say('/model') };
    }, 2);
  });
});
