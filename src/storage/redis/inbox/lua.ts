import { OWN } from '../owned.ts';

/** Time for which a closed turn is remembered, ms. */
const KEEP_CLOSED_MS = 7 * 86_400_000;

/**
 * Parts that the inbox's scripts begin with. All keys lie under `prefix`, the installation's part for the inbox:
 *
 * - `seq`: the largest id given; `k:<key>`: a key that is used up
 * - `t:<id>`: an open turn, a hash with the columns of SQLite's `turns`, its index entries, and a field `r:<part>` a receipt
 * - `s:<id>`: its steps; `l:<lane>`, `i:<tag>`, `open`: ids of open turns, by themselves
 * - `lanes`: lanes with open turns, by the oldest; `bell`: those of them that nobody has; `own`: lane → owner; `lease:<owner>`: that it lives
 * - `c:<id>`: a closed turn, without words; `a:<id>`: what could not be read; `cur`, `cur:at`, `cur:of`: cursors
 *
 * A lane is a queue. Outside text is in the form of `storedText`. Times are Redis' own, in ms, but for those that are told to people.
 */
export const headOf = (prefix: string) => `
local P = ${prefix}
local base = string.sub(P, 1, -7)
${OWN}
local function num(n) return string.format('%.0f', n) end
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function owner(lane)
  local who = redis.call('HGET', P..'own', lane)
  if who and redis.call('EXISTS', P..'lease:'..who) == 1 then return who end
end
local function ring(lane)
  redis.call('ZADD', P..'bell', 'NX', redis.call('ZRANGE', P..'l:'..lane, 0, 0)[1], lane)
end
local function tell(id)
  local lane = redis.call('HGET', P..'t:'..id, 'lane')
  local who = lane and owner(lane)
  if who then redis.call('PUBLISH', P..'to:'..who, 't'..id..' '..lane) end
end
local function tag(id, tags)
  for _, each in ipairs(tags) do redis.call('ZADD', P..'i:'..each, id, id) end
end
local function untag(id, tags)
  for _, each in ipairs(tags) do redis.call('ZREM', P..'i:'..each, id) end
end
local function reword(id)
  if redis.call('HEXISTS', P..'t:'..id, 'deeds') == 0 then redis.call('DEL', P..'s:'..id) return end
  local last = redis.call('LINDEX', P..'s:'..id, -1)
  if last ~= '0 {"type":"reworded"}' then redis.call('RPUSH', P..'s:'..id, '0 {"type":"reworded"}') end
end
local function put(id, made)
  local t = P..'t:'..id
  local was = redis.call('HMGET', t, 'person', 'tags', 'shown', 'conversation', 'accepted_at')
  untag(id, cjson.decode(was[2]))
  own(base, 'turns', id, was[4], was[1])
  own(base, 'turns', id, made.conversation, made.person, was[5])
  local tags = made.tags
  tag(id, tags)
  tag(id, cjson.decode(was[3]))
  redis.call('HSET', t, 'inbound', made.inbound, 'conversation', made.conversation, 'person', made.person,
    'surface', made.surface, 'tags', cjson.encode(tags))
  return redis.call('HINCRBY', t, 'version', 1)
end
local function remove(id)
  local t = P..'t:'..id
  local was = redis.call('HMGET', t, 'lane', 'person', 'tags', 'shown', 'conversation')
  if not was[1] then return end
  untag(id, cjson.decode(was[3]))
  untag(id, cjson.decode(was[4]))
  redis.call('ZREM', P..'l:'..was[1], id)
  own(base, 'turns', id, was[5], was[2])
  redis.call('ZREM', P..'open', id)
  redis.call('DEL', t, P..'s:'..id)
end
local function closed(id, at, conversation, person)
  redis.call('PEXPIRE', P..'c:'..id, ${KEEP_CLOSED_MS})
  own(base, 'closed', id, conversation, person, at)
  for kind, whose in pairs({c = conversation, p = person}) do
    local key = base..'own:closed:'..kind..':'..whose
    redis.call('ZREMRANGEBYSCORE', key, '-inf', at - ${KEEP_CLOSED_MS})
    redis.call('PEXPIRE', key, ${KEEP_CLOSED_MS})
  end
end
local function row(id)
  local t = P..'t:'..id
  local wait = redis.call('HMGET', t, 'wait', 'waiter')
  local left = tonumber(wait[1] or 0) - now()
  if left <= 0 or redis.call('EXISTS', P..'lease:'..(wait[2] or '')) == 0 then left = 0 end
  return {id, left, redis.call('HGETALL', t), redis.call('LRANGE', P..'s:'..id, 0, -1)}
end
`;

/** For scripts whose only key is the prefix. */
export const HEAD = headOf('KEYS[1]');

/** For writes by the owner of a claim: ARGV has the id and the fence first. */
export const HELD = `${HEAD}
local id, fence = ARGV[1], ARGV[2]
local t = P..'t:'..id
if redis.call('HGET', t, 'fence') ~= fence then return 'LOST' end
`;
