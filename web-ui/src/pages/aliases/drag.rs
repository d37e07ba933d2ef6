//! Where something that is dragged would come to lie. Pure.

/// What is being dragged, and where it would be put down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drag {
    /// Of the target.
    pub id: u32,
    pub from: usize,
    /// Its place once it is put down.
    pub to: usize,
}

impl Drag {
    /// `middles`: of all rows, from top to bottom, that of the dragged one included.
    pub fn over(self, y: f64, middles: &[f64]) -> Self {
        let others = middles
            .iter()
            .enumerate()
            .filter(|(row, _)| *row != self.from);
        let to = others.filter(|(_, middle)| **middle < y).count();
        Self { to, ..self }
    }

    /// On which side of a row the line is drawn that shows the place.
    pub fn line(self, row: usize) -> Option<&'static str> {
        if self.to == self.from || row != self.to {
            None
        } else if self.to < self.from {
            Some("rx-alias-target--before")
        } else {
            Some("rx-alias-target--after")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lies_behind_those_whose_middle_it_has_passed() {
        let middles = [10.0, 30.0, 50.0];
        let drag = Drag {
            id: 7,
            from: 0,
            to: 0,
        };
        for (y, to) in [
            (-100.0, 0),
            (12.0, 0),
            (29.0, 0),
            (31.0, 1),
            (51.0, 2),
            (900.0, 2),
        ] {
            assert_eq!(drag.over(y, &middles).to, to, "{y}");
        }
        let last = Drag {
            id: 7,
            from: 2,
            to: 2,
        };
        for (y, to) in [(5.0, 0), (11.0, 1), (31.0, 2), (60.0, 2)] {
            assert_eq!(last.over(y, &middles).to, to, "{y}");
        }
    }

    #[test]
    fn the_line_is_drawn_where_it_would_lie() {
        let down = Drag {
            id: 7,
            from: 0,
            to: 2,
        };
        assert_eq!(
            (down.line(1), down.line(2)),
            (None, Some("rx-alias-target--after"))
        );
        let up = Drag {
            id: 7,
            from: 2,
            to: 0,
        };
        assert_eq!(
            (up.line(0), up.line(2)),
            (Some("rx-alias-target--before"), None)
        );
        let still = Drag {
            id: 7,
            from: 1,
            to: 1,
        };
        assert_eq!(still.line(1), None);
    }
}
