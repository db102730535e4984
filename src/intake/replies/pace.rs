//! Answers leave on a boundary of time, so that small differences in the work
//! behind them cannot be measured.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Distance of two boundaries: some times what a sign-in takes.
const STEP: Duration = Duration::from_millis(250);

/// Waits until the time since `arrived` is a whole number of steps.
pub(super) async fn until_boundary(arrived: Instant) {
    sleep_until(boundary(arrived, Instant::now())).await;
}

fn boundary(arrived: Instant, now: Instant) -> Instant {
    let steps = now.saturating_duration_since(arrived).as_nanos().div_ceil(STEP.as_nanos());
    arrived + STEP * u32::try_from(steps).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_boundary_is_never_in_the_past_and_never_a_step_away() {
        let arrived = Instant::now();
        let after = |milliseconds| boundary(arrived, arrived + Duration::from_millis(milliseconds)) - arrived;
        for (took, answered) in [(0, 250), (1, 250), (249, 250), (250, 250), (251, 500), (740, 750)] {
            assert_eq!(after(took), Duration::from_millis(answered));
        }
        assert_eq!(boundary(arrived + STEP, arrived) - arrived, 2 * STEP, "a clock that stands back");
    }
}
