//! One scene for each way in which sources depend on each other, or only look as if they did.

use super::Newsroom;
use super::material::Material;
use super::names::pick;
use super::stage::Stage;
use super::truth::{Dependence, Node};

/// What was decided before anything is written.
pub struct Plan {
    /// The first report is an agency's, in the case or not.
    pub wire: Option<bool>,
    /// It misspells the official, and so does everyone who copies it.
    pub misspelt: bool,
    /// All first-hand reports quote one public statement.
    pub statement: bool,
    /// Two of them sat in the same public hearing.
    pub hearing: bool,
    /// Their publishers use one platform, which closes every page with the same words.
    pub boilerplate: Option<&'static str>,
    /// One mentions another in passing.
    pub side: bool,
}

/// A stage with its plan and what the scenes have in common.
pub struct Play<'m> {
    pub on: Stage<'m>,
    pub plan: Plan,
    pub root: Option<Node>,
    pub reports: Vec<usize>,
}

/// The newsroom of a seed: one scene by turns, up to two more by chance, and enough reports to make three items.
pub fn newsroom(seed: u64, material: &Material) -> Newsroom {
    let mut on = Stage::set(seed, material);
    let mut scenes = vec![Dependence::ALL[(seed % 14) as usize]];
    for _ in 0..on.random.below(3) {
        let more = *pick(&mut on.random, &Dependence::ALL);
        if !scenes.contains(&more) {
            scenes.push(more);
        }
    }
    let plan = plan(&mut on, &scenes);
    let mut play = Play { on, plan, root: None, reports: Vec::new() };
    if play.plan.boilerplate.is_some() || play.plan.statement || play.plan.hearing || play.plan.side {
        play.root();
        play.report(0);
        play.report(1);
    }
    for scene in scenes {
        play.scene(scene);
    }
    play.fill_up();
    play.on.finish()
}

/// Decides what all texts must agree on.
fn plan(on: &mut Stage<'_>, scenes: &[Dependence]) -> Plan {
    let boilerplate = on.chance(25).then(|| on.phrase("boilerplate"));
    let wire = scenes.contains(&Dependence::Wire).then(|| on.chance(50));
    let misspelt = scenes.contains(&Dependence::SharedError) || on.chance(10);
    let quoted = on.random.below(100);
    Plan {
        wire,
        misspelt,
        statement: quoted < 25,
        hearing: (25..50).contains(&quoted),
        boilerplate,
        side: on.chance(25),
    }
}

impl Play<'_> {
    /// Plays one scene, if there is room for it.
    fn scene(&mut self, kind: Dependence) {
        use Dependence as D;
        if !self.on.has_room(6) {
            return;
        }
        match kind {
            D::Verbatim => self.verbatim(),
            D::LightEdit => drop(self.rewrite("light", kind)),
            D::MediumRewrite => drop(self.rewrite("medium", kind)),
            D::StrongRewrite | D::SharedError => drop(self.rewrite("strong", kind)),
            D::CopyOfCopy => self.copy_of_copy(),
            D::Wire => self.wire(),
            D::CitesOnly => self.cites_one(),
            D::CitesTwo => self.cites_two(),
            D::Circular => self.circle(),
            D::UnseenReport => self.unseen(),
            D::Unnamed => self.unnamed(),
            D::SharedOwner => self.shared_owner(),
            D::RestsOnStatement => self.statement(),
        }
    }

    /// At least three items, and now and then a further report or a tip.
    fn fill_up(&mut self) {
        for which in 0..2 {
            let wanted = self.on.items.len() < 3 || self.on.chance(40);
            if wanted && self.on.has_room(3) {
                self.report(which);
            }
        }
        if self.on.items.len() < 3 {
            self.root();
        }
        if self.on.unsure.is_empty() && self.on.chance(15) && self.on.has_room(1) {
            self.tip();
        }
    }
}
