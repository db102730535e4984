//! `circle` and `knew`

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use subrosa_tip::Day;

use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::circle::{self, Said};
use crate::ledger::knew::{self, Row};
use crate::ledger::{CircleRef, ClaimRef};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk circle add 'harbour office' --people 12 --member 'Ines Vale' \
                                  --from 2025-01-01";
pub(super) const KNEW_EXAMPLE: &str = "Example:\n  subrosa-desk knew C1";

#[derive(Args)]
pub(super) struct Circle {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Add people who could have known something
    #[command(after_help = EXAMPLE)]
    Add(Add),
    /// Correct what is known of a circle
    #[command(after_help = "Example:\n  subrosa-desk circle set K1 --exclude 'Ines Vale'")]
    Set(Set),
    /// Keep how many people two circles share at least
    #[command(after_help = "Example:\n  subrosa-desk circle overlap K1 K2 --at-least 5")]
    Overlap {
        /// One circle
        one: CircleRef,
        /// The other
        other: CircleRef,
        /// People in both; 0 takes back what was said of them
        #[arg(long, value_name = "N")]
        at_least: u32,
    },
    /// Keep how many people there are in all
    #[command(after_help = "Example:\n  subrosa-desk circle universe 400")]
    Universe {
        /// People
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        people: u32,
    },
}

#[derive(Args)]
struct Add {
    /// What it is called
    name: String,
    /// How many people it has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    people: u32,
    #[command(flatten)]
    said: Facts,
}

#[derive(Args)]
struct Set {
    /// The circle, such as K1
    circle: CircleRef,
    /// What it is called
    #[arg(long)]
    name: Option<String>,
    /// How many people it has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    people: Option<u32>,
    #[command(flatten)]
    said: Facts,
    /// A member who was named wrongly
    #[arg(long, value_name = "NAME")]
    drop: Vec<String>,
}

/// What an editor says of a circle.
#[derive(Args)]
struct Facts {
    /// A member whose name is known
    #[arg(long, value_name = "NAME")]
    member: Vec<String>,
    /// A member who is known not to be the source
    #[arg(long, value_name = "NAME")]
    exclude: Vec<String>,
    /// The circle that it lies in
    #[arg(long, value_name = "K")]
    within: Option<CircleRef>,
    /// First day of access
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Last day of access
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
}

impl Facts {
    fn said(self, name: Option<String>, people: Option<u32>, dropped: Vec<String>) -> Said {
        let Self { member: members, exclude: excluded, within, from, until } = self;
        Said { name, people, members, excluded, dropped, within, from, until }
    }
}

pub(super) fn run(case: &mut Case, Circle { act }: Circle) -> Result<Output, Failure> {
    let number = match act {
        Act::Add(Add { name, people, said }) => circle::add(case, &said.said(Some(name), Some(people), Vec::new()))?,
        Act::Set(Set { circle, name, people, said, drop }) => {
            circle::set(case, circle, &said.said(name, people, drop))?;
            circle
        }
        Act::Overlap { one, other, at_least } => {
            circle::overlap(case, [one, other], at_least)?;
            return Ok(Output::new(json!({ "circles": [one.to_string(), other.to_string()], "at_least": at_least }))
                .line(match at_least {
                    0 => format!("Nothing is known of who is both in {one} and {other}."),
                    _ => format!("{one} and {other} share at least {at_least} people."),
                }));
        }
        Act::Universe { people } => {
            circle::set_universe(case, people)?;
            return Ok(Output::new(json!({ "people": people })).line(format!("There are {people} people in all.")));
        }
    };
    let circle = circle::find(case.db(), number)?;
    let (people, named) = (circle.people, circle.members.len());
    Ok(Output::new(json!({ "id": number.to_string(), "people": people, "named": named }))
        .line(format!("{number} has {people} people, {named} of them named.")))
}

#[derive(Args)]
pub(super) struct Knew {
    /// A claim, such as C1, or a name; every circle otherwise
    who: Option<String>,
}

pub(super) fn knew(case: &Case, Knew { who }: Knew) -> Result<Output, Failure> {
    let knew = match who.as_deref().map(|who| (who, who.parse::<ClaimRef>())) {
        Some((_, Ok(claim))) => knew::of_claim(case.db(), claim)?,
        Some((name, Err(_))) => knew::of_name(case.db(), name)?,
        None => knew::everyone(case.db())?,
    };
    let overlaps = circle::overlaps(case.db())?;
    let overlaps: Vec<_> = overlaps
        .iter()
        .map(|(one, other, least)| json!({ "circles": [one.to_string(), other.to_string()], "at_least": least }))
        .collect();
    let output = Output::new(json!({
        "by": knew.by,
        "circles": knew.circles.iter().map(object).collect::<Vec<_>>(),
        "overlaps": overlaps,
        "universe": circle::universe(case.db())?,
        "in_all": knew.in_all,
    }));
    if knew.circles.is_empty() {
        return Ok(output.line("No circle is known."));
    }
    let rows: Vec<_> = knew.circles.iter().map(row).collect();
    let output = output.table(["CIRCLE", "NAME", "PEOPLE", "POSSIBLE", "FROM", "UNTIL", "CLAIMS", "MEMBERS"], &rows);
    let output = match knew.by {
        Some(by) => output.line(format!("The first tip came on {by}: who had access only later did not know.")),
        None => output,
    };
    let in_all = knew.in_all.join(", ");
    Ok(if in_all.is_empty() { output } else { output.line(format!("Named in every circle: {in_all}.")) })
}

fn claims(row: &Row) -> Vec<String> {
    row.claims.iter().map(ToString::to_string).collect()
}

fn object(row: &Row) -> Value {
    let circle = &row.circle;
    json!({
        "id": circle.number.to_string(),
        "name": circle.name,
        "people": circle.people,
        "possible": row.possible,
        "members": circle.members,
        "excluded": circle.excluded,
        "within": circle.within.map(|within| within.to_string()),
        "from": circle.from,
        "until": circle.until,
        "in_time": row.in_time,
        "claims": claims(row),
    })
}

fn row(row: &Row) -> [String; 8] {
    let circle = &row.circle;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let late = if row.in_time == Some(false) { " (too late)" } else { "" };
    let member = |name: &String| match circle.excluded.contains(name) {
        true => format!("not {name}"),
        false => name.clone(),
    };
    [
        circle.number.to_string(),
        circle.name.clone(),
        circle.people.to_string(),
        row.possible.to_string(),
        format!("{}{late}", day(circle.from)),
        day(circle.until),
        claims(row).join(" "),
        circle.members.iter().map(member).collect::<Vec<_>>().join(", "),
    ]
}
