import { isGoverned } from '../../admission/command-rules.ts';
import { type CommandOption, type CommandSpec, whoSchema } from '../../ports/index.ts';
import { clip, escapeMarkdown, oneLine } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption } from '../command.ts';
import { refusal } from '../menu.ts';

const choices = [...whoSchema.options, 'default'] as const;

/** /commands: who may use which command in this chat; its admins and the bot's owners can change it. */
export const commandRules: CommandDefinition = {
  spec: {
    name: 'commands',
    audience: 'asker',
    governs: true,
    options: [
      { name: 'command', type: 'string', suggest: true, maxLength: 65 },
      { name: 'who', type: 'string', choices, rank: 'moderator' },
    ],
  },
  async *respond(context) {
    const { command, texts } = context;
    const name = stringOption(command, 'command')?.toLowerCase().replace(/^\//, '');
    const who = choices.find((each) => each === command.options['who']);
    if (name === undefined) {
      yield* reply(who === undefined ? overview(context) : texts('commands.how'));
      return;
    }
    const found = find(context, name);
    if (!found) {
      yield* refusal(texts('commands.unknown', { value: shown(name) }), context);
      return;
    }
    if (who === undefined) yield* reply(described(found, context));
    else yield* change(context, found, who);
  },
  async suggest({ commands }, _option, typed) {
    const wanted = typed.toLowerCase().replace(/^\//, '');
    const names = listed(commands).flatMap(namesIn);
    return names.filter((name) => name.includes(wanted)).map((name) => ({ label: name, value: name }));
  },
};

/** A command, or an option of it, by the name that rules give it. */
interface Named {
  name: string;
  spec: CommandSpec;
  option: string | undefined;
}

/** Lists the names that rules give a command and its options. */
export function namesIn(spec: CommandSpec): string[] {
  return [spec.name, ...optionsIn(spec).map(({ name }) => `${spec.name}.${name}`)];
}

/** Lists the options that a rule can be about: where an answer goes is for everybody to say. */
function optionsIn({ options }: CommandSpec): CommandOption[] {
  return options.filter(({ internal, name }) => !internal && name !== 'private');
}

/** Lists the commands that people are shown rules of. */
function listed(commands: readonly CommandDefinition[]): CommandSpec[] {
  return commands.map(({ spec }) => spec).filter(isListed);
}

function isListed(spec: CommandSpec): boolean {
  return isGoverned(spec) && !spec.hidden;
}

function find({ commands }: CommandContext, name: string): Named | undefined {
  const [first, option] = name.split('.', 2);
  const spec = commands.find((each) => each.spec.name === first)?.spec;
  return spec && isListed(spec) && namesIn(spec).includes(name) ? { name, spec, option } : undefined;
}

function overview(context: CommandContext): string {
  const { texts, commands } = context;
  const named = listed(commands).flatMap((spec) => [
    { name: spec.name, spec, option: undefined },
    ...optionsApart(context, spec).map((option) => ({ name: `${spec.name}.${option}`, spec, option })),
  ]);
  const lines = named.map((each) => `- ${described(each, context)}`);
  return [texts('commands.title'), lines.join('\n'), texts('commands.hint')].join('\n\n');
}

/** Lists the options that are not for the same people as their command. */
function optionsApart({ whoMay }: CommandContext, spec: CommandSpec): string[] {
  const names = optionsIn(spec).map(({ name }) => name);
  return names.filter((option) => whoMay(spec, option) !== whoMay(spec));
}

function described({ name, spec, option }: Named, { texts, whoMay, settings }: CommandContext): string {
  const chosen = Object.hasOwn(settings.commands ?? {}, name) ? ' ✎' : '';
  const who = whoMay(spec, option);
  const rank = who === 'anybody' && spec.rank === 'asker' ? 'asker' : who;
  return `\`/${name}\`: ${texts(`commands.who.${rank}`)}${chosen}`;
}

/** Whoever changes a rule must be one of those it is for, before and after: nobody gives away more than they have. */
async function* change(context: CommandContext, found: Named, who: (typeof choices)[number]) {
  const { texts, settings, whoMay, isAmong } = context;
  const { [found.name]: _, ...others } = settings.commands ?? {};
  const commands = who === 'default' ? others : { ...others, [found.name]: who };
  const [now, next] = [whoMay(found.spec, found.option), whoMay(found.spec, found.option, commands)];
  const needed = [now, next].some((each) => each === 'owner' || each === 'nobody') ? 'owner' : 'moderator';
  if (!(await isAmong(needed))) {
    yield* refusal(texts(`access.only.${needed}`, { what: `/commands ${found.name}` }), context);
    return;
  }
  const changed = { ...settings, commands };
  const sentence = described(found, {
    ...context,
    settings: changed,
    whoMay: (spec, option) => whoMay(spec, option, commands),
  });
  const held = who !== 'default' && next !== who ? ` ${texts('commands.held')}` : '';
  const text = `${texts('commands.changed')} ${sentence}${held}`;
  yield {
    type: 'end',
    end: { reason: 'complete', text, events: [], settings: changed, settingsBefore: settings },
  } as const;
}

function shown(name: string): string {
  return escapeMarkdown(clip(oneLine(name), 40));
}
