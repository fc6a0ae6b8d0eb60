//! Where the text has come to on its page: an estimate by the grid, so that pictures stand where they leave no gap.
//!
//! A word processor moves a picture that the rest of a page is too low for, and leaves that rest empty. So it is put behind
//! the paragraph that runs over to the next page. Being wrong by a line or two costs as many lines, never a wrong page.

use super::measure::{LINE, TEXT_HEIGHT, Twips, width_in_em_hundredths, width_on_grid};

/// Characters on a line, in hundredths.
const CHARACTERS: i32 = 2800;

/// A place in the flow of upright pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flow {
    page: u32,
    used: Twips,
}

impl Flow {
    /// On the first page, so far below the upper edge of the text area.
    pub fn below(used: Twips) -> Self {
        Self { page: 0, used }
    }

    /// Counts pages.
    pub fn page(self) -> u32 {
        self.page
    }

    /// Whether something that stays whole has room on this page.
    pub fn fits(self, height: Twips) -> bool {
        self.used + height <= TEXT_HEIGHT
    }

    /// Whether three quarters of the page are used.
    pub fn nears_end(self) -> bool {
        self.used * 4 >= TEXT_HEIGHT * 3
    }

    /// Something that stays whole.
    pub fn whole(&mut self, height: Twips) {
        if !self.fits(height) && self.used > 0 {
            (self.page, self.used) = (self.page + 1, 0);
        }
        self.used = (self.used + height).min(TEXT_HEIGHT);
    }

    /// Something that goes on overleaf.
    pub fn broken(&mut self, height: Twips) {
        let end = self.used + height;
        self.page += u32::try_from(end / TEXT_HEIGHT).unwrap_or(0);
        self.used = end % TEXT_HEIGHT;
    }

    /// A paragraph in the type of the text.
    pub fn text(&mut self, text: &str) {
        self.lines(lines(text));
    }

    /// A heading: it never stands last on a page.
    pub fn heading(&mut self, text: &str) {
        if !self.fits((lines(text) + 1) * LINE) {
            (self.page, self.used) = (self.page + 1, 0);
        }
        self.lines(lines(text));
    }

    fn lines(&mut self, lines: i32) {
        let here = ((TEXT_HEIGHT - self.used) / LINE).max(0);
        if lines <= here {
            self.used += lines * LINE;
        } else {
            let a_page = TEXT_HEIGHT / LINE;
            let over = lines - here - 1;
            self.page += u32::try_from(1 + over / a_page).unwrap_or(1);
            self.used = (over % a_page + 1) * LINE;
        }
    }
}

/// Lines of a paragraph. Western characters take half a place in 仿宋 and more in what stands in for it: the mean is taken.
pub(super) fn lines(text: &str) -> i32 {
    let generous = i32::try_from(width_in_em_hundredths(text)).unwrap_or(i32::MAX);
    let width = i32::midpoint(width_on_grid(text), generous) + 200;
    (width + CHARACTERS - 1) / CHARACTERS
}

#[cfg(test)]
mod tests {
    use super::{Flow, LINE, TEXT_HEIGHT, lines};

    #[test]
    fn a_paragraph_fills_the_page_and_runs_over() {
        assert_eq!((lines(""), lines(&"字".repeat(26)), lines(&"字".repeat(27))), (1, 1, 2));
        let mut flow = Flow::below(20 * LINE);
        flow.text(&"字".repeat(26 + 28));
        assert_eq!((flow.page(), flow.used), (0, 22 * LINE));
        flow.text(&"字".repeat(26 + 28));
        assert_eq!((flow.page(), flow.used), (1, 2 * LINE));
        flow.text(&"字".repeat(28 * 44 - 2));
        assert_eq!((flow.page(), flow.used), (3, 2 * LINE));
    }

    #[test]
    fn a_heading_takes_a_line_of_its_text_along_and_what_is_whole_moves_as_a_whole() {
        let mut flow = Flow::below(21 * LINE);
        flow.heading("一、总体情况");
        assert_eq!((flow.page(), flow.used), (1, LINE));
        assert!(flow.fits(21 * LINE) && !flow.fits(TEXT_HEIGHT));
        flow.whole(TEXT_HEIGHT - LINE / 2);
        assert_eq!(flow.page(), 2);
        flow.broken(2 * TEXT_HEIGHT);
        assert_eq!(flow.page(), 4);
    }
}
