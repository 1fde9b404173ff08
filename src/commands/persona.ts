import type { Progress } from '../ports/index.ts';
import { type CommandContext, type CommandDefinition, stringOption } from './command.ts';
import { refusal } from './menu.ts';
import { choose, drop } from './persona-choice.ts';
import { edit, formOf, made, remove } from './persona-own.ts';
import { aboutOwn, personaSpec } from './persona-spec.ts';
import { found, type Listed, list, missing, NONE, show, suggested } from './persona-views.ts';

/** /persona: who answers here. Listed, shown and chosen; people make their own and give them away as files. */
export const persona: CommandDefinition = {
  spec: personaSpec,
  async *respond(context) {
    const { options } = context.command;
    const action = actions.find(({ option }) => options[option] !== undefined);
    if (action) yield* action.run(context, String(options[action.option]));
    else yield* list(context);
  },
  asks: formOf,
  async suggest(context, option, typed) {
    const isOwn = aboutOwn.includes(option);
    const known = await suggested(context, typed, ({ from }) => !isOwn || from === 'mine');
    const isChoice = option === 'use' || option === 'mine';
    const none = { label: context.texts('persona.nobody'), value: NONE };
    return isChoice && none.label.toLowerCase().includes(typed.toLowerCase()) ? [...known, none] : known;
  },
};

type Run = (context: CommandContext, value: string) => Generator<Progress> | AsyncGenerator<Progress>;

/** Things to be done, by the option that asks for them. What a form has written comes first. */
const actions: readonly { option: string; run: Run }[] = [
  { option: 'name', run: made },
  { option: 'mine', run: about((context, each) => choose(context, each, 'me')) },
  { option: 'use', run: about((context, each) => choose(context, each, whereOf(context))) },
  { option: 'drop', run: about(drop) },
  { option: 'show', run: about(show) },
  { option: 'new', run: (context) => edit(context, undefined) },
  { option: 'edit', run: about((context, each) => edit(context, each?.ref)) },
  { option: 'delete', run: about(remove) },
];

function whereOf({ command }: CommandContext): 'here' | 'chat' {
  return stringOption(command, 'where') === 'chat' ? 'chat' : 'here';
}

/** Has something done with the persona that is named, or says that there is none. */
function about(work: (context: CommandContext, listed: Listed | undefined) => ReturnType<Run>): Run {
  return async function* (context, value) {
    const persona = value === NONE ? undefined : await found(context, value);
    if (persona || value === NONE) yield* work(context, persona);
    else yield* refusal(missing(value, context), context);
  };
}
