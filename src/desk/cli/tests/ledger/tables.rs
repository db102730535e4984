//! Claims as tables, out and in.

use std::fs;

use serde_json::{Value, json};

use super::super::{desk, path, run};
use super::{ledger, line};
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server};

#[test]
fn claims_come_back_from_a_table_as_they_went_out() {
    for name in ["claims.csv", "claims.xlsx"] {
        let (mut desk, _server, folder) = ledger();
        line(&mut desk, "circle add council --people 9");
        line(
            &mut desk,
            "claim add '=HYPERLINK(\"x\") was typed.' --kind allegation --accuses 'Vale; Sons' --accuses Tarn --circle K1",
        );
        line(&mut desk, "claim add '@mayor, \"quoted\"' --kind opinion --rests-on C1 --novelty public --concerns=-a");
        let file = path(&folder, name);
        line(&mut desk, &format!("claims export '{file}'"));
        let before = shown(&mut desk, 3);
        let again = line(&mut desk, &format!("claims import '{file}'"));
        assert_eq!(again, json!({ "added": [], "changed": [], "unchanged": 3 }), "{name}");
        assert_eq!(shown(&mut desk, 3), before, "{name}");
        // The same table makes the same claims in a case that has none.
        let (mut other, _server, _folder) = desk_without_claims();
        let rows = rows_without_ids(&fs::read(&file).unwrap());
        fs::write(path(&folder, "new.csv"), rows).unwrap();
        let taken = line(&mut other, &format!("claims import '{}'", path(&folder, "new.csv")));
        assert_eq!(taken["added"], json!(["C1", "C2", "C3"]));
        let texts = |desk: &mut Desk| -> Vec<Value> {
            let all = line(desk, "claims")["claims"].as_array().unwrap().clone();
            all.iter().map(|claim| json!([claim["text"], claim["kind"], claim["day"], claim["novelty"]])).collect()
        };
        assert_eq!(texts(&mut other), texts(&mut desk), "{name}");
    }
}

fn desk_without_claims() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    line(&mut desk, "circle add council --people 9");
    (desk, server, folder)
}

/// The table as CSV without its first column, and no cell of it a formula.
fn rows_without_ids(bytes: &[u8]) -> Vec<u8> {
    use crate::ledger::table::{csv, excel};
    let rows = if bytes.starts_with(excel::MAGIC) { excel::read(bytes).unwrap() } else { csv::read(bytes).unwrap() };
    let cells = rows.iter().flatten();
    assert!(cells.clone().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{rows:?}");
    assert_eq!(cells.filter(|cell| cell.starts_with('\'')).count(), 3, "the control: there are three that would be");
    let rows = rows.into_iter().map(|row| row.into_iter().skip(1).collect()).collect();
    csv::write(&rows).unwrap()
}

/// Claims as their pages show them, without their history.
fn shown(desk: &mut Desk, claims: u32) -> Vec<Value> {
    let page = |number| {
        let mut page = line(desk, &format!("claim show C{number}"));
        page.as_object_mut().unwrap().remove("history");
        page
    };
    (1..=claims).map(page).collect()
}

#[test]
fn a_row_with_an_id_corrects_its_claim_and_a_bad_row_undoes_all() {
    let (mut desk, _server, folder) = ledger();
    let table = path(&folder, "in.csv");
    fs::write(&table, "id;text;accuses\nC1;The bridge was closed on 4 March.;Tarn\n;A new claim.;\n").unwrap();
    let taken = line(&mut desk, &format!("claims import '{table}'"));
    assert_eq!(
        taken,
        json!({ "added": ["C2"], "changed": ["C1"], "unchanged": 0 }),
        "semicolons, as some countries write"
    );
    let shown = line(&mut desk, "claim show C1");
    assert_eq!(
        json!([shown["text"], shown["accuses"], shown["from"]]),
        json!(["The bridge was closed on 4 March.", ["Tarn"], ["T1"]])
    );
    for (rows, row) in [
        ("id,text\n,Sound.\nC9,No such claim.\n", "row 3"),
        ("text,day\nSound.,2026-01-01\nWrong.,soon\n", "row 3"),
        ("text\n\"two\nlines\"\n", "row 2"),
        ("text,from\nSound.,\nWrong.,T9\n", "row 3"),
        ("text\nSound.\nToo,many\n", "row 3"),
    ] {
        fs::write(&table, rows).unwrap();
        let failure = run(&mut desk, &["claims", "import", &table]).unwrap_err();
        assert_eq!((failure.exit, failure.code), (Exit::Refused, "row-refused"));
        assert!(failure.message.starts_with(row), "{}", failure.message);
        assert_eq!(line(&mut desk, "claims")["claims"].as_array().unwrap().len(), 2, "{rows}");
    }
}
