import type { Model } from '../../src/ports/index.ts';

const nothing = () => Promise.reject(new Error('nothing is heard, said or drawn here'));

/** The rest of a model that knows words alone. */
export const deaf: Pick<Model, 'transcribe' | 'speak' | 'generateImages'> = {
  transcribe: nothing,
  speak: nothing,
  generateImages: nothing,
};
