import type { Log } from '../../../src/ports/index.ts';

/** Logs once when Discord becomes unreachable or returns, however many attempts, clients and sockets that takes. */
export interface ConnectionStatus {
  lost(fields: object): void;
  connected(): void;
}

export function createConnectionStatus(log: Log): ConnectionStatus {
  let was = false;
  let away = false;
  return {
    lost(fields) {
      if (away) return;
      away = true;
      const lost = 'The connection to Discord is lost; connecting again';
      log.warn(fields, was ? lost : 'Discord cannot be reached; trying again until it can');
    },
    connected() {
      if (away) log.info({}, was ? 'The connection to Discord is back' : 'Discord can be reached now');
      was = true;
      away = false;
    },
  };
}
