//! The corpus: what is read, quoted and searched, and the debts of the index.

/// Step of issue 6.
pub(super) const CORPUS: &str = "
-- Documents, messages and files of tips, interviews; members of archives too.
CREATE TABLE item (
    -- Names it in the index; never given twice.
    ordinal     INTEGER PRIMARY KEY AUTOINCREMENT,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    -- What people type: D1, I1, T1, T1/M2, T1/F1, T1/F1/3.
    name        TEXT NOT NULL UNIQUE,
    class       TEXT NOT NULL CHECK (class IN ('document', 'message', 'file', 'interview')),
    -- The tip whose thread it is of, and the row of tip, message or file that it reads.
    tip         BLOB REFERENCES tip (id),
    origin      BLOB CHECK (length(origin) = 16),
    -- The archive or e-mail that it lay in.
    container   INTEGER REFERENCES item (ordinal),
    path        TEXT,
    content     BLOB REFERENCES content (id) ON DELETE SET NULL,
    bytes       INTEGER NOT NULL,
    -- NULL once erased.
    sha256      BLOB CHECK (length(sha256) = 32),
    -- Of the text with its spaces made alike; NULL where there is none.
    text_sha256 BLOB CHECK (length(text_sha256) = 32),
    characters  INTEGER,
    format      TEXT,
    language    TEXT,
    -- Why it could not be read.
    failure     TEXT,
    -- Protected whatever it equals: of a tip, from a protected source, stated so, or
    -- within something that is.
    root        INTEGER NOT NULL DEFAULT 0 CHECK (root IN (0, 1)),
    -- Earliest day of something protected that it equalled and that was forgotten since.
    equal_since INTEGER,
    standing    TEXT NOT NULL CHECK (standing IN ('protected', 'on-record', 'public', 'internal')),
    because     TEXT NOT NULL,
    -- The standing that an editor asked for.
    stated      TEXT CHECK (stated IN ('protected', 'on-record', 'public', 'internal')),
    source      BLOB REFERENCES source (id),
    -- What an editor, or the record of a web archive, says of its origin.
    kind        TEXT,
    publisher   TEXT,
    url         TEXT,
    published   INTEGER,
    obtained    INTEGER,
    -- Whether address and day of publication are only what a web archive recorded.
    recorded    INTEGER NOT NULL DEFAULT 0 CHECK (recorded IN (0, 1)),
    -- What it says of itself.
    title             TEXT,
    author            TEXT,
    claimed_publisher TEXT,
    claimed_url       TEXT,
    claimed_published INTEGER,
    -- How an interviewed person may be called.
    descriptor  TEXT,
    day         INTEGER NOT NULL,
    forgotten   INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1))
) STRICT;
-- The earliest that is protected by itself comes first: of a hundred thousand copies
-- of one picture no look reads more than one.
CREATE INDEX item_of_bytes ON item (sha256, root, day);
CREATE INDEX item_of_text ON item (text_sha256, root, day);
CREATE INDEX item_of_path ON item (path);
CREATE INDEX item_of_tip ON item (tip);
CREATE INDEX item_of_origin ON item (origin);
CREATE INDEX item_of_container ON item (container);
CREATE INDEX item_of_content ON item (content);
CREATE INDEX item_of_language ON item (language);
-- All that a search filters by, so that a filter reads no item.
CREATE INDEX item_to_filter ON item (class, kind, tip, day, obtained, published, claimed_published);

-- The text as it was extracted, in rows of 16 KiB, so that a passage is read
-- without the rest. `start` counts bytes.
CREATE TABLE item_text (
    item  INTEGER NOT NULL REFERENCES item (ordinal),
    start INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (item, start)
) STRICT;
-- Pages, sheets, headers: where they begin, in bytes.
CREATE TABLE item_part (
    item  INTEGER NOT NULL REFERENCES item (ordinal),
    start INTEGER NOT NULL,
    label TEXT NOT NULL
) STRICT;
CREATE INDEX part_of_item ON item_part (item, start);
CREATE TABLE item_metadata (
    item  INTEGER NOT NULL REFERENCES item (ordinal),
    key   TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT;
CREATE INDEX metadata_of_item ON item_metadata (item);
-- What was not read, and why.
CREATE TABLE item_note (
    item INTEGER NOT NULL REFERENCES item (ordinal),
    note TEXT NOT NULL
) STRICT;
CREATE INDEX note_of_item ON item_note (item);
-- Ranges of the text, in bytes and in Unicode scalar values.
CREATE TABLE passage (
    item       INTEGER NOT NULL REFERENCES item (ordinal),
    number     INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    chars      INTEGER NOT NULL,
    PRIMARY KEY (item, number)
) STRICT, WITHOUT ROWID;

-- Why a standing changed: erasable, so outside the custody chain.
CREATE TABLE standing_change (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    item   INTEGER NOT NULL REFERENCES item (ordinal),
    day    INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    before TEXT NOT NULL,
    after  TEXT NOT NULL,
    reason TEXT
) STRICT;
CREATE INDEX standing_change_of_item ON standing_change (item);

-- On what terms an interview was given, by ranges of characters; later rows hold.
CREATE TABLE terms (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    item   INTEGER NOT NULL REFERENCES item (ordinal),
    start  INTEGER NOT NULL,
    until  INTEGER NOT NULL,
    terms  TEXT NOT NULL CHECK (terms IN ('on-record', 'on-background', 'deep-background', 'off-record')),
    day    INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    reason TEXT
) STRICT;
CREATE INDEX terms_of_item ON terms (item);

-- The key of index.db, and how often debts to it were settled.
CREATE TABLE search_index (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    key        BLOB NOT NULL CHECK (length(key) = 32),
    generation INTEGER NOT NULL
) STRICT;
-- Items that the index may hold otherwise than the case does.
CREATE TABLE index_debt (
    item INTEGER PRIMARY KEY REFERENCES item (ordinal)
) STRICT;
";

/// `index.db`: the files of the full-text index, in chunks.
pub(super) const FIRST_INDEX: &str = "
CREATE TABLE file (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    name  TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE chunk (
    file   INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    UNIQUE (file, number)
) STRICT;
";
