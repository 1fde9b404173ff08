import { readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Heard, messagesIn } from '../simulator/openai/heard.ts';
import { jpeg, ogg } from '../simulator/samples.ts';
import type { Call } from '../simulator/server.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried, isWhole } from '../support/whole.ts';
import type { ChatDriver, Platform, SentFile } from './chat-driver.ts';

/**
 * What people send, and what is drawn and read aloud for them, with a kill -9 in between: while it is fetched, heard, read, drawn,
 * spoken, shown. In the end there is one answer, and nothing that was kept is paid for again.
 */

const WAIT_MS = 30_000;

/** Requests to the model that something costs, in all. */
interface Costs {
  /** Recordings written down. */
  heard: number;
  /** Answers in words. */
  asked: number;
  drawn: number;
  spoken: number;
}

/** Moment of a kill: as a call arrives, or once it was taken and its answer is lost. */
interface Moment {
  name: string;
  /** Call that it is, of the platform or of the model. */
  is(platform: Platform, call: Call): boolean;
  of: 'platform' | 'model';
  /** How manieth of these calls; the first when absent. */
  nth?: number;
  taken?: true;
  /** Platforms that it is tried on, by whether they can be asked for a bubble whose id was lost; both when absent. */
  adopts?: boolean;
  costs: Partial<Costs>;
}

interface Scene {
  name: string;
  /** Only where everything is tried. */
  spare?: true;
  /** Time that a drawing takes, ms. */
  drawingMs?: number;
  act(driver: ChatDriver): void;
  /** What is shown in the end: words, if any, and pictures or a voice. */
  words?: string | RegExp;
  pictures: number;
  /** What the model was told with the question: words, and pictures. */
  told?: RegExp;
  toldPictures?: number;
  moments: readonly Moment[];
}

const fetching = (nth: number, costs: Partial<Costs>): Moment => ({
  ...{ name: `as ${nth === 1 ? 'the first' : 'the second'} is fetched`, of: 'platform', nth, costs },
  is: (platform, call) => platform.fetches(call),
});

const isAsked = (_: Platform, { path }: Call) => path.endsWith('/responses');
const isHeard = (_: Platform, { path }: Call) => path.endsWith('/transcriptions');
const isDrawn = (_: Platform, { path }: Call) => path.includes('/images/');
const isSpoken = (_: Platform, { path }: Call) => path.endsWith('/speech');

const answering = (costs: Partial<Costs>): readonly Moment[] => [
  { name: 'as the model is asked', of: 'model', is: isAsked, costs: { ...costs, asked: 2 } },
  {
    ...{ name: 'before the answer is shown', of: 'platform', costs: { ...costs, asked: 1 } },
    is: (platform, call) => platform.shows(call),
  },
];

const drawing: readonly Moment[] = [
  { name: 'as it is asked for', of: 'model', is: isDrawn, costs: { drawn: 2 } },
  { name: 'as it comes', of: 'model', is: isDrawn, taken: true, costs: { drawn: 2 } },
  {
    ...{ name: 'once it is kept, and before it is shown', of: 'platform', costs: { drawn: 1 } },
    is: (platform, call) => platform.showsFiles(call),
  },
];

const isShown: Moment = {
  ...{ name: 'once it is shown, and nobody was told', of: 'platform', taken: true, costs: { drawn: 1 } },
  is: (platform, call) => platform.showsFiles(call),
};

const isClearing: Moment = {
  ...{ name: 'once it is shown, its notice still there', of: 'platform', costs: { drawn: 1 } },
  is: (platform, call) => platform.removes(call),
};

const two = (kind: SentFile['kind'], mime: string, ...files: readonly (readonly [name: string, bytes: Buffer])[]) =>
  files.map(([name, bytes]) => ({ kind, mime, name, bytes }));

const scenes: readonly Scene[] = [
  {
    name: 'two pictures that are sent',
    act: (driver) => driver.send('What is it?', two('picture', 'image/jpeg', ['a.jpg', jpeg], ['b.jpg', jpeg])),
    ...{ words: 'I see.', pictures: 0, told: /What is it\?/, toldPictures: 2 },
    moments: [fetching(1, { asked: 1 }), fetching(2, { asked: 1 }), ...answering({})],
  },
  {
    name: 'two recordings that are sent',
    act: (driver) => driver.send('', two('recording', 'audio/ogg', ['a.ogg', ogg(3)], ['b.ogg', ogg(5)])),
    ...{ words: /sound of 3 seconds.*sound of 5 seconds.*I see\.$/s, pictures: 0, told: /3 seconds.*5 seconds/s },
    moments: [
      fetching(1, { heard: 2, asked: 1 }),
      { name: 'as it is to be written down', of: 'model', is: isHeard, costs: { heard: 3, asked: 1 } },
      { name: 'as it is written down', of: 'model', is: isHeard, taken: true, costs: { heard: 3, asked: 1 } },
      { ...fetching(2, { heard: 2, asked: 1 }), name: 'once the first of them is written down' },
      ...answering({ heard: 2 }),
    ],
  },
  {
    name: 'two files that are sent',
    act: (driver) =>
      driver.send(
        'What is it about?',
        two('file', 'text/plain', ['a.txt', Buffer.from('All about moles.')], ['b.txt', Buffer.from('And worms.')]),
      ),
    ...{ words: 'I see.', pictures: 0, told: /All about moles\..*And worms\./s },
    moments: [fetching(1, { asked: 1 }), fetching(2, { asked: 1 }), ...answering({})],
  },
  {
    name: 'a picture drawn in place of its notice',
    drawingMs: 900,
    act: (driver) => void driver.say('/image a red cat'),
    ...{ words: 'a red cat', pictures: 1 },
    moments: [...drawing, isShown],
  },
  {
    name: 'an album that is drawn below its notice',
    drawingMs: 900,
    act: (driver) => void driver.say('/image a red cat count=3'),
    ...{ words: 'a red cat', pictures: 3 },
    moments: [...drawing, { ...isShown, adopts: true }, { ...isClearing, adopts: false }],
  },
  {
    name: 'a picture that is drawn within an answer',
    act: (driver) => void driver.say('please draw me a red cat'),
    ...{ words: 'Here it is.', pictures: 1 },
    moments: [
      { name: 'as the model is asked', of: 'model', is: isAsked, costs: { asked: 2 } },
      { name: 'as it comes', of: 'model', is: isAsked, taken: true, costs: { asked: 2 } },
      {
        ...{ name: 'once it is kept, and before it is shown', of: 'platform', costs: { asked: 1 } },
        is: (platform, call) => platform.showsFiles(call),
      },
      {
        ...{ name: 'once it is shown, and nobody was told', of: 'platform', taken: true, costs: { asked: 1 } },
        is: (platform, call) => platform.showsFiles(call),
        adopts: true,
      },
    ],
  },
  {
    name: 'a text that is read aloud',
    act: (driver) => void driver.say('/speak Good evening!'),
    pictures: 1,
    moments: [
      { name: 'as it is asked for', of: 'model', is: isSpoken, costs: { spoken: 2 } },
      { name: 'as it comes', of: 'model', is: isSpoken, taken: true, costs: { spoken: 2 } },
      {
        ...{ name: 'once it is kept, and before it is shown', of: 'platform', costs: { spoken: 1 } },
        is: (platform, call) => platform.showsFiles(call),
      },
      {
        ...{ name: 'once it is shown, and nobody was told', of: 'platform', taken: true, costs: { spoken: 1 } },
        is: (platform, call) => platform.showsFiles(call),
        adopts: true,
      },
    ],
  },
  {
    name: 'a picture that is drawn at once',
    spare: true,
    act: (driver) => void driver.say('/image a red cat'),
    ...{ words: 'a red cat', pictures: 1 },
    moments: [...drawing, { ...isShown, adopts: true }],
  },
  {
    name: 'an album that is drawn at once',
    spare: true,
    act: (driver) => void driver.say('/image a red cat count=3'),
    ...{ words: 'a red cat', pictures: 3 },
    moments: [...drawing, { ...isShown, adopts: true }],
  },
];

/** Declares the tests of all of it on one platform. */
export function testMediaKills(platform: Platform): void {
  let bot: BotProcess;
  beforeAll(async () => {
    const models = { OPENAI_TRANSCRIPTION_MODEL: 'gpt-transcribe', OPENAI_IMAGE_MODEL: 'gpt-image-2' };
    const voice = { OPENAI_SPEECH_MODEL: 'gpt-4o-mini-tts', OPENAI_SPEECH_VOICE: 'alloy' };
    const settings = { OPENAI_API: 'responses', DRAWING: 'asked', ...models, ...voice };
    bot = await startBotProcess(settings, { platforms: [platform.name] });
    await platform.ready(bot);
    const isDrawing = ({ messages }: Heard) => /draw/.test(messages.at(-1)?.text ?? '');
    bot.openai.script((heard) => (isDrawing(heard) ? { text: 'Here it is.', draws: ['a red cat'] } : 'I see.'));
  });
  afterAll(() => bot.close());

  /** Crashes at such a call; `meanwhile` happens while no process runs. */
  function crashAt(moment: Moment, meanwhile: () => void = () => undefined): Promise<void> {
    const { of, is, nth = 1, taken } = moment;
    const when = taken ? 'after' : 'before';
    const crash = async () => {
      await bot.kill();
      meanwhile();
      bot.start();
      await platform.ready(bot);
    };
    let calls = 0;
    return new Promise((resolve, reject) => {
      const rule = of === 'model' ? bot.openai.rule : platform.rule(bot);
      rule({
        match: (call) => is(platform, call) && ++calls === nth,
        ...{ times: 1, drop: when, [when]: () => void crash().then(resolve, reject) },
      });
    });
  }

  function costsSince(begun: number): Costs {
    const count = (is: Moment['is']) =>
      bot.openai.requests.slice(begun).filter(({ path }) => is(platform, { path } as Call)).length;
    return { heard: count(isHeard), asked: count(isAsked), drawn: count(isDrawn), spoken: count(isSpoken) };
  }

  async function play(scene: Scene, moment: Moment): Promise<void> {
    const { pictures, told, toldPictures = 0, drawingMs = 0 } = scene;
    const words = [scene.words ?? []]
      .flat()
      .map((each) => (typeof each === 'string' ? each : expect.stringMatching(each)));
    const driver = platform.open(bot);
    const begun = bot.openai.requests.length;
    const killed = crashAt(moment);
    // Behind the rule of the kill: what is drawn after it.
    onTestFinished(bot.openai.rule({ match: (call) => isDrawn(platform, call), delayMs: drawingMs }));
    scene.act(driver);
    await killed;
    const seen = () => ({ words: driver.texts().filter((text) => text !== ''), pictures: driver.pictures() });
    await expect.poll(seen, { timeout: WAIT_MS }).toEqual({ words, pictures });
    await driver.idle();
    expect(seen()).toEqual({ words, pictures });
    expect(costsSince(begun)).toEqual({ heard: 0, asked: 0, drawn: 0, spoken: 0, ...moment.costs });
    if (!told) return;
    const question = messagesIn(bot.openai.requests.findLast(({ path }) => path.endsWith('/responses'))).at(-1);
    expect(question?.text).toMatch(told);
    expect(question?.pictures).toHaveLength(toldPictures);
  }

  const shared = scenes.filter(({ spare }) => !spare);
  describe.each(scenes)('$name', (scene) => {
    const moments = scene.moments.filter(({ adopts = platform.adopts }) => adopts === platform.adopts);
    const at = shared.indexOf(scene);
    const isOurs = at >= 0 && at % 4 === 0 && isTried(Math.floor(at / 4), platform.adopts);
    const chosen = isOurs ? (at + 2 * Number(platform.adopts)) % moments.length : -1;
    for (const [index, moment] of moments.entries())
      it.runIf(isWhole || index === chosen)(moment.name, () => play(scene, moment), 120_000);
  });

  const lost = 'pictures that are lost while no process runs: a sentence, and nothing is drawn unasked';
  it.runIf(isTried(0, platform.adopts))(
    lost,
    async () => {
      const driver = platform.open(bot);
      const begun = bot.openai.requests.length;
      const folder = `${bot.store}.blobs`;
      const [kept] = drawing.slice(-1);
      if (!kept) throw new Error('a moment');
      const killed = crashAt(kept, () => {
        expect(readdirSync(folder)).not.toEqual([]);
        rmSync(folder, { recursive: true });
      });
      driver.say('/image a red cat');
      await killed;
      await driver.until((texts) => texts.length === 1 && /wasn't kept/.test(texts[0] ?? ''));
      await driver.idle();
      expect([driver.texts().length, driver.pictures(), costsSince(begun).drawn]).toEqual([1, 0, 1]);
    },
    120_000,
  );
}
