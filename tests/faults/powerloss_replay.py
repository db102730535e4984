#!/usr/bin/env python3
"""Lay out what a disk may hold after the power failed at one point of a log that powerloss.so wrote.

powerloss_replay.py LOG PL_DIR OUT [--cut N|random] [--seed N] [--start DIR]

Every write to a file up to its last sync before the cut is there; of later writes a random half of the 4 KiB blocks; of
renames and unlinks after the folder's last sync a random half. --start: the folder as it was when the log began.
Prints {"cut", "records", "log_bytes_before_cut"} as JSON.
Paths in the log must be absolute.
"""
import argparse, json, os, pathlib, random, shutil, struct

a = argparse.ArgumentParser()
a.add_argument("log"); a.add_argument("dir"); a.add_argument("out")
a.add_argument("--cut", default="random"); a.add_argument("--seed", type=int, default=0); a.add_argument("--start")
o = a.parse_args()
raw, records, ends, p = pathlib.Path(o.log).read_bytes(), [], [0], 0
while p < len(raw):
    kind, n = chr(raw[p]), struct.unpack_from("<I", raw, p + 1)[0]
    path = raw[p + 5:p + 5 + n].decode()
    offset, length = struct.unpack_from("<QQ", raw, p + 5 + n)
    p += 21 + n
    data = b""
    if kind in "WR":
        data, p = raw[p:p + length], p + length
    records.append((kind, path, offset, data))
    ends.append(p)
rng = random.Random(o.seed)
cut = rng.randrange(len(records) + 1) if o.cut == "random" else int(o.cut)
synced = {}
for i, (kind, path, _, _) in enumerate(records[:cut]):
    if kind == "S":
        synced[path] = i
files = {}
if o.start:
    for f in pathlib.Path(o.start).rglob("*"):
        if f.is_file():
            files[str(pathlib.Path(o.dir) / f.relative_to(o.start))] = bytearray(f.read_bytes())
for i, (kind, path, offset, data) in enumerate(records[:cut]):
    sure = i <= synced.get(os.path.dirname(path) if kind in "RU" else path, -1)
    take = lambda: sure or rng.random() < .5
    if kind == "W":
        f = files.setdefault(path, bytearray())
        for b in range(0, len(data), 4096):
            if take():
                end = offset + min(len(data), b + 4096)
                if len(f) < end:
                    f.extend(bytes(end - len(f)))
                f[offset + b:end] = data[b:b + 4096]
    elif kind == "T" and take():
        f = files.setdefault(path, bytearray())
        f[:] = f[:offset] + bytes(max(0, offset - len(f)))
    elif kind == "R" and path in files and take():
        files[data.decode()] = files.pop(path)
        if path in synced:
            synced.setdefault(data.decode(), synced[path])
    elif kind == "U" and take():
        files.pop(path, None)
shutil.rmtree(o.out, ignore_errors=True)
for path, data in files.items():
    f = pathlib.Path(o.out) / os.path.relpath(path, o.dir)
    f.parent.mkdir(parents=True, exist_ok=True)
    f.write_bytes(data)
print(json.dumps({"cut": cut, "records": len(records), "log_bytes_before_cut": ends[cut]}))
