import { type CommandDefinition, say, stringOption } from './command.ts';

/** /model: which of the two configured models this chat uses. */
export const model: CommandDefinition = {
  spec: {
    name: 'model',
    visibility: 'chat',
    options: [{ name: 'tier', type: 'string', choices: ['basic', 'advanced'] }],
  },
  async *respond({ command, settings, models, texts }) {
    const tier = stringOption(command, 'tier');
    if (tier !== 'basic' && tier !== 'advanced') {
      const current = settings.tier ?? 'basic';
      yield* say(texts('model.current', { tier: current, model: models.chat(current) }));
      return;
    }
    yield* say(texts('model.changed', { tier, model: models.chat(tier) }), [
      { type: 'settings', settings: { ...settings, tier } },
    ]);
  },
};
