import { describe, expect, it } from 'vitest';
import { isTried, itWhole } from '../support/whole.ts';
import { platforms } from './chat-driver.ts';
import { openServer } from './discord/open.ts';
import { onDiscord, onTelegram, type SpeakingPlace } from './speaking.ts';

/** Answers and texts that are read aloud: real voice messages, and words where there may be none. */

const words = 'A mole eats **worms**, and lots of them. See https://example.org/moles for more.';
/** Words of what was to be said, in order. */
const said = ({ bot }: SpeakingPlace) =>
  bot.openai.requests
    .filter(({ path }) => path.endsWith('/audio/speech'))
    .map(({ body }) => [body['voice'], body['input']] as const);

const voices = (place: SpeakingPlace) => place.shown().filter((text) => text.startsWith('voice')).length;

/** Resolves once this is shown, and nothing goes on any more. */
async function shown(place: SpeakingPlace, expected: readonly (string | RegExp)[]): Promise<void> {
  const wanted = expected.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each)));
  await expect.poll(place.shown, { timeout: 30_000 }).toEqual(wanted);
  await place.bot.idle();
  expect(place.shown()).toEqual(wanted);
}

describe.each([
  ['Telegram', onTelegram],
  ['Discord', onDiscord],
] as const)('on %s', (surface, open) => {
  it.runIf(isTried(0, surface === 'Discord'))(
    'an answer is read aloud in reply to it, without its signs; a text as it is given, in a voice of one’s own',
    async () => {
      const place = await open();
      place.bot.openai.script([words]);
      place.say('What does a mole eat?');
      await shown(place, [/worms/]);
      place.say('/speak', 0);
      await shown(place, [/worms/, 'voice 3 s']);
      place.say('/speak voice=Coral Good evening!');
      await shown(place, [/worms/, 'voice 3 s', 'voice 1 s']);
      expect(said(place)).toEqual([
        ['alloy', 'A mole eats worms, and lots of them. See for more.'],
        ['coral', 'Good evening!'],
      ]);
      place.say('/speak voice=nobody Hello');
      await shown(place, [/worms/, /^voice/, /^voice/, /no voice called “nobody”.*coral/]);
    },
  );

  it.runIf(isTried(1, surface === 'Discord'))(
    'a voice is chosen by listening, one at a time, and is the chat’s from then on',
    async () => {
      const place = await open();
      place.say('/speak');
      await shown(place, [/Press a voice/]);
      expect(place.labels()).toContain('✓ alloy');
      place.press('coral');
      await shown(place, [/This is coral|This is \*\*coral/, /^voice/]);
      place.press('sage');
      await shown(place, [/sage/, /^voice/]);
      place.press('✓ Use sage');
      await shown(place, [/Changed[\s\S]*sage/]);
      place.say('/speak Hello');
      await shown(place, [/Changed/, /^voice/]);
      expect(said(place).map(([voice]) => voice)).toEqual(['coral', 'sage', 'sage']);
    },
  );

  it.runIf(isTried(2, surface === 'Discord'))(
    'what is said is answered aloud where the chat wants that, and all of it where it wants all',
    async () => {
      const place = await open({ OPENAI_TRANSCRIPTION_MODEL: 'gpt-transcribe' });
      place.bot.openai.scriptMedia({ hear: () => 'what does a mole eat' });
      place.bot.openai.script(['Worms.', 'Many.', 'Every day.', 'Really.']);
      place.speak();
      await shown(place, [/Worms/]);
      place.say('/settings speaks=voice');
      await shown(place, [/Worms/, /Changed/]);
      place.say('How many?');
      await shown(place, [/Worms/, /Changed/, 'Many.']);
      place.speak();
      await shown(place, [/Worms/, /Changed/, 'Many.', /Every day/, /^voice/]);
      place.say('/settings speaks=always');
      await shown(place, [/Worms/, /Changed/, 'Many.', /Every day/, /^voice/, /Changed/]);
      place.say('Really?');
      await shown(place, [/Worms/, /Changed/, 'Many.', /Every day/, /^voice/, /Changed/, 'Really.', /^voice/]);
      expect(said(place).map(([, text]) => text)).toEqual(['Every day.', 'Really.']);
    },
  );

  // The parts themselves are tried in full where answers are read aloud.
  itWhole('a long answer comes in parts, cut at the end of a sentence', async () => {
    const place = await open();
    place.bot.openai.script(['A mole digs through the garden all day long. '.repeat(110)]);
    place.say('/settings speaks=always');
    await shown(place, [/Changed/]);
    place.say('Tell me');
    await expect.poll(() => voices(place), { timeout: 30_000 }).toBe(2);
    await place.bot.idle();
    const [first = '', second = ''] = said(place).map(([, text]) => String(text));
    expect(first.length).toBeLessThanOrEqual(4096);
    expect([first.endsWith('long.'), second.startsWith('A mole')]).toEqual([true, true]);
    expect(
      place
        .shown()
        .slice(-2)
        .every((text) => text.startsWith('voice')),
    ).toBe(true);
  });

  itWhole('where no voice may be sent it is a file, and where that may not either, a sentence', async () => {
    const place = await open();
    place.bot.openai.script(['Worms.']);
    place.forbidVoices();
    place.say('/speak Hello');
    await shown(place, [/^file/]);
    place.forbidFiles();
    place.say('/speak Hello again');
    await shown(place, [/^file/, /not allowed to send voice/]);
    place.say('/settings speaks=always');
    await shown(place, [/^file/, /not allowed/, /Changed/]);
    place.say('What does a mole eat?');
    await shown(place, [/^file/, /not allowed/, /Changed/, /Worms\.\s+\*?I've recorded it/]);
  });

  it.runIf(isTried(5, surface === 'Discord'))(
    'a server that does not speak is offered nowhere, and says so',
    async () => {
      const place = await open({ OPENAI_SPEECH_MODEL: 'off' });
      const { telegram, discord } = place.bot;
      place.say('/help');
      // A message of Discord is too short for all of it.
      const helped = [/translate/];
      await shown(place, helped);
      expect(place.shown()[0]).not.toContain('/speak');
      place.say('/speak Hello');
      await shown(place, [...helped, "I can't speak here: no model for that is set up."]);
      place.say('/settings speaks=always');
      await shown(place, [...helped, /can't speak/, /no effect/]);
      const offered = () =>
        surface === 'Telegram'
          ? telegram.callsOf('setMyCommands').map(({ params }) => JSON.stringify(params))
          : discord.commands().map(({ name }) => name);
      await expect.poll(() => offered().length).toBeGreaterThan(0);
      expect(offered().join()).toContain('translate');
      expect(offered().join()).not.toContain('speak');
    },
  );
});

describe('an answer that is read aloud', () => {
  itWhole('is there meanwhile, whichever way it grows; another one has a voice of its own', async () => {
    const place = await onTelegram();
    const { openai, telegram } = place.bot;
    const calm = openai.rule({ match: ({ path }) => path.endsWith('/speech'), delayMs: 60_000 });
    openai.script(['Worms.', 'Beetles.', 'Both.']);
    place.say('/settings speaks=always streaming=off');
    await shown(place, [/Changed/]);
    place.say('What does a mole eat?');
    await expect.poll(() => place.shown()[1], { timeout: 30_000 }).toBe('Worms.');
    const typed = telegram.callsOf('sendChatAction').length;
    await expect.poll(() => telegram.callsOf('sendChatAction').length, { timeout: 30_000 }).toBeGreaterThan(typed);
    place.press('■ Stop');
    await shown(place, [/Changed/, /^Worms\.\s+Stopped/]);
    calm();
    place.press('↻ Again');
    await shown(place, [/Changed/, 'Beetles.', /^voice/]);
    place.press('↻ Again');
    await expect.poll(() => said(place).length, { timeout: 30_000 }).toBe(3);
    await shown(place, [/Changed/, 'Both.', /^voice/]);
  });

  itWhole('keeps its voice while there is no other: asked again in vain', async () => {
    const place = await onTelegram();
    place.bot.openai.script(['Worms.', 'Beetles.']);
    place.say('/settings speaks=always');
    await shown(place, [/Changed/]);
    place.say('What does a mole eat?');
    await shown(place, [/Changed/, 'Worms.', /^voice/]);
    const error = { message: 'No.', type: 'insufficient_quota', code: 'insufficient_quota' };
    place.bot.openai.fail('/responses', { status: 429, error });
    place.press('↻ Again');
    await shown(place, [/Changed/, /^Worms\.\s+\S/, /^voice/]);
    place.press('↻ Again');
    await shown(place, [/Changed/, 'Beetles.', /^voice/]);
  });

  it('stays where it cannot be spoken, with a sentence', async () => {
    const place = await onTelegram();
    place.bot.openai.script(['Worms.']);
    const error = { message: 'No.', type: 'insufficient_quota', code: 'insufficient_quota' };
    place.bot.openai.fail('/audio/speech', { status: 429, error }, 2);
    place.say('/settings speaks=always');
    await shown(place, [/Changed/]);
    place.say('What does a mole eat?');
    await shown(place, [/Changed/, /^Worms\.\s+I couldn't read it aloud\. .*budget/]);
    place.say('/speak Hello');
    await shown(place, [/Changed/, /^Worms/, /^I couldn't read it aloud\. .*budget/]);
  });

  it('is spoken over the Realtime API, and thrown away where other words come back', async () => {
    const place = await onTelegram({ OPENAI_SPEECH_MODEL: 'gpt-realtime-2.1-mini', OPENAI_SPEECH_VOICE: 'cedar' });
    const { openai } = place.bot;
    place.say('/speak Good evening to all of you');
    await shown(place, ['voice 2 s']);
    expect(openai.requests.filter(({ path }) => path.endsWith('/realtime'))).toHaveLength(1);
    openai.scriptMedia({ say: () => ({ words: 'I would rather talk about something else entirely.' }) });
    place.say('/speak Good night to all of you');
    await shown(place, ['voice 2 s', /other words/]);
  });
});

it('a voice whose sending was not heard of is there once, and stays', async () => {
  const place = await onDiscord();
  place.bot.discord.rule({ match: platforms.Discord.showsFiles, times: 1, drop: 'after' });
  place.say('/speak Hello');
  await shown(place, [/^voice/]);
});

itWhole('what is missing of a text that is read is said below the voice', async () => {
  const place = await onDiscord();
  let said = 0;
  place.bot.openai.rule({
    match({ path }) {
      said += Number(path.endsWith('/speech'));
      return path.endsWith('/speech') && said === 2;
    },
    reply: { status: 400, body: { error: { message: 'No.', type: 'x', code: 'nothing_known' } } },
  });
  place.bot.openai.script(['A mole digs through the garden all day long. '.repeat(110)]);
  place.say('Tell me');
  await shown(place, [/^A mole/, /mole/, /mole/]);
  place.say('/speak', 0);
  await shown(place, [/^A mole/, /mole/, /mole/, /^voice/, /couldn't read it aloud/]);
});

it('words that are refused beside their voice give way to a sentence', async () => {
  const place = await onTelegram();
  place.bot.openai.script(['Worms.']);
  place.say('/settings speaks=always');
  await shown(place, [/Changed/]);
  const refused = { ok: false, error_code: 400, description: 'Bad Request: these words are not for here' };
  const match = ({ body }: { body: Buffer }) => body.includes('Worms');
  place.bot.telegram.rule({ match, times: 100, reply: { status: 400, body: refused } });
  place.say('What does a mole eat?');
  await shown(place, [/Changed/, /can't be shown here/]);
});

it('a slash command and the menu of a message speak below a line of words', async () => {
  const { bot, discord, ann, channel, mine } = await openServer({
    settings: { OPENAI_SPEECH_MODEL: 'gpt-4o-mini-tts', OPENAI_SPEECH_VOICE: 'alloy' },
  });
  const flags = () => mine().map(({ flags }) => flags & 8192);
  discord.interact(channel, ann, { name: 'speak', options: { text: 'Hello there', voice: 'coral' } });
  await expect.poll(flags, { timeout: 30_000 }).toEqual([0, 8192]);
  await bot.idle();
  expect(mine()[0]?.content).toBe('Read aloud as **coral**:');
  const used = discord.pick(discord.say(channel, ann, 'A mole is no *mouse*.'), ann, 'Read aloud');
  // Only who picked it sees and hears that.
  await expect.poll(() => used.messages().map((each) => each.flags & 8192), { timeout: 30_000 }).toEqual([0, 8192]);
  expect(used.ephemeral()).toBe(true);
  await bot.idle();
  const inputs = bot.openai.requests.map(({ body }) => body['input']);
  expect(inputs).toEqual(['Hello there.', 'A mole is no mouse.']);
});
