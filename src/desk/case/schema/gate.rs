//! What must be kept before a claim may leave the desk: the policy, editors' keys and
//! sign-offs, responses, holds, searches outside, what two editors decided together.
//!
//! As in the ledger no row is rewritten; each holds from one custody entry to another, and
//! the reason of an entry stands in `reason`.

pub(super) const GATE: &str = "
-- The newsroom's own rules, as TOML; the built-in policy holds until there is one.
CREATE TABLE policy (
    words TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX policy_now ON policy ((1)) WHERE until IS NULL;

-- An editor with a key of their own; a name alone is only a statement.
CREATE TABLE editor (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    name   TEXT NOT NULL,
    folded TEXT NOT NULL,
    -- Ed25519 (RFC 8032), the public half.
    key    BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX editor_of_name ON editor (folded) WHERE until IS NULL;

-- A signature over the statement, which names each part of a claim by its hash.
CREATE TABLE signoff (
    claim     INTEGER NOT NULL REFERENCES claim (number),
    editor    INTEGER NOT NULL REFERENCES editor (number),
    -- RFC 8785 JSON, as it was signed.
    statement TEXT NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    since     INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until     INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX signoff_of_claim ON signoff (claim, editor) WHERE until IS NULL;

-- That somebody was asked to respond, to which claims, and until when.
CREATE TABLE offer (
    number   INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    name     TEXT NOT NULL,
    folded   TEXT NOT NULL,
    sent     INTEGER NOT NULL,
    -- RFC 3339.
    deadline TEXT NOT NULL,
    -- The letter as it was sent.
    words    TEXT NOT NULL,
    since    INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until    INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX offer_of_name ON offer (folded) WHERE until IS NULL;
CREATE TABLE offer_claim (
    offer INTEGER NOT NULL REFERENCES offer (number),
    claim INTEGER NOT NULL REFERENCES claim (number),
    since INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX claim_of_offer ON offer_claim (offer, claim) WHERE until IS NULL;
CREATE INDEX offers_of_claim ON offer_claim (claim) WHERE until IS NULL;
CREATE TABLE response (
    offer INTEGER NOT NULL REFERENCES offer (number),
    kind  TEXT NOT NULL CHECK (kind IN ('answered', 'declined', 'silent')),
    -- What was answered.
    words TEXT CHECK ((kind = 'answered') = (words IS NOT NULL)),
    since INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX response_to_offer ON response (offer) WHERE until IS NULL;

-- Nothing that this stands over is printed; without a subject, nothing at all.
CREATE TABLE hold (
    number  INTEGER PRIMARY KEY,
    subject BLOB CHECK (length(subject) = 16),
    since   INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until   INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX hold_of_subject ON hold (coalesce(subject, x'')) WHERE until IS NULL;

-- Where it was looked for, outside this case, whether somebody had reported it.
CREATE TABLE outside_search (
    claim INTEGER NOT NULL REFERENCES claim (number),
    place TEXT NOT NULL,
    day   INTEGER NOT NULL,
    since INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX searches_of_claim ON outside_search (claim) WHERE until IS NULL;

-- Two editors who let a claim pass in spite of a rule. The first is the entry's actor.
CREATE TABLE overrule (
    claim  INTEGER NOT NULL REFERENCES claim (number),
    rule   TEXT NOT NULL,
    second TEXT NOT NULL,
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX overrule_of_claim ON overrule (claim, rule) WHERE until IS NULL;

-- Two editors, and the source by a tip of theirs, who take a smaller circle than the policy asks for.
CREATE TABLE exposure_acceptance (
    source INTEGER NOT NULL REFERENCES source (number),
    k      INTEGER NOT NULL CHECK (k >= 1),
    tip    INTEGER NOT NULL REFERENCES tip (number),
    second TEXT NOT NULL,
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX acceptance_of_source ON exposure_acceptance (source) WHERE until IS NULL;

-- What readers have seen; it stays so whatever is done later.
CREATE TABLE publication (
    claim INTEGER NOT NULL REFERENCES claim (number),
    since INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX publication_of_claim ON publication (claim) WHERE until IS NULL;

-- What was decided when a source took a tip back of which something had been printed.
CREATE TABLE tip_decision (
    tip     INTEGER NOT NULL REFERENCES tip (number),
    verdict TEXT NOT NULL CHECK (verdict IN ('keep', 'correct', 'retract')),
    since   INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until   INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX decision_of_tip ON tip_decision (tip) WHERE until IS NULL;

-- An entry that is logged looks for the rows that wait for it.
CREATE INDEX policy_since ON policy (since);
CREATE INDEX policy_until ON policy (until) WHERE until IS NOT NULL;
CREATE INDEX editor_since ON editor (since);
CREATE INDEX editor_until ON editor (until) WHERE until IS NOT NULL;
CREATE INDEX signoff_since ON signoff (since);
CREATE INDEX signoff_until ON signoff (until) WHERE until IS NOT NULL;
CREATE INDEX offer_since ON offer (since);
CREATE INDEX offer_until ON offer (until) WHERE until IS NOT NULL;
CREATE INDEX offer_claim_since ON offer_claim (since);
CREATE INDEX offer_claim_until ON offer_claim (until) WHERE until IS NOT NULL;
CREATE INDEX response_since ON response (since);
CREATE INDEX response_until ON response (until) WHERE until IS NOT NULL;
CREATE INDEX hold_since ON hold (since);
CREATE INDEX hold_until ON hold (until) WHERE until IS NOT NULL;
CREATE INDEX outside_search_since ON outside_search (since);
CREATE INDEX outside_search_until ON outside_search (until) WHERE until IS NOT NULL;
CREATE INDEX overrule_since ON overrule (since);
CREATE INDEX overrule_until ON overrule (until) WHERE until IS NOT NULL;
CREATE INDEX exposure_acceptance_since ON exposure_acceptance (since);
CREATE INDEX exposure_acceptance_until ON exposure_acceptance (until) WHERE until IS NOT NULL;
CREATE INDEX publication_since ON publication (since);
CREATE INDEX publication_until ON publication (until) WHERE until IS NOT NULL;
CREATE INDEX tip_decision_since ON tip_decision (since);
CREATE INDEX tip_decision_until ON tip_decision (until) WHERE until IS NOT NULL;
";
