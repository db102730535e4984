"""The work of search.sh: invents a corpus, imports it, searches it, and does the
same with FTS5. Prints a row a figure."""
import json, os, random, resource, sqlite3, subprocess, sys, time

desk, work, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
dice = random.Random(6)
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xa yo zu bran clem dort fenn gral".split()
WORDS = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(60_000)})
WEIGHTS = [1 / (rank + 5) for rank in range(len(WORDS))]
PER_DOCUMENT = 500


def sentences(count):
    for _ in range(count):
        # Two make a passage of some 370 characters.
        yield " ".join(dice.choices(WORDS, WEIGHTS, k=28)).capitalize() + "."


def row(what, figure):
    print(f"{what:<58} {figure}", flush=True)


def size(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def percentiles(times):
    times = sorted(times)
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000
    return f"{at(0.5):.1f} ms, {at(0.95):.1f} ms"


folder, case = os.path.join(work, "documents"), os.path.join(work, "case")
os.mkdir(folder)
texts, claims = 0, []
documents = max(1, wanted // PER_DOCUMENT)
for number in range(documents):
    lines = list(sentences(PER_DOCUMENT * 2))
    claims.extend(dice.sample(lines, 1))
    text = "\n\n".join(" ".join(lines[at : at + 2]) for at in range(0, len(lines), 2))
    texts += len(text)
    with open(os.path.join(folder, f"{number:06}.txt"), "w") as file:
        file.write(text)
claims = dice.sample(claims, min(100, len(claims)))
short = [" ".join(dice.sample(claim.rstrip(".").split(), 3)) for claim in claims]

with open(os.path.join(work, "passphrase"), "w") as file:
    file.write("a passphrase of fiction")
base = [desk, "--case", case, "--passphrase-file", os.path.join(work, "passphrase"), "--json"]
subprocess.run(base + ["init"], check=True, capture_output=True)
begin = time.time()
answer = subprocess.run(base + ["corpus", "add", folder], check=True, capture_output=True)
took = time.time() - begin
passages = sum(item["passages"] for item in json.loads(answer.stdout)["added"])
row("passages, documents, MiB of text", f"{passages:,}, {documents:,}, {texts / 2**20:.0f}")
row("imported and indexed: documents/s, MiB/s", f"{documents / took:.1f}, {texts / 2**20 / took:.1f}")
row("peak resident of that, worker or desk", f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
row("case against text", f"{size(case) / texts:.2f} (index.db alone {os.path.getsize(os.path.join(case, 'index.db')) / texts:.2f})")
begin = time.time()
subprocess.run(base + ["search", short[0]], check=True, capture_output=True)
row("from command to hits on the closed case", f"{time.time() - begin:.2f} s")

batch = subprocess.Popen(base + ["batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def search(query):
    begin = time.time()
    batch.stdin.write(f"search '{query}'\n")
    batch.stdin.flush()
    found = json.loads(batch.stdout.readline())
    assert found["exit"] == 0 and found["hits"], found
    return time.time() - begin


search(short[0])
row("three words, best 20: p50, p95", percentiles([search(query) for query in short]))
row("whole sentences, best 20: p50, p95", percentiles([search(query) for query in claims]))
with open(f"/proc/{batch.pid}/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
row("peak resident of the searching desk", f"{int(peak) / 1024:.0f} MB")
batch.stdin.close()
batch.wait()

fts = sqlite3.connect(os.path.join(work, "fts.db"))
fts.execute("CREATE VIRTUAL TABLE passage USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')")
begin = time.time()
for name in sorted(os.listdir(folder)):
    with open(os.path.join(folder, name)) as file:
        fts.executemany("INSERT INTO passage VALUES (?)", [(text,) for text in file.read().split("\n\n")])
fts.commit()
row("FTS5, not encrypted: built in", f"{time.time() - begin:.1f} s")


def fts5(query):
    begin = time.time()
    words = " OR ".join(f'"{word}"' for word in query.rstrip(".").split())
    fts.execute("SELECT text FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 20", (words,)).fetchall()
    return time.time() - begin


row("FTS5, three words: p50, p95", percentiles([fts5(query) for query in short[:30]]))
row("FTS5, whole sentences: p50, p95", percentiles([fts5(query) for query in claims[:30]]))
