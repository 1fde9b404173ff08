import { introduce } from '../../composition/adapters.ts';
import type { Config } from '../../config/index.ts';
import { modelNames } from '../../model/names.ts';
import type { Introduction } from '../../ports/index.ts';

/** Looks at services, each within a short time. They reject with Faults. */
export interface Looks {
  introduce(platform: string, config: Config): Promise<Introduction>;
  models(service: { baseUrl: string; key?: string | undefined }): Promise<string[]>;
  /** Finds servers of models on this machine. */
  nearby(): Promise<readonly Nearby[]>;
}

export interface Nearby {
  title: string;
  baseUrl: string;
  models: readonly string[];
}

/** Time limit of a look at a service, and of one at this machine, ms. */
const LOOK_MS = 10_000;
const NEARBY_MS = 1_500;

/** Servers of models, and the ports that they have unless somebody chose others. */
const servers = [
  { title: 'Ollama', port: 11_434 },
  { title: 'LM Studio', port: 1234 },
  { title: 'llama.cpp', port: 8080 },
  { title: 'vLLM', port: 8000 },
];

/** Looks at the real services. */
export const looks: Looks = {
  introduce: (platform, config) => introduce(platform, config, AbortSignal.timeout(LOOK_MS)),
  models: (service) => modelNames(service, AbortSignal.timeout(LOOK_MS)),
  async nearby() {
    const found = await Promise.all(servers.map(lookAt));
    return found.filter((each) => each !== undefined);
  },
};

async function lookAt({ title, port }: (typeof servers)[number]): Promise<Nearby | undefined> {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  try {
    const models = await modelNames({ baseUrl }, AbortSignal.timeout(NEARBY_MS));
    return models.length === 0 ? undefined : { title, baseUrl, models };
  } catch {
    // Nobody is there, or somebody else.
    return undefined;
  }
}
