import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../adapters/discord/files.ts';
import type { Attachment, OutgoingFile, Surface } from '../../../src/ports/index.ts';
import { systemClock } from '../../../src/util/clock.ts';
import type { SimChannel, SimMessage } from '../../simulator/discord/index.ts';
import { jpeg, ogg } from '../../simulator/samples.ts';
import { asked, commands, inServer, kindOf, messageTarget, more, nth, placed, type Rig, rig, text } from './setup.ts';

/** What the adapter tells of files on Discord, how it fetches them, and how it speaks. */

const voice: OutgoingFile = {
  ...{ bytes: new Uint8Array(ogg(3)), mime: 'audio/ogg', name: 'answer.ogg' },
  ...{ role: 'voice', durationMs: 3000, waveform: new Uint8Array(64).fill(9) },
};
const { signal } = new AbortController();

async function privately() {
  const r = await rig();
  const ada = r.server.user({ username: 'ada' });
  return { r, ada, dm: r.server.dm(ada) };
}

function fetched(surface: Surface, source: Attachment['source'] | undefined): Promise<Uint8Array | undefined> {
  if (!source || 'blob' in source) throw new Error('it can be fetched');
  return Promise.resolve(surface.download?.(source.address, { bytes: 99_999 }, signal));
}

/** Times that a message was asked for. */
const asks = (r: Rig, { id }: { id: string }) =>
  r.server.calls.filter(({ method, path }) => method === 'GET' && path.endsWith(`/messages/${id}`)).length;

/** The adapter after a restart, which remembers no addresses. */
const restarted = async (r: Rig) => (await rig({ server: r.server, start: false })).adapter.surface;

describe('files are told', () => {
  it('with all that Discord knows of them, and the whole name', async () => {
    const { r, ada, dm } = await privately();
    const files = [
      { filename: 'Übersicht.PDF', contentType: 'application/pdf; charset=utf-8' },
      { filename: 'cat.png', contentType: 'image/png', width: 3000, height: 2000 },
      { filename: 'clip.mp4', contentType: 'video/mp4', duration: 2.25 },
      { filename: 'no type', contentType: '' },
    ];
    const said = r.server.say(dm, ada, '', { attachments: files });
    const { attachments } = await nth(r, 0, 'message');
    const at = (index: number) => ({
      surface: 'discord',
      address: { channel: dm.id, message: said.id, attachment: said.attachments[index]?.id },
    });
    const still = { ...at(2), address: { ...at(2).address, still: true } };
    const sides = { width: 320, height: 240 };
    expect(attachments).toEqual([
      { kind: 'file', source: at(0), mime: 'application/pdf', name: 'Übersicht.PDF', size: expect.any(Number) },
      { kind: 'picture', source: at(1), mime: 'image/png', name: 'cat.png', size: 551, width: 3000, height: 2000 },
      {
        ...{ kind: 'video', source: at(2), mime: 'video/mp4', name: 'clip.mp4', size: 24, ...sides },
        ...{ durationMs: 2250, moving: true, preview: { source: still, mime: 'image/jpeg' } },
      },
      { kind: 'file', source: at(3), name: 'no type', size: 5 },
    ]);
    expect(Buffer.from((await fetched(r.adapter.surface, attachments[2]?.preview?.source)) ?? [])).toEqual(jpeg);
  });

  it('as a voice by its flag, and stickers by their form', async () => {
    const { r, ada, dm } = await privately();
    r.server.say(dm, ada, '', { attachments: [{ filename: 'v.ogg', contentType: 'audio/ogg', voice: true }] });
    for (const format of [1, 2, 3, 4] as const) r.server.say(dm, ada, '', { sticker: { name: 'wave', format } });
    expect((await nth(r, 0, 'message')).attachments).toMatchObject([{ kind: 'voice', durationMs: 2500 }]);
    const forms = [1, 2, 3, 4].map(async (index) => (await nth(r, index, 'message')).attachments[0]);
    const [png, apng, lottie, gif] = await Promise.all(forms);
    expect(png).toMatchObject({ kind: 'sticker', mime: 'image/png', source: { address: { ending: 'png' } } });
    expect(apng).toMatchObject({ mime: 'image/apng', source: { address: { ending: 'png' } } });
    expect(lottie).toEqual({ kind: 'sticker', mime: 'application/json', moving: true });
    expect(gif).toMatchObject({ mime: 'image/gif', source: { address: { ending: 'gif' } } });
    expect(Buffer.from((await fetched(r.adapter.surface, gif?.source)) ?? [])).toEqual(jpeg);
  });

  it('of what is replied to, and of what is forwarded: in the message that is there', async () => {
    const { r, ada, dm } = await privately();
    const elsewhere = r.server.channel(r.server.guild({ name: 'g' }), { name: 'c' });
    const picture = { attachments: [{ filename: 'a.jpg', contentType: 'image/jpeg' }] };
    const first = r.server.say(dm, ada, 'one', picture);
    r.server.say(dm, ada, 'and this?', { replyTo: first });
    const original = r.server.say(elsewhere, ada, '', picture);
    const forward = r.server.forward(dm, ada, original);
    const { quote } = await nth(r, 1, 'message');
    expect(quote?.attachments).toMatchObject([{ source: { address: { channel: dm.id, message: first.id } } }]);
    const { attachments, source } = await nth(r, 2, 'message');
    expect(source).toMatchObject({ kind: 'forward' });
    expect(attachments).toMatchObject([{ source: { address: { channel: dm.id, message: forward.id } } }]);
    r.server.erase(original);
    expect(Buffer.from((await fetched(await restarted(r), attachments[0]?.source)) ?? [])).toEqual(jpeg);
  });

  it('of an edit, where it was written, though it is answered in a thread on it', async () => {
    const { r, channel, server } = await inServer();
    const ada = server.user({ username: 'ada' });
    const picture = { attachments: [{ filename: 'a.jpg', contentType: 'image/jpeg' }] };
    const said = server.say(channel, ada, `<@${server.bot.id}> this`, picture);
    const event = r.received[0] ?? (await nth(r, 0, 'message').then(() => r.received[0]));
    const thread = event && r.adapter.surface.threadOf?.(event.reply, event.at)?.target;
    await r.adapter.surface.openThread?.(thread ?? messageTarget(channel), 'this', signal);
    server.edit(said, `<@${server.bot.id}> that`);
    const { whole } = await nth(r, 1, 'edit');
    expect(whole?.at.chat).toBe(`discord:${said.id}`);
    expect(whole?.body.attachments).toMatchObject([{ source: { address: { channel: channel.id, message: said.id } } }]);
  });
});

describe('files that no message shows', () => {
  const picture = { filename: 'a.jpg', contentType: 'image/jpeg' };

  it('are given to a command, marked as passing, and had until the adapter ends', async () => {
    const { r, server, channel, surface } = await inServer();
    const ada = server.user({ username: 'ada' });
    server.interact(channel, ada, { name: 'ask', options: { prompt: 'What is it?' }, files: { file: picture } });
    const { options, files } = await nth(r, 0, 'command');
    expect(options).toEqual({ prompt: 'What is it?' });
    const source = { surface: 'discord', address: { attachment: expect.any(String) }, passing: true };
    expect(files).toEqual({ file: expect.objectContaining({ kind: 'picture', name: 'a.jpg', source }) });
    expect(Buffer.from((await fetched(surface, files?.['file']?.source)) ?? [])).toEqual(jpeg);
    expect(await kindOf(fetched(await restarted(r), files?.['file']?.source))).toMatchObject({ kind: 'gone' });
  });

  it('of strangers are not remembered', async () => {
    const { r, server, channel, surface } = await inServer({ context: { admits: () => false } });
    const eve = server.user({ username: 'eve' });
    server.interact(channel, eve, { name: 'ask', options: { prompt: 'x' }, files: { file: picture } });
    const { files } = await nth(r, 0, 'command');
    expect(await kindOf(fetched(surface, files?.['file']?.source))).toMatchObject({ kind: 'gone' });
  });

  it('are those of messages where the bot is a guest', async () => {
    const { r, server, channel, surface } = await inServer({ context: { commands: [...commands, ...more] } }, false);
    const [ada, bob] = ['ada', 'bob'].map((username) => server.user({ username }));
    if (!ada || !bob) throw new Error('there are two');
    const said = server.say(channel, bob, '', { attachments: [picture] });
    server.pick(said, ada, 'Summarise from here');
    const { quote } = await nth(r, 0, 'command');
    const [attachment] = quote && quote !== 'gone' ? (quote.attachments ?? []) : [];
    expect(attachment).toMatchObject({ kind: 'picture', source: { passing: true } });
    expect(Buffer.from((await fetched(surface, attachment?.source)) ?? [])).toEqual(jpeg);
  });
});

describe('files are fetched', () => {
  const ten = Array.from({ length: 10 }, (_, index) => ({ filename: `${index}.jpg`, contentType: 'image/jpeg' }));

  it('by the addresses that came along, and after a restart by asking once for the message', async () => {
    const { r, ada, dm } = await privately();
    const said = r.server.say(dm, ada, '', { attachments: ten });
    const { attachments } = await nth(r, 0, 'message');
    await Promise.all(attachments.map(({ source }) => fetched(r.adapter.surface, source)));
    expect(asks(r, said)).toBe(0);
    const surface = await restarted(r);
    const again = await Promise.all(attachments.map(({ source }) => fetched(surface, source)));
    expect(again.map((bytes) => bytes?.length)).toEqual(Array(10).fill(jpeg.length));
    expect(asks(r, said)).toBe(1);
    r.server.erase(said);
    expect(await kindOf(fetched(await restarted(r), attachments[0]?.source))).toMatchObject({ kind: 'gone' });
  });

  it('no more by addresses that have ended: then the message tells new ones', async () => {
    const r = await rig({ discord: { timing: { linkMs: 1000 } } });
    const ada = r.server.user({ username: 'ada' });
    const said = r.server.say(r.server.dm(ada), ada, '', { attachments: ten.slice(0, 1) });
    const { attachments } = await nth(r, 0, 'message');
    const source = attachments[0]?.source;
    const renewed = async () => [(await fetched(r.adapter.surface, source))?.length, asks(r, said)];
    expect(await renewed()).toEqual([jpeg.length, 0]);
    await expect.poll(renewed, { timeout: 5000 }).toEqual([jpeg.length, 1]);
  });

  it('from Discord’s hosts alone', async () => {
    const address = { channel: '1', message: '2', attachment: '3' };
    const files = createFiles({
      calls: { call: () => Promise.reject(new Error('not asked')), close: () => undefined },
      clock: systemClock,
      apiUrl: 'https://discord.com/api',
    });
    for (const url of ['http://127.0.0.1:1/x', 'https://cdn.discordapp.com.evil.example/x', 'https://discord.com/x']) {
      files.note({ id: '2', attachments: [{ id: '3', url } as never], message_snapshots: [] });
      expect(await kindOf(files.fetch(address, 9, signal))).toMatchObject({ kind: 'rejected', code: 'foreign-host' });
    }
    files.note({ id: '2', attachments: [{ id: '3', url: 'no address' } as never], message_snapshots: [] });
    expect(await kindOf(files.fetch(address, 9, signal))).toMatchObject({ kind: 'gone' });
  });
});

describe('voice messages', () => {
  const spoken = { rendered: { text: '' }, files: [voice] };
  const isVoice = ({ flags }: SimMessage) => (flags & 8192) !== 0;
  const formOf = ({ server }: Rig, channel: SimChannel, id: string | undefined) =>
    server
      .messages(channel)
      .filter((message) => message.id === id)
      .map(isVoice);

  it('are one for one nonce, though the answer was lost', async () => {
    const { r, server, channel, surface } = await inServer();
    server.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
      times: 1,
      drop: 'after',
    });
    await expect(surface.create(messageTarget(channel), spoken, placed(), signal)).rejects.toThrow();
    const [id] = await surface.create(messageTarget(channel), spoken, placed(), signal);
    expect(server.messages(channel)).toHaveLength(1);
    expect(formOf(r, channel, id)).toEqual([true]);
  });

  it('that may not be sent are files, and the log says what to do', async () => {
    const { r, server, channel, surface, log } = await inServer();
    channel.voices = false;
    const [id] = await surface.create(messageTarget(channel), spoken, placed(), signal);
    expect(formOf(r, channel, id)).toEqual([false]);
    expect(server.messages(channel)[0]?.attachments[0]?.data).toEqual(Buffer.from(voice.bytes));
    const line = log.lines.find(({ message }) => message.startsWith('A voice message was refused'));
    expect(line?.fields).toMatchObject({ code: 50173, advice: expect.stringContaining('Send Voice Messages') });
  });

  it('wait like all else while somebody has put the bot in a time-out', async () => {
    const { server, channel, surface } = await inServer();
    if (channel.guild) server.timeOut(channel.guild, Date.now() + 60_000);
    const refused = () => kindOf(surface.create(messageTarget(channel), spoken, placed(), signal));
    await expect.poll(refused, { timeout: 5000 }).toMatchObject({ kind: 'rate_limited' });
  });

  it.each([
    ['words', { ...spoken, rendered: { text: 'Hear' } }],
    ['buttons', { ...spoken, controls: [[{ data: 'k3', label: 'Again' }]] }],
    ['no waveform', { ...spoken, files: [{ ...voice, waveform: new Uint8Array() }] }],
    ['another format', { ...spoken, files: [{ ...voice, mime: 'audio/wav' }] }],
  ])('with %s are files', async (_, content) => {
    const { r, server, channel, surface } = await inServer();
    const [id] = await surface.create(messageTarget(channel), content, placed(), signal);
    expect(formOf(r, channel, id)).toEqual([false]);
    expect(server.messages(channel)[0]?.attachments).toHaveLength(1);
  });

  it('answer a command at once and after it; what stands in place of “thinking” is a file', async () => {
    const { r, channel, surface } = await inServer();
    const { target } = await asked(r, channel);
    const [first] = await surface.create(target, spoken, placed(), signal);
    const [second] = await surface.create(target, spoken, placed(1, first), signal);
    const { target: late } = await asked(r, channel, { private: true });
    await surface.acknowledge(late, signal);
    await surface.create(late, spoken, placed(), signal);
    await surface.create(late, spoken, placed(1), signal);
    expect([...formOf(r, channel, first), ...formOf(r, channel, second)]).toEqual([true, true]);
    const used = r.server.calls.filter(({ path }) => path.includes('/webhooks/'));
    expect(used.map(({ reply }) => isVoice(reply as SimMessage))).toEqual([false, true]);
  });
});

it('a message that is only words is sent as ever', async () => {
  const { channel, surface, server } = await inServer();
  await surface.create(messageTarget(channel), text('hi'), placed(), signal);
  expect(server.messages(channel)[0]?.flags).toBe(4);
});
