//! The kinds of marks, and what is said of each.

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "`word` and `note` say of each what it is")]
pub enum Kind {
    ZeroWidthSpace,
    ZeroWidthNonJoiner,
    ZeroWidthJoiner,
    WordJoiner,
    ByteOrderMark,
    SoftHyphen,
    BidiControl,
    VariationSelector,
    TagCharacter,
    InvisibleOperator,
    HangulFiller,
    InterlinearAnnotation,
    DeprecatedFormat,
    InvisibleCharacter,
    PrivateUse,
    ControlCharacter,
    LineSeparator,
    NoBreakSpace,
    OddSpace,
    TrailingSpaces,
    DoubleSpaces,
    MixedScript,
    CompatibilityLetter,
    LookalikeSign,
    MixedDigits,
    RareApostrophe,
    RareQuotationMark,
    RareDash,
    RareComposition,
    RareLineEnding,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 30] = [
        Self::ZeroWidthSpace,
        Self::ZeroWidthNonJoiner,
        Self::ZeroWidthJoiner,
        Self::WordJoiner,
        Self::ByteOrderMark,
        Self::SoftHyphen,
        Self::BidiControl,
        Self::VariationSelector,
        Self::TagCharacter,
        Self::InvisibleOperator,
        Self::HangulFiller,
        Self::InterlinearAnnotation,
        Self::DeprecatedFormat,
        Self::InvisibleCharacter,
        Self::PrivateUse,
        Self::ControlCharacter,
        Self::LineSeparator,
        Self::NoBreakSpace,
        Self::OddSpace,
        Self::TrailingSpaces,
        Self::DoubleSpaces,
        Self::MixedScript,
        Self::CompatibilityLetter,
        Self::LookalikeSign,
        Self::MixedDigits,
        Self::RareApostrophe,
        Self::RareQuotationMark,
        Self::RareDash,
        Self::RareComposition,
        Self::RareLineEnding,
    ];

    /// As scripts compare it.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.said().0
    }

    /// What it is, for people.
    #[must_use]
    pub fn note(self) -> &'static str {
        self.said().1
    }

    fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::ZeroWidthSpace => ("zero-width-space", "a space without width, where no script needs one"),
            Self::ZeroWidthNonJoiner => {
                ("zero-width-non-joiner", "an invisible character between letters that never join")
            }
            Self::ZeroWidthJoiner => ("zero-width-joiner", "an invisible character between letters that never join"),
            Self::WordJoiner => ("word-joiner", "an invisible character that forbids a line break"),
            Self::ByteOrderMark => ("byte-order-mark", "the invisible mark of a file's beginning, inside the text"),
            Self::SoftHyphen => ("soft-hyphen", "a hyphen that is seen only at a line's end; web pages have many"),
            Self::BidiControl => {
                ("bidi-control", "turns the direction of writing where no right-to-left text is, or overrides it")
            }
            Self::VariationSelector => ("variation-selector", "chooses the shape of a character that has only one"),
            Self::TagCharacter => ("tag-character", "an invisible letter outside the sequence of a flag"),
            Self::InvisibleOperator => ("invisible-operator", "an invisible sign of mathematics"),
            Self::HangulFiller => ("hangul-filler", "a letter of Korean that has no shape"),
            Self::InterlinearAnnotation => ("interlinear-annotation", "an invisible bracket around an annotation"),
            Self::DeprecatedFormat => ("deprecated-format", "an invisible control that Unicode advises against"),
            Self::InvisibleCharacter => ("invisible-character", "a character without a shape"),
            Self::PrivateUse => ("private-use", "a character without a meaning of its own, inside a word"),
            Self::ControlCharacter => ("control-character", "a control character that no text needs"),
            Self::LineSeparator => ("line-separator", "a line break of an unusual kind"),
            Self::NoBreakSpace => ("no-break-space", "a no-break space between two plain words"),
            Self::OddSpace => ("odd-space", "a space of an unusual width"),
            Self::TrailingSpaces => ("trailing-spaces", "spaces at the ends of lines, of several patterns"),
            Self::DoubleSpaces => ("double-spaces", "two spaces where the text mostly has one"),
            Self::MixedScript => ("mixed-script", "a letter of another script that looks like one of this word's"),
            Self::CompatibilityLetter => {
                ("compatibility-letter", "a letter of another width or style inside a plain word")
            }
            Self::LookalikeSign => ("lookalike-sign", "a sign that looks like ordinary punctuation and is not"),
            Self::MixedDigits => ("mixed-digits", "digits of two scripts in one number"),
            Self::RareApostrophe => ("rare-apostrophe", "another apostrophe than nearly all of this text"),
            Self::RareQuotationMark => ("rare-quotation-mark", "another quotation mark than nearly all of this text"),
            Self::RareDash => ("rare-dash", "another dash or hyphen than nearly all of this text"),
            Self::RareComposition => {
                ("rare-composition", "a letter and its accent apart, where nearly all are composed, or the reverse")
            }
            Self::RareLineEnding => ("rare-line-ending", "another line ending than nearly all of this text"),
        }
    }
}
