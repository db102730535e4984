-- Posts each line of a file once, spread over the threads; a thread that is done stops.
-- KIND=tip: "codename<TAB>submission" a line, sent as a written-down tip.
-- KIND=visit: a codename a line, used over and over.
local lines, turn, threads = {}, 0, 0
for line in io.lines(os.getenv("LIST")) do lines[#lines + 1] = line end
-- wrk counts the seconds that it was told to run; these are from the first
-- request to the last answer.
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long n; } moment; int clock_gettime(int, moment *);")
local function now()
  local at = ffi.new("moment")
  ffi.C.clock_gettime(1, at)
  return tonumber(at.s) + tonumber(at.n) / 1e9
end
first, last, answers = 0, 0, 0
local boundary = "x-boundary"
local all = {}
function setup(thread) thread:set("offset", threads); threads = threads + 1; all[threads] = thread end
function response() answers = answers + 1; last = now() end
function done()
  local from, to, count = math.huge, 0, 0
  for _, thread in ipairs(all) do
    from, to = math.min(from, thread:get("first")), math.max(to, thread:get("last"))
    count = count + thread:get("answers")
  end
  io.write(string.format("Answers/sec: %.1f\n", count / (to - from)))
end
local function field(name, value)
  return "--" .. boundary .. "\r\nContent-Disposition: form-data; name=\"" .. name .. "\"\r\n\r\n" .. value .. "\r\n"
end
local function tip(line)
  local codename, submission = line:match("([^\t]*)\t(.*)")
  local body = field("codename", codename) .. field("submission", submission) .. field("saved", "yes")
    .. field("message", string.rep("fiction ", 180)) .. "--" .. boundary .. "--\r\n"
  return wrk.format("POST", "/tip", {["Content-Type"] = "multipart/form-data; boundary=" .. boundary}, body)
end
local function visit(line)
  return wrk.format("POST", "/replies", {["Content-Type"] = "application/x-www-form-urlencoded"}, "codename=" .. line:gsub(" ", "+"))
end
function request()
  if first == 0 then first = now() end
  local line = lines[turn * 2 + offset + 1]
  turn = turn + 1
  if os.getenv("KIND") == "visit" then
    if not line then turn = 0; line = lines[offset + 1] end
    return visit(line)
  end
  if not line then wrk.thread:stop(); line = lines[#lines] end
  return tip(line)
end
