//! Winnowed fingerprints of items. Made of their texts, erased with them.

/// `case.db`: hashes of word sequences, with their places in characters.
pub(super) const FINGERPRINTS: &str = "
CREATE TABLE fingerprint (
    hash  INTEGER NOT NULL,
    item  INTEGER NOT NULL REFERENCES item (ordinal),
    start INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (hash, item, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX fingerprint_of_item ON fingerprint (item, hash);
-- Items whose fingerprints were made, and how many there are.
CREATE TABLE fingerprinted (
    item   INTEGER PRIMARY KEY REFERENCES item (ordinal),
    prints INTEGER NOT NULL
) STRICT;
";
