//! What readers were given, and what is to be changed in it.

/// Step of issue 11: dossiers. All of it was printed, or is going to be; nothing of it is
/// a source's.
pub(super) const PUBLISH: &str = "
CREATE TABLE dossier (
    number  INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    day     INTEGER NOT NULL,
    -- SHA-256 of its list of files: the same once more is the same dossier.
    sums    BLOB NOT NULL CHECK (length(sums) = 32),
    -- As it was made: the signer adds randomness, so another one would have other bytes.
    signature TEXT NOT NULL,
    -- SHA-256 of the text of the draft.
    draft   BLOB NOT NULL CHECK (length(draft) = 32),
    -- Paragraphs as printed, a JSON array of texts.
    article TEXT NOT NULL,
    since   INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
-- A claim as printed. Readers know it by a number of its own: the case's numbers would
-- tell how much was never printed.
CREATE TABLE dossier_claim (
    dossier    INTEGER NOT NULL REFERENCES dossier (number),
    claim      INTEGER NOT NULL REFERENCES claim (number),
    printed_as INTEGER NOT NULL CHECK (printed_as >= 1),
    text       TEXT NOT NULL,
    label      TEXT NOT NULL,
    PRIMARY KEY (dossier, claim),
    UNIQUE (dossier, printed_as)
) STRICT, WITHOUT ROWID;
CREATE INDEX dossiers_of_claim ON dossier_claim (claim);
-- The history that readers see, line by line as printed.
CREATE TABLE dossier_change (
    dossier  INTEGER NOT NULL REFERENCES dossier (number),
    position INTEGER NOT NULL,
    change   TEXT NOT NULL,
    PRIMARY KEY (dossier, position)
) STRICT, WITHOUT ROWID;
-- A correction or retraction: it waits until a dossier prints it or another takes its place.
CREATE TABLE amendment (
    number  INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    claim   INTEGER NOT NULL REFERENCES claim (number),
    kind    TEXT NOT NULL CHECK (kind IN ('correct', 'retract')),
    -- What readers are told of why; the editor's own reason stands with the entry.
    note    TEXT,
    -- That printed it.
    dossier INTEGER REFERENCES dossier (number) CHECK (dossier IS NULL OR until IS NOT NULL),
    since   INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until   INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX amendment_of_claim ON amendment (claim) WHERE until IS NULL;
CREATE INDEX dossier_since ON dossier (since);
CREATE INDEX amendment_since ON amendment (since);
CREATE INDEX amendment_until ON amendment (until) WHERE until IS NOT NULL;
";

/// `keys.db`: the key that signs dossiers.
pub(super) const DOSSIER_KEY: &str = "
CREATE TABLE dossier_key (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB NOT NULL
) STRICT;
";
