//! Characters that have no shape, and where a script or an emoji needs them.

use unicode_script::{Script, UnicodeScript};

use super::{Around, Kind};

/// The longest sequence of tags that a flag has (UTS 51: a subdivision's code).
const FLAG_TAGS: usize = 8;

/// What this character is, if it is one without a shape and stands where none is needed.
pub(super) fn judge(around: &Around<'_>) -> Option<Kind> {
    let (kind, needed) = match around.letter() {
        '\u{200b}' => (Kind::ZeroWidthSpace, breaks_without_spaces(around)),
        '\u{200c}' => (Kind::ZeroWidthNonJoiner, joins(around.before(1)) && joins(around.after(1))),
        '\u{200d}' => (Kind::ZeroWidthJoiner, joins(around.before(1)) || in_emoji(around)),
        '\u{2060}' => (Kind::WordJoiner, false),
        '\u{feff}' => (Kind::ByteOrderMark, around.at == 0),
        // At the end of a line it is seen: there it is a hyphen.
        '\u{ad}' => (Kind::SoftHyphen, matches!(around.after(1), Some('\n' | '\r'))),
        '\u{200e}' | '\u{200f}' | '\u{61c}' => (Kind::BidiControl, has_right_to_left(around)),
        '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' => {
            (Kind::BidiControl, has_right_to_left(around) && !is_overridden(around))
        }
        '\u{202d}' | '\u{202e}' => (Kind::BidiControl, false),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}' => {
            (Kind::VariationSelector, has_variants(around.before(1), around.letter()))
        }
        '\u{e0000}'..='\u{e007f}' => (Kind::TagCharacter, in_flag(around)),
        '\u{2061}'..='\u{2064}' => (Kind::InvisibleOperator, false),
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => (Kind::HangulFiller, in_syllable(around)),
        '\u{fff9}'..='\u{fffb}' => (Kind::InterlinearAnnotation, false),
        '\u{206a}'..='\u{206f}' => (Kind::DeprecatedFormat, false),
        '\u{34f}' => (Kind::InvisibleCharacter, joins(around.before(1))),
        '\u{180e}' => (Kind::InvisibleCharacter, is_of(around.before(1), Script::Mongolian)),
        '\u{2800}' => (Kind::InvisibleCharacter, is_braille(around.before(1)) || is_braille(around.after(1))),
        '\u{17b4}' | '\u{17b5}' | '\u{1d173}'..='\u{1d17a}' => (Kind::InvisibleCharacter, false),
        '\u{e000}'..='\u{f8ff}' => (Kind::PrivateUse, !is_letter(around.before(1)) || !is_letter(around.after(1))),
        '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' => (Kind::LineSeparator, false),
        '\t' | '\n' | '\r' | '\u{c}' => return None,
        letter if letter.is_control() => (Kind::ControlCharacter, false),
        _ => return None,
    };
    (!needed).then_some(kind)
}

fn is_letter(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_alphabetic)
}

fn is_of(letter: Option<char>, script: Script) -> bool {
    letter.is_some_and(|letter| letter.script() == script)
}

fn is_braille(letter: Option<char>) -> bool {
    is_of(letter, Script::Braille)
}

/// Scripts that are written without spaces show by it where a line may break.
fn breaks_without_spaces(around: &Around<'_>) -> bool {
    let breaks = |letter: Option<char>| {
        letter.is_some_and(|letter| {
            matches!(letter.script(), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar | Script::Tibetan)
        })
    };
    breaks(around.before(1)) || breaks(around.after(1))
}

/// Scripts whose letters take their shape from their neighbours, so that joiners
/// change what is seen: all but these.
fn joins(letter: Option<char>) -> bool {
    let Some(letter) = letter else { return false };
    let never = [
        Script::Latin,
        Script::Greek,
        Script::Cyrillic,
        Script::Armenian,
        Script::Georgian,
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Hangul,
        Script::Common,
        Script::Inherited,
        Script::Unknown,
    ];
    !never.contains(&letter.script())
}

/// UTS 51: a joiner between two emoji, the first with its selector or skin tone.
fn in_emoji(around: &Around<'_>) -> bool {
    let before = around.before(1).is_some_and(|letter| is_emoji(letter) || letter == '\u{fe0f}');
    before && around.after(1).is_some_and(is_emoji)
}

/// The blocks that hold the emoji; ASCII has none without a keycap.
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}'
        | '\u{2122}' | '\u{2139}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}')
}

fn has_right_to_left(around: &Around<'_>) -> bool {
    around.back().chain(around.on()).any(|letter| {
        matches!(
            letter.script(),
            Script::Hebrew | Script::Arabic | Script::Syriac | Script::Thaana | Script::Nko | Script::Adlam
        )
    })
}

fn is_overridden(around: &Around<'_>) -> bool {
    around.back().chain(around.on()).any(|letter| matches!(letter, '\u{202d}' | '\u{202e}'))
}

/// Whether a selector after this character can choose anything (UTS 51; Unicode's
/// StandardizedVariants and Ideographic Variation Database, by their blocks).
fn has_variants(base: Option<char>, selector: char) -> bool {
    let Some(base) = base else { return false };
    let han = base.script() == Script::Han;
    match selector {
        '\u{fe0e}' | '\u{fe0f}' => is_emoji(base) || base.is_ascii_digit() || matches!(base, '#' | '*'),
        '\u{e0100}'..='\u{e01ef}' => han,
        '\u{180b}'..='\u{180d}' | '\u{180f}' => base.script() == Script::Mongolian,
        _ => {
            han || matches!(base, '\u{2190}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}')
                || matches!(base.script(), Script::Myanmar | Script::Phags_Pa | Script::Manichaean | Script::Hangul)
        }
    }
}

/// UTS 51: black flag, tags, cancel tag.
fn in_flag(around: &Around<'_>) -> bool {
    let is_tag = |letter: &char| matches!(*letter, '\u{e0020}'..='\u{e007f}');
    let before = around.back().take(FLAG_TAGS).take_while(is_tag).count();
    let after = around.on().take(FLAG_TAGS).take_while(is_tag).last().unwrap_or(around.letter());
    around.before(before + 1) == Some('\u{1f3f4}') && after == '\u{e007f}'
}

/// Old Korean syllables are written with fillers among their letters.
fn in_syllable(around: &Around<'_>) -> bool {
    let is_jamo = |letter: Option<char>| matches!(letter, Some('\u{1100}'..='\u{115e}' | '\u{1161}'..='\u{11ff}'));
    matches!(around.letter(), '\u{115f}' | '\u{1160}') && (is_jamo(around.before(1)) || is_jamo(around.after(1)))
}
