//! County × industry: a table of counts whose tone tells how many, the count itself in every cell.
//!
//! Narrow columns carry their names upright, reading upwards; a long table repeats them, so that no row is far from
//! its heading. An empty cell is explained below, none left is a zero.

use super::palette::{HEAT, PAPER, SOFT, readable_on};
use super::scene::{Anchor, Canvas, EDGE, Ink, SMALL, TICK, amount, count, px};

/// Rows between two headings.
const BLOCK: usize = 45;
/// A column from this width on carries its name level.
const LEVEL: i32 = 120;
/// The longest upright name before it is broken into two lines.
const UPRIGHT: i32 = 260;
/// Widest column: three industries shall not look like three fields.
const WIDEST: i32 = 260;

/// Column names, broken, and the room they take.
struct Head {
    names: Vec<Vec<String>>,
    height: i32,
    level: bool,
}

/// Where the cells are.
struct Grid {
    origin: i32,
    column: i32,
    pitch: i32,
}

/// Draws below `top`; returns the lower end.
pub fn draw(
    canvas: &mut Canvas<'_>,
    top: i32,
    (rows, columns): (&[String], &[String]),
    cells: &[Vec<Option<u64>>],
    blank: &str,
) -> i32 {
    let wrapped: Vec<Vec<String>> = rows.iter().map(|row| canvas.lines(row, SMALL, EDGE / 5)).collect();
    let label = canvas.widest(wrapped.iter().flatten().map(String::as_str), SMALL);
    let origin = label + 12;
    let lines = count(wrapped.iter().map(Vec::len).max().unwrap_or(1)).max(1);
    let pitch = if rows.len() <= BLOCK { 46 } else { 36 }.max(lines * SMALL.leading() + 6);
    let grid = Grid { origin, column: ((EDGE - origin) / count(columns.len()).max(1)).min(WIDEST), pitch };
    let head = head(canvas, columns, grid.column);
    let most = cells.iter().flatten().flatten().copied().max().unwrap_or(0);
    let mut line = top;
    for (names, figures) in wrapped.chunks(BLOCK).zip(cells.chunks(BLOCK)) {
        line = headings(canvas, &head, &grid, line);
        for (name, row) in names.iter().zip(figures) {
            canvas.block(name, SMALL, Anchor::End, (label, line + pitch / 2));
            cells_of(canvas, row, &grid, line, most);
            line += pitch;
        }
        line += 14;
    }
    legend(canvas, line, cells, blank)
}

fn head(canvas: &Canvas<'_>, columns: &[String], column: i32) -> Head {
    let level = column >= LEVEL;
    let limit = if level { column - 12 } else { UPRIGHT };
    let names: Vec<Vec<String>> = columns.iter().map(|name| canvas.lines(name, SMALL, limit)).collect();
    let lines = count(names.iter().map(Vec::len).max().unwrap_or(1));
    let height =
        if level { lines * SMALL.leading() } else { canvas.widest(names.iter().flatten().map(String::as_str), SMALL) };
    Head { names, height: height + 12, level }
}

/// Writes the column names above the cells; returns where the cells begin.
fn headings(canvas: &mut Canvas<'_>, head: &Head, grid: &Grid, top: i32) -> i32 {
    let bottom = top + head.height;
    for (index, name) in head.names.iter().enumerate() {
        let left = grid.origin + grid.column * count(index);
        let lines = count(name.len());
        if head.level {
            let height = lines * SMALL.leading();
            canvas.block(name, SMALL, Anchor::Middle, (left + grid.column / 2, bottom - 8 - height / 2));
            continue;
        }
        let mut x = left + (grid.column - ((lines - 1) * SMALL.leading() + SMALL.size)) / 2;
        for line in name {
            canvas.upright(line, SMALL, (x, bottom - 8));
            x += SMALL.leading();
        }
    }
    bottom
}

fn cells_of(canvas: &mut Canvas<'_>, row: &[Option<u64>], grid: &Grid, top: i32, most: u64) {
    for (index, figure) in row.iter().enumerate() {
        let Some(figure) = figure else { continue };
        let left = grid.origin + grid.column * count(index);
        let ink = shade(*figure, most);
        canvas.rect((left, top), (left + grid.column - 3, top + grid.pitch - 3), ink);
        let (x, middle) = (left + (grid.column - 3) / 2, top + (grid.pitch - 3) / 2);
        canvas.text_at(
            &figure.to_string(),
            SMALL.ink(if *figure == 0 { SOFT } else { readable_on(ink) }),
            Anchor::Middle,
            (x, middle),
        );
    }
}

/// The lightest tone is for zero alone; the others rise with the square root, so that small counts still differ.
fn shade(figure: u64, most: u64) -> Ink {
    if figure == 0 || most == 0 {
        return HEAT[0];
    }
    let steps = count(HEAT.len() - 1);
    let step = px(((amount(figure) / amount(most)).sqrt() * f64::from(steps)).ceil()).clamp(1, steps);
    usize::try_from(step).ok().and_then(|step| HEAT.get(step)).copied().unwrap_or(PAPER)
}

/// What the tones and the empty cells mean; returns the lower end.
fn legend(canvas: &mut Canvas<'_>, top: i32, cells: &[Vec<Option<u64>>], blank: &str) -> i32 {
    let empty = cells.iter().flatten().any(Option::is_none);
    let also = if empty { format!("；空格表示{blank}") } else { String::new() };
    canvas.text(&format!("颜色越深，数量越多{also}"), TICK.ink(SOFT), Anchor::Start, (0, top));
    top + TICK.size + 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_darkest_tone_is_for_the_most_and_the_lightest_for_none() {
        assert_eq!(shade(0, 40), HEAT[0]);
        assert_eq!(shade(40, 40), HEAT[5]);
        assert_eq!(shade(1, 400), HEAT[1]);
        assert_eq!(shade(0, 0), HEAT[0]);
    }
}
