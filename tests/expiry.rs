//! What waits too long expires, and the desk learns of it; decoys reach the desk
//! as tips do, and are dropped there.

use std::collections::HashSet;
use std::fs;
use std::time::{Duration, Instant};

use crate::harness::{Form, Tip, tools};

#[test]
fn an_envelope_that_no_desk_fetched_expires_and_the_next_bags_tell_the_desk() {
    if !tools::has("faketime") {
        return;
    }
    let mut form = Form::start();
    form.send(&Tip::new().message("never fetched")).expect_received();
    let status = |form: &Form| form.intake("status", &[]).expect(0).clone();
    form.stop();
    // A clock that jumps is not believed at once: the control that it was looked at.
    form.serve_in_days(366);
    assert_eq!((&status(&form)["envelopes"], &status(&form)["tombstones"]), (&1.into(), &0.into()));
    form.stop();
    form.serve_in_days(374);
    let begun = Instant::now();
    while status(&form)["envelopes"] != 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "{}: {}", status(&form), form.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(status(&form)["tombstones"], 1);
    let (bag, again) = (form.export(), form.beside("again"));
    assert_eq!(bag.envelopes, 0);
    form.intake("export", &["--again", "1", "--to", again.to_str().unwrap()]).expect(0);
    assert_eq!(fs::read(&bag.path).unwrap(), fs::read(again.join("bag-000001.tar")).unwrap());
    // It travels until a bag that carried it is confirmed, and is told once.
    let (second, desk) = (form.export(), form.desk());
    for (bag, told) in [(&bag, 1), (&second, 0)] {
        let arrival = desk.run(&["import", bag.path.to_str().unwrap()]);
        assert_eq!(arrival.expect(0)["expired"].as_array().unwrap().len(), told, "{arrival:#?}");
    }
    let stick = form.beside("stick");
    let reply = desk.run(&["export", "--to", stick.to_str().unwrap()]).expect(0)["bag"]["path"].clone();
    form.intake("deliver", &[reply.as_str().unwrap()]).expect(0);
    assert_eq!(status(&form)["tombstones"], 0);
}

#[test]
fn decoys_come_among_tips_and_the_desk_drops_them() {
    let mut form = Form::stopped();
    let text = fs::read_to_string(form.config()).unwrap();
    assert!(text.contains("per_day = 0"), "the control: a demo makes none");
    let sizes = "per_day = 86400\nsizes = [{ bytes = 1500, weight = 3 }, { bytes = 200000, weight = 1 }]";
    fs::write(form.config(), text.replace("per_day = 0", sizes)).unwrap();
    form.serve();
    let begun = Instant::now();
    let stored = |form: &Form| form.intake("status", &[]).expect(0)["envelopes"].as_u64().unwrap();
    for number in 0..3 {
        form.send(&Tip::new().message(&format!("tip {number}"))).expect_received();
        while stored(&form) < 4 * (number + 1) {
            assert!(begun.elapsed() < Duration::from_secs(90), "decoys come: {}", form.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    let (bag, desk) = (form.export(), form.desk());
    let arrival = desk.run(&["import", bag.path.to_str().unwrap()]);
    assert_eq!(arrival.expect(0)["tips"].as_array().unwrap().len(), 3);
    assert_eq!(arrival.json["decoys"].as_u64().unwrap(), bag.envelopes - 3);
    let messages: HashSet<_> = desk.shown().iter().map(|tip| tip["message"].to_string()).collect();
    assert_eq!(messages.len(), 3);
    // They are confirmed and forgotten as tips are.
    let stick = form.beside("stick");
    let back = desk.run(&["export", "--to", stick.to_str().unwrap()]).expect(0)["bag"]["path"].clone();
    let answer = form.intake("deliver", &[back.as_str().unwrap()]);
    assert_eq!(answer.expect(0)["acknowledged"], bag.envelopes);
}
