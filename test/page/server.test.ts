import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cast, openCast } from '../support/cast.ts';
import { type StandIns, startStandIns } from '../support/stand-ins.ts';
import { MOST_STREAMS } from './events.ts';
import { type Page, servePage } from './server.ts';
import { textOf, type Visitor, visit } from './visitor.ts';
import { withoutBot } from './without-bot.ts';

/** The server alone: no bot is behind it. */

let standIns: StandIns;
let cast: Cast;
let page: Page;
const visitors: Visitor[] = [];
const log = (line: string) => expect.unreachable(line);

beforeEach(async () => {
  standIns = await startStandIns();
  cast = openCast(standIns.telegram, standIns.discord);
  page = await servePage(withoutBot(standIns), { log });
});

afterEach(async () => {
  for (const visitor of visitors.splice(0)) visitor.leave();
  await page.close();
  await standIns.close();
});

async function come(last?: string): Promise<Visitor> {
  const visitor = await visit(page, last);
  visitors.push(visitor);
  return visitor;
}

/** A request with headers as no browser would send them; its status, headers and body. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const { port } = new URL(page.url);
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const ada = 'telegram:700101';

describe('the door of the page', () => {
  it('is open to its own page alone', async () => {
    const { world } = await arrived();
    const { host } = new URL(page.url);
    const json = { host, origin: `http://${host}`, 'content-type': 'application/json' };
    const deed = { key: world.key, person: ada, place: ada, act: 'say', text: 'hi' };
    const post = (headers: Record<string, string>, body: object = deed) =>
      ask('POST', '/deeds', { ...json, ...headers }, JSON.stringify(body)).then(({ status }) => status);

    expect(await ask('GET', '/events', { host: `evil.example:${new URL(page.url).port}` })).toMatchObject({
      status: 403,
    });
    expect(await ask('GET', '/files/telegram/x', { host: 'localhost' })).toMatchObject({ status: 403 });
    expect(await post({ origin: 'http://evil.example' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({ host: 'evil.example' })).toBe(403);
    expect(await post({ 'content-type': 'text/plain' })).toBe(415);
    expect(await post({}, { ...deed, key: `${world.key.slice(1)}x` })).toBe(403);
    expect(await post({}, { ...deed, act: 'constructor' })).toBe(400);
    expect(await post({}, { ...deed, text: 7 })).toBe(400);
    expect(await ask('POST', '/breaks', json, 'x'.repeat(2000))).toMatchObject({ status: 413 });
    expect(standIns.telegram.messages({ id: 700_101 })).toEqual([]);
    expect(await post({})).toBe(200);
    expect(standIns.telegram.messages({ id: 700_101 })).toMatchObject([{ text: 'hi' }]);
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/tsconfig.json',
    '/server.ts',
    '/files/telegram/..%2f..%2fpackage.json',
    '/files/discord/__proto__',
  ])('gives nothing for %s', async (path) => {
    expect(await ask('GET', path, { host: new URL(page.url).host })).toMatchObject({ status: 404 });
  });

  it('says with each answer that nothing else may be loaded', async () => {
    const { headers } = await ask('GET', '/nothing', { host: new URL(page.url).host });
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(Object.keys(headers)).not.toContain('access-control-allow-origin');
  });

  it('says in a sentence that its port is taken', async () => {
    const port = Number(new URL(page.url).port);
    await expect(servePage(withoutBot(standIns), { port, log })).rejects.toThrow(
      `The page cannot be had on port ${port}: choose another one.`,
    );
  });

  it('tells that the bot does not start', async () => {
    const visitor = await arrived();
    expect(await visitor.break({ bot: 'start' })).toEqual({ error: 'The bot did not start: its log says why.' });
  });

  it('is narrow: so many pages and no more', async () => {
    await Promise.all(Array.from({ length: MOST_STREAMS }, () => arrived()));
    expect(await ask('GET', '/events', { host: new URL(page.url).host })).toMatchObject({ status: 503 });
  });
});

it('shows each place to those who are there', async () => {
  const { world } = await arrived();
  const shown = world.places.map(({ platform, kind, name, people, closed }) => [
    ...[platform, kind, name, people.map((id) => nameOf(id, platform)).join(' ')],
    ...(closed ? ['closed'] : []),
  ]);
  expect(shown.filter(([, kind]) => kind !== 'private')).toEqual([
    ['telegram', 'group', 'Book club', 'Ada Ben Cleo 李华'],
    ['telegram', 'forum', 'Harbour project', 'Ada Ben 李华 Inés', 'closed'],
    ['telegram', 'topic', 'General', 'Ada Ben 李华 Inés'],
    ['telegram', 'topic', 'Plans', 'Ada Ben 李华 Inés'],
    ['telegram', 'topic', 'Photos', 'Ada Ben 李华 Inés'],
    ['discord', 'server', 'Friends', 'Ada Ben Cleo 李华 Inés', 'closed'],
    ['discord', 'channel', 'general', 'Ada Ben Cleo 李华 Inés'],
    ['discord', 'channel', 'ideas', 'Ada Ben Cleo 李华 Inés'],
    ['discord', 'thread', 'Weekend trip', 'Ada Ben Cleo 李华 Inés'],
    ['discord', 'postboard', 'questions', 'Ada Ben Cleo 李华 Inés', 'closed'],
    ['discord', 'post', 'How do tides work?', 'Ada Ben Cleo 李华 Inés'],
  ]);
  expect(shown.filter(([, kind]) => kind === 'private')).toHaveLength(12);

  function nameOf(id: string, platform: string): string {
    const person = world.people.find((each) => each.id === id && each.platform === platform);
    return person?.name ?? id;
  }
});

describe('the stream of news', () => {
  it('goes on where it broke off, and begins anew for who missed too much', async () => {
    const first = await arrived();
    standIns.telegram.say(cast.telegram.bookClub, cast.telegram.users.ada, 'one');
    await first.waitFor(said('one'));
    const heard = first.events.at(-1)?.id;
    first.leave();
    standIns.telegram.say(cast.telegram.bookClub, cast.telegram.users.ada, 'two');

    const second = await come(heard);
    await expect
      .poll(() => second.events.map(({ event, data }) => [event, /"two"/.test(data), /"one"/.test(data)]))
      .toEqual([['news', true, false]]);
    const third = await come('another-5');
    await expect.poll(() => third.events.map(({ event }) => event)).toEqual(['world']);
  });

  it('tells of what has changed alone, and says text as text', async () => {
    const visitor = await arrived();
    const { telegram, discord } = standIns;
    const evil = '</script><img src=x onerror=alert(1)>\u2028';
    telegram.say(cast.telegram.bookClub, cast.telegram.users.ada, 'the first');
    discord.say(cast.discord.general, cast.discord.users.ben, evil);
    const item = await visitor.waitFor(said(evil));
    const before = visitor.events.length;
    discord.edit(messageOf(item.id), 'other words');
    await visitor.waitFor(said('other words'));
    const later = visitor.events.slice(before).map(({ data }) => JSON.parse(data));
    expect(later).toEqual([{ items: [expect.objectContaining({ id: item.id })] }]);
    discord.erase(messageOf(item.id));
    await visitor.waitFor(({ items }) => items.every(({ id }) => id !== item.id));
  });

  it('tells which buttons wait until their press is answered', async () => {
    const visitor = await arrived();
    const { telegram } = standIns;
    const call = (method: string, params: object) =>
      fetch(`${telegram.apiRoot}/bot${telegram.token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
    const reply_markup = { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] };
    await call('sendMessage', { chat_id: 700_101, text: 'Shall I?', reply_markup });
    const { id: message } = await visitor.waitFor(said('Shall I?'));
    const pressed = ({ items }: Visitor['world']) => items.find((item) => 'pressed' in item && item.id === message);

    expect(await visitor.act(ada, ada, { act: 'press', message, data: 'go' })).toEqual({});
    expect(await visitor.waitFor(pressed)).toMatchObject({ pressed: [{ person: ada, data: 'go' }] });
    const query = telegram.waitingPresses()[0]?.query;
    await call('answerCallbackQuery', { callback_query_id: query });
    await visitor.waitFor((world) => !pressed(world));
  });

  function messageOf(id: string) {
    const found = standIns.discord.messages(cast.discord.general).find((each) => `discord:${each.id}` === id);
    if (!found) throw new Error(`no message ${id}`);
    return found;
  }
});

describe('files', () => {
  const host = () => ({ host: new URL(page.url).host });

  it('are served by their content, and what may hold scripts is only saved', async () => {
    const visitor = await arrived();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>').toString(
      'base64',
    );
    const file = { kind: 'picture', name: '../../evil.png', mime: 'image/png', data: svg } as const;
    expect(await visitor.act(ada, ada, { act: 'say', text: '', files: [file] })).toEqual({});
    const item = await visitor.waitFor(({ items }) => items.find((each) => 'document' in each.message));
    const document = item.platform === 'telegram' ? item.message.document : undefined;
    expect(document?.file_name).toBe('evil.png');
    expect(await ask('GET', `/files/telegram/${document?.file_id}`, host())).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' },
    });
  });

  it('are there for a page that was told of them a moment ago', async () => {
    const visitor = await arrived();
    const { discord } = standIns;
    const attachments = [
      { filename: 'a.png', contentType: 'image/png', data: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') },
    ];
    const message = discord.say(cast.discord.general, cast.discord.users.ben, '', { attachments });
    await visitor.waitFor(({ items }) => items.find(({ id }) => id === `discord:${message.id}`));
    discord.erase(message);
    const path = `/files/discord/${message.attachments[0]?.id}`;
    expect(await ask('GET', path, host())).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
  });

  it('of sound can be asked for in parts', async () => {
    const visitor = await arrived();
    const data = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(96)]).toString('base64');
    const voice = { kind: 'voice', name: 'a.ogg', mime: 'audio/ogg', data, duration: 2 } as const;
    const general = `discord:${cast.discord.general.id}`;
    await visitor.act('discord:170000000000000102', general, { act: 'say', text: '', files: [voice] });
    const id = await visitor.waitFor(
      ({ items }) => items.flatMap((each) => (each.platform === 'discord' ? each.message.attachments : [])).at(0)?.id,
    );
    expect(await ask('GET', `/files/discord/${id}`, { ...host(), range: 'bytes=0-3' })).toMatchObject({
      status: 206,
      body: 'OggS',
      headers: { 'content-type': 'audio/ogg', 'content-range': 'bytes 0-3/100' },
    });
  });
});

describe('what cannot be done', () => {
  it.each([
    ['telegram:700106', `telegram:-1001700000001`, { act: 'say', text: 'hi' }, 'You are not here.'],
    [ada, 'telegram:-1001700000002', { act: 'say', text: 'hi' }, 'Nobody can write here.'],
    [ada, ada, { act: 'stop' }, 'There is nothing to stop.'],
    [ada, ada, { act: 'edit', message: 'telegram:-1001700000001:1', text: 'mine' }, 'That message is not here.'],
    [ada, ada, { act: 'fill', form: 'x', texts: {} }, 'That form is closed.'],
  ] as const)('%s in %s: %o', async (person, place, deed, error) => {
    const visitor = await arrived();
    standIns.telegram.say(cast.telegram.bookClub, cast.telegram.users.ben, 'mine');
    expect(await visitor.act(person, place, deed)).toEqual({ error });
  });

  it('to words of somebody else', async () => {
    const visitor = await arrived();
    const { message_id: id } = standIns.telegram.say(cast.telegram.bookClub, cast.telegram.users.ben, 'mine');
    const message = `telegram:-1001700000001:${id}`;
    const place = 'telegram:-1001700000001';
    expect(await visitor.act(ada, place, { act: 'edit', message, text: 'hers' })).toEqual({
      error: 'Only your own messages can be edited.',
    });
    expect(await visitor.act(ada, place, { act: 'erase', message })).toEqual({
      error: 'Only your own messages can be deleted.',
    });
    expect(await visitor.act(ada, place, { act: 'react', message, emoji: '❤' })).toEqual({});
    await visitor.waitFor(({ items }) => items.find((each) => each.id === message && each.reactions[0] === '❤'));
  });
});

async function arrived(): Promise<Visitor> {
  const visitor = await come();
  await visitor.waitFor(() => true);
  return visitor;
}

function said(words: string) {
  return ({ items }: Visitor['world']) => items.find((item) => textOf(item) === words);
}
