//! A small line that shows where a number comes from. It says nothing that the number beside it does not.

use yew::prelude::*;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Oldest first. `None`: not known then.
    pub values: Vec<Option<f64>>,
    /// As many as fit; fewer leave room at the beginning.
    #[prop_or(60)]
    pub room: usize,
}

#[component]
pub fn Spark(props: &Props) -> Html {
    let points = points(&props.values, props.room);
    let area = area(&points);
    let view = format!("0 0 {WIDTH} {HEIGHT}");
    html! {
        <svg class="rx-spark" viewBox={view} preserveAspectRatio="none" aria-hidden="true">
            <path class="rx-spark__area" d={area} />
            <polyline class="rx-spark__line" points={line(&points)} />
        </svg>
    }
}

/// Where the known values are, from the bottom at 0 to the top at the highest.
fn points(values: &[Option<f64>], room: usize) -> Vec<(f64, f64)> {
    let values = &values[values.len().saturating_sub(room)..];
    let highest = values.iter().flatten().copied().fold(0.0, f64::max);
    let step = WIDTH / (room.max(2) - 1) as f64;
    let begin = room.saturating_sub(values.len());
    let place = |(index, value): (usize, &Option<f64>)| {
        let height = if highest > 0.0 {
            (*value)? / highest
        } else {
            0.0
        };
        let x = (begin + index) as f64 * step;
        Some((x, HEIGHT - 2.0 - height * (HEIGHT - 4.0)))
    };
    values.iter().enumerate().filter_map(place).collect()
}

fn line(points: &[(f64, f64)]) -> String {
    let all: Vec<_> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    all.join(" ")
}

fn area(points: &[(f64, f64)]) -> String {
    let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else {
        return String::new();
    };
    let line = line(points).replace(' ', "L");
    format!("M{first:.1},{HEIGHT}L{line}L{last:.1},{HEIGHT}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_at_the_end_and_the_highest_at_the_top() {
        let points = points(&[Some(0.0), None, Some(4.0), Some(2.0)], 5);
        assert_eq!(line(&points), "30.0,26.0 90.0,2.0 120.0,14.0");
        assert_eq!(
            area(&points),
            "M30.0,28L30.0,26.0L90.0,2.0L120.0,14.0L120.0,28Z"
        );
    }

    #[test]
    fn nothing_and_zeros_are_drawn_as_such() {
        assert_eq!(area(&points(&[], 5)), "");
        assert_eq!(line(&points(&[Some(0.0)], 1)), "0.0,26.0");
        assert_eq!(line(&points(&[Some(1.0); 9], 2)), "0.0,2.0 120.0,2.0");
    }
}
