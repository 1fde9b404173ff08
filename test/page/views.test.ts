import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cast, openCast } from '../support/cast.ts';
import { type StandIns, startStandIns } from '../support/stand-ins.ts';
import type { Item } from './protocol.ts';
import { type Page, servePage } from './server.ts';
import { type Visitor, visit } from './visitor.ts';
import { withoutBot } from './without-bot.ts';

/** What the bot calls is what is shown. The test calls in its place. */

let standIns: StandIns;
let cast: Cast;
let page: Page;
let visitor: Visitor;
/** How far the clock of Telegram is behind, ms. */
let behindMs = 0;

beforeEach(async () => {
  behindMs = 0;
  standIns = await startStandIns({
    telegram: { clock: { now: () => Date.now() - behindMs } },
    discord: { timing: { respondMs: 300 } },
  });
  cast = openCast(standIns.telegram, standIns.discord);
  page = await servePage(withoutBot(standIns), { log: (line) => expect.unreachable(line) });
  visitor = await visit(page);
  await visitor.waitFor(() => true);
});

afterEach(async () => {
  visitor.leave();
  await page.close();
  await standIns.close();
});

async function call(address: string, method: string, body: object, headers: Record<string, string> = {}) {
  const json = { 'content-type': 'application/json', ...headers };
  const response = await fetch(address, { method, headers: json, body: JSON.stringify(body) });
  expect(response.status).toBeLessThan(300);
  return response.status === 204 ? undefined : response.json();
}

const telegram = (method: string, params: object) =>
  call(`${standIns.telegram.apiRoot}/bot${standIns.telegram.token}/${method}`, 'POST', params);
const discord = (method: string, path: string, body: object = {}) =>
  call(`${standIns.discord.apiUrl}/v10${path}`, method, body, { authorization: `Bot ${standIns.discord.token}` });

const has = (wanted: Partial<Item> & object) => () =>
  visitor.world.items.find((item) => {
    try {
      expect(item).toMatchObject(wanted);
      return true;
    } catch {
      return false;
    }
  });

describe('Telegram', () => {
  const ada = 'telegram:700101';
  const group = -1_001_700_000_001;

  it('shows that the bot writes, what it drafts, and nothing of it once it has sent', async () => {
    await telegram('sendChatAction', { chat_id: 700_101, action: 'typing' });
    await visitor.waitFor(({ typing }) => typing.includes(ada));
    await telegram('sendMessageDraft', { chat_id: 700_101, draft_id: 7, text: 'It is', can_stop: true });
    const draft = await visitor.waitFor(
      has({ place: ada, draft: { stop: true }, message: { text: 'It is' } as never }),
    );
    expect(await visitor.act(ada, ada, { act: 'stop' })).toEqual({});
    await visitor.waitFor(({ items }) => items.every(({ id }) => id !== draft.id));
    await telegram('sendMessage', { chat_id: 700_101, text: 'It is high tide.' });
    await visitor.waitFor(has({ place: ada, mine: true, message: { text: 'It is high tide.' } as never }));
    expect(visitor.world.typing).toEqual([]);
  });

  it('shows the sign of writing for five seconds', async () => {
    behindMs = 4500;
    await telegram('sendChatAction', { chat_id: -1_001_700_000_002, action: 'typing', message_thread_id: 2 });
    const place = 'telegram:-1001700000002:2';
    await visitor.waitFor(({ typing }) => typing.includes(place));
    await visitor.waitFor(({ typing }) => typing.length === 0);
  });

  it('shows what a reply is to as it is now', async () => {
    expect(await visitor.act(ada, ada, { act: 'say', text: 'When is hig tide?' })).toEqual({});
    const { id, message } = await visitor.waitFor(has({ place: ada, mine: false }));
    const reply_parameters = { message_id: Number((message as { message_id: number }).message_id) };
    await telegram('sendMessage', { chat_id: 700_101, text: 'At noon.', reply_parameters });
    await visitor.waitFor(has({ message: { reply_to_message: { text: 'When is hig tide?' } } as never }));
    expect(await visitor.act(ada, ada, { act: 'edit', message: id, text: 'When is high tide?' })).toEqual({});
    await visitor.waitFor(has({ message: { reply_to_message: { text: 'When is high tide?' } } as never }));
  });

  it('shows buttons, what a press is answered with, reactions, wishes, and what one person sees alone', async () => {
    const inline_keyboard = [[{ text: 'Again', callback_data: 'again' }]];
    const { result } = await telegram('sendMessage', {
      chat_id: group,
      text: 'Press.',
      reply_markup: { inline_keyboard },
    });
    const place = `telegram:${group}`;
    const { id } = await visitor.waitFor(has({ place, mine: true }));
    expect(await visitor.act(ada, place, { act: 'press', message: id, data: 'gone' })).toEqual({
      error: 'That button is gone.',
    });
    expect(await visitor.act(ada, place, { act: 'press', message: id, data: 'again' })).toEqual({});
    const query = standIns.telegram.updates.at(-1)?.callback_query?.id;
    await telegram('answerCallbackQuery', { callback_query_id: query, text: 'Not now.', show_alert: true });
    await visitor.waitFor(() => visitor.notices.length > 0);
    expect(visitor.notices).toEqual([{ person: ada, text: 'Not now.', alert: true }]);

    const reaction = [{ type: 'emoji', emoji: '👀' }];
    await telegram('setMessageReaction', { chat_id: group, message_id: result.message_id, reaction });
    await visitor.waitFor(has({ id, reactions: ['👀'] }));
    await visitor.act(ada, place, { act: 'react', message: id, emoji: '👀' });
    await visitor.waitFor(has({ id, reactions: ['👀', '👀'] }));
    const asking = { force_reply: true, selective: true, input_field_placeholder: 'A number' };
    await telegram('sendMessage', { chat_id: group, text: 'How many?', reply_markup: asking });
    await visitor.waitFor(has({ place, asks: { people: [], placeholder: 'A number' } }));
    const ephemeral_message_parameters = { receiver_user_id: 700_101 };
    await telegram('sendMessage', { chat_id: group, text: 'For you.', ephemeral_message_parameters });
    await visitor.waitFor(has({ place, alone: ada }));
  });
});

describe('Discord', () => {
  const ben = 'discord:170000000000000102';

  it('shows that the bot writes, until it has written', async () => {
    const { id } = cast.discord.general;
    await discord('POST', `/channels/${id}/typing`);
    await visitor.waitFor(({ typing }) => typing.includes(`discord:${id}`));
    await discord('POST', `/channels/${id}/messages`, { content: 'Here.' });
    await visitor.waitFor(has({ place: `discord:${id}`, mine: true, message: { content: 'Here.' } as never }));
    expect(visitor.world.typing).toEqual([]);
  });

  it('shows a command to who used it while it waits, and that it failed', async () => {
    const { application } = standIns.discord;
    const command = {
      type: 1,
      name: 'tide',
      description: 'Tells the tide',
      description_localizations: { 'zh-CN': '潮汐' },
    };
    await discord('PUT', `/applications/${application}/commands`, [command] as never);
    await visitor.waitFor(({ commands }) => commands.find(({ descriptions }) => descriptions['zh-CN'] === '潮汐'));
    const place = `discord:${cast.discord.general.id}`;
    expect(await visitor.act(ben, place, { act: 'use', name: 'tide', options: { to: 1 } })).toEqual({
      error: '/tide has no option to.',
    });
    expect(await visitor.act(ben, place, { act: 'use', name: 'tide', options: {} })).toEqual({});
    const waiting = await visitor.waitFor(has({ place, alone: ben, state: 'thinking' }));
    await visitor.waitFor(has({ id: waiting.id, alone: ben, state: 'failed' }));
  });
});
