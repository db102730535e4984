-- The same text as OnionShare's receive mode takes it.
local boundary = "----fiction"
local text = string.rep("Fiction of umbrellas. ", 68)
local body = "--" .. boundary .. '\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
  .. text .. "\r\n--" .. boundary .. "--\r\n"
local headers = { ["Content-Type"] = "multipart/form-data; boundary=" .. boundary }
function request() return wrk.format("POST", "/upload", headers, body) end
