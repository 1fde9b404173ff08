import type { Sampling } from '../ports.ts';

/** What the sampling settings are called as options of /settings, and in the locales (`settings.<name>`). */
export const samplingOptions = {
  temperature: 'temperature',
  topP: 'top_p',
  maxOutputTokens: 'max_tokens',
  effort: 'effort',
  verbosity: 'verbosity',
} as const satisfies Record<keyof Sampling, string>;
