-- A text of 1,500 bytes, as scripts send it; each request is a new tip.
local boundary = "----fiction"
local text = string.rep("Fiction of umbrellas. ", 68)
local body = "--" .. boundary .. '\r\nContent-Disposition: form-data; name="message"\r\n\r\n'
  .. text .. "\r\n--" .. boundary .. "--\r\n"
local headers = { ["Content-Type"] = "multipart/form-data; boundary=" .. boundary }
if (os.getenv("CLOSE") or "") ~= "" then headers["Connection"] = "close" end
function request() return wrk.format("POST", "/tip", headers, body) end
