#!/usr/bin/env python3
"""One form under mixed load: soak.py PORT PROCESS MINUTES PER_SECOND PROGRAM CONFIG; see soak.sh."""
import http.client
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from codename import guess

PORT, PROCESS, MINUTES, RATE = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
PROGRAM, CONFIG = sys.argv[5], sys.argv[6]
CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE
LOCK, TIMES, KEPT, FAILED = threading.Lock(), [], [0], [0]


def request(method, path, body=None, kind=None):
    connection = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=60, context=CONTEXT)
    connection.request(method, path, body, {"Content-Type": kind} if kind else {})
    answer = connection.getresponse()
    page = answer.read()
    connection.close()
    return answer.status, page


def tip(file):
    parts = [f'name="submission"\r\n\r\n{os.urandom(16).hex()}'.encode(), b'name="message"\r\n\r\nThe ferry was never inspected.']
    if file:
        parts.append(b'name="files"; filename="f.bin"\r\n\r\n' + os.urandom(300_000))
    body = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--x--\r\n"
    status, page = request("POST", "/tip", body, "multipart/form-data; boundary=x")
    return status == 200 and b'id="received"' in page


def visit(number):
    begun = time.monotonic()
    try:
        if number % 5 == 4:
            done, is_tip = request("POST", "/replies", f"codename={guess()}", "application/x-www-form-urlencoded")[0] == 200, False
        else:
            done, is_tip = tip(number % 10 == 0), True
    except (OSError, http.client.HTTPException):
        done, is_tip = False, False
    with LOCK:
        KEPT[0] += done and is_tip
        FAILED[0] += not done
        if is_tip:
            TIMES.append((time.monotonic() - begun) * 1000)


def rss_mib():
    status = open(f"/proc/{PROCESS}/status").read()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def stored():
    answer = subprocess.run([PROGRAM, "status", "--config", CONFIG, "--json"], capture_output=True, check=True)
    return json.loads(answer.stdout)


def main():
    while True:
        try:
            request("GET", "/")
            break
        except OSError:
            time.sleep(0.2)
    print("minute  tips kept  failed    p50 ms    p99 ms  RSS MiB")
    begun, number, next_line, minute = time.monotonic(), 0, 60.0, 0
    while time.monotonic() - begun < MINUTES * 60:
        threading.Thread(target=visit, args=(number,), daemon=True).start()
        number += 1
        time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
        if time.monotonic() - begun >= min(next_line, MINUTES * 60):
            next_line, minute = next_line + 60, minute + 1
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run([PROGRAM, "export", "--config", CONFIG, "--to", folder], capture_output=True, check=True)
            with LOCK:
                times = sorted(TIMES)
                TIMES.clear()
            at = lambda share: times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")
            print(f"{minute:6} {KEPT[0]:10} {FAILED[0]:7} {at(0.5):9.1f} {at(0.99):9.1f} {rss_mib():8}", flush=True)
    time.sleep(5)
    print(f"acknowledged {KEPT[0]}; status: {json.dumps(stored())[:200]}")


main()
