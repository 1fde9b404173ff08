import { voiceNamed } from '../../answering/speech/read-aloud.ts';
import type { Texts } from '../../locales/index.ts';
import type { ModelCatalog, Suggestion } from '../../ports/index.ts';
import { asTyped } from '../../util/text.ts';

/** Voices that people choose by their names. */

type Voices = Pick<ModelCatalog, 'speech'>;

/** Problem with a voice that somebody named; undefined where there is none. */
export function voiceProblem({ speech }: Voices, name: string | undefined, texts: Texts): string | undefined {
  if (!speech) return texts('speak.mute');
  if (name === undefined || voiceNamed(speech, name) !== undefined) return undefined;
  return texts('speak.unknown', { value: asTyped(name), choices: speech.voices.join(', ') });
}

/** Suggests the voices whose names begin so. */
export function voicesLike({ speech }: Voices, typed: string): Suggestion[] {
  const voices = (speech?.voices ?? []).filter((voice) => voice.toLowerCase().startsWith(typed.toLowerCase()));
  return voices.map((value) => ({ label: value, value }));
}
