//! The tables, as a list of steps. Every row has a permanent random id of 16
//! bytes; `number` columns make the `T1`, `S1`, `F1` that people type. Days are
//! counted from 1970-01-01.

use super::database::Migrations;

/// `case.db`.
pub(super) const CASE: Migrations = &[FIRST];
/// `keys.db`.
pub(super) const KEYS: Migrations = &[FIRST_KEYS];

/// Index of the newest step is the version that a case of this program has.
const FIRST: &str = "
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last number given to each kind of thing. Never lowered: a number that was
-- once printed never comes to mean another thing.
CREATE TABLE numbering (
    kind TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One RFC 8785 entry a row, chained by hash.
CREATE TABLE custody (
    seq   INTEGER PRIMARY KEY,
    entry TEXT NOT NULL,
    hash  BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER custody_is_not_rewritten BEFORE UPDATE ON custody
    BEGIN SELECT RAISE(ABORT, 'the custody log is append-only'); END;
CREATE TRIGGER custody_is_not_cut BEFORE DELETE ON custody
    BEGIN SELECT RAISE(ABORT, 'the custody log is append-only'); END;

-- Key rings as they were signed.
CREATE TABLE ring (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    generation INTEGER NOT NULL UNIQUE,
    bytes      BLOB NOT NULL,
    signature  TEXT NOT NULL,
    day        INTEGER NOT NULL
) STRICT;

-- Servers whose keys a person compared.
CREATE TABLE intake (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    installation  TEXT NOT NULL UNIQUE,
    bag_key       TEXT NOT NULL,
    fingerprint   TEXT NOT NULL,
    paired        INTEGER NOT NULL,
    -- Pinned by the first bag.
    epoch         TEXT,
    last_sequence INTEGER NOT NULL DEFAULT 0,
    last_manifest BLOB CHECK (length(last_manifest) = 32)
) STRICT;

-- Bags that were imported to their end.
CREATE TABLE bag (
    id        BLOB PRIMARY KEY CHECK (length(id) = 16),
    intake    BLOB NOT NULL REFERENCES intake (id),
    epoch     TEXT NOT NULL,
    sequence  INTEGER NOT NULL,
    manifest  BLOB NOT NULL CHECK (length(manifest) = 32),
    previous  BLOB NOT NULL CHECK (length(previous) = 32),
    -- The signed bytes and their signature, to be shown to whoever doubts.
    bytes     BLOB NOT NULL,
    signature TEXT NOT NULL,
    day       INTEGER NOT NULL,
    UNIQUE (intake, epoch, sequence)
) STRICT;

-- Every envelope that ever came; the file lies in envelopes/ unless it was a decoy.
CREATE TABLE envelope (
    id       BLOB PRIMARY KEY CHECK (length(id) = 16),
    intake   BLOB NOT NULL REFERENCES intake (id),
    manifest BLOB NOT NULL CHECK (length(manifest) = 32),
    bytes    INTEGER NOT NULL,
    sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
    outcome  TEXT NOT NULL CHECK (outcome IN ('opened', 'decoy', 'damaged')),
    reason   TEXT CHECK ((outcome = 'damaged') = (reason IS NOT NULL)),
    day      INTEGER NOT NULL
) STRICT;

-- Words and files: erasable, outside the custody chain, in rows of 1 MiB,
-- because SQLite holds no row of 2 GiB.
CREATE TABLE content (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    bytes  INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;
CREATE TABLE content_part (
    content BLOB NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    part    INTEGER NOT NULL,
    bytes   BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
    UNIQUE (content, part)
) STRICT;

-- A protected source has no name, and no column to write one into.
CREATE TABLE source (
    id        BLOB PRIMARY KEY CHECK (length(id) = 16),
    number    INTEGER NOT NULL UNIQUE,
    protected INTEGER NOT NULL CHECK (protected IN (0, 1)),
    day       INTEGER NOT NULL
) STRICT;

CREATE TABLE tip (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    number     INTEGER NOT NULL UNIQUE,
    envelope   BLOB NOT NULL UNIQUE REFERENCES envelope (id),
    source     BLOB NOT NULL REFERENCES source (id),
    day        INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    basis      TEXT NOT NULL CHECK (basis IN ('first-hand', 'document', 'second-hand', 'rumour', 'unstated')),
    consent    TEXT NOT NULL CHECK (consent IN ('background', 'paraphrase', 'quote')),
    state      TEXT NOT NULL,
    mailbox    BLOB CHECK (length(mailbox) = 32),
    -- What the source typed; NULL once erased.
    language   TEXT,
    characters INTEGER,
    message    BLOB REFERENCES content (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE file (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    tip           BLOB NOT NULL REFERENCES tip (id),
    number        INTEGER NOT NULL,
    -- What the source's machine sent; NULL once erased.
    name          TEXT,
    declared_type TEXT,
    bytes         INTEGER NOT NULL,
    sha256        BLOB NOT NULL CHECK (length(sha256) = 32),
    content       BLOB REFERENCES content (id) ON DELETE SET NULL,
    UNIQUE (tip, number)
) STRICT;
CREATE INDEX tip_of_message ON tip (message);
CREATE INDEX file_of_content ON file (content);
";

const FIRST_KEYS: &str = "
CREATE TABLE signing_key (
    purpose TEXT PRIMARY KEY CHECK (purpose IN ('root', 'bag')),
    secret  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- age identities with the window of days in which they are sealed to.
CREATE TABLE identity (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    recipient  TEXT NOT NULL UNIQUE,
    secret     TEXT NOT NULL,
    from_day   INTEGER NOT NULL,
    until_day  INTEGER
) STRICT;
";
