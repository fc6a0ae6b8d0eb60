//! How wide the columns of a table are, and how large its type: from what stands in the cells.
//!
//! Numbers never break, heads break into a few lines, words give way where the page is narrow.

use super::measure::{Twips, width_in_em_hundredths};

/// Space left and right of the text in a cell, and the rule.
const PADDING: Twips = 2 * 60 + 10;

/// Space above and below the text in a cell, and the rule.
const MARGINS: Twips = 2 * 40 + 10;

/// What is asked of a layout: type size, lines of a head, and how long words may be before they must break.
struct Terms {
    /// Half-points: 小四, 五号, 小五, 六号 and below.
    size: u32,
    /// Most lines of a head.
    head: u32,
    /// Words up to this width (hundredths of the type size) stay on one line.
    words: u32,
}

const fn terms(size: u32, head: u32, words: u32) -> Terms {
    Terms { size, head, words }
}

/// Tried in this order: large type and whole words first, the last is taken in any case.
const TERMS: [Terms; 13] = [
    terms(24, 1, u32::MAX),
    terms(24, 2, u32::MAX),
    terms(21, 1, u32::MAX),
    terms(21, 2, u32::MAX),
    terms(21, 3, 1000),
    terms(18, 2, 1600),
    terms(18, 3, 1000),
    terms(18, 4, 800),
    terms(18, 4, 400),
    terms(16, 4, 800),
    terms(16, 4, 400),
    terms(14, 5, 400),
    terms(14, 6, 200),
];

/// The chosen layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// Type size in half-points.
    pub size: u32,
    /// Widths, adding up to the width of the table.
    pub widths: Vec<Twips>,
    /// For each column the width of its widest cell without the head.
    pub contents: Vec<Twips>,
    /// Whether the column is all numbers.
    pub numeric: Vec<bool>,
}

/// What a column asks for, in hundredths of the type size.
struct Demand {
    /// On one line, head on at most two.
    wish: u32,
    /// With words and head broken as far as they may.
    least: u32,
    /// Widest cell.
    content: u32,
}

/// A column as text.
pub(super) struct Cells<'a> {
    /// Head.
    pub label: &'a str,
    /// Cells from top to bottom.
    pub texts: Vec<&'a str>,
    /// Whether they are numbers.
    pub numeric: bool,
}

impl Cells<'_> {
    fn demand(&self, terms: &Terms) -> Demand {
        let content = self.texts.iter().map(|text| width_in_em_hundredths(text)).max().unwrap_or(0);
        let unbroken = self.texts.iter().map(|text| longest_piece(text)).max().unwrap_or(0);
        let label = width_in_em_hundredths(self.label);
        let words = if self.numeric { content } else { unbroken.max(content.min(terms.words)) };
        let least = words.max(lines(self.label, terms.head)).max(label.min(200));
        Demand { wish: content.max(lines(self.label, terms.head.min(2))).max(least), least, content }
    }
}

/// Width of a label broken into at most `count` lines, none of which begins or ends with a mark that must not stand there.
fn lines(label: &str, count: u32) -> u32 {
    let whole = width_in_em_hundredths(label);
    let pieces: Vec<u32> = pieces(label).into_iter().map(width_in_em_hundredths).collect();
    let fits = |room: &u32| {
        let mut used = (1, 0);
        for piece in &pieces {
            used = if used.1 == 0 || used.1 + piece <= *room { (used.0, used.1 + piece) } else { (used.0 + 1, *piece) };
        }
        used.0 <= count
    };
    let least = pieces.iter().max().copied().unwrap_or(0);
    (least..whole).step_by(10).find(fits).unwrap_or(whole)
}

/// A label cut where a line may end: not before a closing mark, not behind an opening one, not inside a Western word.
fn pieces(label: &str) -> Vec<&str> {
    let together = |(before, after): (char, char)| {
        "（《“".contains(before) || "）》”、，％%".contains(after) || (before.is_ascii() && after.is_ascii())
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    for ((at, after), before) in label.char_indices().skip(1).zip(label.chars()) {
        if !together((before, after)) {
            pieces.push(&label[from..at]);
            from = at;
        }
    }
    pieces.push(&label[from..]);
    pieces
}

/// Width of the longest piece that cannot be broken: a run of Western characters (a code, a date, a number).
fn longest_piece(text: &str) -> u32 {
    text.split(|character: char| !character.is_ascii() || character == ' ')
        .map(width_in_em_hundredths)
        .max()
        .unwrap_or(0)
}

/// `hundredths` of a type size in twips.
pub(super) fn twips(hundredths: u32, size: u32) -> Twips {
    Twips::try_from(hundredths * size / 10).unwrap_or(Twips::MAX)
}

impl Columns {
    /// Lays the columns out in `room`; a table is always as wide as the room.
    pub(super) fn new(cells: &[Cells<'_>], room: Twips) -> Self {
        let demands = |terms: &Terms| cells.iter().map(|cells| cells.demand(terms)).collect::<Vec<Demand>>();
        let fits = |terms: &&Terms| {
            demands(terms).iter().map(|demand| twips(demand.least, terms.size) + PADDING).sum::<Twips>() <= room
        };
        let [.., last] = &TERMS;
        let terms = TERMS.iter().find(fits).unwrap_or(last);
        let (demands, size) = (demands(terms), terms.size);
        let of = |pick: fn(&Demand) -> u32| -> Vec<Twips> {
            demands.iter().map(|demand| twips(pick(demand), size) + PADDING).collect()
        };
        let widths = share(&of(|demand| demand.least), &of(|demand| demand.wish), room);
        let contents = demands.iter().map(|demand| twips(demand.content, size)).collect();
        Self { size, widths, contents, numeric: cells.iter().map(|cells| cells.numeric).collect() }
    }

    /// Height of a line: a third more than the type, whatever face a reader's machine puts in its place.
    pub(super) fn line(&self) -> Twips {
        Twips::try_from(self.size * 40 / 3).unwrap_or(Twips::MAX)
    }

    /// Height of a row with these cells: lines of the cell that has most of them, and the margins.
    pub(super) fn row_height(&self, row: &[String]) -> Twips {
        let lines = |(text, width): (&String, &Twips)| {
            twips(width_in_em_hundredths(text), self.size) / (width - PADDING).max(1) + 1
        };
        row.iter().zip(&self.widths).map(lines).max().unwrap_or(1) * self.line() + MARGINS
    }

    /// Space to leave at the right of a column of numbers, so that it stands flush right and yet below its head.
    pub(super) fn inset(&self, column: usize) -> Twips {
        let (Some(width), Some(content)) = (self.widths.get(column), self.contents.get(column)) else { return 0 };
        ((width - PADDING - content) / 2).max(0)
    }
}

/// Shares `room` between columns: beyond their wishes in proportion to them, short of them from what can give way.
fn share(least: &[Twips], wish: &[Twips], room: Twips) -> Vec<Twips> {
    let (low, high): (Twips, Twips) = (least.iter().sum(), wish.iter().sum());
    let mut widths: Vec<Twips> = if high <= room {
        wish.iter().map(|wish| scaled(*wish, room, high)).collect()
    } else if low <= room {
        least.iter().zip(wish).map(|(least, wish)| least + scaled(wish - least, room - low, high - low)).collect()
    } else {
        least.iter().map(|least| scaled(*least, room, low)).collect()
    };
    let missing = room - widths.iter().sum::<Twips>();
    if let Some(last) = widths.last_mut() {
        *last += missing;
    }
    widths
}

fn scaled(value: Twips, part: Twips, whole: Twips) -> Twips {
    let scaled = i64::from(value) * i64::from(part) / i64::from(whole.max(1));
    Twips::try_from(scaled).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::{Cells, Columns};

    fn cells<'a>(label: &'a str, text: &'a str, numeric: bool) -> Cells<'a> {
        Cells { label, texts: vec![text], numeric }
    }

    #[test]
    fn a_small_table_fills_the_line_in_large_type() {
        let columns = Columns::new(&[cells("县区", "文峰区", false), cells("退出率", "35.29%", true)], 8845);
        assert_eq!(columns.size, 24);
        assert_eq!(columns.widths.iter().sum::<i32>(), 8845);
        assert!(columns.inset(1) > 1000, "numbers stand below their head, not at the far edge");
    }

    #[test]
    fn heads_are_broken_where_a_line_may_end() {
        assert_eq!(super::pieces("县（市、区）"), ["县", "（市、", "区）"]);
        assert_eq!(super::lines("县（市、区）", 2), 400);
        assert_eq!((super::lines("治理对象", 2), super::lines("退出率", 1), super::lines("", 3)), (200, 300, 0));
    }

    #[test]
    fn words_give_way_before_numbers_do() {
        let name = "安阳市示例交通运输设备制造与仓储物流服务有限责任公司第一分公司";
        let texts = [cells("主体名称", name, false), cells("统一社会信用代码", "91410500MA3X1D2E3F", false)];
        let numbers = (0..9).map(|_| cells("失信次数", "12345", true));
        let columns = Columns::new(&texts.into_iter().chain(numbers).collect::<Vec<_>>(), 8845);
        assert_eq!(columns.widths.iter().sum::<i32>(), 8845);
        assert!(columns.widths[2] >= columns.contents[2] + 120);
        assert!(columns.widths[1] >= columns.contents[1]);
        assert!(columns.widths[0] < columns.contents[0]);
    }

    #[test]
    fn no_columns_and_no_room_are_survived() {
        assert!(Columns::new(&[], 8845).widths.is_empty());
        let many: Vec<Cells<'_>> = (0..60).map(|_| cells("退出率", "100.00%", true)).collect();
        assert_eq!(Columns::new(&many, 8845).widths.iter().sum::<i32>(), 8845);
    }
}
