"""The work of search.sh: invents a corpus from a seed, imports it, searches it, and
does the same with FTS5. Prints a row a figure; times are medians."""
import json, os, random, resource, sqlite3, statistics, subprocess, sys, time
from itertools import accumulate

desk, tests, work, wanted = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
dice = random.Random(6)
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xa yo zu bran clem dort fenn gral".split()
WORDS = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(1, 5))) for _ in range(90_000)})
dice.shuffle(WORDS)
# Zipf and Mandelbrot: the commonest word is one of fifteen, as in a language.
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(WORDS))))
PER_DOCUMENT, SMALL, QUERIES, ROUNDS, SLOW = 500, 300, 100, 3, 25
WORDS_OF_SENTENCE = 28


def sentence():
    return " ".join(dice.choices(WORDS, cum_weights=WEIGHTS, k=WORDS_OF_SENTENCE)).capitalize() + "."


def row(what, figure):
    print(f"{what:<64} {figure}", flush=True)


def size(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def percentiles(times):
    times = sorted(times)
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000
    return f"{at(0.5):.1f} ms, {at(0.95):.1f} ms"


def timed(work):
    begin = time.perf_counter()
    answer = work()
    return time.perf_counter() - begin, answer


def invent(folder, documents, passages, claims):
    """Two sentences make a passage. *Returns* the bytes of all."""
    os.mkdir(folder)
    total = 0
    for number in range(documents):
        pieces = [f"{sentence()} {sentence()}" for _ in range(passages)]
        claims.append(dice.choice(pieces).split(". ")[0].rstrip("."))
        text = "\n\n".join(pieces)
        total += len(text)
        with open(os.path.join(folder, f"{number:06}.txt"), "w") as file:
            file.write(text)
    return total


def run(*arguments):
    return json.loads(subprocess.run(base + list(arguments), check=True, capture_output=True).stdout)


folder, case, claims = os.path.join(work, "documents"), os.path.join(work, "case"), []
documents = max(1, wanted // PER_DOCUMENT)
text = invent(folder, documents, PER_DOCUMENT, claims)
small = os.path.join(work, "small")
invent(small, SMALL, 3, [])

with open(os.path.join(work, "passphrase"), "w") as file:
    file.write("a passphrase of fiction")
base = [desk, "--case", case, "--passphrase-file", os.path.join(work, "passphrase"), "--json"]
run("init")
took, answer = timed(lambda: run("corpus", "add", folder))
passages = sum(item["passages"] for item in answer["added"])
row("passages, documents, MiB of text", f"{passages:,}, {documents:,}, {text / 2**20:.0f}")
row("imported and indexed: documents/s, MiB/s, in all", f"{documents / took:.1f}, {text / 2**20 / took:.1f}, {took:.0f} s")
row("peak resident of that, desk or worker", f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
index = os.path.getsize(os.path.join(case, "index.db"))
row("case against text, index.db alone", f"{size(case) / text:.2f}, {index / text:.2f}")
took, _ = timed(lambda: run("corpus", "add", small))
row(f"{SMALL} small documents more: documents/s", f"{SMALL / took:.1f}")
first = [timed(lambda: run("search", dice.choice(claims)))[0] for _ in range(5)]
opened = [timed(lambda: run("key"))[0] for _ in range(5)]
row("from command to hits, closed case; of that opening it", f"{statistics.median(first):.2f} s, {statistics.median(opened):.2f} s")

claims = dice.sample(claims, min(QUERIES, len(claims)))
short = [" ".join(dice.sample(claim.split(), 3)) for claim in claims]
# As a claim is: some of a passage's words, in another order, among others.
mixed = [" ".join(dice.sample(claim.split(), 12) + sentence().rstrip(".").split()[:8]) for claim in claims]
KINDS = [("three words", short), ("whole sentences", claims), ("12 of its words among 8 others", mixed)]

batch = subprocess.Popen(base + ["batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def search(line):
    batch.stdin.write(f"search {line}\n")
    batch.stdin.flush()
    found = json.loads(batch.stdout.readline())
    assert found["exit"] == 0 and found["hits"], (line, found)


def every(queries, form="'{}'", rounds=ROUNDS):
    """The median over the rounds for each query."""
    return [statistics.median(timed(lambda: search(form.format(query)))[0] for _ in range(rounds)) for query in queries]


cold = [timed(lambda: search(f"'{query}'"))[0] for query in short[:10]]
row("first ten of three words, cold: p50, p95", percentiles(cold))
for name, queries in KINDS:
    row(f"{name}, best 20: p50, p95", percentiles(every(queries)))
row("whole sentences, --in corpus: p50, p95", percentiles(every(claims[:SLOW], "'{}' --in corpus")))
row("two words as a phrase: p50, p95", percentiles(every([" ".join(claim.split()[4:6]) for claim in claims], "'\"{}\"'")))
row("beginning of three letters: p50, p95", percentiles(every([claim.split()[3][:3] for claim in claims[:SLOW]], "'{}*'", 1)))
with open(f"/proc/{batch.pid}/status") as status:
    sizes = dict(line.split(":", 1) for line in status)
row("resident of the searching desk now, at most", f"{int(sizes['VmRSS'].split()[0]) / 1024:.0f} MB, {int(sizes['VmHWM'].split()[0]) / 1024:.0f} MB")
batch.stdin.close()
batch.wait()

if tests:
    asked, answered = os.path.join(work, "asked.json"), os.path.join(work, "answered.json")
    with open(asked, "w") as file:
        json.dump(dict(case=case, passphrase="a passphrase of fiction", kinds=KINDS, rounds=ROUNDS), file)
    command = [tests, "--ignored", "--exact", "search::compare::encrypted_and_in_memory"]
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ, SUBROSA_COMPARE=asked, SUBROSA_ANSWER=answered))
    with open(answered) as file:
        for name, encrypted, memory in json.load(file):
            ratio = statistics.median(encrypted) / statistics.median(memory)
            row(f"the index alone, {name}: encrypted; in memory; ratio", f"{percentiles(encrypted)}; {percentiles(memory)}; {ratio:.2f}")

fts = sqlite3.connect(os.path.join(work, "fts.db"))
fts.execute("CREATE VIRTUAL TABLE passage USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')")


def fill():
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name)) as file:
            fts.executemany("INSERT INTO passage VALUES (?)", [(text,) for text in file.read().split("\n\n")])
    fts.commit()


row("FTS5, not encrypted: built in, against text", f"{timed(fill)[0]:.1f} s, {os.path.getsize(os.path.join(work, 'fts.db')) / text:.2f}")


def fts5(query):
    words = " OR ".join(f'"{word}"' for word in query.split())
    return fts.execute("SELECT text FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 20", (words,)).fetchall()


for name, queries in KINDS:
    row(f"FTS5, {name}: p50, p95", percentiles([timed(lambda: fts5(query))[0] for query in queries[:SLOW]]))
