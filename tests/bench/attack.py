#!/usr/bin/env python3
"""Attacks one form on loopback and measures what an honest source sees meanwhile.

    attack.py PORT PROCESS SECONDS

A row an attack: how many honest submissions were acknowledged of how many were sent, their
median and 99th percentile in milliseconds, and the memory of the form. Called by attack.sh.
"""
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time

from codename import guess

PORT, PROCESS, SECONDS = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE
GAP = 0.1  # seconds between honest submissions
BOUNDARY = "honest"


def tls(timeout=30):
    raw = socket.create_connection(("127.0.0.1", PORT), timeout=timeout)
    return CONTEXT.wrap_socket(raw, server_hostname="localhost")


ACKNOWLEDGED = [0]


def submit(text):
    body = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in [("submission", os.urandom(16).hex()), ("message", text)]
    ) + f"--{BOUNDARY}--\r\n"
    connection = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=30, context=CONTEXT)
    connection.request("POST", "/tip", body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    answer = connection.getresponse()
    page = answer.read()
    connection.close()
    received = answer.status == 200 and b'id="received"' in page
    ACKNOWLEDGED[0] += received
    return received


def honest(stop):
    times, sent = [], 0
    while not stop.is_set():
        begun = time.monotonic()
        sent += 1
        try:
            if submit("The ferry was never inspected."):
                times.append((time.monotonic() - begun) * 1000)
        except OSError:
            pass
        except http.client.HTTPException:
            pass
        time.sleep(GAP)
    return times, sent


def memory_mib():
    status = open(f"/proc/{PROCESS}/status").read()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def round_of(name, attack):
    stop, answer = threading.Event(), []
    watch = threading.Thread(target=lambda: answer.append(honest(stop)))
    attackers = attack() if attack else []
    time.sleep(1 if attack else 0)
    watch.start()
    time.sleep(SECONDS)
    peak = memory_mib()
    stop.set()
    watch.join()
    for end in attackers:
        end()
    times, sent = answer[0]
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")
    print(f"{name:32} {len(times):5}/{sent:<5} {at(0.5):9.1f} {at(0.99):9.1f} {peak:6}", flush=True)


def threads(count, work):
    """Runs `work(is_on)` in threads; answers with what ends them."""
    on = threading.Event()
    on.set()

    def loop():
        while on.is_set():
            try:
                work(on)
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)

    running = [threading.Thread(target=loop, daemon=True) for _ in range(count)]
    for one in running:
        one.start()
    return [on.clear]


def stalled():
    """A thousand connections that begin a request and say no more."""
    held = []

    def work(on):
        connection = tls()
        connection.sendall(b"POST /tip HTTP/1.1\r\nHost: localhost\r\n")
        held.append(connection)
        if len(held) >= 1000:
            while on.is_set():
                time.sleep(0.1)

    return threads(8, work) + [lambda: print(f"  (stalled at the end: {len(held)})"), lambda: [one.close() for one in held]]


def garbage():
    """Bytes without sense as fast as they are taken, before and behind TLS."""
    noise = os.urandom(1 << 16)

    def bare(on):
        with socket.create_connection(("127.0.0.1", PORT), timeout=5) as raw:
            while on.is_set():
                raw.sendall(noise)

    def inside(on):
        with tls(5) as connection:
            while on.is_set():
                connection.sendall(noise)

    return threads(2, bare) + threads(2, inside)


def headers():
    """Requests with headers that do not end."""
    line = b"X-Flood: " + b"a" * 1000 + b"\r\n"

    def work(on):
        with tls(5) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            while on.is_set():
                connection.sendall(line)

    return threads(4, work)


def guesses():
    """Codenames that nobody has, some hundreds a second."""

    def work(on):
        connection = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=10, context=CONTEXT)
        connection.request("POST", "/replies", f"codename={guess()}", {"Content-Type": "application/x-www-form-urlencoded"})
        connection.getresponse().read()
        connection.close()

    return threads(16, work)


def slow(*arguments):
    """One of slowhttptest's attacks."""

    def begin():
        command = ["slowhttptest", "-c", "300", "-r", "100", "-l", str(int(SECONDS) + 5), "-p", "3"]
        command += [*arguments, "-u", f"https://127.0.0.1:{PORT}/tip"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return [lambda: (process.terminate(), process.wait())]

    return begin


# Framings that two parsers may read differently; each hides a second request.
HOST = "Host: localhost\r\n"
HIDDEN = f"GET /hidden HTTP/1.1\r\n{HOST}\r\n"
POST = f"POST /tip HTTP/1.1\r\n{HOST}Content-Type: multipart/form-data; boundary=x\r\n"
FRAMINGS = {
    "length and chunks": POST + f"Content-Length: {5 + len(HIDDEN)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": POST + f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n" + HIDDEN,
    "length with a sign": POST + "Content-Length: +0\r\n\r\n" + HIDDEN,
    "length below zero": POST + "Content-Length: -1\r\n\r\n" + HIDDEN,
    "unknown coding": POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "space before the colon": POST + "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunk size too large": POST + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n" + HIDDEN,
    "chunks ended by line feeds": POST + "Transfer-Encoding: chunked\r\n\r\n0\n\n" + HIDDEN,
    "folded header": f"GET / HTTP/1.1\r\n{HOST}X-A: b\r\n c\r\n\r\n",
    "zero byte in a header": f"GET / HTTP/1.1\r\n{HOST}X-A: b\0c\r\n\r\n",
    "space in a name": f"GET / HTTP/1.1\r\n{HOST}X A: b\r\n\r\n",
}


def answers_to(request):
    """Status codes that came back, in order."""
    received = b""
    try:
        with tls(8) as connection:
            connection.sendall(request.encode("latin-1"))
            while piece := connection.recv(65536):
                received += piece
    except OSError:
        pass
    lines = received.split(b"HTTP/1.1 ")[1:]
    return [line[:3].decode() for line in lines]


def framings():
    print("\nframing                          answers")
    for name, request in FRAMINGS.items():
        codes = answers_to(request)
        # One answer at most, and no success: whoever answers twice was smuggled into.
        verdict = "" if len(codes) <= 1 and not any(code.startswith("2") for code in codes) else "   to be explained"
        print(f"{name:32} {' '.join(codes) or 'closed'}{verdict}")


def main():
    begun = time.monotonic()
    while True:
        try:
            assert submit("A first word.")
            break
        except (OSError, AssertionError):
            if time.monotonic() - begun > 60:
                sys.exit("error: the form does not answer")
            time.sleep(0.2)
    print("attack                           kept/sent    p50 ms    p99 ms RSS MiB")
    round_of("quiet", None)
    for name, attack in [("1,000 stalled connections", stalled), ("garbage", garbage), ("header flood", headers), ("codename guesses", guesses)]:
        round_of(name, attack)
    if shutil.which("slowhttptest"):
        round_of("slowloris", slow("-H", "-i", "5", "-x", "24"))
        round_of("slow body", slow("-B", "-i", "5", "-s", "8192", "-t", "POST"))
        round_of("slow read", slow("-X", "-n", "5", "-z", "8", "-k", "3"))
    else:
        print("not tried: slowloris, slow body, slow read (slowhttptest is missing)")
    round_of("quiet again", None)
    # attack.sh prints what is stored beside it.
    print(f"acknowledged: {ACKNOWLEDGED[0]}")
    framings()
    if shutil.which("sslyze"):
        subprocess.run(["sslyze", f"127.0.0.1:{PORT}", "--mozilla_config=modern"], check=False)
    else:
        print("\nnot tried: sslyze is missing")


main()
