//! What was found in drafts, and what editors answered.

/// Step of issue 11. Sentences may quote a source: nothing of them is in the chain, and a
/// draft's rows are replaced by its next proof.
pub(super) const PROOF: &str = "
-- The last proof of each draft, by the file that it is.
CREATE TABLE proof (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    path   TEXT NOT NULL UNIQUE,
    day    INTEGER NOT NULL
) STRICT;
CREATE TABLE proof_sentence (
    proof  INTEGER NOT NULL REFERENCES proof (number) ON DELETE CASCADE,
    place  INTEGER NOT NULL,
    id     TEXT NOT NULL,
    state  TEXT NOT NULL,
    words  TEXT NOT NULL,
    -- Claims that it prints, as C1 C2.
    claims TEXT NOT NULL,
    PRIMARY KEY (proof, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE proof_finding (
    proof INTEGER NOT NULL REFERENCES proof (number) ON DELETE CASCADE,
    id    TEXT NOT NULL,
    kind  TEXT NOT NULL,
    PRIMARY KEY (proof, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_of_id ON proof_finding (id);
-- An editor's answer to a finding, or two editors'; its reason stands with its entry.
CREATE TABLE finding_acceptance (
    finding TEXT NOT NULL,
    second  TEXT,
    since   INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until   INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX acceptance_of_finding ON finding_acceptance (finding) WHERE until IS NULL;
CREATE INDEX finding_acceptance_since ON finding_acceptance (since);
";
