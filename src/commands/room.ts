import type { Texts } from '../locales/index.ts';
import type { Button, ChatSettings, Condition, Progress } from '../ports/index.ts';
import type { EffectiveSettings } from '../settings/effective.ts';
import { displayName } from '../util/names.ts';
import { escapeMarkdown } from '../util/text.ts';
import { type CommandContext, type CommandDefinition, stringOption, type Topic } from './command.ts';
import { choice, inRows, menu, refusal } from './menu.ts';

const modes = ['asked', 'names', 'always', 'never'] as const;

/** Most names of the bot in a place, and the most characters of one, in UTF-16 units. */
const NAMES = 10;
const NAME = 32;

/** /room: when the bot answers in a group, topic or thread. All there see it: it is about what they say. */
export const room: CommandDefinition = {
  spec: {
    name: 'room',
    audience: 'everyone',
    rank: 'moderator',
    menu: true,
    options: [
      { name: 'answer', type: 'string', choices: [...modes, 'default'] },
      { name: 'names', type: 'string', maxLength: NAMES * (NAME + 2) },
      { name: 'group', type: 'boolean' },
      // What a form was opened for, and what was written into it.
      { name: 'set', type: 'string', choices: ['names'], namesOption: true, internal: true },
      { name: 'value', type: 'string', rest: true, internal: true, maxLength: NAMES * (NAME + 2) },
    ],
  },
  async *respond(context) {
    const { command, texts, settings, topic } = context;
    if (command.place.kind !== 'group') {
      yield* refusal(texts('room.not_here'), context);
      return;
    }
    const found = await topic();
    const layer = { topic: found, isGroup: !found || command.options['group'] === true };
    const before = layer.isGroup ? settings : (found?.settings ?? settings);
    const after = changed(context, before);
    if (after) yield* overview(context, layer, before, after);
    else yield* refusal(texts('room.names.wrong', { count: NAMES, most: NAME }), context);
  },
  asks({ set }, texts) {
    return set === 'names' ? { title: texts('room.names'), label: texts('command.room.names') } : undefined;
  },
};

/** Choices that are shown and changed. */
interface Layer {
  /** The topic or thread it was asked in, if any. */
  topic: Topic | undefined;
  isGroup: boolean;
}

/** The choices as the command makes them; undefined where its names will not do. The same where it makes none. */
function changed({ command }: CommandContext, before: ChatSettings): ChatSettings | undefined {
  const answer = stringOption(command, 'answer');
  const given = stringOption(command, 'names') ?? (command.options['set'] ? stringOption(command, 'value') : undefined);
  if (answer === undefined && given === undefined) return before;
  const next = { ...before };
  const mode = modes.find((each) => each === answer);
  if (mode) next.answers = mode;
  else if (answer !== undefined) delete next.answers;
  if (given === undefined) return next;
  const names = namesIn(given);
  if (names.length > NAMES || names.some((name) => name.length > NAME)) return undefined;
  if (names.length > 0) next.names = names;
  else delete next.names;
  return next;
}

/** Reads a list of names; a dash is none. */
function namesIn(list: string): string[] {
  const names = list.split(/[,،、,;\n]/).map((name) => (name.trim() === '' ? '' : displayName(name).trim()));
  return [...new Set(names.filter((name) => name !== '' && !/^[-–—]$/.test(name)))];
}

/** The names as a sentence has them. */
export function namesText(names: readonly string[]): string {
  return names.map((name) => `“${escapeMarkdown(name)}”`).join(', ');
}

async function* overview(
  context: CommandContext,
  layer: Layer,
  before: ChatSettings,
  shown: ChatSettings,
): AsyncGenerator<Progress> {
  const { texts, settings } = context;
  const { topic, isGroup } = layer;
  const isChanged = shown !== before;
  const now = isGroup ? context.effective(shown) : context.effective(settings, shown);
  const inherited = (name: 'answers' | 'names') =>
    !isGroup && shown[name] === undefined ? ` ${texts('room.inherited')}` : '';
  const names = now.names.length > 0 ? namesText(now.names) : texts('room.names.none');
  const rows = [
    `**${texts('room.answers')}**: ${texts(`room.answers.${now.answers}`)}${inherited('answers')}`,
    `**${texts('room.names')}**: ${names}${inherited('names')}`,
  ];
  const text = [
    ...(isChanged ? [texts('room.changed')] : []),
    texts(isGroup ? 'room.title' : 'room.title.topic'),
    rows.map((row) => `- ${row}`).join('\n'),
    ...(now.answers === 'names' && now.names.length === 0 ? [texts('room.names.missing')] : []),
    ...(await hiddenFrom(context, now)).map((name) => texts(`room.${name}`)),
  ].join('\n\n');
  const effect = isChanged
    ? { settings: shown, settingsBefore: before, ...(isGroup || !topic ? {} : { settingsOf: topic.id }) }
    : {};
  yield* menu(text, buttonsFor(layer, shown, now, texts), effect);
}

function buttonsFor({ topic, isGroup }: Layer, shown: ChatSettings, now: EffectiveSettings, texts: Texts): Button[][] {
  const at = topic && isGroup ? ' group=true' : '';
  const answers = modes.map((mode) =>
    choice(`room answer=${mode}${at}`, texts(`room.answers.${mode}`), now.answers === mode),
  );
  const unset = { line: `room answer=default${at}`, label: texts('settings.default') };
  return [
    ...inRows(answers, 2),
    [
      { line: `room set=names${at}`, label: texts('room.names'), form: true },
      ...(shown.names ? [{ line: `room names=-${at}`, label: texts('room.names.clear') }] : []),
      ...(shown.answers === undefined ? [] : [unset]),
    ],
    topic
      ? [
          isGroup
            ? { line: 'room', label: texts('room.to_topic') }
            : { line: 'room group=true', label: texts('room.to_group') },
        ]
      : [],
  ];
}

/** Names what keeps the bot from seeing the messages that it is to take part in. */
async function hiddenFrom(
  { conditions, failure }: Pick<CommandContext, 'conditions' | 'failure'>,
  now: EffectiveSettings,
): Promise<('privacy' | 'content')[]> {
  if (!seesAll(now)) return [];
  try {
    return hiding(await conditions(), now);
  } catch (error) {
    failure(error);
    return [];
  }
}

/** Finds what of the conditions at a place hides messages that are needed there. */
export function hiding(conditions: readonly Condition[], now: EffectiveSettings): ('privacy' | 'content')[] {
  if (!seesAll(now)) return [];
  return (['privacy', 'content'] as const).filter((name) =>
    conditions.some((each) => each.name === name && each.state !== 'ok'),
  );
}

/** Tells whether a place needs messages that do not name the bot. */
function seesAll({ answers }: EffectiveSettings): boolean {
  return answers === 'names' || answers === 'always';
}
