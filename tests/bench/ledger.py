"""The work of ledger.sh: invents documents, sources, circles, claims and links, and
asks the desk for them. Prints a row a figure."""
import csv, json, os, random, subprocess, sys, time

desk, work, claims, links = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
dice = random.Random(8)
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xa yo zu bran clem dort fenn gral".split()
WORDS = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(20_000)})
DOCUMENTS, SOURCES, CIRCLES = 200, 300, 40
DOCUMENT_CHARACTERS = 20_000


def row(what, figure):
    print(f"{what:<58} {figure}", flush=True)


def size(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def percentiles(times):
    times = sorted(times)
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000
    return f"{at(0.5):.1f} ms, {at(0.95):.1f} ms"


def sentence(words):
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."


folder, case = os.path.join(work, "documents"), os.path.join(work, "case")
os.mkdir(folder)
for number in range(DOCUMENTS):
    text = ""
    while len(text) < DOCUMENT_CHARACTERS:
        text += " ".join(sentence(14) for _ in range(4)) + "\n\n"
    with open(os.path.join(folder, f"{number:04}.txt"), "w") as file:
        file.write(text)
with open(os.path.join(work, "passphrase"), "w") as file:
    file.write("a passphrase of fiction")
base = [desk, "--case", case, "--passphrase-file", os.path.join(work, "passphrase"), "--json"]
subprocess.run(base + ["init"], check=True, capture_output=True)
subprocess.run(base + ["corpus", "add", folder], check=True, capture_output=True)

table = os.path.join(work, "claims.csv")
with open(table, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["text", "kind", "day", "from", "accuses"])
    for number in range(claims):
        kind = dice.choice(["fact", "number", "quote", "allegation"])
        day = f"20{dice.randint(10, 26)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        writer.writerow([sentence(12), kind, day, f"D{dice.randint(1, DOCUMENTS)}", dice.choice(WORDS)])
begin = time.time()
subprocess.run(base + ["claims", "import", table], check=True, capture_output=True)
row("claims imported", f"{claims:,} in {time.time() - begin:.1f} s")

batch = subprocess.Popen(base + ["batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(line):
    begin = time.time()
    batch.stdin.write(line + "\n")
    batch.stdin.flush()
    answer = batch.stdout.readline()
    took = time.time() - begin
    assert answer.rstrip().endswith('}') and '"error"' not in answer[:20], answer
    return took, answer


for number in range(SOURCES):
    ask(f"source add 'source {number}' --kind person --reliability {dice.choice('ABCDEF')}")
for number in range(CIRCLES):
    ask(f"circle add 'circle {number}' --people {dice.randint(5, 500)}")
times = []
begin = time.time()
for number in range(links):
    start = dice.randint(0, DOCUMENT_CHARACTERS - 400)
    relation = dice.choices(["supports", "contradicts", "mentions"], [7, 1, 2])[0]
    place = f"D{dice.randint(1, DOCUMENTS)}:{start}-{start + dice.randint(40, 300)}"
    took, _ = ask(
        f"link C{number % claims + 1} {place} {relation} --basis document --source S{dice.randint(1, SOURCES)} "
        f"--present-at K{dice.randint(1, CIRCLES)} --reason 'an invented reason'"
    )
    times.append(took)
row("links made, each one durable act", f"{links:,} in {time.time() - begin:.0f} s; p50, p95 {percentiles(times)}")
for number in range(1, claims + 1, 3):
    ask(f"assess C{number} --credibility 2 --label probable")
batch.stdin.close()
batch.wait()
row("case", f"{size(case) / 2**20:.0f} MiB (case.db {os.path.getsize(os.path.join(case, 'case.db')) / 2**20:.0f} MiB)")

begin = time.time()
subprocess.run(base + ["claim", "show", "C1"], check=True, capture_output=True)
row("from command to a claim's page on the closed case", f"{time.time() - begin:.2f} s")
begin = time.time()
subprocess.run(base + ["batch"], input="", text=True, check=True, capture_output=True)
row("of that, opening (Argon2 is most of it)", f"{time.time() - begin:.2f} s")

batch = subprocess.Popen(base + ["batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
ask("claim show C1")
shows = [ask(f"claim show C{dice.randint(1, claims)}") for _ in range(300)]
evidence = [len(json.loads(answer)["evidence"]) for _, answer in shows]
row(f"claim show ({sum(evidence) / len(evidence):.0f} links a claim): p50, p95", percentiles([took for took, _ in shows]))
for command in ["claims", "missing C7", "missing", "sources", "knew C1", "timeline"]:
    row(f"{command}: p50, p95", percentiles([ask(command)[0] for _ in range(20)]))
row("one link more: p50, p95", percentiles([ask(f"link C1 D1:{at}-{at + 9} mentions")[0] for at in range(50)]))
with open(f"/proc/{batch.pid}/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
row("peak resident of that desk", f"{int(peak) / 1024:.0f} MB")
batch.stdin.close()
batch.wait()
