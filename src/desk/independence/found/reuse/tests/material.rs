//! Articles about two invented events, written by hand: what was copied from what is
//! known. The thresholds of `reuse.rs` were set on these.

/// The evidence in each of the articles about the pumps holds this or a rewrite of it.
pub const ORIGINAL: &str = "\
The harbour board of Eelmouth sold eleven pumps from its flood station two weeks before the November storm, internal \
lists show. The pumps went to a dealer in Carrow for a fifth of what they had cost, and no tender was published.

The station on Ferry Quay is meant to keep the lower town dry when the tide and the river rise together. It had \
fourteen pumps until the autumn. On the night of the storm three were running, and water stood in Mill Row for two days.

A clerk who prepared the sale noted in the margin that the engineers had not been asked. The chairman of the board, \
Osric Vane, signed the order on the same afternoon. The dealer collected the machines with two lorries before dawn.

Neighbours remember the noise. They thought that the pumps were being taken away for repair, as happens every other \
year. Nobody from the board told them otherwise, and the guard at the gate had been sent home early.

The board has not published accounts for the year. Its insurers are looking at the flood, and the town has set aside \
money for those who lost their furniture.
";

/// Another heading and one word changed.
pub const VERBATIM: &str = "\
Flood station stripped before storm

The harbour board of Eelmouth sold eleven pumps from its flood station two weeks before the November storm, internal \
lists show. The pumps went to a dealer in Carrow for a fifth of what they had cost, and no tender was published.

The station on Ferry Quay is meant to keep the lower town dry when the tide and the river rise together. It had \
fourteen pumps until the autumn. On the night of the storm three were running, and water stood in Mill Row for two days.

A clerk who prepared the sale noted in the margin that the engineers had not been consulted. The chairman of the board, \
Osric Vane, signed the order on the same afternoon. The dealer collected the machines with two lorries before dawn.
";

/// Cut to a third, sentences changed a little and put in another order.
pub const CUT: &str = "\
Water stood in Mill Row for two days because only three pumps were running at the flood station on Ferry Quay. The \
harbour board of Eelmouth had sold eleven of its fourteen pumps two weeks before the November storm, lists show. They \
went to a dealer in Carrow for a fifth of what they had cost. The chairman, Osric Vane, signed the order the same \
afternoon, although a clerk noted that the engineers had not been asked.
";

/// Every sentence said in other words, none left out.
pub const LIGHT_REWRITE: &str = "\
Eelmouth's harbour board got rid of eleven pumps from the flood station just two weeks before the storm in November, \
according to internal lists. A dealer in Carrow took the pumps for a fifth of their cost, and no tender was ever \
published.

The Ferry Quay station is supposed to keep the lower town dry when river and tide rise together. Until the autumn it \
had fourteen pumps. Three were running on the night of the storm, and for two days water stood in Mill Row.

In the margin a clerk who prepared the sale noted that nobody had asked the engineers. On the same afternoon the \
chairman of the board, Osric Vane, signed the order. Before dawn the dealer collected the machines with a pair of \
lorries.
";

/// The same order of facts, hardly a sequence kept.
pub const STRONG_REWRITE: &str = "\
Barely a fortnight before November's storm, the harbour board in Eelmouth parted with eleven pumps belonging to its \
flood station. Internal lists reveal that a Carrow dealer paid a fifth of their original cost; a tender was never \
published.

When tide and river rise at once, the Ferry Quay station should keep the lower town dry. Fourteen pumps stood there \
until autumn; only three were running during the storm, leaving water in Mill Row for two days.

The clerk preparing the sale wrote in the margin that engineers were not asked. Chairman Osric Vane signed that same \
afternoon, and before dawn two lorries from the dealer had collected the machines. Neighbours, hearing the noise, \
assumed a repair like the one every other year. The guard had been sent home early.
";

/// A report of its own about much else, with one paragraph taken over.
pub const PATCHWORK: &str = "\
Carrow is proud of its scrap yards. Along the Lene they stretch for a mile, and on Saturdays families walk between the \
heaps to look for bicycles, stoves and garden gates. Business has been good since the railway workshops closed, says \
everyone who is asked, and few ask where a load comes from.

Yards must keep a book, in which each purchase stands with a name and a number. The inspector, who has an office \
above the post office and a small car, visits each of them twice a year. She finds missing pages now and then and \
writes a letter about them.

A clerk who prepared the sale noted in the margin that the engineers had not been asked. The chairman of the board, \
Osric Vane, signed the order on the same afternoon. The dealer collected the machines with two lorries before dawn.

In spring the yards hold a fair with music. There is a prize for the heaviest piece carried over the bridge by one \
person, which last year was won by a baker with the boiler of a laundry.
";

/// Somebody was there: the same event and nothing taken over.
pub const INDEPENDENT_ONE: &str = "\
When the river came over the wall that Tuesday, most of the machinery which ought to have pushed it back was already \
standing in a yard in Carrow. Our reporter counted eleven pumps there on Sunday, each with the stencilled number of the \
Eelmouth flood station on its housing.

The yard's owner, a cheerful man in a leather apron, showed his receipt. He had paid nine thousand crowns to the \
harbour board in late October. He says he was rung up, offered the lot, and asked to be quick.

At Ferry Quay the halls are mostly empty now. Bolts stick out of the concrete where machines used to be. A fitter who \
has worked there since he was sixteen pointed at the remaining three and said they had run until they smoked.

Mr Vane, who chairs the board, lives on the hill. He would not come to the door.
";

/// Somebody else had papers: the same event and nothing taken over.
pub const INDEPENDENT_TWO: &str = "\
Bank papers seen by this newspaper put a date on the disappearance of Eelmouth's flood defences: on 24 October a \
transfer of 9,000 crowns reached the account of the harbour board, with the remark “pumps, eleven, as agreed”.

The sum had been entered as income from mooring fees. An accountant who went through the ledgers at our request called \
this wrong, and unlikely to be a slip. A comparable set bought new by the neighbouring port cost 45,000 crowns.

Under the board's statutes, anything worth more than 5,000 must be offered publicly and approved by five of nine \
members. Four of the members we reached learned of the deal from us. Osric Vane's signature stands alone below the \
order.

For Mill Row it came too late. Forty households are still waiting for dry floors.
";

/// The same event, short, from the police.
pub const INDEPENDENT_THREE: &str = "\
Police in Eelmouth have opened a file on the sale of municipal flood pumps. An officer confirmed on Thursday that the \
harbour board's offices were searched and that computers were taken away. Investigators want to know who approved the \
deal with a Carrow scrap merchant and why eleven machines left Ferry Quay so shortly ahead of the autumn flood. No one \
has been arrested. The chairman is being treated as a witness.
";

/// What one publisher puts below each of its articles.
pub const BOILERPLATE: &str = "\
The Lower Lene Courier is independent and belongs to its readers. If you value what we do, please consider taking out \
a subscription: it costs less than a cup of tea a day. You can write to our newsroom in confidence, by post or through \
the letter box behind the ferry office. Corrections are printed every Saturday on page two.
";

/// A public statement that several quote.
pub const STATEMENT: &str = "\
“The board acted at all times within its powers and in the interest of those who use the harbour. Machinery that had \
reached the end of its service life was disposed of in an orderly manner, and at no moment was the safety of any \
resident reduced by a decision of this board or of its officers.”
";

/// Articles about other events, for what one publisher repeats.
pub const ELSEWHERE: [&str; 4] = [
    "The primary school at Tansy Cross has a new roof. Pupils moved back on Monday after a winter in the parish hall, \
     where lessons had been held between the billiard table and the stage.",
    "Cyclists on the towpath must dismount at Stile Lock until June. Divers found that the gate has dropped by a hand's \
     breadth, and a crane is to lift it as soon as the water falls.",
    "A bakery in Orchard Street has won the county's prize for rye bread. The jury praised the crust. Second came a \
     monastery, which did not send anyone to collect the certificate.",
    "The ferry will run until midnight during the fair. Tickets bought on board cost a little more, and dogs travel free \
     as long as they sit on the upper deck.",
];
