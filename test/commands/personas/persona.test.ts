import { describe, expect, it } from 'vitest';
import { ownSettings } from '../../../src/conversation/scope.ts';
import type { Persona } from '../../../src/ports/index.ts';
import { promptOf } from '../../fixtures.ts';
import { type Chat, openChat } from '../chat.ts';
import type { Said } from '../said.ts';

const pirate: Persona = {
  slug: 'pirate',
  name: 'Pirate',
  emoji: '🦜',
  description: 'Talks like one',
  system: 'Talk like a pirate.',
  greeting: 'Ahoy!',
  starters: ['Where is the treasure?'],
  model: 'advanced',
  parameters: { temperature: 0.5 },
};
const guide: Persona = {
  slug: 'guide',
  name: 'Guide',
  system: 'You are a guide.',
  variables: [
    { name: 'city', label: 'Your city' },
    { name: 'days', default: '3' },
  ],
};
const inGroup = { place: { ...promptOf().place, kind: 'group' as const } };

/** A chat with personas of the operator's, besides those that people make. */
function withPersonas(options: Parameters<typeof openChat>[0] = {}): Chat {
  const chat = openChat(options);
  const { find, list } = chat.personas;
  const own = [pirate, guide];
  Object.assign(chat.personas, {
    find: async (ref: string) => own.find(({ slug }) => slug === ref) ?? find(ref),
    list: async (person: string) => [
      ...(await list(person)).filter(({ from }) => from === 'mine'),
      ...own.map((persona) => ({ ref: persona.slug, persona, from: 'operator' })),
    ],
  });
  return chat;
}

function button({ end }: Said, label: string) {
  const found = end.buttons?.flat().find((each) => each.label.includes(label));
  if (!found) throw new Error(`No button ${label}: ${end.buttons?.flat().map((each) => each.label)}`);
  return found;
}

describe('/persona', () => {
  it('lists who can answer, and says that nobody in particular does', async () => {
    const { text, end } = await withPersonas().say('/persona');
    expect(text).toContain('Nobody in particular answers here');
    expect(text).toContain('🦜 **Pirate** — Talks like one');
    expect(end.buttons?.flat().map(({ label }) => label)).toEqual(['🦜 Pirate', 'Guide', 'New persona']);
  });

  it('shows one with what it is told, and has it answer here with a press', async () => {
    const chat = withPersonas();
    const listed = await chat.say('/persona');
    const shown = await chat.press(button(listed, 'Pirate'), listed);
    expect(shown.text).toContain('Talk like a pirate');
    const chosen = await chat.press(button(shown, 'Use in this chat'), shown);
    expect(chosen.text).toContain('🦜 **Pirate** answers in this chat from now on.\n\nAhoy!');
    expect(await chat.conversations.settings('test:1')).toEqual({ v: 1, persona: 'pirate' });
    // A press of it asks as if it were typed.
    expect(button(chosen, 'treasure').line).toBe('ask Where is the treasure?');
    await chat.say('/ask Where is the treasure?');
    expect(chat.requests.at(-1)?.system).toContain('Talk like a pirate.');
    expect((await chat.say('/persona')).text).toContain('🦜 **Pirate** answers in this chat.');
  });

  it('chooses by name, and takes the choice back', async () => {
    const chat = withPersonas();
    await chat.say('/persona pirate');
    const cleared = await chat.say('/persona use=none');
    expect(cleared.text).toContain('The plain assistant answers in this chat again.');
    expect(await chat.conversations.settings('test:1')).toEqual({ v: 1 });
  });

  it('knows no such persona, and changes nothing', async () => {
    const chat = withPersonas();
    expect((await chat.say('/persona use=*nobody*')).text).toContain('I know no persona called “\\*nobody\\*”');
    expect(await chat.conversations.settings('test:1')).toEqual({ v: 1 });
  });

  it('names the chat’s own choices that stand above it, and drops them with a press', async () => {
    const chat = withPersonas();
    await chat.say('/model basic');
    await chat.say('/settings temperature=1 top_p=0.5');
    const chosen = await chat.say('/persona pirate');
    expect(chosen.text).toContain('The choices of this chat stand above it: Model, Temperature.');
    await chat.press(button(chosen, 'Let it decide'), chosen);
    expect(await chat.conversations.settings('test:1')).toEqual({ v: 1, persona: 'pirate', sampling: { topP: 0.5 } });
  });

  it('offers a new conversation where something was said', async () => {
    const chat = withPersonas();
    await chat.say('Hello');
    const chosen = await chat.say('/persona pirate');
    expect(chosen.text).toContain('It goes on with what was said so far');
    await chat.press(button(chosen, 'New conversation'), chosen);
    await chat.say('Who are you?');
    expect(chat.requests.at(-1)?.messages).toHaveLength(1);
  });

  it('is chosen for a person in their private chats, and below what a chat has chosen', async () => {
    const chat = withPersonas();
    await chat.say('/persona guide v1=x');
    const chosen = await chat.say('/persona mine=pirate');
    expect(chosen.text).toContain('answers in all your private chats');
    expect(await chat.conversations.settings(ownSettings('test:1'))).toEqual({ v: 1, persona: 'pirate' });
    expect((await chat.say('/persona')).text).toContain('answers here, as you chose for your private chats');
    expect((await chat.say('/persona mine=pirate', inGroup)).text).toContain('In a group, one is chosen for everybody');
  });

  it('is chosen for a topic alone', async () => {
    const chat = withPersonas({ moderates: true });
    const chosen = await chat.say('/persona pirate', { ...inGroup, thread: '9' });
    expect(chosen.text).toContain('answers in this topic');
    expect(await chat.conversations.settings('test:1:9')).toEqual({ v: 1, persona: 'pirate' });
    expect(await chat.conversations.settings('test:1')).toEqual({ v: 1 });
  });

  it('is chosen in a group by who may decide there', async () => {
    const chat = withPersonas({ moderates: false });
    await chat.say('/persona pirate', inGroup);
    expect(await chat.conversations.settings('test:1')).toEqual({ v: 1 });
  });

  it('asks for what one wants to know first', async () => {
    const chat = withPersonas();
    const asked = await chat.say('/persona guide');
    expect(asked.text).toContain('wants to know a few things first');
    expect(await chat.conversations.settings('test:1')).toEqual({ v: 1 });
    const fill = button(asked, 'Fill in');
    await chat.press(fill, asked, { input: { v1: 'Rome', v2: '' } });
    expect(await chat.conversations.settings('test:1')).toEqual({
      v: 1,
      persona: 'guide',
      personaValues: { city: 'Rome' },
    });
  });
});

describe('a persona of one’s own', () => {
  const filled = {
    name: 'Grandma Ana',
    description: '',
    system: 'Be kind and cook.',
    greeting: '',
    starters: 'What is for lunch?\n\nAnd then?',
  };

  async function made(): Promise<{ chat: Chat; said: Said }> {
    const chat = withPersonas();
    const listed = await chat.say('/persona');
    return { chat, said: await chat.press(button(listed, 'New persona'), listed, { input: filled }) };
  }

  it('is made by a form, listed first, and used', async () => {
    const { chat, said } = await made();
    expect(said.text).toContain('**Grandma Ana** is kept');
    const [mine] = await chat.personas.list('test:1');
    expect(mine).toEqual({
      ref: expect.stringMatching(/^[0-9a-f]{16}\/grandma-ana$/),
      from: 'mine',
      persona: {
        slug: 'grandma-ana',
        name: 'Grandma Ana',
        system: 'Be kind and cook.',
        starters: ['What is for lunch?', 'And then?'],
      },
    });
    await chat.say('/persona grandma');
    await chat.say('Hello');
    expect(chat.requests.at(-1)?.system).toContain('Be kind and cook.');
  });

  it('is edited by its form, and deleted when one is sure', async () => {
    const { chat } = await made();
    const shown = await chat.say('/persona show=grandma-ana');
    const form = await chat.bot.form(promptOf(), button(shown, 'Edit').line, 'test:1');
    expect(form.fields.map(({ value }) => value)).toEqual([
      'Grandma Ana',
      undefined,
      'Be kind and cook.',
      undefined,
      'What is for lunch?\nAnd then?',
    ]);
    await chat.press(button(shown, 'Edit'), shown, { input: { ...filled, name: 'Ana', starters: '' } });
    expect((await chat.personas.list('test:1'))[0]?.persona).toEqual({
      slug: 'grandma-ana',
      name: 'Ana',
      system: 'Be kind and cook.',
    });
    const scope = `persona:${(await chat.personas.list('test:1'))[0]?.ref}`;
    const owner = { conversation: 'test:1', person: 'test:1' };
    const text = { id: 'r', name: 'Recipes', kind: 'file' as const, pages: [{ name: '', text: 'Soup' }] };
    await chat.knowledge.add(scope, text, owner, new AbortController().signal);
    const sure = await chat.say('/persona delete=grandma-ana');
    expect(sure.text).toContain('Delete 🎭 **Ana**?');
    expect((await chat.press(button(sure, 'Yes'), sure)).text).toContain('is deleted');
    expect(await chat.knowledge.list(scope)).toEqual([]);
    expect((await chat.personas.list('test:1')).map(({ from }) => from)).not.toContain('mine');
  });

  it('keeps what its form is too small to show', async () => {
    const { chat } = await made();
    const [mine] = await chat.personas.list('test:1');
    if (!mine) throw new Error('nothing was made');
    const long = 'Cook. '.repeat(1000).trim();
    await chat.personas.save('test:1', { ...mine.persona, system: long });
    const shown = await chat.say('/persona show=grandma-ana');
    const { system: _, ...others } = filled;
    await chat.press(button(shown, 'Edit'), shown, { input: { ...others, greeting: 'Hi' } });
    expect((await chat.personas.list('test:1'))[0]?.persona).toMatchObject({ system: long, greeting: 'Hi' });
  });

  it('is not made twice under one name', async () => {
    const { chat } = await made();
    const again = await chat.say('/persona');
    const other = { ...filled, greeting: 'Another' };
    const said = await chat.press(button(again, 'New persona'), again, { input: other });
    expect(said.text).toContain('You have a persona called 🎭 **Grandma Ana** already');
    // The very same: an attempt that is made again.
    const same = await chat.press(button(again, 'New persona'), again, { input: filled });
    expect(same.text).toContain('**Grandma Ana** is kept');
    expect((await chat.personas.list('test:1')).filter(({ from }) => from === 'mine')).toHaveLength(1);
  });

  it('of somebody else is neither changed nor deleted', async () => {
    const { chat } = await made();
    const [mine] = await chat.personas.list('test:1');
    const bob = { actor: { id: 'test:2', name: 'Bob' } };
    expect((await chat.say(`/persona delete=${mine?.ref}`, bob)).text).toContain(
      'Only personas that you made yourself',
    );
    expect((await chat.say(`/persona edit=${mine?.ref}`, bob)).text).toContain('Only personas that you made yourself');
  });
});

describe('a file of personas', () => {
  const masks = [
    {
      name: 'Chef',
      avatar: '1f373',
      lang: 'en',
      context: [{ role: 'system', content: 'You cook.' }],
      modelConfig: { model: 'gpt-4', temperature: 0.4 },
    },
    { name: 'Poet', lang: 'en', context: [{ role: 'user', content: 'You write poems.' }] },
  ];
  const attachments = [
    { kind: 'file' as const, name: 'masks.json', source: { surface: 'test', address: { file: 'f' } } },
  ];

  it('is shown before anything is kept, with what is left out, and kept with a press, once', async () => {
    const chat = openChat({ file: Buffer.from(JSON.stringify(masks)) });
    const mine = async () => (await chat.personas.list('test:1')).filter(({ from }) => from === 'mine');
    const looked = await chat.say('/persona', { attachments });
    expect(looked.text).toContain('2 personas are in this file:\n\n- 🍳 **Chef**');
    expect(looked.text).toContain('model (the chat’s model is used)');
    expect(await mine()).toEqual([]);
    const kept = await chat.press(button(looked, 'Keep all 2'), looked);
    expect(kept.text).toContain('2 personas are kept.');
    await chat.press(button(looked, 'Keep all 2'), looked);
    expect((await mine()).map(({ persona }) => [persona.slug, persona.system])).toEqual([
      ['chef', 'You cook.'],
      ['poet', 'You write poems.'],
    ]);
  });

  it('that holds none, or is broken, is a sentence', async () => {
    const none = openChat({ file: Buffer.from('{"a": 1}') });
    expect((await none.say('/persona', { attachments })).text).toContain('is missing');
    const broken = openChat({ file: Buffer.from('slug: a\nname: "A') });
    expect((await broken.say('/persona', { attachments })).text).toMatch(/Line \d+, column \d+/);
    const gone = openChat();
    expect((await gone.say('/persona', { attachments })).text).not.toBe('');
  });

  it('is given away, and taken over again', async () => {
    const chat = withPersonas();
    const { end } = await chat.say('/persona export=pirate');
    const [file] = end.files ?? [];
    expect(file?.name).toBe('pirate.yaml');
    const other = openChat({ file: file?.bytes ?? new Uint8Array() });
    const looked = await other.say('/persona', { attachments });
    expect(looked.text).toContain('One persona is in this file:\n\n- 🦜 **Pirate**');
    await other.press(button(looked, 'Keep it'), looked);
    const { model: _, ...rest } = pirate;
    expect((await other.personas.list('test:1'))[0]?.persona).toEqual(rest);
  });
});
