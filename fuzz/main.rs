//! Mutated inputs for the desk's parsers, until one panics, hangs, or the time is over.
//!
//!     subrosa-fuzz TARGET SECONDS [SEED]

mod mutate;
mod sought;
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mutate::Random;

/// No input of this size may take longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Larger seeds are left out: small inputs find the same faults faster.
const SEED_BYTES: u64 = 70_000;

/// What runs now, and since when.
type Running = Arc<Mutex<Option<(Instant, Vec<u8>)>>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| words.get(place).and_then(|word| word.parse::<u64>().ok());
    let target = words.first().and_then(|name| Some((name.as_str(), targets::named(name)?)));
    let (Some((name, target)), Some(seconds)) = (target, number(1)) else {
        say(&format!("usage: subrosa-fuzz TARGET SECONDS [SEED]; targets: {}", targets::NAMES.join(" ")));
        return ExitCode::from(2);
    };
    // A run of its own each time, unless a number asks for one again.
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(1, |time| time.as_nanos() as u64);
    let seed = number(2).unwrap_or(now) | 1;
    say(&format!("{name} with seed {seed}"));
    tell_whose();
    let running = Running::default();
    watch(name, &running);
    match run(target, &seeds(name), Duration::from_secs(seconds), seed, &running) {
        Ok((inputs, slowest)) => {
            say(&format!("{inputs} inputs, the slowest {} ms", slowest.as_millis()));
            foreign()
                .iter()
                .for_each(|place| say(&format!("a panic in a dependency, which the worker catches: {place}")));
            ExitCode::SUCCESS
        }
        Err(input) => {
            keep(name, "panic", &input);
            ExitCode::FAILURE
        }
    }
}

fn run(
    target: targets::Target,
    seeds: &[Vec<u8>],
    time: Duration,
    seed: u64,
    running: &Running,
) -> Result<(u64, Duration), Vec<u8>> {
    let (began, mut random) = (Instant::now(), Random::new(seed));
    let (mut inputs, mut slowest) = (0, Duration::ZERO);
    while began.elapsed() < time {
        let input = mutate::mutated(seeds, &mut random);
        set(running, Some((Instant::now(), input.clone())));
        let start = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() && !IS_FOREIGN.load(Ordering::Relaxed) {
            return Err(input);
        }
        slowest = slowest.max(start.elapsed());
        set(running, None);
        inputs += 1;
    }
    Ok((inputs, slowest))
}

/// Whether the last panic was in a crate of others.
static IS_FOREIGN: AtomicBool = AtomicBool::new(false);
/// Where those were.
static FOREIGN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn foreign() -> BTreeSet<String> {
    FOREIGN.lock().map(|places| places.clone()).unwrap_or_default()
}

/// A panic of ours ends the run with its input. One in a dependency is what the worker
/// is for: it is listed, and the run goes on.
fn tell_whose() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let is_foreign = place.contains("/registry/src/");
        IS_FOREIGN.store(is_foreign, Ordering::Relaxed);
        match FOREIGN.lock() {
            Ok(mut places) if is_foreign => drop(places.insert(place)),
            _ => say(&panic.to_string()),
        }
    }));
}

fn set(running: &Running, now: Option<(Instant, Vec<u8>)>) {
    if let Ok(mut running) = running.lock() {
        *running = now;
    }
}

/// Ends the program when one input takes too long.
fn watch(name: &str, running: &Running) {
    let (name, running) = (name.to_owned(), Arc::clone(running));
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let late = running.lock().ok().and_then(|running| running.clone());
            if let Some((_, input)) = late.filter(|(since, _)| since.elapsed() > PATIENCE) {
                keep(&name, "hang", &input);
                std::process::exit(1);
            }
        }
    });
}

/// Real documents, and what was found before.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = vec![Vec::new()];
    for folder in [root.join("corpus").join(name), root.join("../tests/fixtures")] {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        let small = |path: &&PathBuf| fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() < SEED_BYTES);
        seeds.extend(paths.iter().filter(small).filter_map(|path| fs::read(path).ok()));
    }
    seeds.extend(targets::seeds(name));
    seeds
}

fn keep(name: &str, fault: &str, input: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    let path = folder.join(format!("{name}-{fault}-{}", input.len()));
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, input));
    say(&format!("{fault}: {} {}", path.display(), kept.map_or("could not be written", |()| "holds the input")));
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
