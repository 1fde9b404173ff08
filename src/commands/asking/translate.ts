import { translateTask } from '../../answering/told/prompts.ts';
import type { Command } from '../../ports/index.ts';
import { headline } from '../../util/text.ts';
import { type CommandDefinition, reply, stringOption } from '../command.ts';
import { givenText, languageName, nothingGiven, questionAbout } from './material.ts';

/** /translate: the message it replies to, or the text after it. As a reply, that text is the language: `/translate Spanish`. */
export const translate: CommandDefinition = {
  spec: {
    name: 'translate',
    audience: 'everyone',
    takesForward: true,
    costs: 'model',
    shownOption: 'text',
    options: [
      { name: 'text', type: 'string', rest: true, maxLength: 6000 },
      { name: 'to', type: 'string', maxLength: 60 },
      { name: 'private', type: 'boolean' },
    ],
    onMessage: {},
  },
  async *respond(context) {
    const command = withLanguage(context.command);
    const given = givenText({ ...context, command });
    if (!given) {
      yield* reply(nothingGiven(context, 'translate.nothing'));
      return;
    }
    const language = languageName(context, stringOption(command, 'to'));
    yield* context.answer(await questionAbout(context, given, translateTask(language)));
  },
};

/** Longest name of a language, in UTF-16 units. */
const NAME = 60;

/** A reply whose text, where no option does, names the language. */
function withLanguage(command: Command): Command {
  const { text, ...options } = command.options;
  if (!command.quote || typeof text !== 'string' || options['to'] !== undefined) return command;
  return { ...command, options: { ...options, to: headline(text, NAME) } };
}
