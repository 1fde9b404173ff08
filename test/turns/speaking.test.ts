import { expect, it } from 'vitest';
import { ownSettings } from '../../src/conversation/scope.ts';
import type { ChatSettings, Persona } from '../../src/ports/index.ts';
import { wordsOf } from '../../src/util/messages.ts';
import { type Chat, openChat } from '../commands/chat.ts';
import { promptOf } from '../fixtures.ts';

const known: Record<string, Persona> = {
  pirate: {
    slug: 'pirate',
    name: 'Pirate',
    system: 'Talk like a pirate.',
    examples: [{ user: 'Hello', assistant: 'Arr!' }],
    model: 'advanced',
    parameters: { temperature: 0.9, max_tokens: 5000 },
  },
  monk: { slug: 'monk', name: 'Monk', system: 'Talk like a monk.', model: 'not-offered' },
};
const ann = { id: 'test:7', name: 'Ann' };
const personas = { find: async (ref: string) => known[ref] };

/** Chooses for a chat, a topic or a person, as an ending does. */
async function choose(chat: Chat, of: string, settings: Omit<ChatSettings, 'v'>): Promise<void> {
  const turn = { turn: `choice-${of}`, conversation: 'test:1', chat: 'test:1', asker: 'test:7', parts: [], at: 0 };
  await chat.conversations.apply({ ...turn, settings: { to: { v: 1, ...settings }, of } }, []);
}

function told(chat: Chat) {
  const { system, messages, model, temperature, maxOutputTokens } = chat.requests.at(-1) ?? {};
  return { system, said: messages?.map(wordsOf), model, temperature, maxOutputTokens };
}

it('tells the model the persona of the chat behind the operator’s text, with its examples and choices', async () => {
  const chat = openChat({
    personas,
    parameters: { maxOutputTokens: 1000 },
    basic: 'gpt-4.1',
    advanced: 'gpt-4.1-mini',
  });
  await choose(chat, 'test:1', { persona: 'pirate' });
  await chat.say('Where are we?');
  const { system, said, ...rest } = told(chat);
  expect(system).toMatch(/^Be kind\.\n\nTalk like a pirate\.\n\n/);
  expect(said).toEqual(['Hello', 'Arr!', 'Where are we?']);
  // The operator's cap is a ceiling.
  expect(rest).toEqual({ model: 'gpt-4.1-mini', temperature: 0.9, maxOutputTokens: 1000 });
});

it('takes no model that the operator does not offer', async () => {
  const chat = openChat({ personas, basic: 'gpt-4.1' });
  await choose(chat, 'test:1', { persona: 'monk' });
  await chat.say('Hello');
  expect(told(chat)).toMatchObject({ model: 'gpt-4.1', system: expect.stringContaining('Talk like a monk.') });
});

it('lets once go before the thread, the thread before the chat, the chat before the person', async () => {
  const chat = openChat({ personas: { find: async (ref) => ({ slug: ref, name: ref, system: `I am ${ref}.` }) } });
  const who = async (over: Parameters<Chat['say']>[1] = {}) => {
    await chat.say('Who are you?', { actor: ann, ...over });
    return /I am (\w+)\./.exec(told(chat).system ?? '')?.[1];
  };
  const inPrivate = { place: { ...promptOf().place, kind: 'private' as const } };
  expect(await who()).toBeUndefined();
  await choose(chat, ownSettings('test:7'), { persona: 'mine' });
  expect(await who(inPrivate)).toBe('mine');
  await choose(chat, 'test:1', { persona: 'chats' });
  expect(await who(inPrivate)).toBe('chats');
  await choose(chat, 'test:1:9', { persona: 'topics' });
  expect(await who({ thread: '9' })).toBe('topics');
  await chat.say('/ask persona=once Who are you?', { actor: ann, thread: '9' });
  expect(told(chat).system).toContain('I am once.');
});

it('does not let a person choose for a group', async () => {
  const chat = openChat({ personas });
  await choose(chat, ownSettings('test:7'), { persona: 'pirate' });
  await chat.say('Hello', { actor: ann, place: { ...promptOf().place, kind: 'group' } });
  expect(told(chat).system).not.toContain('pirate');
});

it('answers without a persona that is gone, and says so', async () => {
  const chat = openChat({ personas });
  await choose(chat, 'test:1', { persona: 'gone' });
  const { text } = await chat.say('Hello');
  expect(text).toContain('re Hello');
  expect(text).toContain('The persona that was chosen here is gone');
});

it('tells the same before the turns each time, so that the service knows it again', async () => {
  const chat = openChat({ personas });
  await choose(chat, 'test:1', { persona: 'pirate' });
  await chat.say('One');
  await chat.say('Two');
  const [first, second] = chat.requests;
  expect(second?.system).toBe(first?.system);
  expect(second?.messages.slice(0, 3)).toEqual(first?.messages);
});

it('says that it knows no persona of the name that a question has', async () => {
  const { text } = await openChat({ personas: { ...personas, list: async () => [] } }).say('/ask persona=*bob* Hello');
  expect(text).toContain('I know no persona called “\\*bob\\*”');
});
