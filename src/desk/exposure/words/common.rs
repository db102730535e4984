//! Words that say little of where a text is from, and names that everybody knows.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::independence::found::reuse::words::COMMON;

/// Words that stand in every text of their language beside those that grammar needs.
const EVERYDAY: &str = "again against ago almost alone along already always among another around asked away back became \
    become began best better big both bring brought call called came case cases city close come comes country course \
    day days each early end ended enough even evening ever every everything example face fact far few find first five \
    following found four full gave general get give given go goes going gone good got great group half hand hands hard \
    head help held here high himself home hour hours house however hundred idea important inside instead keep kept kind \
    knew know known large last late later least left less let life light like line list little live local long longer \
    look looked lot made main make makes making man many matter means men might million minute minutes moment money \
    month months morning much must name named near nearly need needed never next nice night nine nothing number often \
    old once open order others outside part parts past people perhaps person place places point possible power present \
    problem public put question quite rather real really reason report reported right room same saw say saying second \
    see seen sent set seven several short show side since six small so something soon state still street such sure \
    system take taken talk tell ten than thing things think third thought thousand three through time times today \
    together told took toward town try turn turned until upon us use used usual usually want wanted week weeks well \
    went whether whole why within without woman women word words work worked world write written wrong yes yet young \
    according although because company council during government house members minister official officials president \
    spokesman spokesperson spokeswoman \
    aber alle allem allen aller alles als also andere anderen beim bereits bis bin da damit dann darauf dazu deren \
    dessen dieser diese dieses doch dort drei durch einem einen eines einmal ersten etwa euro fast ganz gegen gibt \
    haben hatte hatten heute hier ihm ihn ihr ihre ihren ihrer immer jahr jahre jahren jahres kann kein keine keinen \
    konnte konnten machen man mehr menschen millionen mich mir muss nach nachdem neue neuen noch nun nur ob oft ohne \
    prozent schon sehr sei sein seine seinen seiner seit sind sollen sollte stadt tag tage tagen teil uhr uber um uns \
    unter viel viele vom vor wann waren was weg weil welche weniger wenn wer wie wieder will wir wird wo woche wochen \
    worden wurden zum zur zwei zwischen";

/// The function words that dependence is judged by, and everyday ones.
static LITTLE: LazyLock<HashSet<&str>> =
    LazyLock::new(|| COMMON.iter().copied().chain(EVERYDAY.split_ascii_whitespace()).collect());
static GRAMMAR: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON.iter().copied().collect());

/// Names that tell nothing wherever they stand: days, months, countries, peoples, great
/// cities, world bodies, agencies.
const KNOWN: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june \
    july august september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar \
    februar marz mai juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche christmas easter \
    god internet europe european africa african asia asian america american britain british england english scotland \
    scottish wales welsh ireland irish germany german deutschland france french italy italian spain spanish portugal \
    portuguese poland polish russia russian ukraine ukrainian china chinese japan japanese india indian canada canadian \
    mexico mexican brazil brazilian australia australian austria austrian switzerland swiss netherlands dutch belgium \
    belgian denmark danish sweden swedish norway norwegian finland finnish iceland greece greek turkey turkish israel \
    israeli egypt egyptian iran iraq syria kenya nigeria pakistan korea vietnam argentina chile london paris berlin \
    rome madrid lisbon vienna brussels amsterdam copenhagen stockholm oslo helsinki warsaw prague budapest athens \
    moscow kyiv istanbul washington beijing tokyo delhi geneva zurich frankfurt munich hamburg milan barcelona \
    nato un eu usa us uk gdp vat covid reuters interpol unesco unicef opec who wto imf google facebook microsoft \
    apple amazon twitter whatsapp youtube";
static KNOWN_WIDELY: LazyLock<HashSet<&str>> = LazyLock::new(|| KNOWN.split_ascii_whitespace().collect());
/// Of several words, or whose words alone are others'.
const KNOWN_LONG: [&str; 14] = [
    "united nations",
    "united states",
    "united kingdom",
    "european union",
    "european commission",
    "european parliament",
    "new york",
    "new zealand",
    "south africa",
    "saudi arabia",
    "red cross",
    "associated press",
    "supreme court",
    "world bank",
];

/// Whether a folded word is one that grammar needs.
pub(super) fn is_grammar(word: &str) -> bool {
    GRAMMAR.contains(word)
}

/// Whether a folded word says little by itself.
pub(super) fn says_little(word: &str) -> bool {
    LITTLE.contains(word)
}

/// Whether everybody knows this name, given as folded words with a space between.
pub(super) fn is_widely_known(name: &str) -> bool {
    KNOWN_LONG.contains(&name) || name.split(' ').all(|word| KNOWN_WIDELY.contains(word))
}
