import type { Config } from '../config/index.ts';
import type { Metering } from '../metrics/open.ts';
import { isOpenAi } from '../model/official.ts';
import type { Clock, Log } from '../ports/index.ts';
import { checkedModels } from './models.ts';
import { type Seams, through } from './seams.ts';

/** Opens what counts, where a setting asks for it; else nothing of it is loaded, and nothing stands between the rooms. */
export async function openMeters(
  config: Config,
  surfaces: readonly string[],
  parts: { clock: Clock; log: Log },
): Promise<Metering | undefined> {
  if (!config.metrics) return undefined;
  const { openMetering } = await import('../metrics/open.ts');
  const { path } = config.storage;
  return openMetering({
    ...parts,
    values: {
      surface: surfaces,
      gen_ai_request_model: [...new Set(checkedModels(config).map(({ model }) => model))],
    },
    provider: (link = config.openai.baseUrl) => (isOpenAi(link) ? 'openai' : '_OTHER'),
    ...(path === ':memory:' ? {} : { file: path }),
  });
}

/** Has the meters stand right at the rooms; whoever stood there before sees what is counted. */
export function metered(seams: Seams, metering: Metering | undefined): Seams {
  if (!metering) return seams;
  return {
    ...seams,
    storage: (storage) => through(seams.storage, metering.storage(storage)),
    surface: (surface) => through(seams.surface, metering.surface(surface)),
    model: (model) => through(seams.model, metering.model(model)),
    tools: (sources) => metering.tools(through(seams.tools, sources)),
  };
}
