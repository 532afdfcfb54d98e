-- Takes from a bucket of units, or gives back; the same arithmetic as bucket.rs.
-- KEYS[1] bucket. ARGV: capacity, restored a millisecond, cost (negative: given back), now in milliseconds;
-- amounts in thousandths of a unit. Answers {1 if granted else 0, level}.
local capacity, rate, cost, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local held = redis.call('HMGET', KEYS[1], 'level', 'at')
local level, at = tonumber(held[1]) or capacity, tonumber(held[2]) or now
if now > at then
  level = level + (now - at) * rate
  at = now
end
level = math.min(capacity, level)
local granted = 0
if cost <= level then
  granted = 1
  level = math.min(capacity, level - cost)
end
redis.call('HSET', KEYS[1], 'level', string.format('%.0f', level), 'at', string.format('%.0f', at))
-- A full bucket holds no information: it may go as soon as it would be full again.
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil((capacity - level) / rate) + 1000))
return { granted, level }
