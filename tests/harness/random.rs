//! Numbers that look random and are the same in every run.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// SplitMix64 (Steele, Lea, Flood 2014): small, and no part of what it tests.
pub struct Random(u64);

impl Random {
    /// Every run of a test has the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound
    }

    /// So many bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend(self.number().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }

    /// Writes a file of so many MiB, without holding it in memory.
    ///
    /// *Returns* its SHA-256.
    pub fn file(&mut self, path: &Path, mebibytes: usize) -> String {
        use sha2::Digest;
        let mut file = BufWriter::new(File::create(path).unwrap());
        let mut hash = sha2::Sha256::new();
        for _ in 0..mebibytes {
            let block = self.bytes(1 << 20);
            hash.update(&block);
            file.write_all(&block).unwrap();
        }
        file.flush().unwrap();
        hex::encode(hash.finalize())
    }
}
