import { describe, expect, it } from 'vitest';
import { commands, more, nth, nthOf, rig } from '../setup.ts';

const notice = {
  title: 'Build 7 failed',
  description: 'See <#1> and <@100000000000000077>.',
  url: 'https://ci.example/7',
  author: { name: 'CI' },
  fields: [{ name: 'Branch', value: 'main' }],
  footer: { text: 'after 3 min' },
};
const read =
  'By: CI\nTitle: Build 7 failed\nSee <#1> and @unknown-user.\nBranch: main\nFooter: after 3 min\nLink: https://ci.example/7';

async function open(options: Parameters<typeof rig>[0] = {}) {
  const r = await rig({ ...options, context: { commands: [...commands, ...more], ...options.context } });
  const { server } = r;
  const ada = server.user({ username: 'ada' });
  const ci = server.user({ username: 'ci', bot: true });
  const channel = server.channel(server.guild({ name: 'g' }), { name: 'general' });
  return { ...r, ada, ci, channel, dm: server.dm(ada), me: `<@${server.bot.id}>` };
}

describe('readable content besides words', () => {
  it('of a message that is only an embed is quoted', async () => {
    const r = await open();
    const embed = r.server.say(r.channel, r.ci, '', { embeds: [notice] });
    r.server.say(r.channel, r.ada, `${r.me} why?`, { replyTo: embed });
    expect(await nth(r, 0, 'message')).toMatchObject({
      text: 'why?',
      quote: { author: 'ci', text: '', details: read },
    });
  });

  it('is a poll with its answers, sent or replied to', async () => {
    const r = await open();
    const poll = { question: 'Tea or coffee?', answers: ['Tea', 'Coffee'], multiple: true, votes: [2, 0] };
    r.server.say(r.dm, r.ada, '', { poll });
    const details = 'Poll (several answers): Tea or coffee?\n- Tea (votes: 2)\n- Coffee (votes: 0)';
    expect(await nth(r, 0, 'message')).toMatchObject({ text: '', details, attachments: [] });
    const asked = r.server.say(r.channel, r.ada, '', { poll });
    r.server.say(r.channel, r.ada, `${r.me} which?`, { replyTo: asked });
    expect(await nth(r, 1, 'message')).toMatchObject({ quote: { details } });
  });

  it('is a text in a layout, however deep', async () => {
    const r = await open();
    const text = (content: string, id: number) => ({ type: 10, id, content });
    const layout = [
      text('Above', 1),
      {
        type: 17,
        id: 2,
        accent_color: null,
        spoiler: false,
        components: [{ type: 9, id: 3, components: [text('Within', 4)], accessory: {} }, text('Below', 5)],
      },
    ];
    const said = r.server.say(r.channel, r.ci, '', { layout });
    r.server.say(r.channel, r.ada, `${r.me} so?`, { replyTo: said });
    expect(await nth(r, 0, 'message')).toMatchObject({ quote: { text: '', details: 'Above\n\nWithin\n\nBelow' } });
  });

  it('is in a forward what the forwarded message showed', async () => {
    const r = await open();
    r.server.forward(r.dm, r.ada, r.server.say(r.channel, r.ci, '', { embeds: [notice] }));
    expect(await nth(r, 0, 'message')).toMatchObject({
      text: '',
      attachments: [],
      details: read,
      source: { kind: 'forward' },
    });
  });

  it('does not say twice which link a preview is of', async () => {
    const r = await open();
    const link = { type: 'link', url: 'https://example.com/', title: 'Example' };
    const said = r.server.say(r.channel, r.ada, 'look: https://example.com/');
    said.embeds = [link];
    r.server.say(r.channel, r.ada, `${r.me} what is it?`, { replyTo: said });
    expect(await nth(r, 0, 'message')).toMatchObject({ quote: { details: 'Title: Example' } });
  });

  it('is part of a stretch of the channel', async () => {
    const r = await open();
    const first = r.server.say(r.channel, r.ada, 'look');
    r.server.say(r.channel, r.ci, '', { embeds: [{ title: 'Only this' }] });
    r.server.pick(first, r.ada, 'Summarise from here');
    expect(await nthOf(r, 0, 'command')).toMatchObject({
      material: [{ author: 'ci', text: '', details: 'Title: Only this' }],
    });
  });

  it('costs nothing of the message where it is of another form', async () => {
    const r = await open();
    const odd = r.server.say(r.channel, r.ci, 'words', {
      embeds: [{ title: 7 as never, fields: [{ name: 5 as never, value: [] as never }] }],
    });
    odd.poll = { question: {} as never, answers: [{} as never] };
    r.server.say(r.channel, r.ada, `${r.me} hm?`, { replyTo: odd });
    expect(await nth(r, 0, 'message')).toMatchObject({ quote: { author: 'ci', text: 'words' } });
  });
});
