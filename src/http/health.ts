import type { HttpLimits, HttpServer } from './server.ts';

/** A supervisor sends no body and waits for no one. */
const limits: HttpLimits = { bytes: 0, ms: 5000 };

/** State of what a process has taken on. `ok`: events flow. `stopping`: it takes nothing new and ends what runs. */
export type Readiness = 'starting' | 'ok' | 'stopping';

/**
 * Adds the pages for supervisors. `/health` is 200 while the process lives. `/ready` names the state of each role of the
 * process. It is 200 while all of them are `ok`, and 503 before and after.
 */
export function addHealthRoutes(server: HttpServer, roles: () => Readonly<Record<string, Readiness>>): void {
  server.route('GET', '/health', limits, () => ({ status: 200, json: { status: 'ok' } }));
  server.route('GET', '/ready', limits, () => {
    const states = roles();
    const status = Object.values(states).find((state) => state !== 'ok') ?? 'ok';
    return { status: status === 'ok' ? 200 : 503, json: { status, roles: states } };
  });
}
