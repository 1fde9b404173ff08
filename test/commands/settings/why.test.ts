import { describe, expect, it } from 'vitest';
import { createLocales, languageTags } from '../../../src/locales/index.ts';
import type { Condition } from '../../../src/ports/index.ts';
import { openChat } from '../chat.ts';
import { inGroup } from '../said.ts';

describe('/why', () => {
  const names = ['privacy', 'member', 'admin', 'speak', 'files', 'content', 'topic', 'history'] as const;
  const fine: Condition[] = names.map((name) => ({ name, state: 'ok' }));
  const withOne = (name: Condition['name'], state: Condition['state']): Condition[] =>
    fine.map((each) => (each.name === name ? { name, state } : each));

  it('says that it answers, and the ids that lists are made of', async () => {
    const chat = openChat({ conditions: async () => fine });
    const { text } = await chat.say('/why', { place: { kind: 'group', scopes: ['test:-5', 'test:guild'] } });
    expect(text).toContain('**I answer here.**');
    expect(text).toContain('`test:1`');
    expect(text).toContain('`test:-5, test:guild`');
  });

  it.each([
    ['private', 'test:1'],
    ['personal', 'test:1'],
    ['group', 'test:-5'],
  ] as const)('names the id to allow where it may not speak: %s', async (kind, id) => {
    const chat = openChat({ access: 'denied', conditions: async () => withOne('speak', 'blocked') });
    const { text } = await chat.say('/why', { place: { kind, scopes: ['test:-5'] } });
    const [verdict = ''] = text.split('\n');
    expect(verdict).toContain(`\`${id}\``);
    expect(verdict).not.toContain('I answer here');
  });

  it.each(names)('says something of %s where it is blocked or limited', async (name) => {
    for (const state of ['blocked', 'limited'] as const) {
      const chat = openChat({ conditions: async () => withOne(name, state) });
      const [verdict = '', ...rest] = (await chat.say('/why', inGroup)).text.split('\n\n');
      expect(verdict).not.toContain('undefined');
      expect(verdict).not.toBe('');
      expect(verdict).not.toMatch(/^why\./);
      expect(rest.join()).not.toMatch(/why\.\w/);
    }
  });

  it('names nothing to change where it sees only what is meant for it: that is all it answers', async () => {
    const narrow = (name: Condition['name']): Condition => ({ name, state: 'limited' });
    const usual = [narrow('privacy'), narrow('admin'), narrow('content')];
    const said = await openChat({ conditions: async () => usual }).say('/why', inGroup);
    expect(said.text.split('\n')[0]).toBe("**I answer here.** There's nothing to change.");
    expect(said.text).toContain('Privacy mode is on');
    // Nor does it hide what is a limit.
    const less = await openChat({ conditions: async () => [...usual, narrow('files')] }).say('/why', inGroup);
    expect(less.text.split('\n')[0]).toContain("can't send pictures");
  });

  it('says of a group that only the chat counts, and of a person alone that either does', async () => {
    const chat = openChat({ access: 'denied' });
    const among = await chat.say('/why', inGroup);
    expect(among.text).toContain("This chat isn't on my list");
    expect(among.text).not.toContain('Neither you');
    expect((await chat.say('/why')).text).toContain('Neither you nor this chat');
  });

  it('does not say that it answers where it cannot reply', async () => {
    const [verdict] = (
      await openChat({ conditions: async () => withOne('history', 'blocked') }).say('/why', inGroup)
    ).text.split('\n');
    expect(verdict).not.toContain('I answer here');
  });

  it('as a guest, says that it answers commands', async () => {
    const chat = openChat({ conditions: async () => [{ name: 'member', state: 'limited' }] });
    const { text } = await chat.say('/why', { place: { kind: 'personal', scopes: [] } });
    expect(text.split('\n')[0]).toContain('I answer here, but only commands');
  });

  it('names what makes answers impossible before what only narrows them', async () => {
    const conditions = async () =>
      fine.map((each): Condition => {
        if (each.name === 'files') return { name: 'files', state: 'limited' };
        return each.name === 'topic' ? { name: 'topic', state: 'blocked' } : each;
      });
    const { text } = await openChat({ conditions }).say('/why', inGroup);
    expect(text.split('\n')[0]).toContain('topic');
  });

  it('still answers where the platform cannot be asked, and tells no error', async () => {
    const chat = openChat({ conditions: () => Promise.reject(new Error('secret address')) });
    const { text } = await chat.say('/why', inGroup);
    expect(text).toContain("couldn't ask the platform");
    expect(text).not.toContain('secret');
    // It does not know that all is well.
    expect(text).not.toContain("There's nothing to change");
  });

  it('works where a platform tells nothing of its places', async () => {
    expect((await openChat().say('/why')).text).toContain('`test:1`');
  });

  it.each(languageTags)('has a sentence for everything there is: %s', (tag) => {
    const texts = createLocales().texts(tag);
    for (const name of names) {
      expect(texts(`why.mend.${name}`)).not.toBe('');
      for (const state of ['ok', 'limited', 'blocked'] as const)
        expect(texts(`why.${name}.${state}`)).not.toMatch(/^why/);
    }
    for (const access of ['open', 'owner', 'user', 'chat', 'denied'] as const)
      expect(texts(`why.access.${access}`)).not.toBe('');
  });
});
