import { randomUUID } from 'node:crypto';
import type { Redis } from './client.ts';
import type { Argument, Reply } from './commands.ts';
import { type Script, script } from './script.ts';

/** Time for which the outcome of a call is remembered, ms: longer than anybody sends it again. */
const REMEMBERED_MS = 60_000;

/**
 * Script that does its work once a call, and tells the same outcome when the call comes again. `body` is Lua that returns a number,
 * a text, a list of them, or false. It has the call's own values as ARGV. `base` is the key of the installation, and `now` the time
 * of Redis, epoch ms.
 */
export function onceScript(name: string, body: string): Script {
  return script(
    name,
    `local said = redis.call('GET', KEYS[1])
if said then return cmsgpack.unpack(said) end
${TIME}
local base = KEYS[2]
local function work()
${body}
end
local outcome = work()
redis.call('SET', KEYS[1], cmsgpack.pack(outcome), 'PX', ${REMEMBERED_MS})
return outcome`,
  );
}

/** Lua that sets `now`, epoch ms by the clock of Redis, which all processes share. */
export const TIME = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** Calls such a script. */
export function runOnce(redis: Redis, which: Script, values: readonly Argument[]): Promise<Reply> {
  return redis.run(which, [redis.key('call', randomUUID()), redis.key('')], values);
}
