//! How many sources there really are: on newsrooms with known truth, and by the program.

mod drawn;
mod refused;
mod together;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;

use serde_json::Value;
use subrosa_desk::independence::found::attribution::{self, Citation};
use subrosa_desk::independence::found::names::Names;
use subrosa_desk::independence::found::reuse::{self, Aside, Words};
use subrosa_desk::independence::found::{among, cited};
use subrosa_desk::independence::{By, Edge, Node, Question, Reason, Witness, answer};

use crate::harness::{Desk, Form};
use crate::newsroom::score::{Found, Score};
use crate::newsroom::{Half, Item, Newsroom, SourceKind, newsrooms};

/// Enough for some hundred pairs of each kind.
const SEEDS: Range<u64> = 0..900;
/// Set, the table of the material that the detector was made by is printed too.
const FULL: &str = "NEWSROOM_FULL";

fn score(half: Half) -> Score {
    let mut score = Score::default();
    newsrooms(half, SEEDS).for_each(|newsroom| score.add(&newsroom, &find(&newsroom)));
    score
}

#[test]
#[allow(clippy::print_stdout, reason = "the table is what it is for")]
fn dependence_in_newsrooms_that_nobody_tuned_on_is_found_as_often_as_the_table_says() {
    let score = score(Half::Blind);
    println!("{}", score.table());
    // What the first run gave, less a little: it found far less than in what it was made by.
    let all = score.all;
    let [precision, noticed, exact, too_high] =
        [all.precision, all.noticed, all.exact, all.too_high].map(|share| share.value().unwrap());
    assert!(precision > 0.91 && noticed > 0.93, "precision {precision}, noticed {noticed}");
    assert!(exact > 0.33 && too_high < 0.29, "exact {exact}, least too high {too_high}");
}

#[test]
#[allow(clippy::print_stdout, reason = "the table is what it is for")]
fn dependence_in_the_newsrooms_that_the_detector_was_made_by_is_found_no_worse() {
    let score = score(Half::Tuned);
    if std::env::var_os(FULL).is_some() {
        println!("{}", score.table());
    }
    let (precision, noticed) = (score.all.precision.value().unwrap(), score.all.noticed.value().unwrap());
    assert!(precision > 0.96 && noticed > 0.97, "precision {precision}, noticed {noticed}");
}

fn find(newsroom: &Newsroom) -> Found {
    let mut edges = owners(newsroom);
    let cited = cites(newsroom);
    edges.extend(cited.edges);
    edges.extend(copies(newsroom));
    let witnesses = told(newsroom).map(|item| number(item.source)).collect::<BTreeSet<_>>();
    let witnesses = witnesses.into_iter().map(|source| Witness { source, passages: 1, barred: None }).collect();
    let answer = answer(Question { witnesses, ghosts: cited.ghosts, edges }).unwrap();
    let pairs = |sure: bool| {
        let joined = answer.joined.iter().filter(move |joined| joined.sure == sure);
        joined.map(|joined| (joined.a as usize - 1, joined.b as usize - 1)).collect()
    };
    let directed = answer.edges.iter().filter(|edge| edge.reason.is_directed());
    let derives = directed.filter_map(|edge| Some((edge.a.source()? as usize - 1, edge.b.source()? as usize - 1)));
    Found {
        joined: pairs(true),
        possible: pairs(false),
        derives: derives.collect(),
        least: answer.independent,
        most: answer.at_most,
    }
}

fn number(source: usize) -> u32 {
    source as u32 + 1
}

/// Items that bear on the claim.
fn told(newsroom: &Newsroom) -> impl Iterator<Item = &Item> {
    newsroom.items.iter().filter(|item| item.evidence.is_some())
}

fn evidence(item: &Item) -> Range<usize> {
    let byte = |character: usize| item.text.char_indices().nth(character).map_or(item.text.len(), |(at, _)| at);
    let range = item.evidence.clone().unwrap();
    byte(range.start)..byte(range.end)
}

fn owners(newsroom: &Newsroom) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (b, second) in newsroom.sources.iter().enumerate() {
        let first = newsroom.sources.iter().take(b).enumerate();
        edges.extend(first.filter(|(_, first)| first.owner.is_some() && first.owner == second.owner).map(|(a, _)| {
            Edge {
                a: Node::Source(number(a)),
                b: Node::Source(number(b)),
                reason: Reason::Owner,
                detail: String::new(),
                sure: true,
                by: By::Desk,
            }
        }));
    }
    edges
}

fn cites(newsroom: &Newsroom) -> cited::Cited {
    let mut names = Names::default();
    for (place, source) in newsroom.sources.iter().enumerate().filter(|(_, source)| source.kind != SourceKind::Mailbox)
    {
        names.add(number(place), &source.name, true);
    }
    let protected = newsroom.sources.iter().enumerate().filter(|(_, source)| source.protected);
    let protected = protected.map(|(place, _)| number(place)).collect();
    let mut citations: Vec<(u32, Citation)> = Vec::new();
    for item in told(newsroom) {
        let governing = attribution::governing(&attribution::find(&item.text, &names), &evidence(item));
        citations.extend(governing.into_iter().map(|citation| (number(item.source), citation)));
    }
    cited::cited(citations.iter().map(|(source, citation)| (*source, citation)), &names, &protected)
}

fn copies(newsroom: &Newsroom) -> Vec<Edge> {
    let mut aside = Aside::default();
    let others: Vec<Words> =
        newsroom.items.iter().filter(|item| item.evidence.is_none()).map(|item| Words::of(&item.text)).collect();
    aside.boilerplate(&others);
    let items: Vec<&Item> = told(newsroom).collect();
    let words: Vec<Words> = items.iter().map(|item| Words::of(&item.text)).collect();
    let ranges: Vec<[Range<usize>; 1]> = items.iter().map(|item| [evidence(item)]).collect();
    let read = |place: usize| reuse::Item {
        words: &words[place],
        evidence: &ranges[place],
        published: Some(items[place].published.to_string().parse().unwrap()),
    };
    let node = |place: usize| Node::Source(number(items[place].source));
    aside.claim(&Words::of(&newsroom.claim));
    let read: Vec<(reuse::Item<'_>, &str)> = (0..items.len()).map(|at| (read(at), items[at].text.as_str())).collect();
    let pairs = (0..items.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let pairs = pairs.filter(|(a, b)| items[*a].source != items[*b].source);
    let found = among::among(&read, &newsroom.claim, pairs, |_, _| Cow::Borrowed(&aside));
    found.into_iter().map(|(a, b, tie)| tie.edge(node(a), node(b))).collect()
}

/// A case with one claim and, as documents of four outlets, one wire text; a fifth reports
/// what a paper wrote that is not in the case; a sixth stands on its own.
fn morning() -> (Form, Desk) {
    let form = Form::stopped();
    let desk = form.desk();
    let wire = "The council of Nowhere closed the Elm bridge on 6 May, three days before engineers examined it. \
                Clerks carried the signs out before dawn, two drivers said, and nobody was told why the road ended \
                there. A spokesman declined to answer questions and promised a statement within the week.";
    let texts = [
        wire.to_owned(),
        wire.to_owned(),
        wire.to_owned(),
        format!("Bridge shut. {wire}"),
        "The Elm bridge was closed on 6 May, according to the Ferry Lantern. More is not known.".to_owned(),
        "A lorry loaded with planks stood across the road when our reporter arrived that Tuesday. A foreman unfolded an order \
         from his jacket, dated the same morning and stamped by the road office, and let her copy it. He had been told to \
         expect engineers by the weekend. Behind him a crew was painting over a crack as long as a man, and nobody crossed."
            .to_owned(),
    ];
    let outlets = ["Valley Wire", "Hill Gazette", "Moor Herald", "Fen Post", "Dale Mirror", "Harbour Argus"];
    let mut lines = vec!["claim add 'The council closed the Elm bridge on 6 May.' --kind fact".to_owned()];
    for (place, (text, outlet)) in texts.iter().zip(outlets).enumerate() {
        let (file, number) = (form.beside(&format!("{place}.txt")), place + 1);
        fs::write(&file, format!("{text}\n")).unwrap();
        lines.push(format!("source add '{outlet}' --kind outlet --reliability B"));
        let day = 6 + place;
        lines.push(format!(
            "corpus add {} --publisher '{outlet}' --kind press --url https://{number}.example/ --published 2026-05-{day:02}",
            file.display()
        ));
    }
    let answers = desk.batch(&lines);
    assert!(answers.iter().all(|answer| answer["exit"] == 0), "{answers:#?}");
    (form, desk)
}

fn independence(desk: &Desk, more: &[&str]) -> Value {
    desk.run(&[&["independence", "C1"], more].concat()).expect(0).clone()
}

#[test]
fn a_wire_text_of_four_outlets_an_unseen_report_and_an_own_one_count_as_three() {
    let (form, desk) = morning();
    let sources = desk.run(&["sources"]).expect(0)["sources"].clone();
    let of = |name: &str| {
        let all = sources.as_array().unwrap();
        all.iter().find(|source| source["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let documents: Vec<String> = (1..=6).map(|number| format!("D{number}")).collect();
    let links: Vec<String> = documents.iter().map(|document| format!("link C1 {document} supports")).collect();
    assert!(desk.batch(&links).iter().all(|answer| answer["exit"] == 0));
    let found = independence(&desk, &[]);
    assert_eq!((&found["independent"], &found["at_most"]), (&3.into(), &3.into()), "{found:#}");
    let set: BTreeSet<&str> = found["set"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert!(set.contains(of("Valley Wire").as_str()), "the first of the four: {found:#}");
    let mut ghosts = found["ghosts"].as_array().unwrap().iter();
    assert!(ghosts.any(|ghost| ghost["name"] == "Ferry Lantern"), "{found:#}");
    let sentence = found["explanation"].as_str().unwrap();
    assert!(sentence.starts_with("Six passages from six sources count as 3: "), "{sentence}");
    editors_cut_and_add(&desk, &of);
    what_falls(&desk, &of);
    let page = form.beside("c1.html");
    independence(&desk, &["--html", page.to_str().unwrap()]);
    let page = fs::read_to_string(&page).unwrap();
    assert!(page.contains("<svg") && !page.contains("<script") && page.contains("Valley Wire"), "{page}");
}

fn editors_cut_and_add(desk: &Desk, of: &dyn Fn(&str) -> String) {
    let (own, other) = (of("Harbour Argus"), of("Dale Mirror"));
    desk.run(&["independence", "C1", "--depend", &own, &other]).expect(2);
    let why = ["--reason", "the foreman talked to both"];
    let added = independence(desk, &[&["--depend", own.as_str(), other.as_str()], why.as_slice()].concat());
    assert_eq!(added["independent"], 2, "{added:#}");
    let cut = independence(desk, &[&["--independent", own.as_str(), other.as_str()], why.as_slice()].concat());
    assert_eq!(cut["independent"], 3, "{cut:#}");
    assert_eq!(cut["cut"][0].as_array().unwrap().len(), 2);
    assert_eq!(desk.run(&["log", "verify"]).expect(0)["ok"], true);
}

fn what_falls(desk: &Desk, of: &dyn Fn(&str) -> String) {
    let fallen = desk.run(&["what-if", &of("Valley Wire"), "--false"]).expect(0).clone();
    assert_eq!(fallen["claims"][0]["claim"], "C1", "{fallen:#}");
    assert_eq!(
        (&fallen["claims"][0]["before"]["independent"], &fallen["claims"][0]["after"]["independent"]),
        (&3.into(), &2.into())
    );
    let nothing = desk.run(&["what-if", "S1", "--true"]);
    nothing.expect(2);
}

#[test]
fn what_cannot_be_counted_is_refused_by_name() {
    let form = Form::stopped();
    let desk = form.desk();
    desk.run(&["independence", "C1"]).expect_error(2, "unknown-id");
    desk.run(&["what-if", "S99", "--false"]).expect_error(2, "unknown-id");
    desk.run(&["claim", "add", "A claim without evidence."]).expect(0);
    assert_eq!(independence(&desk, &[])["independent"], 0);
    desk.run(&["independence", "C1", "--depend", "S1", "S2", "--reason", "none"]).expect_error(2, "unknown-id");
}
