//! Which rows of a long list are on the page: those that are seen, and some around them. Pure.

use std::ops::Range;

/// Rows above and below that are drawn already, so that fast scrolling shows no gaps.
const AROUND: usize = 5;
/// The first one moves in such steps, so that not every pixel draws anew.
const STEP: usize = 4;

/// Rows that are new on the page in one frame: to lay out a screen full of them would take longer than people wait.
const AT_ONCE: usize = 12;

/// How a request is shown, by how wide the screen is. The style sheet has the same heights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    #[default]
    Row,
    /// On a phone.
    Card,
}

impl Shape {
    /// Pixels.
    pub const fn height(self) -> u32 {
        match self {
            Self::Row => 52,
            Self::Card => 120,
        }
    }
}

/// What is seen of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    pub shape: Shape,
    /// The first row that is seen, rounded down.
    first: usize,
    /// Rows that fit on the screen.
    fit: usize,
    /// The first row of all is out of sight.
    pub away: bool,
}

impl Seen {
    /// The beginning.
    pub fn top(shape: Shape) -> Self {
        Self {
            shape,
            ..Self::default()
        }
    }

    /// `above`: pixels of the list that are out of sight above; `height`: of the screen.
    pub fn of(shape: Shape, above: f64, height: f64) -> Self {
        let row = f64::from(shape.height());
        let above = above.max(0.0);
        Self {
            shape,
            first: (above / row) as usize / STEP * STEP,
            fit: (height / row).ceil() as usize,
            away: above >= row,
        }
    }

    /// The rows to draw, of so many.
    pub fn window(self, total: usize) -> Range<usize> {
        let last = (self.first + STEP + self.fit + AROUND).min(total);
        // A list that has become shorter is shown from where its end fits.
        let first = self.first.min(total.saturating_sub(self.fit));
        first.saturating_sub(AROUND)..last
    }

    /// The rows to draw in the next frame, of so many: all of the window, or as many more than were drawn as a frame has room
    /// for, those that are seen first.
    pub fn step(self, drawn: &Range<usize>, total: usize) -> Range<usize> {
        let wanted = self.window(total);
        let kept = drawn.start.max(wanted.start)..drawn.end.min(wanted.end);
        let kept = match kept.is_empty() {
            true => {
                let begin = self.first.clamp(wanted.start, wanted.end);
                begin..begin
            }
            false => kept,
        };
        let below = (wanted.end - kept.end).min(AT_ONCE);
        let above = (kept.start - wanted.start).min(AT_ONCE - below);
        kept.start - above..kept.end + below
    }

    /// Whether the end is near, of so many.
    pub fn nears_end(self, total: usize) -> bool {
        self.first + 3 * self.fit.max(1) + AROUND >= total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(above: f64) -> Seen {
        Seen::of(Shape::Row, above, 900.0)
    }

    #[test]
    fn a_window_of_a_long_list_is_drawn() {
        assert_eq!(seen(0.0).window(10_000), 0..27);
        assert_eq!(seen(52.0 * 5000.0).window(10_000), 4995..5027);
        assert_eq!(seen(52.0 * 9990.0).window(10_000), 9977..10_000);
        assert_eq!(seen(0.0).window(3), 0..3);
        assert_eq!(seen(0.0).window(0), 0..0);
    }

    #[test]
    fn whatever_is_seen_is_drawn() {
        for pixel in 0..20_000 {
            let above = f64::from(pixel);
            let drawn = seen(above).window(2_000);
            let (top, bottom) = (above / 52.0, (above + 900.0) / 52.0);
            assert!(drawn.start as f64 <= top, "{pixel}");
            assert!(drawn.end as f64 >= bottom.min(2_000.0), "{pixel}");
            assert!(drawn.len() < 64, "{pixel}");
        }
    }

    #[test]
    fn a_frame_draws_few_new_rows_and_the_next_ones_the_rest() {
        let mut drawn = 0..0;
        for above in [0.0, 52.0 * 5.0, 52.0 * 5000.0, 52.0 * 4990.0, 52.0 * 9990.0] {
            let (seen, mut frames) = (seen(above), 0);
            while drawn != seen.window(10_000) {
                let next = seen.step(&drawn, 10_000);
                let new = next.clone().filter(|row| !drawn.contains(row)).count();
                assert!((1..=AT_ONCE).contains(&new), "{drawn:?} to {next:?}");
                assert!(next.contains(&seen.first) || next.end == 10_000);
                (drawn, frames) = (next, frames + 1);
            }
            assert!(frames <= 3, "{frames} frames");
        }
        assert_eq!(seen(0.0).step(&(5_000..5_030), 3), 0..3);
        assert_eq!(seen(0.0).step(&(0..27), 0), 0..0);
    }

    #[test]
    fn a_list_that_became_shorter_is_still_seen() {
        assert_eq!(seen(52.0 * 5000.0).window(20), 0..20);
        assert!(!seen(0.0).away && !seen(51.0).away && seen(52.0).away);
    }

    #[test]
    fn the_next_page_is_asked_for_before_the_end_is_seen() {
        assert!(seen(0.0).nears_end(50));
        assert!(!seen(0.0).nears_end(100));
        assert!(seen(52.0 * 50.0).nears_end(100));
        assert!(Seen::default().nears_end(0));
    }
}
