import { randomBytes } from 'node:crypto';
import { catalogNames, modelOptions } from '../../composition/models.ts';
import type { Config } from '../../config/index.ts';
import { createCatalog } from '../../model/catalog.ts';
import { type Examination, modelChecks, type NamedModel } from '../../model/examine.ts';
import { createTaught } from '../../model/taught.ts';
import type { Ability, Check, Log } from '../../ports/index.ts';
import { systemClock } from '../../util/clock.ts';
import { keyed } from '../../util/keyed.ts';
import { askingOf } from './asking.ts';
import type { Kept } from './kept.ts';

/** Checks of the configured models. `asked`: they are asked as well, which costs a little. */
export function checksOfModels(config: Config, kept: Kept, asked: boolean, log: Log): Check[] {
  const { secret = randomBytes(32), lessons } = kept;
  const { baseUrl } = config.openai;
  const taught = createTaught({ known: lessons, serverOf: (link = baseUrl) => keyed(secret, 'server', link) });
  const options = { ...modelOptions(config, log, systemClock), secret, taught };
  const examination: Examination = {
    options,
    taught,
    models: namedModels(config),
    catalog: createCatalog(catalogNames(config, log), taught),
  };
  return modelChecks(asked ? { ...examination, asking: askingOf(config, examination) } : examination);
}

/** All models that are named, each once, with the settings that name it. */
function namedModels({ model, openai }: Config): NamedModel[] {
  const named = new Map<string, NamedModel>();
  const add = (
    name: string | undefined,
    setting: string,
    more: { ability?: Ability; link?: string | undefined; essential?: true } = {},
  ) => {
    if (name === undefined) return;
    const { ability, link, essential } = more;
    const key = JSON.stringify([name, link, ability]);
    const before = named.get(key);
    if (before) before.setting += `, ${setting}`;
    else
      named.set(key, {
        model: name,
        setting,
        ...(ability === undefined ? {} : { ability }),
        ...(link === undefined ? {} : { link }),
        ...(essential ? { essential } : {}),
      });
  };
  add(model.basic, 'OPENAI_MODEL', { essential: true });
  add(model.advanced, 'OPENAI_MODEL_ADVANCED');
  for (const each of model.offered) add(each, 'MODELS_OFFERED');
  for (const each of openai.fallbacks) add(each.model, 'OPENAI_FALLBACK_MODELS', { link: each.baseUrl });
  add(model.image, 'OPENAI_IMAGE_MODEL', { ability: 'images' });
  add(model.transcription, 'OPENAI_TRANSCRIPTION_MODEL', { ability: 'transcription' });
  add(model.speech, 'OPENAI_SPEECH_MODEL', { ability: 'speech' });
  return [...named.values()];
}
