import { onceScript, TIME } from './once.ts';
import { OWN } from './owned.ts';
import { script } from './script.ts';

/**
 * Entries of a namespace. Each is a hash `entry:<namespace>:<key>`: v is its value, c and p are its owners. `t` says when it was
 * written, in epoch µs; `x` when it expires, in epoch ms. `entries:<namespace>` has the keys in their own order. Those that expire
 * stand in `expiring:<namespace>`, persons in `people:<namespace>`. An expired one counts as none before it is swept.
 */
const PUT = `${OWN}
local function entryOf(ns, key) return base .. 'entry:' .. ns .. ':' .. key end
local function valueOf(ns, key)
  local found = redis.call('HMGET', entryOf(ns, key), 'v', 'x')
  if found[2] and tonumber(found[2]) <= now then return false end
  return found[1]
end
local function leave(ns, key, conversation, person)
  own(base, ns, key, conversation, person, nil)
  if person and redis.call('EXISTS', base .. 'own:' .. ns .. ':p:' .. person) == 0 then
    redis.call('ZREM', base .. 'people:' .. ns, person)
  end
end
local function drop(ns, key)
  local entry = entryOf(ns, key)
  local owner = redis.call('HMGET', entry, 'c', 'p')
  if redis.call('DEL', entry) == 0 then return 0 end
  redis.call('ZREM', base .. 'entries:' .. ns, key)
  redis.call('ZREM', base .. 'expiring:' .. ns, key)
  leave(ns, key, owner[1], owner[2])
  return 1
end
local function put(ns, key, value, ttl, conversation, person, at)
  local entry = entryOf(ns, key)
  local owner = redis.call('HMGET', entry, 'c', 'p')
  local c, p = conversation or owner[1], owner[2]
  if person ~= nil then p = person end
  leave(ns, key, owner[1] ~= c and owner[1], owner[2] ~= p and owner[2])
  redis.call('HSET', entry, 'v', value, 't', string.format('%.0f', at))
  if c then redis.call('HSET', entry, 'c', c) end
  if p then redis.call('HSET', entry, 'p', p) else redis.call('HDEL', entry, 'p') end
  redis.call('ZADD', base .. 'entries:' .. ns, 0, key)
  if ttl then
    redis.call('HSET', entry, 'x', now + ttl)
    redis.call('ZADD', base .. 'expiring:' .. ns, now + ttl, key)
  else
    redis.call('HDEL', entry, 'x')
    redis.call('ZREM', base .. 'expiring:' .. ns, key)
  end
  own(base, ns, key, c, p, math.floor(at / 1000))
  if p then redis.call('ZADD', base .. 'people:' .. ns, 0, p) end
end`;

/** Words of the arguments below. A text behind one stands in the next argument. */
export const WORD = { none: 'none', keep: 'keep', text: 'text' } as const;

/**
 * Writes all entries, or none and tells -1 where a value is another than the expected one; otherwise the number of those deleted.
 * Values: the namespace, the number of expected ones and each {key, word, value}. Then come the entries: {key, word, value, ttl or
 * none, word and conversation, word and person}.
 */
export const WRITE = onceScript(
  'entries',
  `${PUT}
local ns, at = ARGV[1], 3
for _ = 1, tonumber(ARGV[2]) do
  local expected = ARGV[at + 1] == 'text' and ARGV[at + 2]
  if valueOf(ns, ARGV[at]) ~= expected then return -1 end
  at = at + 3
end
local written, dropped = time[1] * 1000000 + time[2], 0
while at <= #ARGV do
  local key, word, value, ttl, cword, c, pword, p = unpack(ARGV, at, at + 7)
  if word == 'none' then
    dropped = dropped + drop(ns, key)
  else
    local person
    if pword == 'text' then person = p elseif pword == 'none' then person = false end
    put(ns, key, value, tonumber(ttl), cword == 'text' and c, person, written)
  end
  written = written + 1
  at = at + 8
end
return dropped`,
);

/** Moves an entry into another namespace for a while. Values: namespace, key, the other one, ms. */
export const MOVE = onceScript(
  'aside',
  `${PUT}
local value = valueOf(ARGV[1], ARGV[2])
if not value then return 0 end
local owner = redis.call('HMGET', entryOf(ARGV[1], ARGV[2]), 'c', 'p')
local written = time[1] * 1000000 + time[2]
local name = ARGV[1] .. '|' .. ARGV[2] .. '|' .. string.format('%.0f', written)
put(ARGV[3], name, value, tonumber(ARGV[4]), owner[1], owner[2], written)
return drop(ARGV[1], ARGV[2])`,
);

/** Deletes some of what has expired. Values: namespace, how many at most. Tells how many there were. */
export const SWEEP = onceScript(
  'sweep',
  `${PUT}
local over = redis.call('ZRANGEBYSCORE', base .. 'expiring:' .. ARGV[1], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, key in ipairs(over) do drop(ARGV[1], key) end
return #over`,
);

/**
 * Tells keys that are not expired. KEYS: the order of keys, the times. ARGV: the bounds of ZRANGEBYLEX and how many. The answer is
 * the last key that was looked at, then those found.
 */
export const PAGE = script(
  'keys',
  `${TIME}
local found = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
local told = { found[#found] }
for _, key in ipairs(found) do
  local over = redis.call('ZSCORE', KEYS[2], key)
  if not over or tonumber(over) > now then told[#told + 1] = key end
end
return told`,
);

/**
 * Tells entries that expire. KEYS[1]: the key of the namespace's entries up to the name. ARGV: keys. The answer is {key, value, µs
 * at which it was written, ms left} each; none of those that are gone or over.
 */
export const LEFT = script(
  'left',
  `${TIME}
local told = {}
for _, key in ipairs(ARGV) do
  local found = redis.call('HMGET', KEYS[1] .. key, 'v', 't', 'x')
  local left = (tonumber(found[3]) or 0) - now
  if left > 0 then told[#told + 1] = { key, found[1], found[2], left } end
end
return told`,
);
