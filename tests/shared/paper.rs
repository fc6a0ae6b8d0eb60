//! A printed page as ink: what a ruler laid on the paper would measure, row by row of GB/T 9704-2012.
//!
//! Pages are drawn by poppler at ten dots a millimetre; a measure here is a tenth of a millimetre.
#![allow(dead_code)]

use std::{path::Path, process::Command};

/// A page.
pub struct Page {
    number: usize,
    width: usize,
    rgb: Vec<u8>,
}

/// A stretch of rows with ink in them, in tenths of a millimetre.
#[derive(Debug, Clone, Copy)]
pub struct Band {
    pub top: usize,
    /// First row without ink below it.
    pub bottom: usize,
    pub left: usize,
    /// First column without ink right of it.
    pub right: usize,
    pub red: bool,
}

impl Band {
    fn middle(self) -> usize {
        usize::midpoint(self.left, self.right)
    }

    /// A rule over the text area: thin, 156 mm wide.
    fn is_rule(self) -> bool {
        self.bottom - self.top <= 9 && (self.right - self.left).abs_diff(1560) <= 8
    }
}

/// The first three pages of a PDF and its last; `None` where poppler is missing.
pub fn pages(pdf: &Path) -> Option<Vec<Page>> {
    let output = Command::new("pdfinfo").arg(pdf).output().ok()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let count =
        told.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse::<usize>().ok()).expect("a count");
    let wanted = (1..=count).filter(|number| *number <= 3 || *number == count);
    Some(wanted.map(|number| draw(pdf, number)).collect())
}

fn draw(pdf: &Path, number: usize) -> Page {
    let page = number.to_string();
    let output = Command::new("pdftoppm").args(["-r", "254", "-f", &page, "-l", &page]).arg(pdf).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut head = output.stdout.splitn(4, u8::is_ascii_whitespace);
    let mut size = || std::str::from_utf8(head.next().unwrap()).unwrap().parse::<usize>().unwrap_or(0);
    let (_, width, height) = (size(), size(), size());
    // `255`, one blank, then the dots.
    let dots = &output.stdout[output.stdout.len() - width * height * 3..];
    Page { number, width, rgb: dots.to_vec() }
}

impl Page {
    /// Whether it lies on its side.
    pub fn is_landscape(&self) -> bool {
        self.width > 2500
    }

    /// Its stretches of rows with ink, from top to bottom.
    pub fn bands(&self) -> Vec<Band> {
        let mut bands: Vec<Band> = Vec::new();
        for (y, row) in self.rgb.chunks_exact(self.width * 3).enumerate() {
            let ink = |dot: &[u8]| dot[1] < 170;
            let Some(left) = row.chunks_exact(3).position(ink) else { continue };
            let right = self.width - row.rchunks_exact(3).position(ink).unwrap();
            let red = row[left * 3..right * 3].chunks_exact(3).any(|dot| dot[0] > 200 && dot[1] < 60 && dot[2] < 60);
            match bands.last_mut() {
                Some(band) if band.bottom == y => {
                    let (left, right, red) = (band.left.min(left), band.right.max(right), band.red || red);
                    *band = Band { bottom: y + 1, left, right, red, ..*band };
                }
                _ => bands.push(Band { top: y, bottom: y + 1, left, right, red }),
            }
        }
        bands
    }
}

fn near(what: &str, is: usize, wanted: usize, tolerance: usize) {
    assert!(is.abs_diff(wanted) <= tolerance, "{what}: {is}, wanted {wanted} (tenths of a millimetre)");
}

/// A line of the grid: 28.95 pt.
const LINE: usize = 102;

/// The pages of an official document (文件) with a marking at the head, a title in two or three lines, and an imprint.
pub fn assert_official(pages: &[Page]) {
    let bands = pages[0].bands();
    let head = bands.iter().position(|band| band.red).expect("a red mark");
    let [mark, number, rule] = bands[head..head + 3] else { panic!("{bands:?}") };
    near("top of the mark", mark.top, 370 + 350, 8);
    near("middle of the mark", mark.middle(), 280 + 780, 10);
    assert!(
        (2 * LINE - 5..=2 * LINE + 45).contains(&(number.top - mark.bottom)),
        "two lines to the number: {mark:?} {number:?}"
    );
    near("middle of the number", number.middle(), 280 + 780, 12);
    assert!(rule.red && rule.is_rule(), "{rule:?}");
    near("from the number to the red rule", rule.top - number.bottom, 40, 6);
    near("left end of the red rule", rule.left, 280, 4);
    let below = &bands[head + 3..];
    assert!(
        (2 * LINE - 5..=2 * LINE + 60).contains(&(below[0].top - rule.bottom)),
        "two lines to the title: {below:?}"
    );
    let title: Vec<Band> = below.iter().copied().take_while(|band| band.left > 300).collect();
    assert!((2..=3).contains(&title.len()), "lines of the title: {title:?}");
    for line in &title {
        near("middle of a line of the title", line.middle(), 280 + 780, 12);
    }
    let addressees = below[title.len()];
    near("left edge of the addressees", addressees.left, 280, 12);
    let gap = addressees.top - title[title.len() - 1].bottom;
    assert!((LINE - 5..=LINE + 60).contains(&gap), "one line to the addressees: {gap}");
    for page in pages.iter().filter(|page| !page.is_landscape()) {
        page_number(page);
    }
    imprint(&pages[pages.len() - 1]);
}

/// Seven millimetres below the text area, one character in, outside.
fn page_number(page: &Page) {
    let number = page.number;
    let bands = page.bands();
    let foot = bands.iter().rfind(|band| band.top > 2620).unwrap_or_else(|| panic!("page {number} has no number"));
    near("middle of the page number", usize::midpoint(foot.top, foot.bottom), 2620 + 70, 12);
    if number % 2 == 1 {
        near("odd pages: right edge of the number", foot.right, 1840 - 49, 12);
    } else {
        near("even pages: left edge of the number", foot.left, 280 + 49, 12);
    }
}

/// Rules of 0.35, 0.25 and 0.35 mm, the last at the foot of the text area.
fn imprint(page: &Page) {
    let rules: Vec<Band> =
        page.bands().into_iter().filter(|band| band.top < 2660 && band.is_rule() && !band.red).collect();
    let [.., upper, middle, lower] = rules.as_slice() else { panic!("three rules of the imprint: {rules:?}") };
    near("foot of the imprint", lower.bottom, 2620, 12);
    for (rule, weight) in [(upper, 3), (middle, 2), (lower, 3)] {
        let is = rule.bottom - rule.top;
        assert!((weight..=weight + 2).contains(&is), "a rule of {is}, wanted {weight}: {rule:?}");
        near("left end of a rule", rule.left, 280, 4);
    }
}

/// The first page of a letter (信函): name, double rules, number, no page number.
pub fn assert_letter(pages: &[Page]) {
    let bands = pages[0].bands();
    let red: Vec<Band> = bands.iter().copied().filter(|band| band.red).collect();
    let [mark, first, second, .., third, fourth] = red.as_slice() else { panic!("{red:?}") };
    near("top of the name", mark.top, 300, 8);
    near("from the name to the first rule", first.top - mark.bottom, 40, 8);
    near("foot of the last rule", fourth.bottom, 2970 - 200, 12);
    for rule in [first, second, third, fourth] {
        near("width of a rule", rule.right - rule.left, 1700, 6);
        near("left end of a rule", rule.left, 200, 6);
    }
    let weight = |band: &Band| band.bottom - band.top;
    assert!(
        weight(first) > weight(second) && weight(third) < weight(fourth),
        "thick over thin, thin over thick: {red:?}"
    );
    let number = bands.iter().find(|band| !band.red && band.top > second.bottom).unwrap();
    near("right edge of the number", number.right, 1840, 20);
    assert!(
        bands.iter().all(|band| band.red || band.bottom < third.top),
        "nothing stands below the last rule: {bands:?}"
    );
}

/// Thumbnails of the pages: forty dots wide, a grey value each.
pub fn thumbnail(pdf: &Path, page: usize) -> Option<Vec<u8>> {
    let number = page.to_string();
    let arguments = ["-gray", "-scale-to-x", "40", "-scale-to-y", "-1", "-f", &number, "-l", &number];
    let output = Command::new("pdftoppm").args(arguments).arg(pdf).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}
