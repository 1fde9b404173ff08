import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../demo/stage.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { ogg } from '../simulator/samples.ts';
import { accessSettings, members, openCast } from '../support/cast.ts';
import { itWhole } from '../support/whole.ts';
import type { Item, Place, Trouble, World } from './protocol.ts';
import { type Page, servePage } from './server.ts';
import { textOf, type Visitor, visit } from './visitor.ts';

/** The page over the real bot: what people do comes in by HTTP, what they see goes out. */

let stage: Stage;
let page: Page;
let visitor: Visitor;
const logged: string[] = [];

beforeAll(async () => {
  const log = (line: string) => void logged.push(line);
  stage = await openStage({ model: {}, broken: false, tokensPerSecond: 0, settings: accessSettings(), log });
  openCast(stage.telegram, stage.discord);
  page = await servePage(stage, { log });
  visitor = await visit(page);
  await visitor.waitFor(() => true);
});

afterAll(async () => {
  visitor.leave();
  await page.close();
  await stage.close();
});

afterEach(() => stage.openai.script(() => undefined));

const on = (platform: 'telegram' | 'discord', name: keyof typeof members) => `${platform}:${members[name][platform]}`;

/** The one place of these that somebody sees under this name. */
function place(person: string, kind: Place['kind'], name?: string): string {
  const found = visitor.world.places.find(
    (each) => each.kind === kind && each.people.includes(person) && (name === undefined || each.name === name),
  );
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found.id;
}

/** What the bot says in a place, oldest first; drafts and waits aside. */
function answersIn(where: string, world: World = visitor.world): Item[] {
  return world.items.filter(
    (item) =>
      item.place === where &&
      item.mine &&
      !(item.platform === 'telegram' && item.draft) &&
      !(item.platform === 'discord' && item.state),
  );
}

const answered = (where: string, words: string | RegExp) => (world: World) =>
  answersIn(where, world).find((item) =>
    typeof words === 'string' ? textOf(item) === words : words.test(textOf(item)),
  );

describe('the page', () => {
  it('shows an answer as the bot sent it, with the steps and the calls that it took', async () => {
    const [ada, ben] = [on('telegram', 'ada'), on('discord', 'ben')];
    const direct = place(ben, 'private');
    stage.openai.script(() => 'It is **high** tide.');
    expect(await visitor.act(ada, ada, { act: 'say', text: 'How is the tide?' })).toEqual({});
    expect(await visitor.act(ben, direct, { act: 'say', text: 'How is the tide?' })).toEqual({});
    const first = await visitor.waitFor(answered(ada, 'It is high tide.'));
    expect(first).toMatchObject({ message: { entities: [{ type: 'bold', offset: 6, length: 4 }] } });
    await visitor.waitFor(answered(direct, 'It is **high** tide.'));
    const closed = await visitor.waitFor(({ steps }) =>
      steps.find(({ what, place }) => what === 'closed' && place === ada),
    );
    const steps = visitor.world.steps.filter(({ turn }) => turn === closed.turn);
    expect(steps.map(({ what }) => what)).toEqual(expect.arrayContaining(['accepted', 'begun', 'settled']));
    const call = await visitor.waitFor(({ calls }) =>
      calls.find(({ what, ms }) => what === 'POST /v1/responses' && ms !== undefined),
    );
    expect(call).toMatchObject({ to: 'model', status: 200 });
    expect(call.request).toContain('How is the tide?');
    expect(call.answer).toContain('response.created');
  });

  it('refuses whom the bot does not know, and shows that to no one else', async () => {
    const sam = on('telegram', 'sam');
    await visitor.act(sam, sam, { act: 'say', text: 'let me in' });
    const refusal = await visitor.waitFor(answered(sam, /700106/));
    expect(visitor.world.places.find(({ id }) => id === refusal.place)?.people).toEqual([sam]);
    expect(stage.openai.requests.filter(({ body }) => JSON.stringify(body).includes('let me in'))).toEqual([]);
  });

  itWhole('keeps one answer through a kill in the middle of it', async () => {
    const ada = on('discord', 'ada');
    const where = place(ada, 'private');
    const tides = Array.from({ length: 40 }, (_, n) => `tide ${n}`).join(' ');
    stage.openai.script(() => ({ text: tides, tokensPerSecond: 60 }));
    await visitor.act(ada, where, { act: 'say', text: 'count the tides' });
    await visitor.waitFor(answered(where, /tide 3\b/));
    expect(await visitor.break({ bot: 'kill' })).toEqual({});
    await visitor.waitFor(({ bot }) => !bot.running);
    expect(await visitor.break({ bot: 'start' })).toEqual({});
    await visitor.waitFor(({ bot }) => bot.running && bot.starts === 2);
    await visitor.waitFor(answered(where, tides));
    expect(answersIn(where)).toHaveLength(1);
  });

  it('shows commands in every language, suggests, opens a form and takes it', async () => {
    const ben = on('discord', 'ben');
    const where = place(ben, 'private');
    const command = (platform: string, name: string) =>
      visitor.world.commands.find((each) => each.platform === platform && each.name === name);
    expect(command('telegram', 'help')?.descriptions).toMatchObject({ '': expect.any(String), zh: expect.any(String) });
    const focused = command('discord', 'model')?.options.find(({ completes }) => completes)?.name ?? '';
    const writing = { act: 'complete', name: 'model', options: { [focused]: 'adv' }, focused } as const;
    expect(await visitor.act(ben, where, writing)).toMatchObject({ choices: [{ value: 'advanced' }] });

    const prompt = command('discord', 'image')?.options.find(({ required }) => required)?.name ?? 'prompt';
    expect(await visitor.act(ben, where, { act: 'use', name: 'image', options: { [prompt]: 'a pier' } })).toEqual({});
    const button = await visitor.waitFor(({ items }) =>
      items.flatMap((item) => buttonOf(item, /Edit/)).find((each) => each.place === where),
    );
    await visitor.act(ben, where, { act: 'press', message: button.id, data: button.data });
    const form = await visitor.waitFor(({ forms }) => forms.find(({ person }) => person === ben));
    const texts = Object.fromEntries(form.fields.map(({ id }) => [id, 'let it snow']));
    expect(await visitor.act(ben, where, { act: 'fill', form: form.id, texts })).toEqual({});
    await visitor.waitFor(answered(where, /let it snow/));
    expect(visitor.world.forms).toEqual([]);
  });

  it('sends pictures and what a browser records', async () => {
    const hua = on('telegram', 'hua');
    stage.openai.script(() => 'seen');
    const png = drawPng(64, 48, 'a boat').toString('base64');
    const picture = { kind: 'picture', name: 'boat.png', mime: 'image/png', data: png, width: 64, height: 48 } as const;
    await visitor.act(hua, hua, { act: 'say', text: 'what is it?', files: [picture] });
    await visitor.waitFor(answered(hua, 'seen'));
    const data = (await inWebm(ogg(2))).toString('base64');
    const voice = { kind: 'voice', name: 'voice.webm', mime: 'audio/webm;codecs=opus', data, duration: 2 } as const;
    await visitor.act(hua, hua, { act: 'say', text: '', files: [voice] });
    const sent = await visitor.waitFor(({ items }) =>
      items.flatMap((item) => (item.platform === 'telegram' && item.message.voice) || []).at(0),
    );
    const file = await fetch(`${page.url}files/telegram/${sent.file_id}`);
    expect(file.headers.get('content-type')).toBe('audio/ogg');
    expect(Buffer.from(await file.arrayBuffer()).includes('OpusHead')).toBe(true);
  });

  it('shows who can answer, and whose greeting it is that comes; one is suggested for a single question', async () => {
    const cleo = on('telegram', 'cleo');
    const press = async (label: RegExp) => {
      const { id, data } = await visitor.waitFor(({ items }) =>
        items.flatMap((item) => (item.place === cleo ? keysOf(item, label) : [])).at(-1),
      );
      expect(await visitor.act(cleo, cleo, { act: 'press', message: id, data })).toEqual({});
    };
    await visitor.act(cleo, cleo, { act: 'say', text: '/persona' });
    await press(/Mara/);
    await visitor.waitFor(answered(cleo, /You are Mara Venn/));
    await press(/Use in this chat/);
    await visitor.waitFor(answered(cleo, /from now on\.\n\nRain hammers/));
    stage.openai.script(() => 'Three coppers.');
    await press(/a hot meal/);
    await visitor.waitFor(answered(cleo, /Three coppers\.$/));

    const ben = on('discord', 'ben');
    const where = place(ben, 'private');
    const options = { prompt: 'Buenas noches', persona: 'transl' };
    const suggested = await visitor.act(ben, where, { act: 'complete', name: 'ask', options, focused: 'persona' });
    expect(suggested).toEqual({ choices: [{ name: '🌐 Translator', value: 'translator' }] });
    stage.openai.script(({ system }) => (system.includes('technical translator') ? 'Good evening.' : 'Who am I?'));
    await visitor.act(ben, where, { act: 'use', name: 'ask', options: { ...options, persona: 'translator' } });
    await visitor.waitFor(answered(where, /Good evening\.$/));
  });

  it('takes a text to answer from, and shows what an answer cites', async () => {
    const ada = on('telegram', 'ada');
    const data = Buffer.from('The workshop is open until six, on Saturdays until two.').toString('base64');
    const handbook = { kind: 'file', name: 'handbook.txt', mime: 'text/plain', data } as const;
    await visitor.act(ada, ada, { act: 'say', text: '/knowledge add', files: [handbook] });
    await visitor.waitFor(answered(ada, /answers draw on handbook\.txt/));
    await visitor.act(ada, ada, { act: 'say', text: 'Is the workshop open on Saturdays?' });
    await visitor.waitFor(answered(ada, /until two \[1[^\]]*\]\.\n\nSources: \[1\] handbook\.txt/));
  });

  it('takes a table of prompts, and shows the file of the answers', async () => {
    const ben = on('telegram', 'ben');
    const data = Buffer.from('phrase\ngood morning\nthank you\n').toString('base64');
    const table = { kind: 'file', name: 'phrases.csv', mime: 'text/csv', data } as const;
    const text = '/batch Translate {phrase} into French, the translation alone';
    expect(await visitor.act(ben, ben, { act: 'say', text, files: [table] })).toEqual({});
    const sent = await visitor.waitFor(({ items }) =>
      items.flatMap((item) => (item.mine && item.platform === 'telegram' && item.message.document) || []).at(0),
    );
    const file = await fetch(`${page.url}files/telegram/${sent.file_id}`);
    expect(await file.text()).toContain('good morning,bonjour,\r\nthank you,merci,');
  });

  it.each(['limit', 'reset', 'lost', 'failure', 'stall'] satisfies Trouble[])(
    'ends in one answer in spite of: %s',
    async (trouble) => {
      const ines = on('discord', 'ines');
      const where = place(ines, 'private');
      const before = answersIn(where).length;
      const closed = stage.steps.filter(({ what }) => what === 'closed').length;
      stage.openai.script(() => 'It is safe, whatever happens, on the sea and in the harbour.');
      try {
        expect(await visitor.break({ trouble, on: true })).toEqual({});
        await visitor.waitFor(({ troubles }) => troubles.includes(trouble));
        await visitor.act(ines, where, { act: 'say', text: `is it safe from ${trouble}?` });
        await visitor.waitFor(({ calls }) =>
          calls.find(({ to, request }) => to === 'model' && request.includes(`from ${trouble}?`)),
        );
        if (trouble === 'stall') await visitor.break({ trouble, on: false });
        await visitor.waitFor(({ steps }) => steps.filter(({ what }) => what === 'closed').length > closed);
        await visitor.waitFor(() => answersIn(where).length > before);
        expect(answersIn(where)).toHaveLength(before + 1);
      } finally {
        await visitor.break({ trouble, on: false });
      }
      await visitor.waitFor(({ troubles }) => troubles.length === 0);
    },
  );

  it('tells no secret in all of that', () => {
    const told = visitor.events.map(({ data }) => data).join('');
    expect(told).toMatch(/GET photos|POST .webhooks/);
    for (const secret of [stage.telegram.token, stage.discord.token, stage.openai.key, 'aW50ZXJhY3Rpb24'])
      expect(told).not.toContain(secret);
  });
});

function buttonOf(item: Item, label: RegExp): { id: string; place: string; data: string }[] {
  if (item.platform !== 'discord') return [];
  const buttons = item.message.components.flatMap(({ components = [] }) => components);
  return buttons.flatMap(({ label: own = '', custom_id: data }) =>
    label.test(own) && data !== undefined ? [{ id: item.id, place: item.place, data }] : [],
  );
}

function keysOf(item: Item, label: RegExp): { id: string; data: string }[] {
  if (item.platform !== 'telegram') return [];
  const keys = (item.message.reply_markup?.inline_keyboard ?? []).flat();
  return keys.flatMap((key) =>
    'callback_data' in key && label.test(key.text) ? [{ id: item.id, data: key.callback_data }] : [],
  );
}

/** The same packets as a browser puts them. */
async function inWebm(bytes: Buffer): Promise<Buffer> {
  const bunny = await import('mediabunny');
  const input = new bunny.Input({ source: new bunny.BufferSource(bytes), formats: bunny.ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('no sound');
  const target = new bunny.BufferTarget();
  const output = new bunny.Output({ format: new bunny.WebMOutputFormat(), target });
  const source = new bunny.EncodedAudioPacketSource('opus');
  output.addAudioTrack(source);
  await output.start();
  const config = await track.getDecoderConfig();
  for await (const packet of new bunny.EncodedPacketSink(track).packets()) {
    await source.add(packet, config ? { decoderConfig: config } : {});
  }
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}
