import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/ports/index.ts';
import { systemClock } from '../../../../src/util/clock.ts';
import { createStore } from '../store.ts';
import { hang, open, said, texts } from './open.ts';

/** Sessions that go on in another process: what came meanwhile is sent by Discord, and taken once, wherever the one before was killed. */

describe('a restart', () => {
  it('resumes: messages, edits, deletions and commands come that Discord could not be asked for', async () => {
    const { server, ada, channel, dm, start, say, calls, stop, begun } = await open();
    const { r, store } = await begun();
    const asked = say(channel, 'to be edited');
    await texts(store, ['one', 'to be edited']);
    const read = calls(/messages$/);
    await stop(r);
    say(dm, 'two');
    server.edit(asked, `<@${server.bot.id}> edited`);
    server.interact(channel, ada, { name: 'ask', options: { prompt: 'why' } });
    const gone = say(dm, 'gone');
    server.erase(gone);
    const now = Date.now();
    // However long the machine takes.
    const second = await start(store, { context: { clock: { ...systemClock, now: () => now } } });
    say(dm, 'three');
    await expect.poll(() => store.promptTexts().length).toBe(8);
    expect(store.promptTexts().toSorted()).toEqual(
      ['one', 'to be edited', 'two', 'edit', 'command', 'gone', 'delete', 'three'].toSorted(),
    );
    const private_ = store.accepted.filter(({ at }) => at.chat === `discord:${dm.id}`);
    expect(private_.map(({ body }) => (body.type === 'message' ? body.text : body.type))).toEqual([
      'one',
      'two',
      'gone',
      'delete',
      'three',
    ]);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 1 });
    expect(calls(/messages$/)).toBe(read);
    expect(said(second)).toContain('Connected to Discord; the session of the process before goes on');
  });

  it('leaves the commands of which Discord has told that nobody answered', async () => {
    const { server, ada, channel, dm, start, say, stop, begun } = await open();
    const { r, store } = await begun();
    await stop(r);
    server.interact(channel, ada, { name: 'ask', options: { prompt: 'too late' } });
    say(dm, 'two');
    const later: Clock = { ...systemClock, now: () => Date.now() + 3000 };
    await start(store, { context: { clock: later } });
    await texts(store, ['one', 'two']);
    // One that comes live counts, whatever our clock says.
    server.interact(channel, ada, { name: 'ask', options: { prompt: 'now' } });
    await texts(store, ['one', 'two', 'command']);
  });

  it('registers the commands that are new', async () => {
    const { server, start, stop, begun } = await open();
    const { r, store } = await begun();
    await stop(r);
    const before = server.commands().length;
    await start(store, { context: { commands: [] } });
    await server.waitFor(() => server.commands().length < before);
    expect(server.gateway.resumes).toBe(1);
  });

  it('goes on from one process to the next, and through lines that break', async () => {
    const { server, dm, start, say, stop, begun } = await open();
    const { r: first, store } = await begun();
    let r = first;
    const all = ['one'];
    for (const text of ['two', 'three', 'four']) {
      await stop(r);
      say(dm, text);
      r = await start(store);
      server.disconnect('drop');
      say(dm, `${text} and a half`);
      all.push(text, `${text} and a half`);
      await texts(store, all);
    }
    expect(server.gateway).toEqual({ identifies: 1, resumes: 6 });
  });
});

describe('a kill', () => {
  it('between an event and its commit: it comes again, and is taken once', async () => {
    const { server, dm, channel, start, say, kill, begun } = await open();
    const { r, store } = await begun();
    const commit = hang(store, 'two');
    say(dm, 'two');
    await expect.poll(commit.reached).toBe(true);
    // Another channel goes on meanwhile: its commit must not carry the position over what is open.
    say(channel, 'beside');
    await texts(store, ['one', 'beside']);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    say(channel, 'later');
    await texts(store, ['one', 'beside', 'later']);
    const left = await kill(r, store);
    say(dm, 'three');
    await start(left);
    await texts(left, ['one', 'beside', 'later', 'two', 'three']);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 1 });
  });

  it('after the commit, before the position is stored: it is known', async () => {
    const { server, dm, start, say, kill, begun } = await open();
    // Time stands still: the position is written with the first event alone.
    const { r, store } = await begun(undefined, { context: { clock: { ...systemClock, elapsed: () => 0 } } });
    const position = () => JSON.parse(store.facts.get('session:0') ?? '{}').sequence;
    const before = position();
    for (const text of ['two', 'three']) say(dm, text);
    await texts(store, ['one', 'two', 'three']);
    expect(position()).toBe(before);
    const left = await kill(r, store);
    say(dm, 'four');
    await start(left);
    await texts(left, ['one', 'two', 'three', 'four']);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 1 });
  });

  it('while it resumes: the next one does', async () => {
    const { server, dm, start, say, stop, kill, begun } = await open();
    const { r, store } = await begun();
    await stop(r);
    for (const text of ['two', 'three', 'four']) say(dm, text);
    const commit = hang(store, 'three');
    const second = await start(store);
    await expect.poll(commit.reached).toBe(true);
    const left = await kill(second, store);
    await start(left);
    say(dm, 'five');
    await texts(left, ['one', 'two', 'three', 'four', 'five']);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 2 });
  });

  it('before what was missed has been read back: the next one begins anew and reads it', async () => {
    const { server, dm, start, say, stop, kill, begun } = await open({ sessions: { lastMs: 300 } });
    const { r, store } = await begun();
    await stop(r);
    say(dm, 'missed');
    await new Promise((resolve) => setTimeout(resolve, 400));
    const slow = server.rule({ match: ({ path }) => path.includes(`/channels/${dm.id}/messages`), hang: true });
    const second = await start(store);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const left = await kill(second, store);
    slow();
    await start(left);
    await texts(left, ['one', 'missed']);
    expect(server.gateway).toEqual({ identifies: 3, resumes: 0 });
  });

  it('once it has been read back, the next one resumes', async () => {
    const { server, dm, start, say, stop, kill, begun } = await open({ sessions: { lastMs: 300 } });
    const { r, store } = await begun();
    await stop(r);
    say(dm, 'missed');
    await new Promise((resolve) => setTimeout(resolve, 400));
    const second = await start(store);
    await texts(store, ['one', 'missed']);
    const left = await kill(second, store);
    say(dm, 'two');
    await start(left);
    await texts(left, ['one', 'missed', 'two']);
    expect(server.gateway).toEqual({ identifies: 2, resumes: 1 });
  });
});

describe('a session that cannot be resumed', () => {
  it.each<[string, (value: string) => string]>([
    ['is none', () => '{"session":7}'],
    ['has another id', (value) => value.replace(/"session":"\d+"/, '"session":"77"')],
    ['has a position it never reached', (value) => value.replace(/"sequence":\d+/, '"sequence":99')],
    ['lies where nobody listens', (value) => value.replace(/"url":"[^"]+"/, '"url":"ws://127.0.0.1:9"')],
    ['was begun with other intents', (value) => value.replace(/"intents":\d+/, '"intents":513')],
    ['was begun with other shards', (value) => value.replace(/"shards":\d+/, '"shards":2')],
  ])(
    'as it %s: another begins, and what was missed is read back',
    async (_, damage) => {
      const { server, dm, start, say, stop, begun } = await open();
      const { r, store } = await begun();
      await stop(r);
      store.facts.set('session:0', damage(store.facts.get('session:0') ?? ''));
      say(dm, 'two');
      await start(store);
      await texts(store, ['one', 'two']);
      expect(server.gateway).toEqual({ identifies: 2, resumes: 0 });
    },
    20_000,
  );

  it('is not asked for where none is stored, and none begins while Discord allows none', async () => {
    const { server, start } = await open({ sessions: { identifies: 0 } });
    const r = await start(createStore(), { start: false });
    const control = new AbortController();
    const started = r.adapter.start(control.signal);
    await expect.poll(() => said(r).length).toBe(1);
    control.abort(new Error('stop'));
    await expect(started).rejects.toThrow('stop');
    expect(server.gateway.identifies).toBe(0);
  });

  it('is resumed though no other may begin', async () => {
    const { server, dm, start, say, stop, begun } = await open({ sessions: { identifies: 1 } });
    const { r, store } = await begun();
    await stop(r);
    say(dm, 'two');
    await start(store);
    await texts(store, ['one', 'two']);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 1 });
  });
});
