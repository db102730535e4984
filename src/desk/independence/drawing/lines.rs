//! Lines between boxes, and how they go round what stands between.

use super::layout::{GAP, HEIGHT, WIDTH};
use super::parts::Link;

/// A line to a neighbour in the row hangs so far, and to one beyond it farther.
const DIP: usize = 44;
/// And so far at most: half of it is seen.
const DIP_MOST: usize = 96;

/// A line with its verb.
pub(super) struct Line {
    pub(super) x1: usize,
    pub(super) y1: usize,
    pub(super) x2: usize,
    pub(super) y2: usize,
    /// How far the line hangs below its ends, or rises above them: within a row it goes round
    /// what stands between.
    pub(super) dip: usize,
    /// Whether it rises. To the right lines hang and to the left they rise, so that those of
    /// a circle do not cross.
    pub(super) rises: bool,
    pub(super) verb: &'static str,
    pub(super) class: &'static str,
}

impl Line {
    /// Where the verb stands: nearer to the one that derives, where lines lie apart.
    pub(super) fn label_x(&self) -> usize {
        if self.dip > 0 { usize::midpoint(self.x1, self.x2) } else { (2 * self.x1 + self.x2) / 3 }
    }

    /// As `label_x`.
    pub(super) fn label_y(&self) -> usize {
        match (self.dip, self.rises) {
            (0, _) => (2 * self.y1 + self.y2) / 3 + 4,
            (dip, false) => self.y1 + dip / 2 + 4,
            (dip, true) => self.y1.saturating_sub(dip / 2) + 4,
        }
    }

    /// The line as the data of a path (SVG 2, 9.3).
    pub(super) fn path(&self) -> String {
        let Self { x1, y1, x2, y2, dip, rises, .. } = *self;
        if dip == 0 {
            return format!("M{x1} {y1} L{x2} {y2}");
        }
        let bend = if rises { y1.saturating_sub(dip) } else { y1 + dip };
        format!("M{x1} {y1} Q{} {bend} {x2} {y2}", usize::midpoint(x1, x2))
    }
}

/// From the upper edge of the one to the lower edge of the other; within a row below it to
/// the right, and above it to the left.
pub(super) fn line(link: &Link, corners: &[(usize, usize)]) -> Option<Line> {
    let (&(ax, ay), &(bx, by)) = (corners.get(link.from)?, corners.get(link.to)?);
    let class = if link.sure { "sure" } else { "possible" };
    if ay != by {
        let (x1, y1, x2, y2) = (ax + WIDTH / 2, ay, bx + WIDTH / 2, by + HEIGHT);
        return Some(Line { x1, y1, x2, y2, dip: 0, rises: false, verb: link.verb, class });
    }
    let rises = bx < ax;
    let (out, home) = if rises { (WIDTH / 3, 2 * WIDTH / 3) } else { (2 * WIDTH / 3, WIDTH / 3) };
    let (x1, x2, y) = (ax + out, bx + home, if rises { ay } else { ay + HEIGHT });
    let dip = dip(ax.abs_diff(bx) / (WIDTH + GAP));
    Some(Line { x1, y1: y, x2, y2: y, dip, rises, verb: link.verb, class })
}

/// How far a line to the neighbour so many steps away bends: half of it is seen.
pub(super) fn dip(steps: usize) -> usize {
    (DIP + DIP / 2 * steps.saturating_sub(1)).min(DIP_MOST)
}
