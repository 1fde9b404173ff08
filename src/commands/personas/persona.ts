import type { Progress } from '../../ports/index.ts';
import { type CommandContext, type CommandDefinition, stringOption } from '../command.ts';
import { refusal } from '../menu.ts';
import { askFor } from '../parsing/form.ts';
import { choose, drop, type Where } from './choice.ts';
import { fileIn, keep, preview, share } from './files.ts';
import { edit, formOf, made, remove } from './own.ts';
import { aboutOwn, personaSpec } from './spec.ts';
import { found, type Listed, list, missing, NONE, show, suggested } from './views.ts';

/** /persona: who answers here. Listed, shown and chosen; people make their own and give them away as files. */
export const persona: CommandDefinition = {
  spec: personaSpec,
  async *respond(context) {
    const { options } = context.command;
    const action = actions.find(({ option }) => options[option] !== undefined);
    const file = fileIn(context);
    if (action) yield* action.run(context, String(options[action.option]));
    else if (file) yield* preview(context, file);
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
  { option: 'mine', run: choosing(() => 'me') },
  { option: 'use', run: choosing(whereOf) },
  { option: 'drop', run: about(drop) },
  { option: 'show', run: about(show) },
  { option: 'new', run: (context) => askFor('persona new=true', context) },
  { option: 'edit', run: about(edit) },
  { option: 'export', run: about(share) },
  { option: 'delete', run: about(remove) },
  { option: 'keep', run: keep },
];

function whereOf({ command }: CommandContext): Where {
  return stringOption(command, 'where') === 'chat' ? 'chat' : 'here';
}

/** Has a persona chosen, or none. */
function choosing(whereIn: (context: CommandContext) => Where): Run {
  const one = about((context, each) => choose(context, each, whereIn(context)));
  return (context, value) => (value === NONE ? choose(context, undefined, whereIn(context)) : one(context, value));
}

/** Has something done with the persona that is named, or says that there is none. */
function about(work: (context: CommandContext, listed: Listed) => ReturnType<Run>): Run {
  return async function* (context, value) {
    const persona = await found(context, value);
    if (persona) yield* work(context, persona);
    else yield* refusal(missing(value, context), context);
  };
}
