//! A sign-in tells nothing by its time, and a flood of them locks nobody out.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use subrosa_tip::codename::Codename;

use crate::harness::visit::urlencoded;
use crate::harness::wire::request_page;
use crate::harness::{Form, Random, Tip, is_full_round};

/// As in dudect (Reparaz, Balasch, Verbauwhede, 2017): from here on two means differ.
const DIFFERENT: f64 = 4.5;
/// The difference that the measurement must be able to see.
const PLANTED: Duration = Duration::from_millis(2);
/// Share of the slowest samples that is left out of both classes alike: a
/// scheduler's hiccup says nothing of a mailbox.
const LEFT_OUT: f64 = 0.3;

fn fresh() -> String {
    Codename::generate().unwrap().to_string()
}

/// Seconds from the first byte of a sign-in to the last of its answer.
fn seconds(form: &Form, codename: &str) -> f64 {
    let asked = Instant::now();
    let page = form.sign_in(codename);
    assert_eq!(page.status, 200, "{}", page.summary());
    asked.elapsed().as_secs_f64()
}

/// Welch's t of two classes, without the slowest samples of both together.
fn welch(a: &[f64], b: &[f64]) -> f64 {
    let mut pooled = [a, b].concat();
    pooled.sort_by(f64::total_cmp);
    let bound = pooled[((pooled.len() - 1) as f64 * (1.0 - LEFT_OUT)) as usize];
    let kept = |samples: &[f64]| samples.iter().copied().filter(|sample| *sample <= bound).collect::<Vec<_>>();
    let moments = |samples: &[f64]| {
        let count = samples.len() as f64;
        let mean = samples.iter().sum::<f64>() / count;
        (mean, samples.iter().map(|sample| (sample - mean).powi(2)).sum::<f64>() / (count - 1.0) / count)
    };
    let ((mean_a, variance_a), (mean_b, variance_b)) = (moments(&kept(a)), moments(&kept(b)));
    (mean_a - mean_b) / (variance_a + variance_b).sqrt()
}

#[test]
fn an_unknown_codename_and_a_known_one_cannot_be_told_apart_by_time() {
    let form = Form::start();
    let page = form.open("/");
    form.send(&Tip::new().on(&page).message("waits")).expect_received();
    let (known, unknown) = (page.codename(), fresh());
    let (mut of_known, mut of_unknown, mut random) = (Vec::new(), Vec::new(), Random::seeded(11));
    // Until the measurement is fine enough to see what is planted, and no longer.
    let (least, most) = if is_full_round() { (200, 800) } else { (25, 300) };
    let planted = |samples: &[f64]| samples.iter().map(|sample| sample + PLANTED.as_secs_f64()).collect::<Vec<_>>();
    while of_known.len() < least || welch(&planted(&of_known), &of_unknown) < DIFFERENT {
        assert!(of_known.len() < most, "the planted difference was not found in {most} samples of each");
        // In an order drawn anew each time, as dudect has it: one that is always the
        // second meets whatever else beats in the server at another moment.
        if random.below(2) == 0 {
            of_known.push(seconds(&form, &known));
            of_unknown.push(seconds(&form, &unknown));
        } else {
            of_unknown.push(seconds(&form, &unknown));
            of_known.push(seconds(&form, &known));
        }
    }
    let found = welch(&of_known, &of_unknown);
    assert!(found.abs() < DIFFERENT, "t = {found} after {} samples of each", of_known.len());
}

#[test]
fn the_measurement_finds_a_planted_difference_and_none_where_there_is_none() {
    let jitter = |seed: u64| (0..40).map(move |n| ((n * 7_919 + seed) % 97) as f64 * 2e-5).collect::<Vec<_>>();
    let (a, b) = (jitter(3), jitter(50));
    assert!(welch(&a, &b).abs() < DIFFERENT);
    let slower: Vec<_> = b.iter().map(|sample| sample + PLANTED.as_secs_f64()).collect();
    assert!(welch(&slower, &a) > DIFFERENT);
}

/// Sign-ins a second while the form must go on.
const GUESSES: usize = 500;
/// Most memory of the whole server meanwhile, in KiB: two derivations at 19 MiB,
/// a waiting line, and five hundred connections.
const FLOOD_KIB: u64 = 160 * 1024;

#[test]
fn five_hundred_guesses_a_second_leave_the_form_answering_and_memory_bounded() {
    let form = Form::start();
    let (stop, sent, refused) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let started = Instant::now();
    std::thread::scope(|scope| {
        for lane in 0..100_usize {
            let (form, stop, sent, refused) = (&form, &stop, &sent, &refused);
            scope.spawn(move || {
                // Each of a hundred lanes sends five a second, whether answered or not.
                let mut turn = 0;
                while !stop.load(Ordering::Relaxed) {
                    let due = Duration::from_millis((turn * 200 + lane * 2) as u64);
                    std::thread::sleep(due.saturating_sub(started.elapsed()));
                    turn += 1;
                    sent.fetch_add(1, Ordering::Relaxed);
                    let request = urlencoded("/replies", &[("codename", &fresh())]);
                    scope.spawn(move || {
                        let answered = request_page(form, request.as_bytes());
                        refused
                            .fetch_add(usize::from(answered.is_some_and(|page| page.status == 503)), Ordering::Relaxed);
                    });
                }
            });
        }
        let mut slowest = Duration::ZERO;
        while started.elapsed() < Duration::from_secs(4) {
            let asked = Instant::now();
            let page = form.open("/");
            form.send(&Tip::new().on(&page).message("in the midst of it")).expect_received();
            slowest = slowest.max(asked.elapsed());
        }
        stop.store(true, Ordering::Relaxed);
        let rate = sent.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64();
        assert!(rate > GUESSES as f64 * 0.6, "the control: {rate} guesses a second were sent");
        assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    });
    assert!(refused.load(Ordering::Relaxed) > 0, "the control: more came than could be derived");
    assert!(form.peak_kib() < FLOOD_KIB, "{} KiB", form.peak_kib());
}
