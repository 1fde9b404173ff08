import type { HttpLimits, HttpServer } from './server.ts';

/** A supervisor sends no body and waits for no one. */
const limits: HttpLimits = { bytes: 0, ms: 5000 };

/**
 * Adds the pages for supervisors. `/health` is 200 while the process lives. `/ready` is 200 while `ready` says that
 * events flow on every platform, and 503 before.
 */
export function addHealthRoutes(server: HttpServer, ready: () => boolean): void {
  server.route('GET', '/health', limits, () => ({ status: 200, json: { status: 'ok' } }));
  server.route('GET', '/ready', limits, () =>
    ready() ? { status: 200, json: { status: 'ok' } } : { status: 503, json: { status: 'starting' } },
  );
}
