import { script } from '../script.ts';
import { HEAD } from './lua.ts';

/**
 * Takes a lane for an owner, if it has turns and nobody has it. In one that is the owner's already, it reads on: rows of its turns
 * behind the id ARGV[3].
 */
export const TAKE = script(
  'take',
  `${HEAD}
local lane, me, after = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', P..'lease:'..me) == 0 then return 'LAPSED' end
local who = owner(lane)
if who and who ~= me then return 'TAKEN' end
redis.call('ZREM', P..'bell', lane)
if not who and redis.call('ZCARD', P..'l:'..lane) == 0 then
  redis.call('ZREM', P..'lanes', lane)
  redis.call('HDEL', P..'own', lane)
  return 'EMPTY'
end
redis.call('HSET', P..'own', lane, me)
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', P..'l:'..lane, '('..after, '+inf')) do table.insert(found, row(id)) end
return found`,
);

/** Lets a lane go. One that has turns is kept, unless ARGV[3] says that another may go on with them. */
export const LEAVE = script(
  'leave',
  `${HEAD}
local lane, me = ARGV[1], ARGV[2]
if redis.call('HGET', P..'own', lane) ~= me then return 'OK' end
if redis.call('ZCARD', P..'l:'..lane) == 0 then
  redis.call('ZREM', P..'lanes', lane)
  redis.call('ZREM', P..'bell', lane)
elseif ARGV[3] == '1' then ring(lane)
else return 'MORE' end
redis.call('HDEL', P..'own', lane)
return 'OK'`,
);

/** Finds lanes that are nobody's, in a page of all, and rings for them where ARGV[3] says so; the page's length, and those lanes. */
export const SWEEP = script(
  'sweep',
  `${HEAD}
local lanes, found = redis.call('ZRANGE', P..'lanes', ARGV[1], ARGV[2]), {}
for _, lane in ipairs(lanes) do
  if redis.call('ZCARD', P..'l:'..lane) == 0 then
    redis.call('ZREM', P..'lanes', lane)
    redis.call('ZREM', P..'bell', lane)
    redis.call('HDEL', P..'own', lane)
  elseif not owner(lane) then
    table.insert(found, lane)
    if ARGV[3] == '1' then ring(lane) end
  end
end
return {#lanes, found}`,
);

/**
 * Keeps a turn that cannot be read for the operator. With another task in its place (ARGV[3]) it ends in an error; else nobody works
 * on it any more.
 */
export const ASIDE = script(
  'aside',
  `${HEAD}
local id, t = ARGV[1], P..'t:'..ARGV[1]
local was = redis.call('HMGET', t, 'inbound', 'conversation', 'person', 'accepted_at')
if not was[1] then return 'OK' end
local a = P..'a:'..id
redis.call('HSET', a, 'inbound', was[1], 'conversation', was[2], 'person', was[3], 'at', was[4])
redis.call('PEXPIRE', a, ARGV[2])
own(base, 'damaged', id, was[2], was[3], was[4])
if ARGV[3] == '' then remove(id) return 'OK' end
redis.call('HSET', t, 'attempt', ARGV[4])
redis.call('HDEL', t, 'final')
put(id, cjson.decode(ARGV[3]))
return row(id)`,
);
