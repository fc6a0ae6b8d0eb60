//! Lines of a title: those of the template where they fit on the page, else broken anew by sense.
//!
//! GB/T 9704 wants a title centred and broken by sense, its lines in a trapezoid or a lozenge. A campaign or a department
//! with a long name must not leave one character alone on the last line.

/// Widest line: twenty characters of 22 pt on 156 mm, in halves of a character.
const WIDEST: usize = 40;

/// Words of the field that no line end may divide.
const WORDS: [&str; 34] = [
    "关于",
    "严重",
    "违法",
    "失信",
    "市场主体",
    "专项",
    "治理",
    "行动",
    "工作",
    "进展",
    "情况",
    "通报",
    "行业",
    "开展",
    "重点",
    "监管",
    "提示函",
    "信用",
    "体系",
    "建设",
    "领导小组",
    "办公室",
    "整治",
    "清零",
    "修复",
    "联合",
    "惩戒",
    "被执行人",
    "行政",
    "处罚",
    "经营",
    "异常",
    "名录",
    "集中",
];

/// Width in halves of a character.
fn width(text: &str) -> usize {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

/// The lines as they are where each fits, else the whole title broken anew.
pub fn lines(given: Vec<String>) -> Vec<String> {
    if given.iter().all(|line| width(line) <= WIDEST) {
        return given;
    }
    let title = given.concat();
    let least = width(&title).div_ceil(WIDEST);
    (least..=least + 1).find_map(|count| broken(&title, count)).unwrap_or(given)
}

/// The best way to break `title` into so many lines; `None` where no line end keeps them all short enough.
/// Widest name of a signature on one line, which keeps two characters free on either side, in halves of a character.
const WIDEST_NAME: usize = 48;

/// The name under a document in lines: one where it fits, else broken by sense as a title is.
pub fn of_signature(name: &str) -> Vec<String> {
    let whole = vec![name.to_owned()];
    if width(name) <= WIDEST_NAME { whole } else { lines(whole) }
}

fn broken(title: &str, count: usize) -> Option<Vec<String>> {
    let ends: Vec<usize> = title.char_indices().map(|(at, _)| at).skip(1).filter(|at| may_end(title, *at)).collect();
    let mut best: Option<(usize, Vec<usize>)> = None;
    choose(title, &ends, count - 1, &mut Vec::new(), &mut best);
    let (_, cuts) = best?;
    let edges: Vec<usize> = std::iter::once(0).chain(cuts).chain([title.len()]).collect();
    Some(edges.windows(2).map(|edge| title[edge[0]..edge[1]].to_owned()).collect())
}

/// Numbers stay whole with what they count, and no line begins with a mark or a particle.
fn may_end(title: &str, at: usize) -> bool {
    let (before, after) = title.split_at(at);
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let number = digit(before.chars().next_back()) || (digit(after.chars().next()) && before.ends_with('年'));
    !number
        && !after.starts_with(['的', '、', '，', '）', '》', '”', '和', '与'])
        && !before.ends_with(['（', '《', '“'])
}

/// Tries every choice of so many line ends: a title has few.
fn choose(title: &str, ends: &[usize], left: usize, cuts: &mut Vec<usize>, best: &mut Option<(usize, Vec<usize>)>) {
    let from = cuts.last().copied().unwrap_or(0);
    if left == 0 {
        let cost = cost(title, cuts);
        if width(&title[from..]) <= WIDEST && best.as_ref().is_none_or(|(least, _)| cost < *least) {
            *best = Some((cost, cuts.clone()));
        }
        return;
    }
    for (number, end) in ends.iter().enumerate().filter(|(_, end)| **end > from) {
        if width(&title[from..*end]) > WIDEST {
            break;
        }
        cuts.push(*end);
        choose(title, &ends[number + 1..], left - 1, cuts, best);
        cuts.pop();
    }
}

/// What is against these line ends: divided words most of all, then a waist, then lines of very different length.
fn cost(title: &str, cuts: &[usize]) -> usize {
    let divided = |cut: &&usize| {
        WORDS.iter().any(|word| title.match_indices(word).any(|(at, _)| at < **cut && **cut < at + word.len()))
    };
    let edges: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([title.len()]).collect();
    let widths: Vec<usize> = edges.windows(2).map(|edge| width(&title[edge[0]..edge[1]])).collect();
    let waists = widths.windows(3).filter(|three| three[1] < three[0] && three[1] < three[2]).count();
    let (longest, shortest) = (widths.iter().max().unwrap_or(&0), widths.iter().min().unwrap_or(&0));
    cuts.iter().filter(divided).count() * 1_000 + waists * 200 + (longest - shortest)
}

#[cfg(test)]
mod tests {
    use super::{lines, of_signature, width};

    #[test]
    fn a_name_that_is_too_long_for_a_line_is_broken_by_sense() {
        assert_eq!(of_signature("安阳市社会信用体系建设领导小组办公室").len(), 1);
        let long = of_signature("安阳高新技术产业开发区社会信用体系建设领导小组办公室");
        assert_eq!(long.len(), 2);
        assert!(long.concat().ends_with("领导小组办公室") && long.iter().all(|line| width(line) <= 40), "{long:?}");
        assert!(long[1].starts_with("社会") || long[1].starts_with("体系") || long[1].starts_with("信用"), "{long:?}");
    }

    fn of(given: &[&str]) -> Vec<String> {
        lines(given.iter().map(|line| (*line).to_owned()).collect())
    }

    #[test]
    fn lines_that_fit_stay_as_the_template_has_them() {
        let given = ["关于2023年4月严重违法失信市场主体治理", "工作进展情况的通报"];
        assert_eq!(of(&given), given);
    }

    #[test]
    fn a_long_name_is_broken_by_sense() {
        let broken = of(&["关于2023年10月严重违法失信市场主体专项集中治理行动", "工作进展情况的通报"]);
        assert_eq!(broken, ["关于2023年10月严重违法失信市场主体", "专项集中治理行动工作进展情况的通报"]);
        let three = of(&["关于对交通运输和邮政快递仓储物流及道路养护行业严重违法失信市场主体", "开展重点监管的提示函"]);
        assert!(three.iter().all(|line| width(line) <= 40), "{three:?}");
        assert!(!three.iter().any(|line| line.starts_with('的') || line.ends_with("市场")), "{three:?}");
    }

    #[test]
    fn a_title_without_a_place_to_break_is_left_alone() {
        let solid = "a".repeat(90);
        assert_eq!(of(&[&solid]), std::slice::from_ref(&solid));
        assert_eq!(of(&[]), [""; 0]);
    }
}
