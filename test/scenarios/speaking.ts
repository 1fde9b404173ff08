import { onTestFinished } from 'vitest';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

/** A private chat in which the bot speaks, on either platform: the same gestures on both. */
export interface SpeakingPlace {
  bot: TestBot;
  /** Says something; `replyTo` counts the bot's messages from 0. */
  say(text: string, replyTo?: number): void;
  /** Sends a voice message. */
  speak(): void;
  /** Presses the newest button whose label begins so. */
  press(label: string): void;
  labels(): string[];
  /** What the bot shows, oldest first: words, or a form of sound and how long it is, in seconds. */
  shown(): string[];
  /** From now on people take no voice messages there. */
  forbidVoices(): void;
  /** From now on nothing but words may be sent there. */
  forbidFiles(): void;
}

/** Settings of a bot that speaks by the endpoint for speech. */
const settings = { OPENAI_SPEECH_MODEL: 'gpt-4o-mini-tts', OPENAI_SPEECH_VOICE: 'alloy' };

const sound = (form: string, seconds: number | undefined) => `${form} ${Math.round(seconds ?? 0)} s`;

export async function onTelegram(over: Record<string, string> = {}): Promise<SpeakingPlace> {
  const bot = await startTestBot({ platforms: ['telegram'], settings: { ...settings, ...over } });
  onTestFinished(() => bot.close());
  const { telegram } = bot;
  const ann = telegram.user({ first_name: 'Ann', language_code: 'en' });
  const chat = telegram.privateChat(ann);
  const mine = () => telegram.messages(chat).filter((each) => each.mine && !each.deleted);
  const buttons = () => mine().flatMap((message) => message.buttons.flat().map((button) => ({ ...button, message })));
  return {
    bot,
    say: (text, replyTo) =>
      void telegram.say(chat, ann, text, replyTo === undefined ? {} : { replyTo: mine()[replyTo]?.id ?? 0 }),
    speak: () => void telegram.say(chat, ann, '', { voice: true }),
    press(label) {
      const button = buttons().findLast(({ text }) => text.startsWith(label));
      if (!button) throw new Error(`no button ${label}`);
      telegram.press(chat, ann, button.message, button.data);
    },
    labels: () => buttons().map(({ text }) => text),
    shown: () =>
      mine().map(({ text, voice, file }) =>
        voice === undefined ? (file === undefined ? text : sound('file', 0)) : sound('voice', voice),
      ),
    forbidVoices: () => telegram.forbidVoices(chat),
    forbidFiles() {
      telegram.forbidVoices(chat);
      telegram.rule({
        match: ({ path }) => path.endsWith('/sendDocument'),
        times: 100,
        reply: {
          status: 400,
          body: {
            ok: false,
            error_code: 400,
            description: 'Bad Request: not enough rights to send documents to the chat',
          },
        },
      });
    },
  };
}

export async function onDiscord(over: Record<string, string> = {}): Promise<SpeakingPlace> {
  const bot = await startTestBot({ platforms: ['discord'], settings: { ...settings, ...over } });
  onTestFinished(() => bot.close());
  const { discord } = bot;
  const ann = discord.user({ username: 'ann', locale: 'en-US' });
  const dm = discord.dm(ann);
  await discord.waitFor(() => discord.online() === 1, 10_000);
  const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
  const buttons = () => mine().flatMap((message) => message.buttons.flat().map((button) => ({ ...button, message })));
  return {
    bot,
    say(text, replyTo) {
      const to = replyTo === undefined ? undefined : mine()[replyTo];
      discord.say(dm, ann, text, to ? { replyTo: to } : {});
    },
    speak: () =>
      void discord.say(dm, ann, '', {
        attachments: [{ filename: 'voice-message.ogg', contentType: 'audio/ogg', voice: true }],
      }),
    press(label) {
      const button = buttons().findLast((each) => each.label.startsWith(label));
      if (!button) throw new Error(`no button ${label}`);
      discord.press(button.message, ann, button.id);
    },
    labels: () => buttons().map(({ label }) => label),
    shown: () =>
      mine().map(({ content, flags, attachments: [file] }) =>
        file ? sound((flags & 8192) === 0 ? 'file' : 'voice', file.duration_secs) : content,
      ),
    forbidVoices() {
      dm.voices = false;
    },
    forbidFiles() {
      dm.voices = false;
      dm.attach = false;
    },
  };
}
