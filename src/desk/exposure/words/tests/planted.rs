//! Leaks at five distances beside innocent sentences, out of a file that was written
//! before there was a detector. Thresholds were sought on set A; set B is for the figures.

use super::*;

/// One set of the file.
#[derive(Default)]
struct Set<'t> {
    name: &'t str,
    public: Vec<&'t str>,
    tip: Vec<&'t str>,
    /// By distance from 1 to 5.
    leaks: [Vec<&'t str>; 5],
    innocent: Vec<&'t str>,
}

fn sets(file: &str) -> Vec<Set<'_>> {
    let mut sets: Vec<Set<'_>> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (mark, rest) = line.split_once(' ').unwrap();
        if mark == "=" {
            sets.push(Set { name: rest, ..Set::default() });
            continue;
        }
        let set = sets.last_mut().unwrap();
        match mark {
            "P" => set.public.push(rest),
            "T" => set.tip.push(rest),
            "I" => set.innocent.push(rest),
            distance => set.leaks[distance.parse::<usize>().unwrap() - 1].push(rest),
        }
    }
    sets
}

/// What was measured of a set.
struct Measured {
    /// Caught of each distance, in percent; blocked of each.
    caught: [usize; 5],
    blocked: [usize; 5],
    /// False alarms in 1,000 words.
    alarms: f64,
}

/// Each leak is a paragraph of its own among innocent ones, as in a draft.
fn measured(set: &Set<'_>) -> Measured {
    let mut desk = desk(&[(set.tip.join("\n\n").as_str(), &[])]);
    set.public.iter().for_each(|text| {
        public(&mut desk, text);
    });
    let innocent = leaving(&set.innocent.join(" "));
    let drafts: Vec<Leaving> = set
        .leaks
        .iter()
        .flatten()
        .map(|leak| leaving(&format!("{}\n\n{leak}\n\n{}", set.innocent[0], set.innocent[1])))
        .chain([innocent])
        .collect();
    let report = examined(&mut desk, &drafts);
    let (mut caught, mut blocked) = ([0; 5], [0; 5]);
    let of = set.tip.len();
    for number in 0..5 * of {
        let start = set.innocent[0].chars().count();
        let end = drafts[number].text.chars().count() - set.innocent[1].chars().count();
        let here = || report.of(number).filter(|finding| finding.at.start >= start && finding.at.end <= end);
        caught[number / of] += usize::from(here().any(|finding| finding.level >= Level::Warn));
        blocked[number / of] += usize::from(here().any(|finding| finding.level == Level::Block));
        if here().next().is_none() {
            println!("missed at {}: {}", number / of + 1, set.leaks[number / of][number % of]);
        }
    }
    let alarms: Vec<&Finding> = report.of(5 * of).filter(|finding| finding.level >= Level::Warn).collect();
    alarms.iter().for_each(|finding| println!("alarm: {:?} {:?} {}", finding.kind, finding.likeness, finding.words));
    let words = crate::fingerprint::words(&drafts[5 * of].text).count();
    let percent = |counts: [usize; 5]| counts.map(|count| count * 100 / of);
    let alarms = alarms.len() as f64 * 1_000.0 / words as f64;
    Measured { caught: percent(caught), blocked: percent(blocked), alarms }
}

#[test]
fn leaks_are_told_at_five_distances_and_innocent_sentences_hardly_ever() {
    let sets = sets(include_str!("planted.txt"));
    let mut all = Vec::new();
    for set in &sets {
        assert_eq!(set.leaks.iter().map(Vec::len).collect::<Vec<_>>(), [set.tip.len(); 5], "the control");
        let measured = measured(set);
        println!(
            "set {}: caught {:?} blocked {:?} of 100 at distances 1 to 5; {:.1} false alarms in 1,000 words",
            set.name, measured.caught, measured.blocked, measured.alarms
        );
        all.push(measured);
    }
    let reported = all.last().unwrap();
    assert_eq!(reported.caught[..3], [100, 100, 100], "word for word to near");
    assert!(reported.caught[3] >= 80, "close");
    assert_eq!(reported.blocked[..2], [100, 100], "word for word, and hardly changed");
    assert!(reported.blocked[2] >= 80 && reported.blocked[3] >= 80, "close");
    assert!(all.iter().all(|measured| measured.alarms <= 3.0), "false alarms");
}
