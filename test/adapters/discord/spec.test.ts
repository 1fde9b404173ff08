import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiCall } from '../../simulator/discord/index.ts';
import { complaints } from '../../simulator/discord/schema.ts';
import { ogg } from '../../simulator/samples.ts';
import { describeOfficial } from '../../support/official.ts';
import { commands, messageTarget, more, nth, nthEvent, nthOf, placed, rig, shownAs, text } from './setup.ts';

/** Our requests and the stand-in's answers against Discord's own description of its API, where that is at hand. */

const file = new URL('../../../../shared/specs/discord-openapi.json', import.meta.url);

const controls = [[{ data: 'k3.f00d', label: 'Rename' }], [{ data: 'k3.cafe', label: 'Delete' }]];

/** Taken by the real API, though its description does not list it. */
const unlisted = ['enforce_nonce'];

type Node = Record<string, unknown>;

function at(node: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
    node,
  );
}

/** `/channels/1/messages` → the operation of `/channels/{channel_id}/messages`. */
function operation(spec: Node, call: ApiCall): unknown {
  const paths = at(spec, 'paths');
  const found = Object.keys(typeof paths === 'object' && paths ? paths : {})
    .filter((path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(call.path))
    .sort((a, b) => b.length - a.length)
    .find(
      (path) =>
        at(paths, path, call.method.toLowerCase()) !== undefined &&
        !(path.endsWith('{message_id}') && call.path.endsWith('@original')),
    );
  return found === undefined ? undefined : at(paths, found, call.method.toLowerCase());
}

describeOfficial(file, "Discord's own description", () => {
  let spec: Node;
  let calls: ApiCall[];
  const open: (() => Promise<void>)[] = [];

  afterAll(async () => {
    for (const close of open.reverse()) await close();
  });

  beforeAll(async () => {
    spec = JSON.parse(readFileSync(file, 'utf8'));
    const suggest = async () => [{ label: 'One', value: 'k1' }];
    const atEnd = (close: () => Promise<void>) => void open.push(close);
    const r = await rig({ context: { commands: [...commands, ...more], suggest }, atEnd });
    const { server, signal } = r;
    const { surface } = r.adapter;
    const ada = server.user({ username: 'ada' });
    const channel = server.channel(server.guild({ name: 'g' }), { name: 'c' });
    const attachments = [
      { filename: 'Ä.png', contentType: 'image/png' },
      { filename: 'v.ogg', contentType: 'audio/ogg', voice: true },
    ];
    const prompt = server.say(channel, ada, `<@${server.bot.id}> hi`, { attachments, sticker: 'wave' });
    const target = messageTarget(channel, prompt);
    await nth(r, 0, 'message');
    const ci = server.user({ username: 'ci', bot: true });
    const fields = [{ name: 'Branch', value: 'main' }];
    server.say(channel, ci, 'x', {
      embeds: [{ title: 'Build', author: { name: 'CI' }, fields, footer: { text: 'f' } }],
    });
    const container = { type: 17, id: 1, accent_color: null, spoiler: false };
    server.say(channel, ci, '', { layout: [{ ...container, components: [{ type: 10, id: 2, content: 'text' }] }] });
    server.say(channel, ada, '', { poll: { question: 'Tea?', answers: ['Yes', 'No'], votes: [1, 0] } });
    await surface.typing(target, signal);
    await surface.react?.(target, prompt.id, 'working', signal);
    await surface.react?.(target, prompt.id, 'done', signal);
    const thread = surface.threadOf?.(target, (await nthEvent(r, 0)).at)?.target ?? target;
    await surface.openThread?.(thread, 'hi', signal);
    await surface.rename?.(thread, 'A greeting', signal);
    await surface.create(thread, text('in there'), placed(0, prompt.id), signal);
    server.post(server.forum(channel.guild as never, { name: 'help' }), ada, {
      title: 'Printer',
      content: 'It burns.',
    });
    const files = [{ bytes: Buffer.from('x'), mime: 'image/png', name: 'a.png' }];
    const sound = { bytes: new Uint8Array(ogg(2)), mime: 'audio/ogg', name: 'v.ogg', durationMs: 2000 };
    const voice = { ...sound, role: 'voice' as const, waveform: new Uint8Array(64) };
    await surface.create(target, { ...text(''), files: [voice] }, placed(3, prompt.id), signal);
    const [id] = await surface.create(target, { ...text('one'), files }, placed(0, prompt.id), signal);
    await surface.edit(target, id ?? '', text('two'), signal);
    await surface.adopt?.(target, [], [], signal);
    await surface.remove(target, id ?? '', signal);
    const given = { file: { filename: 'a.pdf', contentType: 'application/pdf' } };
    server.interact(channel, ada, { name: 'ask', options: { prompt: 'x', private: true }, files: given });
    const command = (await nthOf(r, 0, 'command')).reply;
    await surface.acknowledge(command, signal);
    const [reply] = await surface.create(command, text('one'), placed(0), signal);
    await surface.create(command, text('two'), placed(1, reply), signal);
    await surface.edit(command, reply ?? '', text('three'), signal);
    await surface.adopt?.(command, [], [], signal);
    server.interact(channel, ada, { name: 'ask', options: { prompt: 'x' } });
    await surface.create((await nthOf(r, 1, 'command')).reply, text('at once'), placed(0), signal);
    const shown = server.messages(channel).at(-1);
    const [own = ''] = await surface.create(target, { ...text('menu'), controls }, placed(2), signal);
    await surface.conditions?.(target, signal);
    const menu = shownAs(r, channel, own);
    const pressed = server.press(menu, ada, 'Rename');
    const asked = {
      data: 'k3.f00d',
      title: 'Rename',
      fields: [{ option: 'title', title: 'The new title', label: 'A few words' }],
    };
    await surface.openForm?.((await nthOf(r, 0, 'press')).reply, asked, signal);
    await server.waitFor(() => pressed.form());
    server.submit(pressed, 'Holidays');
    const press = (await nthOf(r, 1, 'press')).reply;
    await surface.acknowledge(press, signal);
    await surface.edit(press, own, { ...text('menu again'), controls }, signal);
    await surface.create({ ...press, privately: true }, text('psst'), placed(0), signal);
    await surface.adopt?.(press, [own], [], signal);
    const suggested = server.complete(channel, ada, { name: 'chats', focused: 'switch' });
    await server.waitFor(() => suggested.choices());
    if (shown) server.pick(shown, ada, 'Summarise from here');
    await surface.create((await nthOf(r, 2, 'command')).reply, text('a summary'), placed(0), signal);
    const bot = { headers: { authorization: `Bot ${server.token}` } };
    for (const path of ['/users/@me', '/applications/@me', `/channels/${channel.id}`, '/gateway']) {
      await fetch(`${server.apiUrl}/v10${path}`, bot);
    }
    calls = server.calls;
    return r.stop;
  });

  it('lists what we ask for', () => {
    for (const call of calls) {
      const wanted = operation(spec, call);
      expect(wanted, `${call.method} ${call.path}`).toBeDefined();
      const schema = at(wanted, 'requestBody', 'content', 'application/json', 'schema');
      if (call.body === undefined) continue;
      const body =
        typeof call.body === 'object' && call.body && !Array.isArray(call.body) ? { ...call.body } : call.body;
      for (const key of unlisted) if (typeof body === 'object' && body) Reflect.deleteProperty(body, key);
      expect(complaints(spec, schema, body, true), `${call.method} ${call.path}`).toEqual([]);
    }
  });

  it('describes the answers of the stand-in', () => {
    expect(calls.length).toBeGreaterThan(15);
    for (const call of calls) {
      const schema = at(
        operation(spec, call),
        'responses',
        String(call.status),
        'content',
        'application/json',
        'schema',
      );
      expect(call.status, `${call.method} ${call.path}`).toBeLessThan(400);
      if (call.reply === undefined) continue;
      expect(schema, `${call.method} ${call.path} ${call.status}`).toBeDefined();
      const answer: unknown = JSON.parse(JSON.stringify(call.reply));
      expect(complaints(spec, schema, answer), `${call.method} ${call.path}`).toEqual([]);
    }
  });
});
