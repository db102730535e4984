//! The words by which texts attribute, folded. English first; German, French and
//! Spanish in the forms that need no grammar.

/// Saying, of which any clause may be the object: "X said the pumps were sold".
pub(super) const SAYS: &[&str] = &["said", "says", "say"];
/// Saying to somebody.
pub(super) const TELLS: &[&str] = &["told", "tells"];
/// Saying, with other senses too: they attribute with "that", or after what was said.
pub(super) const STATES: &[&str] = &[
    "reported", "reports", "claimed", "claims", "alleged", "alleges", "announced", "announces", "confirmed", "confirms",
    "revealed", "reveals", "disclosed", "discloses", "stated", "states", "wrote", "writes", "added", "adds", "noted",
    "notes", "insisted", "insists", "warned", "warns", "explained", "explains", "testified", "testifies", "argued",
    "argues", "admitted", "admits", "acknowledged", "acknowledges", "suggested", "suggests", "maintained", "recalled",
    "recalls", "conceded", "concedes", "estimated", "estimates", "learned", "learnt", "denied", "denies", "found",
    "shows", "showed", "declared", "declares", "commented", "replied", "remarked", "stressed",
];
/// Saying in German, French and Spanish, which come before or after who says it.
pub(super) const FOREIGN: &[&str] = &[
    "sagte", "sagt", "berichtete", "berichtet", "erklarte", "erklart", "teilte", "schrieb", "schreibt", "meldete",
    "meldet", "declare", "affirme", "rapporte", "indique", "revele", "dit", "dijo", "afirmo", "informo", "revelo",
    "declaro", "senalo",
];
/// With these between who and the verb nothing was said.
pub(super) const DENIED: &[&str] = &[
    "not", "never", "didn", "hasn", "hadn", "wouldn", "won", "doesn", "don", "couldn", "can", "could", "would", "will",
    "may", "might", "must", "shall", "should", "to", "did", "nicht", "pas", "no", "neither", "nor", "be", "been", "was",
    "were", "is", "are", "being", "refused", "declined",
];
/// After "said", these are not what was said.
pub(super) const SAYS_NOTHING: &[&str] = &[
    "nothing", "no", "so", "goodbye", "little", "much", "yes", "to", "hello", "prayers", "grace", "enough", "more",
];
/// Between who and the verb, or after the verb, these change nothing.
pub(super) const PASSED_OVER: &[&str] = &[
    "also", "later", "first", "then", "has", "had", "have", "earlier", "previously", "again", "since", "both", "a",
    "ha", "hat", "hatte", "haben", "ont", "avait", "had", "today", "yesterday", "now", "still", "once", "simply",
    "only",
];
/// Days and months are written as names are and name nobody.
pub(in crate::independence::found) const CALENDAR: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april", "may", "june", "july", "august", "september", "october", "november", "december", "montag", "dienstag",
    "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi",
    "samedi", "dimanche", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo",
];
/// Where a time begins: "on Monday", "last week".
pub(super) const TIME: &[&str] = &[
    "on", "in", "last", "this", "at", "late", "early", "week", "month", "year", "night", "day", "morning", "evening",
];
/// Open a phrase of nouns.
pub(super) const DETERMINERS: &[&str] = &[
    "the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "these", "those", "one", "two", "three",
    "four", "five", "six", "seven", "eight", "nine", "ten", "several", "some", "many", "few", "another", "other",
    "various", "numerous", "multiple", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "eines",
    "einem", "einen", "le", "la", "les", "l", "un", "une", "du", "el", "los", "las", "una", "al", "del",
];
/// Say that a certain one is meant, which was named before or that everyone knows.
pub(super) const DEFINITE: &[&str] = &[
    "the", "its", "his", "her", "their", "our", "this", "that", "these", "those", "der", "die", "das", "den", "dem",
    "des", "le", "la", "les", "l", "du", "el", "los", "las", "al", "del",
];
/// Join nouns into one phrase.
pub(super) const PREPOSITIONS: &[&str] = &[
    "of", "for", "at", "from", "with", "to", "in", "inside", "within", "von", "vom", "de", "du", "des", "del", "zu",
];
/// Stand between the capitals of one name.
pub(super) const IN_NAMES: &[&str] = &[
    "of", "for", "the", "and", "de", "la", "le", "du", "des", "von", "van", "der", "den", "und", "et", "y", "del", "di",
];
/// End a phrase of nouns and are no part of one.
pub(super) const BREAKS: &[&str] = &[
    "that", "who", "which", "whose", "whom", "where", "when", "while", "as", "but", "if", "because", "after", "before",
    "since", "than", "then", "so", "or", "not", "on", "by", "into", "was", "were", "is", "are", "had", "has", "have",
    "be", "been", "will", "would", "could", "said", "says", "told", "seen", "obtained", "reviewed", "published",
    "although", "though", "however", "meanwhile", "yesterday", "later", "last", "early", "late", "it", "they", "he",
    "she", "we", "how", "what", "whether", "wurde", "wurden", "ist", "sind", "hat", "haben", "que", "qui", "est",
    "sont", "ont", "fue", "fueron", "y", "dass", "wird", "war", "waren", "about", "until",
];
/// Say of people what they know: "people familiar with the matter".
pub(super) const DESCRIBED: &[&str] = &["familiar", "close", "briefed", "aware", "involved", "informed", "working"];
/// Are nouns as often as verbs: "paid claims that were small".
pub(super) const NOUNS_TOO: &[&str] = &["claims", "reports", "states", "notes", "estimates", "shows", "reveals"];
/// Stand for somebody who was named before.
pub(super) const PRONOUNS: &[&str] = &["he", "she", "they", "it", "er", "sie", "il", "elle", "ils"];
/// Nobody, or whoever reads.
pub(super) const NOBODY: &[&str] = &[
    "nobody", "none", "one", "everyone", "everybody", "anyone", "i", "we", "you", "what", "all", "there", "this",
    "that",
];
/// People of whom nobody is named.
pub(super) const PEOPLE: &[&str] = &[
    "source", "sources", "official", "officials", "insider", "insiders", "person", "people", "persons", "employee",
    "employees", "worker", "workers", "staff", "witness", "witnesses", "colleague", "colleagues", "executive",
    "executives", "aide", "aides", "observer", "observers", "expert", "experts", "neighbour", "neighbours", "resident",
    "residents", "whistleblower", "whistleblowers", "critics", "analysts", "officers", "officer", "lawyers", "figures",
    "members", "member", "somebody", "someone", "participants", "employees", "beteiligten", "beteiligte",
    "eingeweihte", "eingeweihten", "beamte", "beamten", "mitarbeiter", "augenzeugen", "vertraute", "diplomat", "diplomats", "informant", "informants", "manager", "managers", "kreise", "kreisen",
    "insidern", "informanten", "fuentes", "fuente", "temoin", "temoins", "personnes", "personas",
];
/// Writings from which something is known. Without a name or an article they are nobody's.
pub(super) const WRITINGS: &[&str] = &[
    "report", "reports", "document", "documents", "email", "emails", "mails", "letter", "letters", "memo", "memos",
    "minutes", "records", "record", "files", "file", "paper", "papers", "filing", "filings", "account", "accounts",
    "statement", "study", "survey", "transcript", "transcripts", "messages", "message", "notes", "data", "figures",
    "bericht", "berichte", "berichten", "dokumente", "dokumenten", "unterlagen", "medienberichten", "documentos",
    "rapport", "informe", "ledger", "spreadsheet", "recording", "recordings", "video", "footage", "photographs", "copy",
];
/// What a newsroom makes, after its name: "the Gazette's report".
pub(super) const NEWS: &[&str] = &[
    "report", "reports", "reporting", "investigation", "story", "article", "account", "revelations", "findings",
    "interview", "scoop", "exclusive", "coverage", "dispatch", "bericht", "recherche", "recherchen", "enquete",
    "reportage",
];
/// Are in the names of those who publish.
pub(super) const OUTLETS: &[&str] = &[
    "gazette", "times", "post", "herald", "courier", "chronicle", "ledger", "tribune", "journal", "news", "observer",
    "mail", "mirror", "telegraph", "star", "sun", "express", "standard", "record", "register", "dispatch", "bugle",
    "examiner", "inquirer", "press", "wire", "agency", "radio", "tv", "television", "broadcaster", "newspaper",
    "magazine", "weekly", "daily", "sentinel", "echo", "advertiser", "reporter", "bulletin", "argus", "messenger",
    "newswire", "zeitung", "blatt", "anzeiger", "nachrichten", "rundschau", "kurier", "bote", "presse", "agentur",
    "tageblatt", "agence", "diario", "agencia", "noticias", "correo",
];
/// Speak for another, who is then the source.
pub(super) const SPEAKERS: &[&str] = &[
    "spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokesmen", "lawyer", "representative", "sprecher",
    "sprecherin", "porte", "portavoz",
];
/// After "according to": a rule or a manner, and no source.
pub(super) const NO_SOURCES: &[&str] = &[
    "plan", "plans", "law", "laws", "rule", "rules", "schedule", "size", "need", "needs", "means", "custom",
    "tradition", "weight", "age", "ability", "taste", "tastes", "rank", "type", "season", "weather", "principle",
    "principles", "instructions", "statute", "statutes", "timetable", "recipe", "whim", "terms", "wishes", "order",
    "length", "how", "whether", "what", "which", "where", "income", "gesetz", "deutlich", "cas", "loi", "taille", "ley",
    "previsto", "reglas", "regles", "value", "distance", "seniority", "regulations", "contract", "standards",
    "procedure", "usage",
];
