import type { ChatSettings, ModelCatalog, Suggestion } from '../../ports/index.ts';
import { clip, digest, escapeMarkdown } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, reply, stringOption, usable } from '../command.ts';
import { choice, inRows, menu, pageOf, refusal, turning } from '../menu.ts';

const SIZE = 6;
const tiers = ['basic', 'advanced'] as const;

/** /model: which model this chat uses: one of the two tiers, or one of those the operator offers besides. */
export const model: CommandDefinition = {
  spec: {
    name: 'model',
    audience: 'everyone',
    menu: true,
    options: [
      { name: 'tier', type: 'string', suggest: true, maxLength: 100, rank: 'moderator' },
      // Names may be longer than a button holds, and the list may be another one by the time it is pressed: a button says
      // the sign of the name it shows.
      { name: 'offer', type: 'string', internal: true, rank: 'moderator' },
      { name: 'page', type: 'integer', min: 1, internal: true },
    ],
  },
  async *respond(context) {
    const { command, settings, models, texts } = context;
    const offer = stringOption(command, 'offer');
    const pressed = models.offered.find((name) => signOf(name) === offer);
    if (offer !== undefined && pressed === undefined) {
      yield* refusal(texts('press.gone'), context);
      return;
    }
    const asked = stringOption(command, 'tier') ?? pressed;
    if (asked === undefined) {
      yield* list(context, settings, 'model.current');
      return;
    }
    const chosen = chosenModel(settings, asked, models);
    if (!chosen) {
      yield* reply(unknownModel(context, asked));
      return;
    }
    yield* list(context, chosen, 'model.changed');
  },
  suggest: async (context, _option, typed) => suggestModels(context, typed),
};

/** Suggests tiers and models for what somebody has begun to type. */
export function suggestModels({ models }: Pick<CommandContext, 'models'>, typed: string): Suggestion[] {
  const wanted = typed.toLowerCase();
  return [
    ...tiers.map((tier) => ({ label: `${tier} (${models.chat(tier)})`, value: tier })),
    ...models.offered.map((name) => ({ label: name, value: name })),
  ].filter(({ label }) => label.toLowerCase().includes(wanted));
}

/** Says that there is no such model, and which there are. */
export function unknownModel({ models, texts }: Pick<CommandContext, 'models' | 'texts'>, asked: string): string {
  const choices = [...tiers, ...models.offered].map((name) => `\`${name}\``).join(', ');
  return texts('model.unknown', { value: escapeMarkdown(clip(asked, 64)), choices });
}

/** Sign of a model's name in a button: short, and different from every other. */
function signOf(name: string): string {
  return digest(name).slice(0, 16);
}

/** Choices of a chat with a tier or a model that is offered; undefined where there is none of that name. */
export function chosenModel(
  settings: ChatSettings,
  asked: string,
  { offered }: Pick<ModelCatalog, 'offered'>,
): ChatSettings | undefined {
  const { model: _, ...rest } = settings;
  const tier = tiers.find((each) => each === asked.toLowerCase());
  if (tier) return { ...rest, tier };
  const name = offered.find((each) => each.toLowerCase() === asked.toLowerCase());
  return name === undefined ? undefined : { ...rest, model: name };
}

async function* list(context: CommandContext, shown: ChatSettings, key: 'model.current' | 'model.changed') {
  const { texts, models, command, settings } = context;
  const { model: name, tier: current } = context.effective(shown);
  const offered = current === undefined;
  const mine = await usable(context, model.spec, ['tier', 'offer']);
  // Without a page asked for, the one with what holds.
  const holds = offered ? Math.floor(models.offered.indexOf(name) / SIZE) + 1 : 1;
  const page = pageOf(models.offered, SIZE, numberOption(command, 'page') ?? holds);
  const byTier = tiers.map((tier) => choice(`model tier=${tier}`, `${tier} · ${models.chat(tier)}`, current === tier));
  const byName = page.items.map((each) => choice(`model offer=${signOf(each)}`, each, offered && each === name));
  const ranks = mine.length > 0 ? '' : `\n\n${texts('settings.ranks')}`;
  const text = `${texts(key, { tier: current ?? name, model: name })}${ranks}`;
  const changed = shown === settings ? {} : { settings: shown, settingsBefore: settings };
  const rows = [
    ...(mine.includes('tier') ? inRows(byTier, 2) : []),
    ...(mine.includes('offer') ? inRows(byName, 2) : []),
  ];
  yield* menu(text, [...rows, turning(page, (to) => `model page=${to}`)], changed);
}
