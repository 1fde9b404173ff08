import { type Ability, abilities } from '../ports/index.ts';

/**
 * Abilities of OpenAI's models, by name. As of 2026-11-30, from the openai package 7.55 and OpenAI's pages of its models. Models
 * of others are not listed: their servers are asked (survey.ts), or teach by what they refuse.
 */

type Can = Partial<Record<Ability, boolean>>;

/** Can what is named, and nothing else. */
const only = (...named: readonly Ability[]): Can =>
  Object.fromEntries(abilities.map((ability) => [ability, named.includes(ability)]));

/** The first that fits counts. */
const families: readonly { name: RegExp; can: Can }[] = [
  { name: /^(?:gpt|chatgpt)-image/, can: only('images') },
  { name: /^whisper-1|^gpt-(?:4o-)?(?:mini-)?transcribe/, can: only('transcription') },
  { name: /^tts-1|^gpt-4o(?:-mini)?-tts|^gpt-realtime/, can: only('speech') },
  { name: /^gpt-audio/, can: only('hearing', 'tools') },
  { name: /^gpt-oss|^gpt-3\.5|^o[13]-mini/, can: only('tools') },
  { name: /^gpt-4\.1-nano/, can: only('vision', 'files', 'tools', 'drawing', 'code') },
  { name: /^gpt-5(?:\.\d+)?-chat/, can: only('vision', 'files') },
  {
    name: /^gpt-(?:4o|4\.1|[5-9]|\d\d)|^o3(?:-|$)/,
    can: only('vision', 'files', 'tools', 'drawing', 'search', 'code'),
  },
  { name: /^o4-mini/, can: only('vision', 'files', 'tools', 'search', 'code') },
  { name: /^gpt-4|^o[14](?:-|$)|^chatgpt-4o/, can: only('vision', 'files', 'tools') },
];

/** Tells whether a model has an ability; undefined where nobody knows. */
export function knownAbility(model: string, ability: Ability): boolean | undefined {
  return families.find(({ name }) => name.test(model))?.can[ability];
}
