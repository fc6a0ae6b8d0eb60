//! Places labels that must not touch: names of vertical lines above a plot, names of lines at their ends.

/// Room kept between two labels, and between a label and a foreign line.
const GAP: i32 = 10;
/// More vertical lines than this are labelled one below the other without looking for better places.
const SEARCHED: usize = 4;

/// A vertical line that wants a label above the plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pole {
    /// Where it stands.
    pub x: i32,
    /// Width of its label.
    pub width: i32,
}

/// Where a label hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Row above the plot, 0 is the lowest; the line rises through all rows up to this one.
    pub row: i32,
    /// Left end of the label.
    pub left: i32,
}

/// The lowest arrangement in which no label touches another, leaves `bounds` or is crossed by another's line.
pub fn hang(poles: &[Pole], bounds: (i32, i32)) -> Vec<Flag> {
    let searched = poles.len() <= SEARCHED;
    let found = if searched { search(poles, bounds, &mut Vec::new()) } else { None };
    found.map_or_else(|| one_a_row(poles, bounds), |(_, flags)| flags)
}

/// Tries every arrangement; returns the cheapest with its cost.
fn search(poles: &[Pole], bounds: (i32, i32), placed: &mut Vec<Flag>) -> Option<(i32, Vec<Flag>)> {
    let Some(pole) = poles.get(placed.len()) else {
        return fits(poles, placed).then(|| (cost(placed), placed.clone()));
    };
    let mut best: Option<(i32, Vec<Flag>)> = None;
    for row in 0..i32::try_from(poles.len()).unwrap_or(1) {
        for left in sides(*pole, bounds) {
            placed.push(Flag { row, left });
            let found = search(poles, bounds, placed);
            placed.pop();
            best = match (best, found) {
                (Some(old), Some(new)) => Some(if new.0 < old.0 { new } else { old }),
                (old, new) => old.or(new),
            };
        }
    }
    best
}

/// Right of the line, left of it, astride it: those inside the bounds.
fn sides(pole: Pole, (start, end): (i32, i32)) -> impl Iterator<Item = i32> {
    let lefts = [pole.x + GAP / 2, pole.x - GAP / 2 - pole.width, pole.x - pole.width / 2];
    lefts.into_iter().filter(move |left| *left >= start && left + pole.width <= end)
}

fn cost(flags: &[Flag]) -> i32 {
    flags.iter().map(|flag| flag.row).sum()
}

fn fits(poles: &[Pole], flags: &[Flag]) -> bool {
    let both: Vec<_> = poles.iter().zip(flags).collect();
    both.iter().enumerate().all(|(mine, (pole, flag))| {
        let span = (flag.left - GAP, flag.left + pole.width + GAP);
        both.iter().enumerate().filter(|(other, _)| *other != mine).all(|(_, (other, theirs))| {
            let touches = theirs.row == flag.row && theirs.left < span.1 && theirs.left + other.width > span.0;
            let crosses = theirs.row >= flag.row && other.x > flag.left - 2 && other.x < flag.left + pole.width + 2;
            !touches && !crosses
        })
    })
}

fn one_a_row(poles: &[Pole], (start, end): (i32, i32)) -> Vec<Flag> {
    let place = |(row, pole): (usize, &Pole)| Flag {
        row: i32::try_from(row).unwrap_or(i32::MAX),
        left: (pole.x + GAP / 2).min(end - pole.width).max(start),
    };
    poles.iter().enumerate().map(place).collect()
}

/// Middles of labels that want to be at `wanted` (with their heights), moved apart so that none overlap, within `bounds`.
pub fn spread(wanted: &[(i32, i32)], (top, bottom): (i32, i32)) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|index| wanted.get(*index).map(|(middle, _)| *middle));
    let mut middles = vec![0; wanted.len()];
    let mut free = top;
    for index in &order {
        let Some((middle, height)) = wanted.get(*index).copied() else { continue };
        let upper = (middle - height / 2).max(free);
        middles[*index] = upper + height / 2;
        free = upper + height;
    }
    let mut limit = bottom.max(wanted.iter().map(|(_, height)| *height).sum::<i32>() + top);
    for index in order.iter().rev() {
        let Some((_, height)) = wanted.get(*index).copied() else { continue };
        let lower = (middles[*index] - height / 2 + height).min(limit);
        middles[*index] = lower - height + height / 2;
        limit = lower - height;
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(poles: &[(i32, i32)], end: i32) -> Vec<Flag> {
        let poles: Vec<Pole> = poles.iter().map(|(x, width)| Pole { x: *x, width: *width }).collect();
        hang(&poles, (0, end))
    }

    #[test]
    fn two_lines_close_together_are_labelled_on_their_outer_sides() {
        let flags = rows(&[(500, 200), (510, 200)], 1000);
        assert_eq!(flags[0].row + flags[1].row, 0);
        assert!(flags[0].left + 200 <= 500 && flags[1].left >= 510);
    }

    #[test]
    fn lines_at_the_edge_take_two_rows_and_stay_inside() {
        let flags = rows(&[(990, 200), (1000, 200)], 1000);
        assert!(flags.iter().all(|flag| flag.left >= 0 && flag.left + 200 <= 1000));
        assert_ne!(flags[0].row, flags[1].row);
    }

    #[test]
    fn the_same_place_twice_is_labelled_twice() {
        let flags = rows(&[(0, 200), (0, 200)], 1000);
        assert_ne!(flags[0], flags[1]);
    }

    #[test]
    fn labels_are_spread_without_leaving_the_plot() {
        let middles = spread(&[(90, 20), (95, 20), (98, 20)], (0, 100));
        assert!(middles.windows(2).all(|pair| pair[1] - pair[0] >= 20), "{middles:?}");
        assert!(middles[2] + 10 <= 100);
        assert_eq!(spread(&[(50, 20)], (0, 100)), [50]);
    }
}
