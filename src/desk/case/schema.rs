//! The tables, as a list of steps. Every row has a permanent random id of 16
//! bytes; `number` columns make the `T1`, `S1`, `F1` that people type. Days are
//! counted from 1970-01-01.

mod acts;
mod authenticity;
mod corpus;
mod fingerprints;
mod gate;
mod independence;
mod ledger;
mod past;
mod proof;
mod publish;

use super::database::Migrations;

/// `case.db`.
pub(super) const CASE: Migrations = &[
    FIRST,
    WAY_BACK,
    corpus::CORPUS,
    authenticity::AUTHENTICITY,
    fingerprints::FINGERPRINTS,
    ledger::LEDGER,
    independence::INDEPENDENCE,
    gate::GATE,
    past::PAST,
    acts::ACTS,
    proof::PROOF,
    publish::PUBLISH,
];
/// `keys.db`.
pub(super) const KEYS: Migrations = &[FIRST_KEYS, publish::DOSSIER_KEY];
/// `index.db`.
pub(super) const INDEX: Migrations = &[corpus::FIRST_INDEX];

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

/// The way back: threads, replies, bags to the server, forgetting.
const WAY_BACK: &str = "
-- The server's transport recipient; NULL until it is paired with a card that has one.
ALTER TABLE intake ADD COLUMN recipient TEXT;
-- Epoch of the bags that go to it; NULL before the first.
ALTER TABLE intake ADD COLUMN own_epoch TEXT;

-- A bag in which something was damaged is not confirmed. Of earlier ones it is
-- only known whether anything of the server's was.
ALTER TABLE bag ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;
UPDATE bag SET damaged =
    (SELECT count(*) FROM envelope WHERE envelope.intake = bag.intake AND outcome = 'damaged');

ALTER TABLE envelope ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1));

-- Kept when a tip is forgotten: two tips of one mailbox never become two sources.
CREATE TABLE mailbox (
    id        BLOB PRIMARY KEY CHECK (length(id) = 32),
    recipient TEXT NOT NULL,
    source    BLOB NOT NULL REFERENCES source (id),
    intake    BLOB NOT NULL REFERENCES intake (id),
    -- Newest day on which the source took everything back that was sent up to it.
    withdrawn INTEGER
) STRICT;
CREATE INDEX tip_of_mailbox ON tip (mailbox);

-- What follows a tip, in the order in which the desk knew of it; `reply` is ours.
CREATE TABLE message (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    tip        BLOB NOT NULL REFERENCES tip (id),
    position   INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('follow-up', 'correction', 'withdrawal', 'reply')),
    envelope   BLOB UNIQUE REFERENCES envelope (id) CHECK ((kind = 'reply') = (envelope IS NULL)),
    day        INTEGER NOT NULL,
    basis      TEXT,
    consent    TEXT,
    -- What was typed; NULL once erased.
    language   TEXT,
    characters INTEGER,
    content    BLOB REFERENCES content (id) ON DELETE SET NULL,
    UNIQUE (tip, position)
) STRICT;
CREATE INDEX message_of_content ON message (content);
-- The message that a file came with; NULL for the tip's own.
ALTER TABLE file ADD COLUMN message BLOB REFERENCES message (id);
CREATE INDEX file_of_message ON file (message);

-- Sixteen slots sealed to a server, the same bytes in every bag until confirmed.
CREATE TABLE reply_batch (
    id        BLOB PRIMARY KEY CHECK (length(id) = 16),
    number    INTEGER NOT NULL UNIQUE,
    intake    BLOB NOT NULL REFERENCES intake (id),
    -- The first bag that carries it.
    epoch     TEXT NOT NULL,
    sequence  INTEGER NOT NULL,
    sha256    BLOB NOT NULL CHECK (length(sha256) = 32),
    -- NULL once the server confirmed that bag or a later one.
    bytes     BLOB
) STRICT;
CREATE TABLE reply (
    id       BLOB PRIMARY KEY CHECK (length(id) = 16),
    message  BLOB NOT NULL UNIQUE REFERENCES message (id),
    mailbox  BLOB NOT NULL REFERENCES mailbox (id),
    -- NULL once it travels in a batch.
    sealed   BLOB,
    batch    BLOB REFERENCES reply_batch (id),
    CHECK (sealed IS NULL OR batch IS NULL)
) STRICT;
CREATE INDEX reply_of_batch ON reply (batch);
-- What went with a reply; the editor has the files themselves.
CREATE TABLE reply_file (
    message BLOB NOT NULL REFERENCES message (id),
    number  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    bytes   INTEGER NOT NULL,
    sha256  BLOB NOT NULL CHECK (length(sha256) = 32),
    UNIQUE (message, number)
) STRICT;

-- Bags to a server, as they were signed.
CREATE TABLE outgoing_bag (
    id        BLOB PRIMARY KEY CHECK (length(id) = 16),
    intake    BLOB NOT NULL REFERENCES intake (id),
    epoch     TEXT NOT NULL,
    sequence  INTEGER NOT NULL,
    bytes     BLOB NOT NULL,
    signature TEXT NOT NULL,
    day       INTEGER NOT NULL,
    UNIQUE (intake, epoch, sequence)
) STRICT;

-- What expired at a server before this desk confirmed it.
CREATE TABLE tombstone (
    intake   BLOB NOT NULL REFERENCES intake (id),
    envelope BLOB NOT NULL CHECK (length(envelope) = 16),
    day      INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    UNIQUE (intake, envelope)
) STRICT;

-- Why an editor changed what a source allows: erasable, so outside the custody chain.
CREATE TABLE consent_change (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    tip    BLOB NOT NULL REFERENCES tip (id),
    day    INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    before TEXT NOT NULL,
    after  TEXT NOT NULL,
    -- NULL once erased.
    reason TEXT
) STRICT;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::database;
    use crate::fixture::folder;

    #[test]
    fn a_case_of_before_the_way_back_keeps_what_it_had_and_confirms_no_bag_of_a_damaged_past() {
        const FIRST_ONLY: Migrations = &[FIRST];
        const ROWS: &str = "
            INSERT INTO intake (id, installation, bag_key, fingerprint, paired)
                VALUES (zeroblob(16), 'a', 'k', 'f', 1), (CAST('1234567890123456' AS BLOB), 'b', 'k', 'f', 1);
            INSERT INTO bag SELECT randomblob(16), id, 'e1', 1, zeroblob(32), zeroblob(32), x'00', 's', 1 FROM intake;
            INSERT INTO envelope VALUES (randomblob(16), zeroblob(16), zeroblob(32), 1, zeroblob(32), 'damaged', 'r', 1);
            INSERT INTO envelope VALUES
                (zeroblob(16), CAST('1234567890123456' AS BLOB), zeroblob(32), 1, zeroblob(32), 'opened', NULL, 1);
            INSERT INTO source VALUES (zeroblob(16), 1, 1, 1);
            INSERT INTO tip VALUES
                (zeroblob(16), 1, zeroblob(16), zeroblob(16), 1, 'tip', 'rumour', 'quote', 'new', NULL, 'de', 3, NULL);
            INSERT INTO file VALUES (randomblob(16), zeroblob(16), 1, 'n', 't', 1, zeroblob(32), NULL);";
        let folder = folder();
        let path = folder.path().join("db");
        database::create(&path, &[1; 32], FIRST_ONLY).unwrap().execute_batch(ROWS).unwrap();
        let db = database::open(&path, &[1; 32], CASE).unwrap();
        let damaged = "SELECT group_concat(installation || damaged) FROM bag JOIN intake ON intake.id = bag.intake";
        assert_eq!(db.query_row(damaged, [], |row| row.get::<_, String>(0)).unwrap(), "a1,b0");
        let tip = "SELECT name || state || forgotten FROM tip JOIN file ON file.tip = tip.id
            JOIN envelope ON envelope.id = tip.envelope WHERE file.message IS NULL";
        assert_eq!(db.query_row(tip, [], |row| row.get::<_, String>(0)).unwrap(), "nnew0");
        assert_eq!(database::damage(&db).unwrap(), Vec::<String>::new());
    }
}
