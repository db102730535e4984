//! An entry of the log in people's words.

use super::{Detail, Entry};

impl Entry {
    /// What was done, as a sentence without a subject: "looked at; its bytes were whole".
    ///
    /// An action of a later version is shown as it stands there.
    #[must_use]
    pub fn words(&self) -> String {
        let what = match self.action.as_str() {
            "init" => "made this case",
            "make-index" => "began an index",
            "pair" => "paired with a server",
            "trust-epoch" => "took a server's new epoch",
            "import-bag" => "imported a bag",
            "repair-bag" => "completed a bag that had been damaged",
            "open-envelope" => "opened an envelope",
            "drop-decoy" => "dropped a decoy",
            "damaged-envelope" => "put a damaged envelope aside",
            "expired-at-server" => "was told what had expired at a server",
            "replies-confirmed" => "was told which replies had arrived",
            "export-bag" => "wrote a bag for a server",
            "export-identities" => "copied the keys out of the case",
            "extract" => "wrote its bytes to a disk outside the case",
            "reply" => "answered",
            "consent" => "changed what may be done with it",
            "withdraw" => "took note that it was withdrawn",
            "forget" => "erased it",
            "add-document" => "added it to the case",
            "add-member" => "added it to the case, out of what it lay in",
            "read" => "read it for the first time",
            "read-member" => "read it for the first time, out of what it lay in",
            "set-item" => "corrected what is said of it",
            "standing" => "its standing changed",
            "add-interview" => "kept it",
            "terms" => "changed the terms on which it was said",
            "inspect" => "looked at it",
            "authenticate" => "counted it as genuine, for a reason",
            "add-dkim-keys" => "imported keys of e-mail domains",
            "sheet" => "printed a sheet of it",
            "add-editor" => "gave an editor a key",
            "remove-editor" => "took an editor's key away",
            "signoff" => "signed it off",
            "overrule" => "let it pass in spite of a rule, with a second editor",
            "offer-response" => "asked somebody to respond",
            "answer-offer" => "kept what came of a letter",
            "hold" => "laid a hold over it",
            "lift-hold" => "lifted the hold over it",
            "searched" => "kept a search for earlier reports",
            "decide" => "decided about what was printed of it",
            "proof" => "read a draft against the case",
            "accept-finding" => "let a finding of a proof stand, for a reason",
            other => other,
        };
        let details: Vec<String> = self.detail.iter().filter_map(|(name, value)| told(name, value)).collect();
        if details.is_empty() { what.to_owned() } else { format!("{what}; {}", details.join(", ")) }
    }
}

/// Details that say something to people; hashes and ids are in the entry itself.
fn told(name: &str, value: &Detail) -> Option<String> {
    let value = match value {
        Detail::Integer(number) => number.to_string(),
        Detail::Text(text) => text.clone(),
    };
    Some(match name {
        "bytes" => format!("its bytes were {value}"),
        "dkim" => format!("its signatures: {value}"),
        "standing" => format!("it is {value}"),
        "because" => format!("because: {value}"),
        "before" => format!("before: {value}"),
        "after" => format!("after: {value}"),
        "failure" => format!("it could not be read: {value}"),
        "fields" => format!("fields: {value}"),
        "terms" => format!("terms: {value}"),
        "kind" => format!("kind: {value}"),
        "added" => format!("added: {value}"),
        "rule" => format!("rule: {value}"),
        "second" => format!("second editor: {value}"),
        "verdict" => format!("verdict: {value}"),
        "offer" | "offers" => format!("offer: {value}"),
        "sent" => format!("sent on {value}"),
        "searched_on" => format!("looked on {value}"),
        _ => return None,
    })
}
