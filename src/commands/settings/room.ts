import type { Texts } from '../../locales/index.ts';
import type { Button, ChatSettings, Condition, Overhearing, Progress } from '../../ports/index.ts';
import type { EffectiveSettings } from '../../settings/effective.ts';
import { displayName } from '../../util/names.ts';
import { escapeMarkdown } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption, type Topic } from '../command.ts';
import { choice, inRows, menu, refusal } from '../menu.ts';

const modes = ['asked', 'names', 'always', 'never'] as const;

/** Most names of the bot in a place, and the most characters of one, in UTF-16 units. */
const NAMES = 10;
const NAME = 32;

/** Time for which what is overheard is kept, where nobody has chosen another, hours. */
const HOURS = 24;

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
      { name: 'overhear', type: 'integer', min: 0, max: 200 },
      { name: 'hours', type: 'integer', min: 1, max: 48 },
      { name: 'group', type: 'boolean' },
      { name: 'open', type: 'string', choices: ['overhear'], namesOption: true, internal: true },
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
    const after = changed(context, before, layer.isGroup);
    if (after && command.options['open'] !== undefined) yield* overhearing(context, layer, before);
    else if (after) yield* overview(context, layer, before, after);
    else yield* refusal(texts('room.names.wrong', { count: NAMES, most: NAME }), context);
  },
  asks({ set }, texts) {
    if (set !== 'names') return undefined;
    return { title: texts('room.names'), fields: [{ option: 'value', title: texts('command.room.names') }] };
  },
};

/** Choices that are shown and changed. */
interface Layer {
  /** The topic or thread it was asked in, if any. */
  topic: Topic | undefined;
  isGroup: boolean;
}

/** The choices as the command makes them; undefined where its names will not do. The same where it makes none. */
function changed(context: CommandContext, before: ChatSettings, isGroup: boolean): ChatSettings | undefined {
  const { command } = context;
  const answer = stringOption(command, 'answer');
  const given = stringOption(command, 'names') ?? (command.options['set'] ? stringOption(command, 'value') : undefined);
  const overhear = overhearOf(context, before);
  if (answer === undefined && given === undefined && !overhear) return before;
  const next = { ...before };
  const mode = modes.find((each) => each === answer);
  if (mode) next.answers = mode;
  else if (answer !== undefined) delete next.answers;
  if (overhear) next.overhear = overhear;
  // Only a topic differs from its group by overhearing nothing.
  if (isGroup && overhear?.messages === 0) delete next.overhear;
  if (given === undefined) return next;
  const names = namesIn(given);
  if (names.length > NAMES || names.some((name) => name.length > NAME)) return undefined;
  if (names.length > 0) next.names = names;
  else delete next.names;
  return next;
}

/** Bounds of what is overheard from now on; undefined where the command does not say. */
function overhearOf({ command, settings, effective }: CommandContext, before: ChatSettings): Overhearing | undefined {
  const [messages, hours] = [numberOption(command, 'overhear'), numberOption(command, 'hours')];
  if (messages === undefined && hours === undefined) return undefined;
  const now = effective(settings, before).overhear;
  return { messages: messages ?? now?.messages ?? 0, hours: hours ?? now?.hours ?? HOURS };
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
  const inherited = (name: 'answers' | 'names' | 'overhear') =>
    !isGroup && shown[name] === undefined ? ` ${texts('room.inherited')}` : '';
  const names = now.names.length > 0 ? namesText(now.names) : texts('room.names.none');
  const rows = [
    `**${texts('room.answers')}**: ${texts(`room.answers.${now.answers}`)}${inherited('answers')}`,
    `**${texts('room.names')}**: ${names}${inherited('names')}`,
    `**${texts('room.overhear')}**: ${overhearText(now.overhear, texts)}${inherited('overhear')}`,
  ];
  const text = [
    ...(isChanged ? [texts('room.changed')] : []),
    texts(isGroup ? 'room.title' : 'room.title.topic'),
    rows.map((row) => `- ${row}`).join('\n'),
    ...(now.answers === 'names' && now.names.length === 0 ? [texts('room.names.missing')] : []),
    ...(now.overhear ? [texts('room.overhears', { ...now.overhear })] : []),
    ...(await hiddenFrom(context, now)).map((name) => texts(`room.${name}`)),
  ].join('\n\n');
  const effect = isChanged
    ? { settings: shown, settingsBefore: before, ...(isGroup || !topic ? {} : { settingsOf: topic.id }) }
    : {};
  yield* menu(text, buttonsFor(layer, shown, now, texts), effect);
}

function buttonsFor(layer: Layer, shown: ChatSettings, now: EffectiveSettings, texts: Texts): Button[][] {
  const { topic, isGroup } = layer;
  const at = scopeOf(layer);
  const answers = modes.map((mode) =>
    choice(`room answer=${mode}${at}`, texts(`room.answers.${mode}`), now.answers === mode),
  );
  const unset = { line: `room answer=default${at}`, label: texts('settings.default') };
  return [
    ...inRows(answers, 2),
    [
      { line: `room set=names${at}`, label: texts('room.names'), form: true },
      { line: `room open=overhear${at}`, label: texts('room.overhear') },
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

function overhearText(overhear: Overhearing | undefined, texts: Texts): string {
  return overhear ? texts('room.overhear.some', { ...overhear }) : texts('room.overhear.none');
}

/** Offers how much is overheard, and for how long. */
function* overhearing(context: CommandContext, layer: Layer, shown: ChatSettings): Generator<Progress> {
  const { texts, settings } = context;
  const { overhear } = layer.isGroup ? context.effective(shown) : context.effective(settings, shown);
  const at = scopeOf(layer);
  const messages = [0, 20, 50, 100, 200].map((each) =>
    choice(
      `room overhear=${each}${at}`,
      each === 0 ? texts('room.overhear.none') : String(each),
      each === (overhear?.messages ?? 0),
    ),
  );
  const hours = [3, 6, 12, 24, 48].map((each) =>
    choice(`room hours=${each}${at}`, texts('room.overhear.hours', { hours: each }), each === overhear?.hours),
  );
  const text = `**${texts('room.overhear')}**: ${overhearText(overhear, texts)}\n\n${texts('room.overhear.about')}`;
  const back = [{ line: `room${at}`, label: texts('menu.back') }];
  yield* menu(text, [messages, ...(overhear ? inRows(hours, 3) : []), back]);
}

/** The end of a button's line that is about the same choices. */
function scopeOf({ topic, isGroup }: Layer): string {
  return topic && isGroup ? ' group=true' : '';
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
function seesAll({ answers, overhear }: EffectiveSettings): boolean {
  return answers === 'names' || answers === 'always' || overhear !== undefined;
}
