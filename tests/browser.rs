//! The form in Debian's chromium with JavaScript off: filled in, sent, refused,
//! on a phone and enlarged.

mod webdriver;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::harness::{Folder, Form, programs, tools};
use webdriver::{Browser, Screen};

/// A desktop window.
const DESKTOP: Screen = Screen { width: 1_280, height: 900, scale: 1, is_phone: false };
/// A small phone.
const PHONE: Screen = Screen { width: 360, height: 740, scale: 2, is_phone: true };
/// 1,280 pixels at 400 %: what WCAG 2.2, criterion 1.4.10, asks for.
const ENLARGED: Screen = Screen { width: 320, height: 256, scale: 4, is_phone: false };

fn browser() -> Option<Browser> {
    (tools::has("chromium") && tools::has("chromedriver")).then(Browser::start)
}

/// Keeps a picture for people to look at.
fn picture(browser: &Browser, name: &str) {
    let folder: PathBuf = programs::folder().parent().unwrap().join("screenshots");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.png")), browser.screenshot()).unwrap();
}

fn fill(browser: &Browser, basis: &str, consent: &str) {
    browser.click(&format!("input[name=basis][value={basis}]"));
    browser.click(&format!("input[name=consent][value={consent}]"));
    browser.type_into("#language", "uk");
    browser.click("input[name=saved]");
}

#[test]
fn a_source_fills_every_field_attaches_files_and_reads_what_was_received() {
    let Some(browser) = browser() else { return };
    let (form, folder) = (Form::start(), Folder::new());
    browser.open(&form.address());
    fill(&browser, "saw", "paraphrase");
    let text = "The minutes were changed after the meeting.\nСтраница 4 — 第四頁 🙂";
    browser.type_into("#message", text);
    let files = [folder.write("Отчёт 2026 – 報告.pdf", vec![b'x'; 40_000]), folder.write("minutes.txt", "minutes")];
    browser.type_into("#files", &files.each_ref().map(|path| path.to_str().unwrap()).join("\n"));
    picture(&browser, "form-filled");
    browser.click("button[type=submit]");
    let received = browser.text_of("#received");
    for said in ["Received", "Отчёт 2026 – 報告.pdf", "minutes.txt", "39 KiB", "retell it in other words"] {
        assert!(received.contains(said), "{said} in {received}");
    }
    picture(&browser, "received");
    let tips = form.deliver();
    assert_eq!(tips[0]["message"].as_str().unwrap().replace("\r\n", "\n"), text);
    let told = ["basis", "consent", "language"].map(|key| tips[0][key].clone());
    assert_eq!(told, ["first-hand", "paraphrase", "uk"]);
    assert_eq!(form.desk().extract("T1/F1", &form.beside("f1")), vec![b'x'; 40_000]);
    assert_eq!(tips[0]["files"][0]["name"], "Отчёт 2026 – 報告.pdf");
}

#[test]
fn a_source_comes_back_reads_the_answer_saves_its_file_and_tells_more() {
    let Some(browser) = browser() else { return };
    let (form, folder) = (Form::start(), Folder::new());
    browser.open(&form.address());
    let codename = browser.text_of("#codename");
    browser.click("input[name=saved]");
    browser.type_into("#message", "The minutes were changed.");
    browser.click("button[type=submit]");
    assert!(browser.text_of("#received").contains("We received"));
    assert_eq!(browser.text_of("#codename"), codename, "shown once more");
    picture(&browser, "received-codename");
    form.deliver();
    let (text, file) = (folder.write("text", "Which page?\nBitte antworten Sie."), folder.write("form.txt", "a form"));
    let (text, file) = (text.to_str().unwrap(), file.to_str().unwrap());
    form.desk().run(&["reply", "T1", "--text-file", text, "--file", file]).expect(0);
    let bag = form.desk().run(&["export", "--to", folder.path().to_str().unwrap()]);
    form.intake("deliver", &[bag.expect(0)["bag"]["path"].as_str().unwrap()]).expect(0);
    read_and_tell_more(&browser, &form, &folder, &codename);
    let tips = form.deliver();
    let thread = tips[0]["thread"].as_array().unwrap();
    let said: Vec<_> = thread.iter().map(|message| message["message"].as_str().unwrap_or_default()).collect();
    assert_eq!((tips.len(), said), (1, vec!["Which page?\nBitte antworten Sie.", "Page four."]));
    assert_eq!(form.desk().extract("T1/F1", &form.beside("f1")), b"page four");
}

fn read_and_tell_more(browser: &Browser, form: &Form, folder: &Folder, codename: &str) {
    browser.click("a[href='/replies']");
    browser.type_into("#codename-field", &codename.replacen(' ', " - ", 3).replace("zoom", "Zoom"));
    picture(browser, "signin");
    browser.click("button[type=submit]");
    assert_eq!(browser.text_of(".reply"), "Which page?\nBitte antworten Sie.");
    picture(browser, "replies");
    let downloads = folder.join("downloads");
    fs::create_dir(&downloads).unwrap();
    browser.download_to(&downloads);
    browser.click("a[download]");
    let (saved, started) = (downloads.join("form.txt"), Instant::now());
    while !saved.exists() {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{:?}",
            fs::read_dir(&downloads).unwrap().collect::<Vec<_>>()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(fs::read(saved).unwrap(), b"a form");
    browser.type_into("#message", "Page four.");
    browser.type_into("#files", folder.write("page 4.txt", "page four").to_str().unwrap());
    browser.click("form[action='/follow-up'] button");
    let received = browser.text_of("#received");
    assert!(received.contains("page 4.txt") && received.contains("together with what you sent before"), "{received}");
    browser.reload();
    assert!(browser.text_of("#received").contains("Already received"));
    browser.click("form[action='/replies'] button");
    browser.click("form[action='/delete-reply'] button");
    assert!(browser.text_of("#no-replies").contains("There is no reply here"));
    assert!(form.sign_in(codename).reply().is_none());
}

#[test]
fn the_pages_of_the_way_back_fit_a_phone_and_four_hundred_percent() {
    let Some(browser) = browser() else { return };
    let form = Form::start();
    let codename = form.open("/").codename();
    for (name, screen) in [("desktop", DESKTOP), ("phone", PHONE), ("enlarged", ENLARGED)] {
        browser.show_on(screen);
        browser.open(&format!("{}replies", form.address()));
        assert_eq!(browser.content_width(), screen.width, "sign-in scrolls sideways on {name}");
        browser.type_into("#codename-field", "not eight words");
        browser.click("button[type=submit]");
        assert!(browser.text_of("#refused").contains("A codename has eight words"));
        assert_eq!(browser.property("#codename-field", "value"), "not eight words");
        assert_eq!(browser.content_width(), screen.width, "a slip scrolls sideways on {name}");
        browser.open(&format!("{}replies", form.address()));
        browser.type_into("#codename-field", &codename);
        browser.click("button[type=submit]");
        assert!(browser.text_of("#no-replies").contains("no reply"));
        picture(&browser, &format!("replies-{name}"));
        assert_eq!(browser.content_width(), screen.width, "the visit scrolls sideways on {name}");
        browser.click("form[action='/withdraw'] button");
        assert!(browser.text_of("#received").contains("Withdrawn"));
        browser.click("form[action='/replies'] button");
        browser.click("form[action='/burn'] button");
        assert!(browser.text_of("#received").contains("deleted"));
    }
}

#[test]
fn a_repeat_by_the_back_button_is_kept_once() {
    let Some(browser) = browser() else { return };
    let form = Form::start();
    browser.open(&form.address());
    browser.type_into("#message", "sent twice");
    browser.click("input[name=saved]");
    browser.click("button[type=submit]");
    assert!(browser.text_of("#received").contains("We received"), "{}", browser.text_of("#received"));
    browser.reload();
    assert!(browser.text_of("#received").contains("Already received"), "{}", browser.text_of("#received"));
    assert_eq!(form.deliver().len(), 1);
}

#[test]
fn a_refused_form_keeps_what_was_chosen_and_says_why() {
    let Some(browser) = browser() else { return };
    let form = Form::start();
    browser.open(&form.address());
    fill(&browser, "document", "quote");
    browser.click("button[type=submit]");
    assert!(browser.text_of("#refused").contains("neither a message nor a file"));
    picture(&browser, "refused");
    assert!(browser.is_chosen("input[name=basis][value=document]"));
    assert!(browser.is_chosen("input[name=consent][value=quote]"));
    assert_eq!(browser.property("#language", "value"), "uk");
    assert_eq!(form.export().envelopes, 0);
    // The same page sends, once there is a message.
    browser.type_into("#message", "now with words");
    browser.click("button[type=submit]");
    assert!(browser.text_of("#received").contains("quote it"));
    assert_eq!(form.deliver().len(), 1);
}

#[test]
fn the_pages_fit_a_phone_and_four_hundred_percent() {
    let Some(browser) = browser() else { return };
    let form = Form::start();
    for (name, screen) in [("desktop", DESKTOP), ("phone", PHONE), ("enlarged", ENLARGED)] {
        browser.show_on(screen);
        browser.open(&form.address());
        picture(&browser, &format!("form-{name}"));
        assert_eq!(browser.content_width(), screen.width, "the form scrolls sideways on {name}");
        browser.type_into("#message", &"unbroken".repeat(40));
        browser.click("input[name=saved]");
        browser.click("button[type=submit]");
        assert!(browser.text_of("#received").contains("We received"));
        picture(&browser, &format!("received-{name}"));
        assert_eq!(browser.content_width(), screen.width, "the answer scrolls sideways on {name}");
    }
}

#[test]
fn the_browser_of_these_tests_runs_no_javascript() {
    let Some(browser) = browser() else { return };
    let script = "<script>document.getElementById('there').textContent = 'on'</script>";
    browser.open(&page(&format!("<p id=there>off</p>{script}<noscript><p id=here>shown</p></noscript>")));
    assert_eq!(browser.text_of("#here"), "shown", "where scripts run, this paragraph is not there");
    assert_eq!(browser.text_of("#there"), "off");
}

#[test]
fn a_page_that_is_too_wide_would_be_noticed() {
    let Some(browser) = browser() else { return };
    browser.show_on(PHONE);
    browser.open(&page("<meta name=viewport content='width=device-width'><div style='width:500px'>wide</div>"));
    assert!(browser.content_width() >= 500);
}

/// Serves one page, once, as any web server would. *Returns* its address.
fn page(body: &str) -> String {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", server.local_addr().unwrap());
    let answer = format!("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<!DOCTYPE html>{body}");
    std::thread::spawn(move || {
        // A browser may open a connection that it does not use.
        for stream in server.incoming() {
            let mut stream = stream.unwrap();
            let _asked = stream.read(&mut [0; 4_096]);
            let _answered = stream.write_all(answer.as_bytes());
        }
    });
    address
}
