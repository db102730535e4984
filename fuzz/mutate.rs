//! Inputs from inputs: bytes changed, runs moved, repeated, dropped, and spliced.

/// Xorshift (Marsaglia 2003): the same numbers for the same seed.
pub struct Random(u64);

impl Random {
    /// From a seed that is not 0.
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below this one, or 0.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 11).unwrap_or_default() % bound.max(1)
    }

    fn run(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = (length - start).min(1 << self.below(12));
        start..start + self.below(most + 1)
    }
}

/// Numbers at which formats change their mind.
const EDGES: [u64; 10] = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, u64::MAX];
/// Words that formats know.
const WORDS: [&str; 16] = [
    "\r\n\r\n",
    "\n\n",
    "\nFrom a\nFrom: a\nTo: b\n\n",
    "Content-Length: 99999999999\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Content-Encoding: br\r\n",
    "0\r\n\r\n",
    "ffffffffffffffff\r\n",
    "<![CDATA[",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&#x10ffff;",
    "PK\x05\x06",
    "obj<</Kids[1 0 R]>>endobj",
    "\u{202e}",
    "\u{fb03}",
    "ustar",
];

/// A seed with a few changes.
pub fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = pick(seeds, random).to_vec();
    for _ in 0..=random.below(8) {
        change(&mut input, seeds, random);
    }
    input
}

fn pick<'a>(seeds: &'a [Vec<u8>], random: &mut Random) -> &'a [u8] {
    seeds.get(random.below(seeds.len())).map(Vec::as_slice).unwrap_or_default()
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let run = random.run(input.len());
    match random.below(8) {
        0 => drop(input.drain(run)),
        1 => input.truncate(at),
        2 => {
            let copy = input.get(run).unwrap_or_default().to_vec();
            let times = 1 << random.below(6);
            drop(input.splice(at..at, copy.repeat(times)));
        }
        3 => {
            let other = pick(seeds, random);
            let part = other.get(random.run(other.len())).unwrap_or_default().to_vec();
            drop(input.splice(run, part));
        }
        4 => {
            let word = WORDS.get(random.below(WORDS.len())).copied().unwrap_or_default();
            drop(input.splice(at..at, word.bytes()));
        }
        5 => {
            let edge = EDGES.get(random.below(EDGES.len())).copied().unwrap_or_default();
            let width = 1 << random.below(4);
            let bytes = if random.below(2) == 0 { edge.to_le_bytes().to_vec() } else { edge.to_be_bytes().to_vec() };
            let end = (at + width).min(input.len());
            drop(input.splice(at..end, bytes.into_iter().take(width)));
        }
        _ => {
            let bit = 1 << random.below(8);
            if let Some(byte) = input.get_mut(at) {
                *byte ^= bit;
            }
        }
    }
}
