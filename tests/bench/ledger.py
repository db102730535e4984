"""The work of ledger.sh: invents documents, sources, circles, claims and links from a
seed, asks the desk for them, and asks SQLite for the same without encryption: FTS5 for
passages, a join for a claim's evidence. Prints a row a figure."""
import argparse, csv, json, os, random, sqlite3, subprocess, time
from itertools import accumulate

options = argparse.ArgumentParser()
options.add_argument("desk")
options.add_argument("work")
options.add_argument("--claims", type=int, default=10_000)
options.add_argument("--links", type=int, default=100_000)
options.add_argument("--passages", type=int, default=1_000_000)
given = options.parse_args()
claims, links = given.claims, given.links
dice = random.Random(8)
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xa yo zu bran clem dort fenn gral".split()
WORDS = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(1, 5))) for _ in range(90_000)})
dice.shuffle(WORDS)
# Zipf and Mandelbrot: the commonest word is one of fifteen, as in a language.
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(WORDS))))
PER_DOCUMENT, SENTENCE_WORDS = 500, 28
SOURCES, CIRCLES, CHECKS, SHOWS, ROUNDS = 300, 40, 200, 300, 20


def row(what, desk, reference=""):
    print(f"{what:<56} {desk:<34} {reference}".rstrip(), flush=True)


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


def words(count):
    return dice.choices(WORDS, cum_weights=WEIGHTS, k=count)


def sentence():
    return " ".join(words(SENTENCE_WORDS)).capitalize() + "."


def claim_of(passage):
    """As a claim is: half of them a passage's sentence, half some of its words among others."""
    known = passage.split(". ")[0].rstrip(".")
    if dice.random() < 0.5:
        return known + "."
    return " ".join(dice.sample(known.split(), 12) + words(8)) + "."


folder, case, plain = (os.path.join(given.work, name) for name in ("documents", "case", "plain.db"))
os.mkdir(folder)
reference = sqlite3.connect(plain)
reference.executescript(
    "CREATE VIRTUAL TABLE passage USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2');"
    "CREATE TABLE document (number INTEGER PRIMARY KEY, text TEXT);"
    "CREATE TABLE link (claim INTEGER, document INTEGER, start INTEGER, until INTEGER, relation TEXT, reason TEXT);"
    "CREATE INDEX link_of_claim ON link (claim);"
)
documents = max(1, given.passages // PER_DOCUMENT)
lengths, texts, characters, built = [], [], 0, 0.0
for number in range(1, documents + 1):
    pieces = [f"{sentence()} {sentence()}" for _ in range(PER_DOCUMENT)]
    texts.extend(dice.sample(pieces, max(1, claims // documents + 1)))
    text = "\n\n".join(pieces)
    lengths.append(len(text))
    characters += len(text)
    with open(os.path.join(folder, f"{number:06}.txt"), "w") as file:
        file.write(text)

    def keep():
        reference.executemany("INSERT INTO passage VALUES (?)", [(piece,) for piece in pieces])
        reference.execute("INSERT INTO document VALUES (?, ?)", (number, text))

    built += timed(keep)[0]
built += timed(reference.commit)[0]
dice.shuffle(texts)
with open(os.path.join(given.work, "passphrase"), "w") as file:
    file.write("a passphrase of fiction")
base = [given.desk, "--case", case, "--passphrase-file", os.path.join(given.work, "passphrase"), "--json"]


def run(*arguments):
    return json.loads(subprocess.run(base + list(arguments), check=True, capture_output=True).stdout)


run("init")
row("", "desk", "SQLite, not encrypted")
took, answer = timed(lambda: run("corpus", "add", folder))
passages = sum(item["passages"] for item in answer["added"])
row(f"{passages:,} passages, {characters / 2**20:.0f} MiB, taken in", f"{took:.0f} s", f"{built:.0f} s (FTS5)")

table = os.path.join(given.work, "claims.csv")
asked = [claim_of(texts[number % len(texts)]) for number in range(claims)]
with open(table, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["text", "kind", "day", "from", "accuses"])
    for text in asked:
        kind = dice.choice(["fact", "number", "quote", "allegation"])
        day = f"20{dice.randint(10, 26)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        writer.writerow([text, kind, day, f"D{dice.randint(1, documents)}", dice.choice(WORDS)])
took, _ = timed(lambda: run("claims", "import", table))
row(f"{claims:,} claims imported", f"{took:.1f} s")


class Batch:
    """A desk that stays open."""

    def __enter__(self):
        self.desk = subprocess.Popen(base + ["batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.desk.stdin.close()
        self.desk.wait()

    def ask(self, line):
        begin = time.perf_counter()
        self.desk.stdin.write(line + "\n")
        self.desk.stdin.flush()
        answer = self.desk.stdout.readline()
        took = time.perf_counter() - begin
        assert answer.rstrip().endswith("}") and json.loads(answer)["exit"] == 0, (line, answer)
        return took, answer

    def times(self, lines):
        return percentiles([self.ask(line)[0] for line in lines])

    def peak(self):
        with open(f"/proc/{self.desk.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


with Batch() as batch:
    for number in range(SOURCES):
        batch.ask(f"source add 'source {number}' --kind person --reliability {dice.choice('ABCDEF')}")
    for number in range(CIRCLES):
        batch.ask(f"circle add 'circle {number}' --people {dice.randint(5, 500)}")
    times = []
    for number in range(links):
        document, claim = dice.randint(1, documents), number % claims + 1
        start = dice.randint(0, lengths[document - 1] - 400)
        until = start + dice.randint(40, 300)
        relation = dice.choices(["supports", "contradicts", "mentions"], [7, 1, 2])[0]
        took, _ = batch.ask(
            f"link C{claim} D{document}:{start}-{until} {relation} --basis document --source S{dice.randint(1, SOURCES)} "
            f"--present-at K{dice.randint(1, CIRCLES)} --reason 'an invented reason'"
        )
        times.append(took)
        reference.execute("INSERT INTO link VALUES (?, ?, ?, ?, ?, 'an invented reason')", (claim, document, start, until, relation))
    row(f"{links:,} links, each one durable act: in all", f"{sum(times):.0f} s")
    row("a link: p50, p95", percentiles(times))
    for number in range(1, claims + 1, 3):
        batch.ask(f"assess C{number} --credibility 2 --label probable")
reference.commit()
share = lambda path: os.path.getsize(path) / characters
row("case against text; case.db, index.db alone", f"{size(case) / characters:.2f}; {share(os.path.join(case, 'case.db')):.2f}, {share(os.path.join(case, 'index.db')):.2f}", f"{share(plain):.2f}")
took, _ = timed(lambda: run("claim", "show", "C1"))
row("from command to a claim's page, closed case", f"{took:.2f} s")
took, _ = timed(lambda: subprocess.run(base + ["batch"], input="", text=True, check=True, capture_output=True))
row("of that opening (Argon2 is most of it)", f"{took:.2f} s")


def fts5(text):
    terms = " OR ".join(f'"{word}"' for word in text.rstrip(".").split())
    select = "SELECT text FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 20"
    return timed(lambda: reference.execute(select, (terms,)).fetchall())[0]


def page(claim):
    select = (
        "SELECT relation, reason, substr(text, start + 1, until - start) FROM link JOIN document "
        "ON number = link.document WHERE claim = ?"
    )
    return timed(lambda: reference.execute(select, (claim,)).fetchall())[0]


numbers = dice.sample(range(1, claims + 1), min(CHECKS, claims))
shown = [dice.randint(1, claims) for _ in range(SHOWS)]
with Batch() as batch:
    cold = [batch.ask(f"check C{number}")[0] for number in numbers[:5]]
    row("check, first five: p50, p95", percentiles(cold))
    row(f"check, {len(numbers)} claims, 20 rows: p50, p95", batch.times([f"check C{number}" for number in numbers]),
        percentiles([fts5(asked[number - 1]) for number in numbers[:50]]) + " (FTS5, 20 best)")
    found = [f"search '{asked[number - 1].rstrip('.')}'" for number in numbers]
    row("search, the same sentences: p50, p95", batch.times(found))
    row("resident at most after these", f"{batch.peak():.0f} MB")
with Batch() as batch:
    batch.ask("claim show C1")
    shows = [batch.ask(f"claim show C{number}") for number in shown]
    evidence = sum(len(json.loads(answer)["evidence"]) for _, answer in shows) / len(shows)
    row(f"claim show, {evidence:.0f} links a claim: p50, p95", percentiles([took for took, _ in shows]),
        percentiles([page(number) for number in shown]) + " (evidence alone)")
    for command in ["claims", "missing C7", "missing", "sources", "knew C1", "timeline"]:
        row(f"{command}: p50, p95", batch.times([command] * ROUNDS))
    row("one link more: p50, p95", batch.times([f"link C1 D1:{at}-{at + 9} mentions" for at in range(50)]))
    row("resident at most after these", f"{batch.peak():.0f} MB")
