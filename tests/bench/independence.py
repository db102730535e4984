"""The second half of independence.sh: invents a case of press reports and asks how many
sources each claim has. Prints a row a figure."""
import csv, json, os, random, subprocess, sys, time

desk, work, claims, links = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
dice = random.Random(9)
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xa yo zu bran clem dort fenn gral".split()
WORDS = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(20_000)})
SOURCES = 300
# A report is short, and each is evidence for some claims only.
DOCUMENTS, CHARACTERS = max(50, links // 20), 1_500


def row(what, figure):
    print(f"{what:<70} {figure}", flush=True)


def percentiles(times):
    times = sorted(times)
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000
    return f"{at(0.5):.1f} ms, {at(0.95):.1f} ms"


def sentence(words):
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."


def report(before):
    """One in five takes its middle from an earlier one."""
    text = "" if not before or dice.random() > 0.2 else dice.choice(before)[200:900] + "\n\n"
    while len(text) < CHARACTERS:
        text += " ".join(sentence(14) for _ in range(3)) + f" It cost {dice.randint(2, 90000)} crowns.\n\n"
    return text


folder = os.path.join(work, "documents")
os.mkdir(folder)
texts = []
for number in range(DOCUMENTS):
    texts.append(report(texts))
    with open(os.path.join(folder, f"{number:05}.txt"), "w") as file:
        file.write(texts[-1])
with open(os.path.join(work, "passphrase"), "w") as file:
    file.write("a passphrase of fiction")
base = [desk, "--case", os.path.join(work, "case"), "--passphrase-file", os.path.join(work, "passphrase"), "--json"]
subprocess.run(base + ["init"], check=True, capture_output=True)
begin = time.time()
subprocess.run(base + ["corpus", "add", folder], check=True, capture_output=True)
row("documents added", f"{DOCUMENTS:,} in {time.time() - begin:.0f} s")
table = os.path.join(work, "claims.csv")
with open(table, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["text", "kind"])
    writer.writerows([sentence(12), "fact"] for _ in range(claims))
subprocess.run(base + ["claims", "import", table], check=True, capture_output=True)
batch = subprocess.Popen(base + ["batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(line):
    begin = time.time()
    batch.stdin.write(line + "\n")
    batch.stdin.flush()
    answer = batch.stdout.readline()
    assert answer.rstrip().endswith("}") and '"error"' not in answer[:20], answer
    return time.time() - begin, answer


for number in range(SOURCES):
    ask(f"source add 'Paper {dice.choice(WORDS)} {number}' --kind outlet --reliability {dice.choice('ABC')}")
begin = time.time()
for number in range(links):
    if number and number % 10_000 == 0:
        print(f"  {number:,} of {links:,} links after {time.time() - begin:.0f} s", file=sys.stderr, flush=True)
    start = dice.randint(0, CHARACTERS - 400)
    relation = dice.choices(["supports", "contradicts", "mentions"], [7, 1, 2])[0]
    ask(
        f"link C{number % claims + 1} D{dice.randint(1, DOCUMENTS)}:{start}-{start + dice.randint(40, 300)} {relation} "
        f"--source S{dice.randint(1, SOURCES)}"
    )
row("links made, each one durable act", f"{links:,} in {time.time() - begin:.0f} s")
batch.stdin.close()
batch.wait()
batch = subprocess.Popen(base + ["batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
ask("independence C1")
asked = [ask(f"independence C{dice.randint(1, claims)}") for _ in range(300)]
sources = [len(json.loads(answer)["sources"]) for _, answer in asked]
row(f"independence ({sum(sources) / len(sources):.0f} sources a claim): p50, p95", percentiles([took for took, _ in asked]))
shown = [ask(f"claim show C{dice.randint(1, claims)}")[0] for _ in range(100)]
row(f"claim show ({links // claims} links a claim): p50, p95", percentiles(shown))
fallen = [ask(f"what-if S{dice.randint(1, SOURCES)} --false") for _ in range(5)]
fell = [len(json.loads(answer)["claims"]) for _, answer in fallen]
row(f"what-if ({sum(fell) / len(fell):.0f} claims fall): p50, p95", percentiles([took for took, _ in fallen]))
with open(f"/proc/{batch.pid}/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
row("peak resident of that desk", f"{int(peak) / 1024:.0f} MB")
batch.stdin.close()
batch.wait()
