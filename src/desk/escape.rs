//! Typed text as something that a terminal shows and never obeys.

/// Replaces every character that a terminal would obey or hide by its number.
///
/// Escaped are control characters (C0, DEL, C1), the characters that change the
/// direction of writing, those of no width, and the invisible tag characters:
/// what a source typed can neither move the cursor, nor colour, nor hide, nor
/// reorder a word of what the desk says beside it.
///
/// ```
/// use subrosa_desk::escape::escape;
/// assert_eq!(escape("\u{1b}[2Jx"), r"\u{1b}[2Jx");
/// assert_eq!(escape("Brücke – 橋"), "Brücke – 橋");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_obeyed_or_hidden(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

fn is_obeyed_or_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' // soft hyphen
            | '\u{34f}' // combining grapheme joiner
            | '\u{61c}' // Arabic letter mark
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
            | '\u{17b4}' | '\u{17b5}' // Khmer inherent vowels
            | '\u{180b}'..='\u{180f}' // Mongolian variation and vowel separators
            | '\u{200b}'..='\u{200f}' // zero-width space and joiners, direction marks
            | '\u{2028}'..='\u{202e}' // line and paragraph separators, embeddings, overrides
            | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, isolates
            | '\u{fe00}'..='\u{fe0f}' // variation selectors
            | '\u{feff}' // zero-width no-break space
            | '\u{fff9}'..='\u{fffb}' // interlinear annotation
            | '\u{1d173}'..='\u{1d17a}' // musical beams and slurs
            | '\u{e0000}'..='\u{e0fff}' // tags and further variation selectors
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        for hostile in [
            "\u{1b}[2J",                 // clear the screen
            "\u{1b}]0;title\u{7}",       // set the title
            "\u{1b}]52;c;cm0gLXJm\u{7}", // write the clipboard
            "\u{9b}31m",                 // colour, through C1
            "a\rb",                      // overwrite the line
            "a\u{8}b",
            "\u{202e}gpj.exe",
            "\u{2066}x\u{2069}",
            "a\u{200b}b",
            "\u{feff}",
            "\u{e0041}",
            "a\nb",
            "\0",
            "\u{7f}",
        ] {
            let shown = escape(hostile);
            assert!(shown.contains(r"\u{"), "{shown}");
            assert!(!shown.chars().any(is_obeyed_or_hidden), "{shown}");
        }
    }

    #[test]
    fn what_people_write_is_left_alone() {
        // The control: a function that escaped everything would pass the test above.
        for plain in ["Die Brücke – 橋", "שלום", "مرحبا", "🜁 100 %", r"C:\path\u{1b}", "naïve"] {
            assert_eq!(escape(plain), plain);
        }
    }
}
