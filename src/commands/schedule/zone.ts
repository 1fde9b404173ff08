import type { Button, Progress } from '../../ports/index.ts';
import { cityOf, likelyZones, zonesLike } from '../../schedule/likely.ts';
import { type CommandContext, type CommandDefinition, stringOption } from '../command.ts';
import { inRows, menu, refusal } from '../menu.ts';
import { zoneKept } from './scheduled.ts';
import { nowText } from './when.ts';

/** /zone: the time zone that a person's times go by. */
export const zone: CommandDefinition = {
  spec: {
    name: 'zone',
    audience: 'asker',
    menu: true,
    inName: true,
    options: [
      { name: 'name', type: 'string', rest: true, suggest: true, maxLength: 64 },
      { name: 'forget', type: 'boolean', internal: true },
    ],
  },
  async *respond(context) {
    const { command, texts } = context;
    const said = stringOption(command, 'name');
    const [found] = said === undefined ? [] : zonesLike(said);
    if (command.options['forget'] === true)
      yield* menu(texts('zone.forgotten'), [], await zoneKept(context, undefined));
    else if (found !== undefined) yield* show(context, found, await zoneKept(context, found));
    else if (said !== undefined) yield* refusal(texts('zone.unknown'), context);
    else yield* show(context, await context.zone());
  },
  asks: (_, texts) => ({
    title: texts('zone.title'),
    fields: [{ option: 'name', title: texts('zone.field') }],
  }),
  suggest: async ({ command }, _, typed) => {
    const found = typed.trim() === '' ? likelyZones(command.actor.locale) : zonesLike(typed, 20);
    return found.map((value) => ({ label: value, value }));
  },
};

/** Shows the zone there is, and others to choose from. */
function* show(
  context: CommandContext,
  current: string | undefined,
  effect: Parameters<typeof menu>[2] = {},
): Generator<Progress> {
  const { command, texts, now, language } = context;
  const text =
    current === undefined
      ? texts('zone.none')
      : texts('zone.is', { zone: current, time: nowText(current, now, context) });
  const others = likelyZones(command.actor.locale ?? language).filter((each) => each !== current);
  const buttons = others.map((name): Button => ({ line: `zone ${name}`, label: cityOf(name) }));
  const last: Button[] = [{ line: 'zone', label: texts('zone.other'), form: true }];
  if (current !== undefined) last.push({ line: 'zone forget=true', label: texts('zone.forget') });
  yield* menu(text, [...inRows(buttons, 2), last], effect);
}
