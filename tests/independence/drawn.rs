//! What a drawing shows, and what it must not.

use std::fs;

use super::{SEEDS, find, independence};
use crate::harness::{Desk, Folder, Form, Tip};
use crate::newsroom::truth::Dependence;
use crate::newsroom::{Half, Newsroom, SourceKind, newsrooms};

#[test]
fn a_drawing_shows_of_a_protected_source_its_number_and_the_kind_of_reason_only() {
    let form = Form::start();
    form.send(&Tip::new().message("According to Quillon Marr, the Elm weir was opened on 4 May.")).expect_received();
    let (bag, desk) = (form.export().path, form.desk());
    desk.run(&["import", bag.to_str().unwrap()]).expect(0);
    let paper = form.beside("paper.txt");
    fs::write(&paper, "The Elm weir was opened on 4 May, our reporter saw.").unwrap();
    let lines = [
        "claim add 'The Elm weir was opened on 4 May.'".to_owned(),
        "source add 'Harbour Argus' --kind outlet --reliability B --owner 'Lantern Press'".to_owned(),
        "source add 'Moor Herald' --kind outlet --reliability B --owner 'Lantern Press'".to_owned(),
        "source add 'Sela Drumm' --kind person --protected --owner 'Brine and Daughters'".to_owned(),
        "source add 'Ottoline Vasp' --kind person --protected --owner 'Brine and Daughters'".to_owned(),
        format!(
            "corpus add {} --publisher 'Harbour Argus' --url https://a.example/ --published 2026-05-05",
            paper.display()
        ),
        "link C1 T1 supports --basis first-hand".to_owned(),
        "link C1 D1 supports --source S2".to_owned(),
        "link C1 D1 supports --source S3".to_owned(),
        "link C1 D1 supports --source S4 --basis first-hand".to_owned(),
        "link C1 D1 supports --source S5 --basis first-hand".to_owned(),
        "independence C1 --depend S2 S1 --reason 'Marr drank with the fitter Ulfric'".to_owned(),
    ];
    let answers = desk.batch(&lines);
    assert!(answers.iter().all(|answer| answer["exit"] == 0), "{answers:#?}");
    let path = form.beside("drawn.html");
    let found = independence(&desk, &["--html", path.to_str().unwrap()]).to_string();
    let page = fs::read_to_string(path).unwrap();
    for secret in ["Brine and Daughters", "Ulfric", "Quillon Marr"] {
        assert!(found.contains(secret), "the control: the case knows {secret}: {found}");
        assert!(!page.contains(secret), "{secret} is drawn");
    }
    for secret in ["Ottoline Vasp", "Sela Drumm"] {
        assert!(!page.contains(secret), "{secret} is drawn");
    }
    for shown in ["S1", "S4", "protected", "withheld", "owner", "Harbour Argus", "Lantern Press"] {
        assert!(page.contains(shown), "{shown} is not drawn");
    }
}

/// Kinds of dependence that a drawing must make plain, and the first newsroom that has
/// them and no tip.
const DRAWN: [Dependence; 5] =
    [Dependence::Wire, Dependence::CopyOfCopy, Dependence::Circular, Dependence::UnseenReport, Dependence::SharedOwner];

/// A newsroom as an editor would have it in a case.
fn entered(newsroom: &Newsroom, folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    let mut lines = vec![format!("claim add '{}' --kind fact", newsroom.claim.replace('\'', "’"))];
    for source in &newsroom.sources {
        let owner = source.owner.as_ref().map(|owner| format!(" --owner '{owner}'")).unwrap_or_default();
        lines.push(format!("source add '{}' --kind outlet --reliability B{owner}", source.name));
    }
    for (place, item) in newsroom.items.iter().enumerate() {
        let file = folder.write(format!("{place}.txt"), item.text.as_bytes());
        let (publisher, day) = (&item.publisher, item.published);
        lines.push(format!(
            "corpus add {} --kind press --publisher '{publisher}' --url https://{place}.example/ --published {day}",
            file.display()
        ));
        if let Some(range) = &item.evidence {
            lines.push(format!("link C1 D{}:{}-{} supports", place + 1, range.start, range.end));
        }
    }
    let answers = desk.batch(&lines);
    assert!(answers.iter().all(|answer| answer["exit"] == 0), "{answers:#?}");
    desk
}

/// `SUBROSA_DRAWINGS=FOLDER` keeps the pages for looking at.
#[test]
fn generated_newsrooms_are_drawn_by_the_program_with_the_count_that_their_texts_give() {
    for kind in DRAWN {
        let shows = |newsroom: &Newsroom| {
            let no_tip = newsroom.sources.iter().all(|source| source.kind != SourceKind::Mailbox);
            newsroom.truth.kinds.contains(&kind) && no_tip
        };
        let newsroom = newsrooms(Half::Tuned, SEEDS).find(shows).unwrap();
        let folder = Folder::new();
        let desk = entered(&newsroom, &folder);
        let path = folder.join("drawn.html");
        let found = independence(&desk, &["--html", path.to_str().unwrap()]);
        let by_texts = find(&newsroom);
        assert_eq!(
            (found["independent"].as_u64().unwrap() as usize, found["at_most"].as_u64().unwrap() as usize),
            (by_texts.least, by_texts.most),
            "{kind:?}, seed {}: {found:#}",
            newsroom.seed
        );
        let page = fs::read_to_string(&path).unwrap();
        assert!(page.contains("<svg") && !page.contains("<script"));
        for source in &newsroom.sources {
            assert!(page.contains(source.name.get(..15).unwrap_or(&source.name)), "{} is not drawn", source.name);
        }
        if let Some(kept) = std::env::var_os("SUBROSA_DRAWINGS") {
            fs::write(std::path::Path::new(&kept).join(format!("{kind:?}.html")), page).unwrap();
        }
    }
}
