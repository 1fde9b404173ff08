import { randomBytes } from 'node:crypto';
import type { Config } from '../../config/index.ts';
import { createCatalog } from '../../model/catalog.ts';
import { type Examination, modelChecks, type NamedModel } from '../../model/examine.ts';
import { createTaught } from '../../model/taught.ts';
import { catalogNames, modelOptions } from '../../models.ts';
import type { Ability, Check, Log } from '../../ports/index.ts';
import { SECRET_CURSOR, secretIn } from '../../storage/installation-secret.ts';
import type { Look } from '../../storage/sqlite/look.ts';
import { createTaughtStore } from '../../storage/taught-store.ts';
import { systemClock } from '../../util/clock.ts';
import { keyed } from '../../util/keyed.ts';
import { askingChecks } from './asking.ts';

/** Checks of the configured models. `asked`: they are asked as well, which costs a little. */
export async function checksOfModels(
  config: Config,
  look: Look | undefined,
  asked: boolean,
  log: Log,
): Promise<Check[]> {
  const kept = look?.cursor(SECRET_CURSOR);
  const secret = kept === undefined ? randomBytes(32) : secretIn(kept);
  const { baseUrl } = config.openai;
  const known = look ? await createTaughtStore({ ...look.documents, setMany: async () => undefined }).all() : [];
  const taught = createTaught({ known, serverOf: (link = baseUrl) => keyed(secret, 'server', link) });
  const options = { ...modelOptions(config, log, systemClock), secret, taught };
  const examination: Examination = {
    options,
    taught,
    models: namedModels(config),
    catalog: createCatalog(catalogNames(config, log), taught),
  };
  return [...modelChecks(examination), ...(asked ? askingChecks(config, examination) : [])];
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
