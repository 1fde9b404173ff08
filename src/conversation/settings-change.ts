import { isDeepStrictEqual } from 'node:util';
import type { ChatSettings } from '../ports/index.ts';

/** Change to a chat's settings. */
export interface SettingsChange {
  /** Settings it was made from; unknown where a version before stored it. */
  from?: ChatSettings;
  to: ChatSettings;
  /** Topic, thread or person (`ownSettings`) whose choices these are; those of the whole chat when absent. */
  of?: string;
}

/**
 * Makes a change upon the settings that hold by now. Two menus can be pressed at once, and an answer can wait long for its
 * platform. Fields that the change leaves as they were stay as they are now.
 */
export function afterChange({ from, to }: SettingsChange, now: ChatSettings = { v: 1 }): ChatSettings {
  if (!from) return to;
  const sampling = merged(from.sampling ?? {}, to.sampling ?? {}, now.sampling ?? {});
  const commands = merged(from.commands ?? {}, to.commands ?? {}, now.commands ?? {});
  // A tier and a model by name are one choice.
  const model = from.tier === to.tier && from.model === to.model ? now : to;
  const rest = merged(from, to, now);
  const { tier: _tier, model: _model, sampling: _sampling, commands: _commands, ...others } = rest;
  return {
    ...others,
    ...(model.tier === undefined ? {} : { tier: model.tier }),
    ...(model.model === undefined ? {} : { model: model.model }),
    ...(Object.keys(sampling).length > 0 ? { sampling } : {}),
    ...(Object.keys(commands).length > 0 ? { commands } : {}),
  };
}

/** Takes each field from where it was changed. */
function merged<T extends object>(from: T, to: T, now: T): T {
  const result = { ...now };
  for (const key of Object.keys({ ...from, ...to }) as (keyof T)[]) {
    if (isDeepStrictEqual(from[key], to[key])) continue;
    if (to[key] === undefined) delete result[key];
    else result[key] = to[key];
  }
  return result;
}
