//! A server that is killed at any moment, while something expires, is withdrawn or
//! follows, leaves nothing lost, nothing twice, and nothing untold.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::programs::program;
use crate::harness::visit::urlencoded;
use crate::harness::wire::{Wire, part, whole_form};
use crate::harness::{Form, Page, Random, Tip, copy, is_full_round, tools};

/// Kill points of each test here; `deliver` has its own.
fn rounds() -> usize {
    if is_full_round() { 100 } else { 15 }
}

/// Envelopes that have waited too long on the day of the round, and one that has not.
const OLD: usize = 40;
const ALL: usize = OLD + 1;
/// Day of the round.
const DAY: u32 = 9;

#[test]
fn an_expiry_that_is_killed_at_any_moment_loses_nothing_untold() {
    if !tools::has("faketime") {
        return;
    }
    let mut dying = Dying::of(form_before_a_round());
    dying.measure();
    let (mut random, mut round, mut met) = (Random::seeded(21), 0, 0);
    // Until enough kills met what they are for: a busy machine makes other times.
    while round < rounds() || met * 2 < rounds() {
        assert!(round < 4 * rounds(), "only {met} of {round} kills met a round of expiry: the test shows little");
        dying.restore();
        let in_the_midst = (0..1 + random.below(2)).filter(|_| dying.kill(&mut random, round)).count();
        (round, met) = (round + 1, met + usize::from(in_the_midst > 0));
        // As the kill left it: what is not in the bag was told in it.
        let left = dying.carry();
        assert_eq!(left.lost(), 0, "{left:?}");
        assert!(left.expired == OLD || left.arrived == ALL, "all are told before the first key goes: {left:?}");
        // The next start ends the round.
        dying.end_round();
        let ended = dying.carry();
        assert_eq!((ended.envelopes, ended.expired, ended.never_arrived), (1, OLD, ALL - left.arrived), "{ended:?}");
        assert_eq!((ended.arrived, ended.lost()), (left.arrived, 0), "{ended:?}");
        assert_eq!(dying.keys(), 1, "what expired has no key");
    }
    // The control: had the keys gone before the tombstones were written, it would be seen.
    dying.restore();
    dying.end_round();
    fs::remove_file(dying.data().join("tombstones.json")).unwrap();
    assert_eq!(dying.carry().lost(), OLD);
}

/// A form on the eve of the day on which most of what it holds expires.
fn form_before_a_round() -> Form {
    let mut form = Form::start();
    for number in 0..OLD {
        let tip = Tip::new().message(&format!("old {number}"));
        let tip = if number % 10 == 9 { tip.file("large", vec![7; 200_000]) } else { tip };
        form.send(&tip).expect_received();
    }
    form.stop();
    form.serve_in_days(DAY - 1);
    form.send(&Tip::new().message("young")).expect_received();
    form.stop();
    let text = fs::read_to_string(form.config()).unwrap();
    fs::write(form.config(), text + "\n[retention]\nenvelopes_days = 1\n").unwrap();
    form
}

/// What the desk knows after a bag.
#[derive(Debug)]
struct Known {
    /// In the bag.
    envelopes: u64,
    /// At the desk, from all bags so far.
    arrived: usize,
    /// Told as expired, and how many of those never came.
    expired: usize,
    never_arrived: usize,
}

impl Known {
    /// Neither here nor told.
    fn lost(&self) -> usize {
        ALL - self.arrived - self.never_arrived
    }
}

/// A form whose server is killed in its daily round, again and again.
struct Dying {
    form: Form,
    kept: PathBuf,
    /// From the first sign of a round to its end, and from the start of the server.
    round: Duration,
    whole: Duration,
}

impl Dying {
    fn of(form: Form) -> Self {
        let kept = form.beside("kept");
        copy(&form.demo().join("data"), &kept.join("data"));
        copy(&form.demo().join("case"), &kept.join("case"));
        Self { form, kept, round: Duration::ZERO, whole: Duration::ZERO }
    }

    fn data(&self) -> PathBuf {
        self.form.demo().join("data")
    }

    fn restore(&self) {
        for name in ["data", "case"] {
            let folder = self.form.demo().join(name);
            fs::remove_dir_all(&folder).unwrap();
            copy(&self.kept.join(name), &folder);
        }
    }

    /// Starts the server on the day of the round; its log is a file of its own.
    fn start(&self) -> std::process::Child {
        let mut command = Command::new(program("subrosa-intake"));
        command.arg("serve").arg("--config").arg(self.form.config()).envs(tools::in_days(DAY));
        let log = File::create(self.log()).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
    }

    fn log(&self) -> PathBuf {
        self.form.beside("killed.log")
    }

    fn is_ended(&self) -> bool {
        fs::read_to_string(self.log()).unwrap().contains("expired")
    }

    /// The day is noted first of all.
    fn clockwork(&self) -> Vec<u8> {
        fs::read(self.data().join("retention.json")).unwrap()
    }

    /// How long a round takes that nobody disturbs.
    fn measure(&mut self) {
        let (before, begun) = (self.clockwork(), Instant::now());
        let mut server = self.start();
        wait(|| self.clockwork() != before);
        let noted = Instant::now();
        wait(|| self.is_ended());
        (self.round, self.whole) = (noted.elapsed(), begun.elapsed());
        server.kill().unwrap();
        server.wait().unwrap();
    }

    /// Kills a server at a random moment: of the round, of the short time in which the
    /// keys go, or of everything since the start. *Returns* whether it had begun the
    /// round and not ended it.
    fn kill(&self, random: &mut Random, turn: usize) -> bool {
        let (before, begun) = (self.clockwork(), Instant::now());
        let mut server = self.start();
        let is_noted = || self.clockwork() != before;
        let is_told = || self.data().join("tombstones.json").exists();
        let (sign, within): (&dyn Fn() -> bool, _) = match turn % 3 {
            0 => (&is_noted, self.round),
            1 => (&is_told, self.round / 4),
            _ => (&|| true, self.whole),
        };
        // An earlier kill on this day may have left no sign to come.
        wait(|| sign() || begun.elapsed() > self.whole);
        std::thread::sleep(Duration::from_micros(random.below(within.as_micros() as u64)));
        server.kill().unwrap();
        server.wait().unwrap();
        is_noted() && !self.is_ended()
    }

    /// Serves until the round is over.
    fn end_round(&mut self) {
        self.form.serve_in_days(DAY);
        wait(|| self.form.intake("status", &[]).expect(0)["envelopes"] == 1);
        self.form.stop();
    }

    /// Carries the next bag to the desk.
    fn carry(&self) -> Known {
        let bag = self.form.export();
        let import = format!("import {}", bag.path.display());
        let answers = self.form.desk().batch(&[import, "tips".into()]);
        assert!(answers.iter().all(|answer| answer["exit"] == 0), "{answers:#?}");
        let expired = answers[1]["expired"].as_array().unwrap();
        Known {
            envelopes: bag.envelopes,
            arrived: answers[1]["tips"].as_array().unwrap().len(),
            expired: expired.len(),
            never_arrived: expired.iter().filter(|one| one["arrived"] == false).count(),
        }
    }

    fn keys(&self) -> usize {
        let slots = fs::read(self.data().join("keyslots")).unwrap();
        slots.chunks(64).filter(|slot| slot.iter().any(|byte| *byte != 0)).count()
    }
}

fn wait(mut until: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !until() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_micros(50));
    }
}

/// Longest time after sending at which a server is killed: what it does is mostly done
/// sooner, and answered on the next quarter of a second.
const SOON: Duration = Duration::from_millis(150);

#[test]
fn what_a_source_sends_again_after_a_kill_binds_the_desk_once() {
    let mut form = Form::start();
    let (mut random, mut round) = (Random::seeded(22), 0);
    // Killed before it was stored, and when it was stored but not answered.
    let (mut before, mut between) = (0, 0);
    while round < rounds() || before == 0 || between == 0 {
        assert!(round < 4 * rounds(), "{before} kills before, {between} between: the test shows little");
        let page = form.open("/");
        form.send(&Tip::new().on(&page).message(&format!("tip {round}"))).expect_received();
        let visit = form.sign_in(&page.codename());
        let said = Said { round, number: visit.submission() };
        let stored = waiting(&form);
        let after = Duration::from_micros(random.below(SOON.as_micros() as u64));
        let is_answered = killed(&mut form, &said, &visit.state(), after);
        form.serve();
        match (waiting(&form) - stored, is_answered) {
            (0, false) => before += 1,
            (1, false) => between += 1,
            other => assert_eq!(other, (1, true), "what was received is there"),
        }
        let again = form.sign_in(&page.codename());
        said.to(&form, &again.state()).expect("an answer").expect_received();
        assert_eq!(waiting(&form), stored + 1, "{round}: once, whether it was there already or not");
        round += 1;
    }
    let tips = form.deliver();
    assert_eq!(tips.len(), round);
    for tip in tips {
        let round = tip["message"].as_str().unwrap().strip_prefix("tip ").unwrap().parse().unwrap();
        let thread: Vec<_> =
            tip["thread"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        let expected = if withdraws(round) { ("withdrawn", "withdrawal") } else { ("new", "follow-up") };
        assert_eq!((tip["state"].as_str().unwrap(), thread), (expected.0, vec![expected.1]), "{tip:#?}");
    }
}

/// In every other round; in the others something follows.
fn withdraws(round: usize) -> bool {
    round.is_multiple_of(2)
}

/// What a source sends, and sends again: a withdrawal or a follow-up, with a number.
struct Said {
    round: usize,
    number: String,
}

impl Said {
    fn request(&self, state: &str) -> Vec<u8> {
        let fields = [("state", state), ("submission", self.number.as_str())];
        if withdraws(self.round) {
            return urlencoded("/withdraw", &fields).into_bytes();
        }
        let words = format!("more of {}", self.round);
        let fields = fields.into_iter().chain([("kind", "follow-up"), ("message", words.as_str())]);
        let parts = fields.map(|(name, value)| part(format!("name=\"{name}\"").as_bytes(), value.as_bytes()));
        whole_form("/follow-up", &parts.collect::<Vec<_>>())
    }

    fn to(&self, form: &Form, state: &str) -> Option<Page> {
        let mut wire = Wire::to(form);
        wire.send(&self.request(state)).ok()?;
        wire.answer()
    }
}

/// Sends, and kills the server so long afterwards. *Returns* whether an answer came.
fn killed(form: &mut Form, said: &Said, state: &str, after: Duration) -> bool {
    let server = Pid::from_raw(form.process_id() as i32).unwrap();
    // Connected before: a request that finds no server shows nothing.
    let mut wire = Wire::to(form);
    let request = said.request(state);
    let answer = std::thread::scope(|scope| {
        let source = scope.spawn(|| wire.send(&request).ok().and_then(|()| wire.answer()));
        std::thread::sleep(after);
        kill_process(server, Signal::KILL).unwrap();
        source.join().unwrap()
    });
    form.stop();
    answer.is_some_and(|page| page.status == 200 && page.has("received"))
}

fn waiting(form: &Form) -> u64 {
    form.intake("status", &[]).expect(0)["envelopes"].as_u64().unwrap()
}
