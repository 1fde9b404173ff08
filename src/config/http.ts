import type { Values } from './values.ts';

/** The HTTP server of the program. */
export interface HttpConfig {
  /** Health page; absent when off. */
  http?: { host: string; port: number };
  /** Figures on the same server; absent when off. `token`: asked of whoever wants them. */
  metrics?: { token?: string };
}

export function httpIn({ HTTP_HOST: host, HTTP_PORT: port, METRICS, METRICS_TOKEN: token }: Values): HttpConfig {
  return {
    ...(port === undefined ? {} : { http: { host, port } }),
    ...(METRICS ? { metrics: token === undefined ? {} : { token } } : {}),
  };
}

/** Tells of figures that nobody could ask for, and of a webhook that nothing could come to. */
export function httpProblems({ METRICS, HTTP_PORT: port, TELEGRAM_WEBHOOK_URL: webhook }: Partial<Values>): string[] {
  if (port !== undefined) return [];
  return [
    ...(METRICS ? ['METRICS is on, but HTTP_PORT is not set'] : []),
    ...(webhook === undefined ? [] : ['TELEGRAM_WEBHOOK_URL is set, but HTTP_PORT is not']),
  ];
}
