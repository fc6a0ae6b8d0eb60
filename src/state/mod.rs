//! domain.md sections 4 and 5: from the submissions in force to the state of the ledgers on a date.
//!
//! ```text
//!  history, submissions ─▶ deliveries ─▶ keys ─▶ course ─┬─▶ current (a frame: one row an entry)
//!                                    evidence ───────────┤
//!                                                        └─▶ rules (findings of the state)
//! ```
//!
//! [`known_on`] reads the history once: it gives every row its key, goes over the weeks in one pass, and keeps for each
//! closing day which row of which county stands for which entry. Everything else is read off that: the
//! [state](Known::state) on the date, the state [on an earlier one](Known::on), the [course](Known::course) of all
//! entries. Both are "as known on T": an earlier week is seen with the codes that were known on T.
//!
//! What never happens here: reading a file or a clock; an entry that is counted in two counties; an entry that
//! disappears because its county stopped listing it; a figure (they are queries, see `indicator`).

mod course;
mod current;
mod deliveries;
mod evidence;
mod keys;
mod known;
pub mod months;
mod place;
mod rules;
mod status;

use include_dir::{Dir, include_dir};

pub use keys::plain_name;
pub use known::{COLUMNS, Known, PLACE, State, known_on};
pub use status::Status;

/// The text of this stage: a state that was made by another edition of the rules is not the state that these make.
static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/state");

/// The rules of this stage as one text.
pub fn rules_text() -> String {
    fn read(dir: &Dir<'_>, text: &mut String) {
        dir.files().for_each(|file| text.push_str(file.contents_utf8().unwrap_or_default()));
        dir.dirs().for_each(|dir| read(dir, text));
    }
    let mut text = String::new();
    read(&RULES, &mut text);
    text
}
