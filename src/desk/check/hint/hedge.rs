//! One side says that it may be so. Attribution ("according to") is no hedge: it
//! says who says it.

use std::ops::Range;

use super::cue::{Cues, in_claim, in_passage};
use super::pair::Pair;
use super::text::{Text, Token};
use super::{Difference, Kind};

const CUES: Cues = Cues {
    english: &[
        &["may"],
        &["might"],
        &["could"],
        &["allegedly"],
        &["alleged"],
        &["reportedly"],
        &["apparently"],
        &["possibly"],
        &["possible", "that"],
        &["perhaps"],
        &["probably"],
        &["probable", "that"],
        &["likely"],
        &["unlikely"],
        &["purportedly"],
        &["purported"],
        &["supposedly"],
        &["supposed"],
        &["presumably"],
        &["seemingly"],
        &["suspected"],
        &["rumoured"],
        &["rumored"],
        &["unconfirmed"],
        &["potentially"],
        &["maybe"],
        &["appear", "to"],
        &["appears", "to"],
        &["appeared", "to"],
        &["seem", "to"],
        &["seems", "to"],
        &["seemed", "to"],
        &["is", "said"],
        &["are", "said"],
        &["was", "said"],
        &["were", "said"],
        &["thought", "to"],
        &["believed", "to"],
        &["understood", "to"],
        &["it", "seems"],
        &["it", "appears"],
        &["conceivably"],
        &["arguably"],
    ],
    german: &[
        &["angeblich*"],
        &["moglicherweise"],
        &["vermutlich*"],
        &["vielleicht"],
        &["wahrscheinlich*"],
        &["soll"],
        &["sollen"],
        &["mutmasslich*"],
        &["konnte"],
        &["konnten"],
        &["durfte"],
        &["durften"],
        &["offenbar"],
        &["anscheinend"],
        &["womoglich"],
        &["eventuell*"],
    ],
    french: &[
        &["peut", "-", "etre"],
        &["probable*"],
        &["apparemment"],
        &["pretendu*"],
        &["presum*"],
        &["aurait"],
        &["auraient"],
        &["serait"],
        &["seraient"],
        &["pourrait"],
        &["pourraient"],
        &["semble*"],
        &["eventuel*"],
    ],
    spanish: &[
        &["quiza*"],
        &["tal", "vez"],
        &["probable*"],
        &["posible*"],
        &["presunt*"],
        &["supuest*"],
        &["al", "parecer"],
        &["podria*"],
        &["habria*"],
        &["seria"],
        &["aparentemente"],
    ],
};
pub(super) fn differences(pair: &Pair) -> Vec<Difference> {
    let claim = in_claim(pair, cues(&pair.claim));
    let passage = in_passage(pair, cues(&pair.passage));
    if claim.is_empty() == passage.is_empty() {
        return Vec::new();
    }
    let first = |text: &Text, cues: &[Range<usize>]| cues.first().map(|cue| text.span(cue.clone()));
    let (claim, passage) = (first(&pair.claim, &claim), first(&pair.passage, &passage));
    vec![Difference { kind: Kind::Hedge, claim, passage }]
}

/// Whether any cue stands in a text by itself.
pub(super) fn stands_in(text: &str) -> bool {
    !cues(&Text::of(text, Text::language(text))).is_empty()
}

fn cues(text: &Text) -> Vec<Range<usize>> {
    let mut found = CUES.find(text);
    found.retain(|cue| !is_month(text, cue.start));
    found
}

/// `3 May`, `May 2026`, `in May`: the verb has a capital only where a sentence begins.
fn is_month(text: &Text, index: usize) -> bool {
    let capital = text.token(index).is_some_and(Token::is_capital);
    let year = text.token(index + 1).is_some_and(Token::is_number);
    text.lower(index) == "may" && capital && (index > 0 || year)
}
