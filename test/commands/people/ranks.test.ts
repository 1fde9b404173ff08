import { describe, expect, it } from 'vitest';
import { edited, openChat } from '../chat.ts';
import { settingsOf } from '../menu.ts';
import { labels } from '../said.ts';

const inGroup = { place: { kind: 'group' as const, scopes: ['test:1', 'test:server:9'] } };

describe('what costs, or lets more people read, in a group', () => {
  it.each([
    '/settings effort=high',
    '/settings max_tokens=1000000',
    '/settings verbosity=high',
    '/settings history=group',
    '/settings reset=true',
    '/settings temperature=0.5 max_tokens=1000000',
    '/model advanced',
    '/model tier=advanced',
  ])('%s is its admins’, typed', async (line) => {
    const chat = openChat({ basic: 'gpt-5.4', moderates: false });
    const refused = await chat.say(line, inGroup);
    expect(refused.text).toContain('only its admins can use');
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
    const admins = openChat({ basic: 'gpt-5.4', moderates: true });
    expect((await admins.say(line, inGroup)).text).not.toContain('only its admins');
    const alone = openChat({ basic: 'gpt-5.4' });
    expect((await alone.say(line)).text).not.toContain('only its admins');
  });

  it.each([
    ['settings effort=high', undefined],
    ['settings clear=max_tokens', undefined],
    ['settings reset=true', undefined],
    ['?settings set=max_tokens', '1000000'],
    ['settings open=history', undefined],
  ])('%s is its admins’, pressed', async (line, input) => {
    const chat = openChat({ basic: 'gpt-5.4', moderates: false });
    const menu = await chat.say('/settings', inGroup);
    const refused = await chat.press(line, menu, { ...(input === undefined ? {} : { input }), ...inGroup });
    expect(refused.text).toContain('only its admins can use');
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });

  it('what is for everybody stays so, and a look, too', async () => {
    const chat = openChat({ basic: 'gpt-5.4', moderates: false });
    expect((await chat.say('/settings', inGroup)).text).toContain('effort');
    expect((await chat.say('/settings language=es', inGroup)).end.settings).toMatchObject({ language: 'es' });
    expect((await chat.say('/model', inGroup)).text).toContain('gpt-5.4');
  });

  it('menus have no buttons for what the presser may not change', async () => {
    const chat = openChat({ basic: 'gpt-5.4', moderates: false });
    const admins = openChat({ basic: 'gpt-5.4', moderates: true });
    const all = labels(await admins.say('/settings', inGroup));
    expect(all).toContain('Thinking effort');
    const open = labels(await chat.say('/settings', inGroup));
    expect(open).toContain('Language');
    expect(open).not.toContain('Thinking effort');
    expect(open).not.toContain('Reset');
    expect(labels(await chat.say('/model', inGroup))).toEqual([]);
  });
});

describe('the model a question names', () => {
  const rules = [{ command: 'ask.model', who: 'moderator' as const }];

  it('is its command’s option, typed and by an edit', async () => {
    const chat = openChat({ rules, moderates: false });
    expect((await chat.say('/ask model=advanced hi', inGroup)).text).toContain('`/ask model`');
    const plain = await chat.say('/ask hi', inGroup);
    expect(plain.text).toContain('re ');
    expect((await edited(chat, plain, { text: 'again', tier: 'advanced', command: 'ask' }, inGroup)).text).toContain(
      '`/ask model`',
    );
    expect((await chat.say('hi there', inGroup)).text).toContain('re ');
    expect(chat.requests.map(({ model }) => model)).toEqual(['gpt-4.1', 'gpt-4.1']);
  });
});

describe('/commands', () => {
  it('lists who may use what; its admins change it, and undo it', async () => {
    const chat = openChat({ moderates: true });
    expect((await chat.say('/commands', inGroup)).text).toContain('`/image`: everyone who may talk to me');
    expect((await chat.say('/commands', inGroup)).text).toContain('`/settings.effort`: admins of the chat');
    const changed = await chat.say('/commands image moderator', inGroup);
    expect(changed.text).toBe('Changed. `/image`: admins of the chat ✎');
    await expect(settingsOf(chat)).resolves.toMatchObject({ commands: { image: 'moderator' } });
    expect((await chat.say('/commands image', inGroup)).text).toBe('`/image`: admins of the chat ✎');
    await chat.say('/commands image default', inGroup);
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });

  it('opens to all of a group what is its admins’', async () => {
    const admins = openChat({ basic: 'gpt-5.4', moderates: true });
    await admins.say('/commands settings anybody', inGroup);
    const members = openChat({ basic: 'gpt-5.4', moderates: false, conversations: admins.conversations });
    expect((await members.say('/settings effort=high', inGroup)).end.settings).toBeDefined();
  });

  it.each([
    ['/commands image moderator', false, undefined, 'only its admins'],
    ['/commands image nobody', true, undefined, 'Only the bot owner'],
    ['/commands settings.effort owner', true, undefined, 'Only the bot owner'],
    ['/commands image anybody', true, 'nobody', 'Only the bot owner'],
    ['/commands image default', true, 'owner', 'Only the bot owner'],
  ] as const)('%s takes the rank that it gives or takes away', async (line, moderates, before, refusal) => {
    const owner = openChat({ access: 'owner' });
    if (before) await owner.say(`/commands image ${before}`, inGroup);
    const now = await settingsOf(owner);
    const chat = openChat({ moderates, conversations: owner.conversations });
    expect((await chat.say(line, inGroup)).text).toContain(refusal);
    await expect(settingsOf(chat)).resolves.toEqual(now);
    expect((await owner.say(line, inGroup)).text).toContain('Changed');
  });

  it('what is switched off is so for everybody, and said', async () => {
    const chat = openChat({ access: 'owner' });
    await chat.say('/commands image nobody', inGroup);
    expect((await chat.say('/image a cat', inGroup)).text).toBe('`/image` is switched off here.');
  });

  it('goes no lower than the operator’s rule, and says so', async () => {
    const chat = openChat({ access: 'owner', rules: [{ command: 'image', who: 'owner', scope: 'test:server:9' }] });
    expect((await chat.say('/commands image anybody', inGroup)).text).toContain('allow no more');
    const members = openChat({
      rules: [{ command: 'image', who: 'owner', scope: 'test:server:9' }],
      conversations: chat.conversations,
    });
    expect((await members.say('/image a cat', inGroup)).text).toContain('Only the bot owner');
    expect((await members.say('/image a cat')).text).not.toContain('Only the bot owner');
  });

  it.each([
    '/commands nonsense',
    '/commands stop nobody',
    '/commands commands nobody',
    '/commands image.private owner',
  ])('%s is nothing that can be changed', async (line) => {
    const chat = openChat({ access: 'owner' });
    expect((await chat.say(line, inGroup)).text).toContain('I have no command or option');
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });
});
