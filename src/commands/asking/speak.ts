import { voiceNamed } from '../../answering/speech/read-aloud.ts';
import { shownAnswer } from '../../conversation/exchange.ts';
import { readable } from '../../conversation/prompt-record.ts';
import type { Button, Ending, Progress } from '../../ports/index.ts';
import { exchangeRepliedTo } from '../answers/acted-on.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption, usable } from '../command.ts';
import { choice, inRows, menu, refusal } from '../menu.ts';
import { settings } from '../settings/settings.ts';
import { voiceProblem, voicesLike } from '../settings/voices.ts';
import { givenText, nothingGiven } from './material.ts';

/** /speak: reads a text aloud, or the message it replies to. Alone it shows the voices, to be chosen by listening. */
export const speak: CommandDefinition = {
  spec: {
    name: 'speak',
    audience: 'everyone',
    takesForward: true,
    menu: true,
    costs: 'model',
    needs: 'speech',
    options: [
      { name: 'text', type: 'string', rest: true, maxLength: 6000 },
      { name: 'voice', type: 'string', suggest: true, maxLength: 60 },
      { name: 'private', type: 'boolean' },
    ],
    onMessage: {},
  },
  async *respond(context) {
    const { command, models, texts } = context;
    const voice = stringOption(command, 'voice');
    const problem = voiceProblem(models, voice, texts);
    if (problem !== undefined) {
      yield* refusal(problem, context);
      return;
    }
    const given = await wordsGiven(context);
    if (given !== undefined) yield* read(context, given, voice);
    else if (command.quote) yield* reply(nothingGiven(context));
    else yield* voices(context, voice);
  },
  suggest: async ({ models }, option, typed) => (option === 'voice' ? voicesLike(models, typed) : []),
};

/** Markdown to be read: the text after the command, else the message it is about, of an answer all of it. */
async function wordsGiven(context: CommandContext): Promise<string | undefined> {
  const { command } = context;
  const given = givenText(context);
  const { id, chosen } = command.quote ?? {};
  if (command.options['text'] !== undefined || id === undefined || chosen) return given && readable(given);
  const exchange = await exchangeRepliedTo(context);
  const answer = exchange?.bubbles.includes(id) ? shownAnswer(exchange) : undefined;
  return answer?.text || (given && readable(given));
}

/** Reads aloud. The words are in the chat already, as a rule: then there is nothing but the voice. */
async function* read(context: CommandContext, words: string, voice: string | undefined): AsyncGenerator<Progress> {
  const { command, texts } = context;
  const { reason, files, notice, usage } = yield* context.meanwhile(
    context.readAloud(words, voice),
    texts('speak.recording'),
  );
  // The first answer to a command that is no message has to be words: some platforms let no voice take its place.
  const above =
    command.target.prompt === undefined && files.length > 0
      ? texts('speak.read', { voice: spoken(context, voice) })
      : '';
  const isBare = above === '' && notice === undefined;
  const end: Ending = { reason, text: above, files, ...(isBare ? { captioned: true } : {}), events: [] };
  const { model } = context.models.speech ?? {};
  yield {
    type: 'end',
    end: {
      ...end,
      ...(notice === undefined ? {} : { notice }),
      ...(usage ? { usage } : {}),
      ...(model === undefined ? {} : { model }),
    },
  };
}

/** Shows the voices. A press says a sentence in one of them, below, and offers it for the chat. */
async function* voices(context: CommandContext, voice: string | undefined): AsyncGenerator<Progress> {
  const { texts, models } = context;
  const own = spoken(context, undefined);
  const buttons = (models.speech?.voices ?? []).map((name) => choice(`speak voice=${name}`, name, name === own));
  const rows = inRows(buttons, ROW);
  if (voice === undefined) {
    yield* menu(texts('speak.voices', { voice: own }), rows);
    return;
  }
  const { files, notice, usage } = await context.readAloud(texts('speak.sample'), voice);
  if (files.length === 0) {
    yield* refusal(notice ?? '', context);
    return;
  }
  const name = spoken(context, voice);
  const [mayChoose] = name === own ? [] : await usable(context, settings.spec, ['voice']);
  const use: Button[] = mayChoose
    ? [{ line: `settings voice=${name}`, label: texts('speak.use', { voice: name }) }]
    : [];
  yield* menu(texts('speak.sounds', { voice: name }), [use, ...rows], { files, ...(usage ? { usage } : {}) });
}

/** Buttons side by side. */
const ROW = 4;

/** Name of the voice that speaks: the one that was asked for, else the chat's. */
function spoken(
  { models: { speech }, effective, settings: chosen }: CommandContext,
  asked: string | undefined,
): string {
  if (!speech) return '';
  return voiceNamed(speech, asked ?? effective(chosen).voice) ?? speech.voice;
}
