"""Codenames of the right form that nobody was given: what a guesser sends (src/tip/codename.rs)."""
import hashlib
import pathlib
import random

_LIST = pathlib.Path(__file__).parents[2] / "src/tip/words/eff_large_wordlist.txt"
_WORDS = [word for word in (line.split()[-1] for line in _LIST.read_text().splitlines() if line.strip()) if "-" not in word]
assert len(_WORDS) == 7772, len(_WORDS)


def guess():
    """Seven words and their checksum, joined as a form sends them."""
    drawn = [random.randrange(len(_WORDS)) for _ in range(7)]
    hashed = hashlib.sha256(b"subrosa codename checksum 1" + b"".join(index.to_bytes(2, "big") for index in drawn))
    drawn.append(int.from_bytes(hashed.digest()[:8], "big") % len(_WORDS))
    return "+".join(_WORDS[index] for index in drawn)
