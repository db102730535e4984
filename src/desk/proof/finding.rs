//! What a proof finds: one list of kinds, with what each does to printing.

use std::ops::Range;

use super::align::Difference;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is printed while it stands.
    Block,
    /// Somebody should look.
    Warn,
    /// Said, and no more.
    Note,
}

impl Level {
    /// As scripts read it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Warn => "warn",
            Self::Note => "note",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $level:ident, $two:literal;)*) => {
        /// What sort of finding it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As scripts read it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// How grave it is.
            #[must_use]
            pub fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)* }
            }

            /// Whether only two editors together may accept it: what could lead to a source.
            #[must_use]
            pub fn needs_two(self) -> bool {
                match self { $(Self::$name => $two,)* }
            }
        }
    };
}

kinds! {
    /// A quotation has other words than what it quotes.
    QuoteAltered = "quote-altered", Block, false;
    /// A quotation stands in nothing that may be quoted.
    QuoteNotFound = "quote-not-found", Block, false;
    /// A quotation stands only in protected material.
    QuoteProtected = "quote-protected", Block, true;
    /// The gate holds a claim that is printed.
    ClaimNotGated = "claim-not-gated", Block, false;
    /// A speculative claim is printed flat.
    HedgeMissing = "hedge-missing", Block, false;
    /// Something is called new that was reported, or of which nobody looked.
    NoveltyWrong = "novelty-wrong", Block, false;
    /// Words of protected material.
    WordingLeak = "wording-leak", Block, true;
    /// A name that only protected material pairs with the subject.
    NameLeak = "name-leak", Block, true;
    /// A detail that only protected material has.
    DetailLeak = "detail-leak", Block, true;
    /// A place in which copies of a document differ.
    CopyTrap = "copy-trap", Block, true;
    /// A character that could mark a copy.
    Mark = "mark", Block, true;
    /// The terms of a conversation forbid it.
    Terms = "terms", Block, true;
    /// The people who could have known are too few.
    Exposure = "exposure", Block, true;
    /// A sentence states facts and no claim stands behind it.
    ClaimMissing = "claim-missing", Warn, false;
    /// Too soon, or more exact than anything public.
    Time = "time", Warn, false;
    /// A confirmed claim is hedged.
    HedgeNeedless = "hedge-needless", Note, false;
}

impl Kind {
    /// The kind that [`Kind::word`] calls so.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// Who let a finding stand, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The editor whose entry it is.
    pub by: String,
    /// The second editor.
    pub second: Option<String>,
    /// Why; none once it was erased.
    pub reason: Option<String>,
}

/// Something to be answered before print.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Of its kind and its words: it stays the same in the next draft while they do.
    pub id: String,
    /// What sort.
    pub kind: Kind,
    /// Its place in the draft, in Unicode scalar values.
    pub range: Range<usize>,
    /// What stands there.
    pub text: String,
    /// A sentence for an editor.
    pub message: String,
    /// What answers it.
    pub fix: String,
    /// The claim, such as `C1`.
    pub claim: Option<String>,
    /// The item, such as `D4`.
    pub item: Option<String>,
    /// Where in the item.
    pub place: Option<Range<u64>>,
    /// The item is protected: a colleague who may not see protected places is not shown it.
    pub is_protected: bool,
    /// Word by word.
    pub differences: Vec<Difference>,
    /// An editor let it stand.
    pub accepted: Option<Acceptance>,
}

impl Finding {
    /// Of a kind at a place; the rest is added.
    #[must_use]
    pub fn new(kind: Kind, range: Range<usize>, text: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            kind,
            range,
            text: text.into(),
            message: message.into(),
            fix: String::new(),
            claim: None,
            item: None,
            place: None,
            is_protected: false,
            differences: Vec::new(),
            accepted: None,
        }
    }

    /// What answers it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Its message for whoever may not see protected places: the gate's reasons name tips
    /// and sources.
    #[must_use]
    pub fn without_reasons(&self) -> String {
        match &self.claim {
            Some(claim) => format!("{claim}: ask who may see the evidence"),
            None => self.message.clone(),
        }
    }

    /// Whether nothing is printed while it stands.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.kind.level() == Level::Block && self.accepted.is_none()
    }
}
