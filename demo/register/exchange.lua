-- Joins entries into a record and returns all of it. Redis runs a script as one step, so any number
-- of instances of the register may use it at once. The same rules as entries.mjs, in whose words
-- README.md says them; entries were checked before they come here.
--
-- KEYS: the record (a hash), the owner's records (a sorted set of their keys by last change).
-- ARGV: how long to keep, most entries, most records of an owner; then key and value of each.
local keep, most_entries, most_records = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

-- By bytes: Lua's own `<` asks the locale that the server was started in.
local function before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local function wins(key, value, other)
  if not other then return true end
  local first_stays = key:find('^E') or key:find('^P:.*[123]$')
  if first_stays then return before(value, other) end
  return before(other, value)
end

local record, size = {}, 0
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  record[stored[i]] = stored[i + 1]
  size = size + 1
end

local changed = false
for i = 4, #ARGV, 2 do
  local key, value = ARGV[i], ARGV[i + 1]
  if wins(key, value, record[key]) then
    if not record[key] then size = size + 1 end
    record[key] = value
    redis.call('HSET', KEYS[1], key, value)
    changed = true
  end
end

local function age_of(key)
  if key == 'B' or key == 'g' then return '~' end
  return record[key]
end

if size > most_entries then
  local keys = {}
  for key in pairs(record) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    local age_a, age_b = age_of(a), age_of(b)
    if age_a ~= age_b then return before(age_b, age_a) end
    return before(a, b)
  end)
  for i = most_entries + 1, #keys do
    redis.call('HDEL', KEYS[1], keys[i])
    record[keys[i]] = nil
  end
end

if changed then
  -- One clock for all instances: theirs differ, and the one that is behind would lose its records.
  local time = redis.call('TIME')
  local now_micros = time[1] * 1000000 + time[2]
  redis.call('PEXPIRE', KEYS[1], keep)
  redis.call('ZADD', KEYS[2], now_micros, KEYS[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now_micros - keep * 1000)
  local over = redis.call('ZCARD', KEYS[2]) - most_records
  if over > 0 then
    -- Their keys have the owner in braces, so that they are on the same node of a cluster.
    local popped = redis.call('ZPOPMIN', KEYS[2], over)
    for i = 1, #popped, 2 do redis.call('DEL', popped[i]) end
  end
  redis.call('PEXPIRE', KEYS[2], keep)
end

local answer = {}
for key, value in pairs(record) do
  answer[#answer + 1] = key
  answer[#answer + 1] = value
end
return answer
