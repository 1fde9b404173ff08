import { languageTags } from '../locales/index.ts';
import type { ChatSettings, Sampling } from '../ports.ts';
import { type CommandContext, type CommandDefinition, numberOption, say, stringOption } from './command.ts';

/** /settings: shows what this chat has set, and changes it. Nothing is changed when one of the values will not do. */
export const settings: CommandDefinition = {
  spec: {
    name: 'settings',
    visibility: 'asker',
    options: [
      { name: 'temperature', type: 'number', min: 0, max: 2 },
      { name: 'top_p', type: 'number', min: 0, max: 1 },
      { name: 'max_tokens', type: 'integer', min: 16, max: 1_000_000 },
      { name: 'language', type: 'string', choices: ['auto', ...languageTags] },
      { name: 'reset', type: 'boolean' },
    ],
  },
  async *respond(context) {
    const { command, models, texts } = context;
    const changed = change(context);
    if (Object.keys(command.options).length === 0) {
      yield* say(overview(context, context.settings, 'settings.title'));
      return;
    }
    const model = models.chat(changed.tier ?? 'basic');
    const [refused] = models.refusedSampling(model, changed.sampling ?? {}).filter(isListed);
    if (refused) {
      yield* say(texts('settings.unsupported', { model, name: texts(`settings.${optionNames[refused]}`) }));
      return;
    }
    yield* say(overview(context, changed, 'settings.changed'), [{ type: 'settings', settings: changed }]);
  },
};

const optionNames = {
  temperature: 'temperature',
  topP: 'top_p',
  maxOutputTokens: 'max_tokens',
} as const;

function isListed(key: keyof Sampling): key is keyof typeof optionNames {
  return key in optionNames;
}

function change({ command, settings: before, locales }: CommandContext): ChatSettings {
  const base: ChatSettings = command.options['reset'] === true ? { v: 1 } : before;
  const given = Object.entries(optionNames).flatMap(([key, name]) => {
    const value = numberOption(command, name);
    return value === undefined ? [] : [[key, value] as const];
  });
  const language = stringOption(command, 'language');
  const { language: _, ...rest } = base;
  const kept = language === undefined ? base : rest;
  return {
    ...kept,
    sampling: { ...base.sampling, ...Object.fromEntries(given) },
    ...(language === undefined || language === 'auto' ? {} : { language: locales.nearest(language) }),
  };
}

function overview(
  { texts, models, locales }: CommandContext,
  shown: ChatSettings,
  title: 'settings.title' | 'settings.changed',
): string {
  const tier = shown.tier ?? 'basic';
  const rows = [
    `**${texts('settings.model')}**: ${tier} (${models.chat(tier)})`,
    ...(Object.keys(optionNames) as (keyof typeof optionNames)[]).map(
      (key) => `**${texts(`settings.${optionNames[key]}`)}**: ${shown.sampling?.[key] ?? texts('settings.default')}`,
    ),
    `**${texts('settings.language')}**: ${shown.language ? locales.texts(shown.language)('language.name') : texts('settings.auto')}`,
  ];
  return [texts(title), rows.map((row) => `- ${row}`).join('\n'), texts('settings.hint')].join('\n\n');
}
