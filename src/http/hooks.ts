import type { Hook, HookAnswer } from '../ports/index.ts';
import type { HttpReply, HttpServer } from './server.ts';

/** Adds the way in of a platform that sends its events by itself. */
export function addHookRoute(server: HttpServer, hook: Hook): void {
  const refusals = { stranger: 401, later: 503, in: undefined } as const;
  const limits = { ...hook.limits, refuse: (headers: Parameters<Hook['admit']>[0]) => refusals[hook.admit(headers)] };
  server.route('POST', hook.path, limits, async ({ body }) => replyTo(await hook.take(body)));
}

function replyTo(answer: HookAnswer): HttpReply {
  if (answer === 'taken') return { status: 200, json: { status: 'ok' } };
  if (answer === 'senseless') return { status: 400, json: { error: 'bad request' } };
  return { status: 503, json: { error: 'unavailable' }, headers: { 'retry-after': String(answer.againS) } };
}
