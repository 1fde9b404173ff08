import { afterEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from './stage.ts';

let stage: Stage | undefined;
let lines: string[] = [];

async function open() {
  lines = [];
  const log = (line: string) => void lines.push(line);
  const opened = await openStage({ model: {}, broken: false, tokensPerSecond: 0, log });
  stage = opened;
  const ann = opened.telegram.user({ first_name: 'Ann' });
  return { stage: opened, ann, chat: opened.telegram.privateChat(ann) };
}

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

describe('the stage', () => {
  it('tells the steps of a turn as they happen, over a kill in mid-answer, and there is one answer', async () => {
    const { stage, ann, chat } = await open();
    stage.openai.script((_, at) =>
      at === 0 ? { text: 'It is four.', breaks: { afterTokens: 2, how: 'stall' } } : 'It is four.',
    );
    const limit = AbortSignal.timeout(60_000);
    const done = stage.nextDone(`telegram:${chat.id}`, limit);
    stage.telegram.say(chat, ann, 'two and two?');
    await expect.poll(() => stage.steps.map(({ what }) => what), { timeout: 15_000 }).toContain('recorded');
    await stage.bot.kill();
    expect(stage.bot).toMatchObject({ running: false, starts: 1 });
    expect(stage.busy(`telegram:${chat.id}`)).toBe(true);
    await stage.bot.start();
    expect(await done).toMatchObject({ final: { reason: 'complete', text: 'It is four.' } });
    expect(stage.steps.map(({ what }) => what).join(' ')).toMatch(
      /^accepted begun asked recorded (?:recorded )*begun asked (?:recorded )*settled (?:recorded )*applied closed$/,
    );
    expect(new Set(stage.steps.map(({ turn, place }) => `${turn} ${place}`)).size).toBe(1);
    const { tokens } = stage.steps.find(({ what }) => what === 'settled') ?? {};
    expect(tokens).toMatchObject({ input: expect.any(Number), output: 3 });
    expect(stage.telegram.messages(chat).filter(({ mine }) => mine)).toMatchObject([{ text: 'It is four.' }]);
    expect(stage.bot).toMatchObject({ running: true, starts: 2 });
    expect(lines).toEqual([]);
  });

  it('says that the bot has ended by itself, and starts it again', async () => {
    const { stage, ann, chat } = await open();
    const changes: boolean[] = [];
    stage.bot.onChange(() => changes.push(stage.bot.running));
    process.kill(stage.bot.pid ?? 0, 'SIGTERM');
    await expect(stage.ended).rejects.toThrow('The bot has ended by itself (exit code 0).');
    expect(lines).toEqual(['The bot has ended by itself (exit code 0).']);
    const done = stage.nextDone(`telegram:${chat.id}`, AbortSignal.timeout(60_000));
    stage.telegram.say(chat, ann, 'say hello');
    await stage.bot.start();
    expect(await done).toMatchObject({ final: { text: 'hello' } });
    expect(changes).toEqual([false, true]);
    await Promise.all([stage.bot.kill(), stage.bot.kill(), stage.bot.start()]);
    expect(stage.bot).toMatchObject({ running: true, starts: 3 });
  });

  it('is not opened for somebody who has given up', async () => {
    const ending = new AbortController();
    const log = (line: string) => expect.unreachable(line);
    const opening = openStage({ model: {}, broken: false, tokensPerSecond: 0, log }, ending.signal);
    ending.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });

  it('says why the bot does not start', async () => {
    const model = { OPENAI_BASE_URL: 'nonsense' };
    await expect(openStage({ model, broken: false, tokensPerSecond: 0, log: () => undefined })).rejects.toThrow(
      /^The bot has ended by itself \(exit code 1\)\.\n[\s\S]*OPENAI_BASE_URL/,
    );
  });
});
