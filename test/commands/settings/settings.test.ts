import { describe, expect, it } from 'vitest';
import { itEach } from '../../support/whole.ts';
import { openChat } from '../chat.ts';
import { pressAll, settingsOf } from '../menu.ts';
import { button, buttonsOf, inGroup, labels, type Said } from '../said.ts';

describe('/settings', () => {
  it('offers what the model takes, and nothing else', async () => {
    const plain = openChat({ basic: 'gpt-4.1' });
    const names = (said: Said) => buttonsOf(said).map(({ line }) => line.replace('settings ', ''));
    expect(names(await plain.say('/settings'))).toEqual([
      'model',
      'open=temperature',
      'open=top_p',
      'open=max_tokens',
      'open=language',
      'open=streaming',
      'open=messages',
      'open=reasoning',
      'open=bursts',
      'open=suggestions',
      'open=drawing',
      'open=retention',
      'reset=true',
    ]);
    const reasoning = openChat({ basic: 'o4-mini' });
    expect(names(await reasoning.say('/settings'))).toEqual([
      'model',
      'open=max_tokens',
      'open=effort',
      'open=language',
      'open=streaming',
      'open=messages',
      'open=reasoning',
      'open=bursts',
      'open=suggestions',
      'open=retention',
      'reset=true',
    ]);
    const group = openChat({ basic: 'gpt-4.1', moderates: true });
    expect(names(await group.say('/settings', inGroup))).toContain('open=history');
  });

  it('says what the default is: the operator’s, or the model’s', async () => {
    const chat = openChat({ basic: 'gpt-4.1', parameters: { temperature: 0.4 } });
    const menu = await chat.say('/settings');
    for (const line of [
      '**Temperature**: default (0.4)',
      "**Top P**: the model's default",
      '**Streaming**: default (live edits)',
      '**Reasoning**: default (hidden)',
    ]) {
      expect(menu.text).toContain(line);
    }
    const open = await chat.press(button(menu, 'Temperature'), menu);
    expect(labels(open)).toContain('✓ default (0.4)');
  });

  it('leads to the models, for whom they are', async () => {
    const chat = openChat({ basic: 'gpt-4.1' });
    const menu = await chat.say('/settings');
    const models = await chat.press(button(menu, 'Model'), menu);
    expect(models.text).toContain('gpt-4.1');
    const group = openChat({ basic: 'gpt-4.1', moderates: false });
    expect(labels(await group.say('/settings', inGroup))).not.toContain('Model');
  });

  it.each([
    ['reasoning=collapsed', { reasoning: 'collapsed' }, '**Reasoning**: folded under the answer'],
    ['messages=0', { messages: 0 }, '**Messages per answer**: no limit'],
    ['messages=7', { messages: 7 }, '**Messages per answer**: 7'],
    ['bursts=together', { bursts: 'together' }, '**Messages in a row**: one answer together'],
  ])('keeps how the bot behaves: %s', async (line, kept, shown) => {
    const chat = openChat();
    const menu = await chat.say(`/settings ${line}`);
    expect(menu.text).toContain(shown);
    await expect(settingsOf(chat)).resolves.toMatchObject(kept);
    await chat.say('/settings reset=true');
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });

  it('takes any number by a form, within its bounds', async () => {
    const chat = openChat({ basic: 'gpt-4.1' });
    const menu = await chat.press('settings open=temperature', await chat.say('/settings'));
    const form = button(menu, 'Another number…');
    const refused = await chat.press(form, menu, { input: 'warm' });
    expect(refused.text).toContain('must be a number');
    expect((await chat.press(button(refused, 'Back'), refused)).text).toContain("**Temperature**: the model's default");
    expect((await chat.say('/settings temperature=warm')).end.buttons).toBeUndefined();
    expect((await chat.press(form, menu, { input: '3' })).text).toContain('from 0 to 2');
    expect((await chat.press(form, menu, { input: '0,55' })).text).toContain('**Temperature**: 0.55');
  });

  it('calls a number as the form was called, and as an option where it was typed', async () => {
    const chat = openChat();
    const menu = await chat.press('settings open=max_tokens', await chat.say('/settings'));
    const refused = await chat.press(button(menu, 'Another number'), menu, { input: '3' });
    expect(refused.text).toBe('Maximum length must be a whole number from 16 to 1000000, not “3”.');
    expect((await chat.say('/settings max_tokens=3')).text).toContain('max_tokens must be');
  });

  it.each([
    ['streaming=drafts', {}, {}, false],
    ['streaming=drafts', { drafts: true }, {}, true],
    ['streaming=off', {}, {}, true],
    ['history=member', {}, {}, false],
    ['history=member', { moderates: true }, inGroup, true],
  ])('refuses what has no effect here, and changes nothing: %s, %o, %o', async (line, options, place, taken) => {
    const chat = openChat(options);
    const said = await chat.say(`/settings temperature=0.5 ${line}`, place);
    expect(said.text.includes('has no effect in this chat')).toBe(!taken);
    expect(said.end.settings !== undefined).toBe(taken);
  });

  it('sets a value by buttons, in place, and marks what is set', async () => {
    const chat = openChat();
    const menu = await chat.say('/settings');
    const open = await chat.press(button(menu, 'Temperature'), menu);
    expect(labels(open).filter((label) => label.startsWith('✓'))).toHaveLength(1);
    const set = await chat.press(button(open, '0.3'), open);
    expect(set.text).toContain('**Temperature**: 0.3');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.temperature).toBe(0.3);
    const again = await chat.press(button(set, 'Temperature'), set);
    expect(labels(again).filter((label) => label.startsWith('✓'))).toEqual(['✓ 0.3']);
    await chat.press(button(again, "the model's default"), again);
    await chat.say('Hi');
    expect(chat.requests.at(-1)).not.toHaveProperty('temperature');
  });

  it('sets several at once when they are typed, and keeps the others', async () => {
    const chat = openChat();
    await chat.say('/settings streaming=off');
    await chat.say('/settings temperature=0.5 max_tokens=100 language=zh-CN');
    await expect(settingsOf(chat)).resolves.toEqual({
      v: 1,
      streaming: 'off',
      language: 'zh-CN',
      sampling: { temperature: 0.5, maxOutputTokens: 100 },
    });
  });

  it('refuses what the model does not take, and changes nothing', async () => {
    const chat = openChat({ basic: 'o4-mini' });
    const said = await chat.say('/settings temperature=0.5 max_tokens=100');
    expect(said.text).toContain("o4-mini doesn't support Temperature");
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
    const effort = await chat.say('/settings effort=extreme');
    expect(effort.text).toContain('low, medium, high');
    expect(effort.end.events).toEqual([]);
    expect((await chat.say('/settings verbosity=low')).end.events).toEqual([]);
  });

  it('offers and takes nothing that the thinking effort rules out, and says what of it is set', async () => {
    const chat = openChat({ basic: 'gpt-5.4' });
    await chat.say('/settings temperature=0.3');
    const high = await chat.say('/settings effort=high');
    expect(high.text).toContain('Temperature only works with gpt-5.4 when Thinking effort is set to “none”');
    expect(high.text).not.toContain('**Temperature**');
    expect(labels(high)).not.toContain('Temperature');
    expect((await chat.say('/settings top_p=0.5')).text).toMatch(
      /^Top P only works with gpt-5\.4 when Thinking effort is set to “none”/,
    );
    await expect(settingsOf(chat)).resolves.toMatchObject({ sampling: { temperature: 0.3, effort: 'high' } });
    await chat.say('Hi');
    expect(chat.requests.at(-1)).not.toHaveProperty('temperature');
    expect((await chat.say('/settings effort=none')).text).toContain('**Temperature**: 0.3');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.temperature).toBe(0.3);
  });

  it('offers and takes nothing that the operator’s thinking effort rules out, and all of it with another one', async () => {
    const chat = openChat({ basic: 'gpt-5.4', parameters: { effort: 'high', temperature: 1 } });
    const menu = await chat.say('/settings');
    expect(labels(menu)).not.toContain('Temperature');
    expect(menu.text).not.toContain('only works with');
    const refused = await chat.say('/settings temperature=0.7');
    expect(refused.text).toMatch(/^Temperature only works with gpt-5\.4 when Thinking effort is set to “none”/);
    expect(refused.end.events).toEqual([]);
    expect((await chat.say('/settings effort=none temperature=0.7')).text).toContain('**Temperature**: 0.7');
    await chat.say('Hi');
    expect(chat.requests.at(-1)).toMatchObject({ effort: 'none', temperature: 0.7 });
  });

  it('keeps what is said for fewer days than the operator does, and never for more', async () => {
    const chat = openChat();
    await chat.say('/settings retention=30');
    expect(await settingsOf(chat)).toMatchObject({ retention: 30 });
    const strict = openChat({ retention: 7 });
    for (const days of [0, 30])
      expect((await strict.say(`/settings retention=${days}`)).text).toContain('can be at most 7 here');
    expect((await strict.say('/settings retention=3')).text).toContain('**Kept for days**: 3');
  });

  it('lowers the operator’s limit of an answer and never raises it, whatever was set before there was one', async () => {
    const before = openChat();
    await before.say('/settings max_tokens=100000');
    const chat = openChat({ conversations: before.conversations, parameters: { maxOutputTokens: 700 } });
    const menu = await chat.say('/settings');
    expect(menu.text).toContain('**Maximum length**: 700');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.maxOutputTokens).toBe(700);
    const refused = await chat.say('/settings max_tokens=701');
    expect(refused.text).toBe(
      'Maximum length can be at most 700 here; the bot owner set that limit. Nothing was changed.',
    );
    expect(refused.end.events).toEqual([]);
    expect(labels(await chat.press('settings open=max_tokens', menu))).not.toContain('1000');
    expect((await chat.say('/settings max_tokens=300')).text).toContain('**Maximum length**: 300');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.maxOutputTokens).toBe(300);
  });

  it('does not hold against a chat what it set for another model', async () => {
    const chat = openChat({ basic: 'gpt-4.1', advanced: 'o4-mini' });
    await chat.say('/settings temperature=0.5');
    await chat.say('/model advanced');
    const said = await chat.say('/settings max_tokens=100');
    expect(said.end.settings).toBeDefined();
    await chat.say('Hi');
    expect(chat.requests.at(-1)).toMatchObject({ model: 'o4-mini', maxOutputTokens: 100 });
    expect(chat.requests.at(-1)).not.toHaveProperty('temperature');
  });

  it('goes back to the defaults in all, and says so in the language there is then', async () => {
    const chat = openChat();
    await chat.say('/model advanced');
    await chat.say('/settings max_tokens=100 language=es');
    const menu = await chat.say('/settings');
    const said = await chat.press('settings reset=true', menu);
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
    expect(said.text).toContain("**Maximum length**: the model's default");
  });

  it('speaks the new language in the very answer that sets it', async () => {
    const chat = openChat();
    const menu = await chat.say('/settings');
    const said = await chat.press('settings language=es', menu);
    expect(said.text).toContain('**Idioma**: Español');
  });

  it.each([
    ['/settings temperature=3', 'from 0 to 2'],
    ['/settings open=temperature', "don't know the option"],
    ['/settings clear=temperature', "don't know the option"],
    ['/settings history=everybody', 'topic, group, member'],
  ])('typed wrong: %s', async (line, sentence) => {
    const chat = openChat();
    const said = await chat.say(line);
    expect(said.text).toContain(sentence);
    expect(said.end.events).toEqual([]);
  });

  itEach(2, [['gpt-6-sol'], ['llama3'], ['gpt-4.1'], ['gpt-5.1'], ['o4-mini']])(
    'has no button that does not work: %s',
    async (basic) => {
      const open = async () => {
        const chat = openChat({ basic });
        return { chat, said: await chat.say('/settings', inGroup) };
      };
      await pressAll(async () => open(), 2);
      const { chat, said } = await open();
      for (const each of buttonsOf(said)) {
        const page = await chat.press(each, said, inGroup);
        for (const choice of buttonsOf(page)) {
          const form = choice.form ? { input: '1' } : {};
          const { end, text } = await chat.press(choice, page, { ...inGroup, ...form });
          expect(end.buttons, `${choice.line}: ${text}`).toBeDefined();
        }
      }
    },
    30_000,
  );
});
