import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Discord, type SimChannel, startDiscord } from './discord/index.ts';
import { jpeg, ogg, pdf } from './samples.ts';

/** Files at the stand-in of Discord: their addresses, uploads, voice messages, options. */

let discord: Discord;
let channel: SimChannel;

async function start(linkMs?: number): Promise<void> {
  await discord?.close();
  discord = await startDiscord(linkMs === undefined ? {} : { timing: { linkMs } });
  channel = discord.channel(discord.guild({ name: 'g' }), { name: 'c' });
}

beforeEach(() => start());
afterEach(() => discord.close());

interface Shown {
  id: string;
  flags: number;
  attachments: Record<string, unknown>[];
  message_snapshots?: { message: Shown }[];
  code?: number;
}

async function call(method: string, path: string, body?: BodyInit): Promise<Shown> {
  const headers = { authorization: `Bot ${discord.token}`, ...(typeof body === 'string' ? json : {}) };
  const answer = await fetch(`${discord.apiUrl}/v10${path}`, { method, headers, ...(body ? { body } : {}) });
  return (await answer.json()) as Shown;
}

const json = { 'content-type': 'application/json' };

function upload(payload: object, ...files: [name: string, bytes: Buffer, type: string][]): FormData {
  const form = new FormData();
  form.set('payload_json', JSON.stringify(payload));
  for (const [index, [name, bytes, type]] of files.entries()) {
    form.set(`files[${index}]`, new Blob([new Uint8Array(bytes)], { type }), name);
  }
  return form;
}

const post = (payload: object, ...files: [string, Buffer, string][]) =>
  call('POST', `/channels/${channel.id}/messages`, upload(payload, ...files));

const shown = (id: string) => call('GET', `/channels/${channel.id}/messages/${id}`);

async function bytesAt(url: unknown): Promise<Buffer | number> {
  const answer = await fetch(String(url));
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : answer.status;
}

describe('addresses', () => {
  it('serve what a message shows for as long as it does', async () => {
    const ada = discord.user({ username: 'ada' });
    const file = { filename: 'Übersicht (1).pdf', contentType: 'application/pdf', data: pdf };
    const said = discord.say(channel, ada, '', { attachments: [file] });
    const [attachment] = (await shown(said.id)).attachments;
    expect(attachment).toMatchObject({ filename: 'bersicht_1_.pdf', title: 'Übersicht (1)', size: pdf.length });
    expect(await bytesAt(attachment?.['url'])).toEqual(pdf);
    expect(await bytesAt(String(attachment?.['url']).replace(/hm=\w/, 'hm=_'))).toBe(404);
    discord.erase(said);
    expect(await bytesAt(attachment?.['url'])).toBe(404);
  });

  it('end, and are new ones when the message is fetched', async () => {
    await start(1500);
    const ada = discord.user({ username: 'ada' });
    const said = discord.say(channel, ada, '', { attachments: [{ filename: 'a.jpg', contentType: 'image/jpeg' }] });
    const [before] = (await shown(said.id)).attachments;
    await expect.poll(() => bytesAt(before?.['url']), { timeout: 5000 }).toBe(404);
    const [after] = (await shown(said.id)).attachments;
    expect(after?.['url']).not.toBe(before?.['url']);
    expect(await bytesAt(after?.['url'])).toEqual(jpeg);
  });

  it('of a forward outlive what is forwarded; a still of a video is drawn by the proxy', async () => {
    const ada = discord.user({ username: 'ada' });
    const video = { filename: 'a.mp4', contentType: 'video/mp4' };
    const said = discord.say(channel, ada, '', { attachments: [video] });
    const forward = discord.forward(channel, ada, said);
    discord.erase(said);
    const [attachment] = (await shown(forward.id)).message_snapshots?.[0]?.message.attachments ?? [];
    expect(await bytesAt(`${attachment?.['proxy_url']}format=jpeg`)).toEqual(jpeg);
    expect(await bytesAt(`${discord.apiUrl.replace('/api', '')}/stickers/749054660769218631.png`)).toEqual(jpeg);
  });
});

describe('voice messages', () => {
  const facts = { id: '0', filename: 'voice-message.ogg', duration_secs: 2, waveform: 'AAEC' };
  const voice: [string, Buffer, string] = ['voice-message.ogg', ogg(2), 'audio/ogg'];

  it('are one Ogg with its length and waveform, and are never edited', async () => {
    const made = await post({ flags: 8192, attachments: [facts] }, voice);
    expect(made).toMatchObject({ flags: 8192, attachments: [{ duration_secs: 2, waveform: 'AAEC' }] });
    expect(await bytesAt(made.attachments[0]?.['url'])).toEqual(ogg(2));
    const path = `/channels/${channel.id}/messages/${made.id}`;
    expect(await call('PATCH', path, JSON.stringify({ content: 'x' }))).toMatchObject({ code: 50162 });
  });

  it.each([
    ['words', 50159, { content: 'x', attachments: [facts] }, [voice]],
    ['two files', 50160, { attachments: [facts, { id: '1' }] }, [voice, voice]],
    ['no Ogg', 50160, { attachments: [facts] }, [['a.mp3', Buffer.from('ID3'), 'audio/mpeg'] as typeof voice]],
    ['no type of sound', 50160, { attachments: [facts] }, [[voice[0], voice[1], 'image/png'] as typeof voice]],
    ['no length', 50161, { attachments: [{ ...facts, duration_secs: undefined }] }, [voice]],
    ['a long waveform', 50161, { attachments: [{ ...facts, waveform: 'A'.repeat(360) }] }, [voice]],
  ] as const)('with %s are refused', async (_, code, payload, files) => {
    expect(await post({ flags: 8192, ...payload }, ...files)).toMatchObject({ code });
  });

  it('take their own permission, and not that of files', async () => {
    channel.attach = false;
    expect(await post({ flags: 8192, attachments: [facts] }, voice)).toHaveProperty('flags', 8192);
    expect(await post({ content: 'Hear', attachments: [facts] }, voice)).toMatchObject({ code: 50013 });
  });

  it('are refused where the bot may send none', async () => {
    channel.voices = false;
    expect(await post({ flags: 8192, attachments: [facts] }, voice)).toMatchObject({ code: 50173 });
    expect(await post({ content: 'Hear', attachments: [facts] }, voice)).toHaveProperty('id');
  });
});
