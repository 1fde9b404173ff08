import { MOST_HEARD, type ModelCatalog } from '../ports/index.ts';
import { headOf, isBlank } from '../util/text.ts';
import { isRefused } from './outcome.ts';
import type { PerceptionParts } from './perception.ts';
import { prepareSound, type Sound } from './sound.ts';

/**
 * Makes the way to hear. Sound that is more than the service takes at once is cut at pauses and written down part by part.
 * Undefined where no model hears.
 */
export function createHearing({ transcription }: ModelCatalog): PerceptionParts['hear'] {
  if (!transcription) return undefined;
  const { bytes: most, durationMs } = transcription;
  return async (bytes, thing, { asker, chat, language, model }, signal) => {
    const parts = await prepareSound(bytes, { bytes: most, seconds: durationMs / 1000 }, signal);
    if (isRefused(parts)) return parts;
    const languages = language === '' ? {} : { languages: [language] };
    const onBehalf = { actor: asker, chat, purpose: 'transcript' } as const;
    const write = (part: Sound) =>
      model.transcribe(
        {
          model: transcription.model,
          bytes: part.bytes,
          mime: part.mime,
          name: `${thing.kind}.${part.ending}`,
          ...languages,
          onBehalf,
        },
        signal,
      );
    const texts: string[] = [];
    for (const part of parts) texts.push((await write(part)).text);
    const text = headOf(texts.join('\n').trim(), MOST_HEARD);
    return isBlank(text) ? { reason: 'empty' } : text;
  };
}
