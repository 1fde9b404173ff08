import type { Api } from 'grammy';

/** grammY's own idea of an AbortSignal: an older one, of which it only uses the events. */
export type ApiSignal = NonNullable<Parameters<Api['getMe']>[0]>;

function isApiSignal(signal: object): signal is ApiSignal {
  return 'aborted' in signal && 'addEventListener' in signal && 'removeEventListener' in signal;
}

/** The signal in the type grammY takes. */
export function apiSignal(signal: AbortSignal): ApiSignal {
  if (!isApiSignal(signal)) throw new TypeError('expected an AbortSignal');
  return signal;
}
