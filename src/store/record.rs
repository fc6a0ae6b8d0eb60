//! The content of the table `submissions`: a record a submission, and one a rejected file, as a frame and back.
//!
//! Pure. The columns are documented in [`schema`].

use polars::prelude::*;

use super::{
    RejectedFile,
    columns::{Reader, counts, dates, flags, ledger, text, unknown},
    frame,
};
use crate::domain::{
    finding::{Code, Finding},
    ledger::Ledger,
    submission::{RowCounts, Slot, Standing, Submission},
};

/// Where the rows or the findings of a submission are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// The file (its hash); `None` where there are none.
    pub(super) part: Option<String>,
    /// How many of them there are.
    pub(super) count: u32,
    /// How many the whole file has; where it is more, the file is shared with other submissions.
    pub(super) of: u32,
}

/// A submission and where its rows and findings are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// The submission.
    pub(super) submission: Submission,
    /// Its rows.
    pub(super) rows: Place,
    /// Its findings.
    pub(super) findings: Place,
}

/// The whole content of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Contents {
    /// All submissions, in the order in which they were first taken in.
    pub(super) held: Vec<Held>,
    /// The rejected files, by path.
    pub(super) rejected: Vec<RejectedFile>,
}

const REJECTED: &str = "rejected";

/// The columns of the table: `standing` is `in_force`, `superseded`, `withdrawn`, or `rejected` for a file that was not
/// taken in (its reason stands in the `finding_*` columns, which are empty for submissions).
pub(super) fn schema() -> PolarsResult<SchemaRef> {
    Ok(to_frame(&Contents::default())?.schema().clone())
}

/// A record before it is a row of the frame.
enum Record<'a> {
    Held(&'a Held),
    Rejected(&'a RejectedFile),
}

impl<'a> Record<'a> {
    fn held(&self) -> Option<&'a Held> {
        match self {
            Self::Held(held) => Some(held),
            Self::Rejected(_) => None,
        }
    }

    fn submission(&self) -> Option<&'a Submission> {
        self.held().map(|held| &held.submission)
    }

    fn finding(&self) -> Option<&'a Finding> {
        match self {
            Self::Held(_) => None,
            Self::Rejected(file) => Some(&file.finding),
        }
    }
}

/// The content as a frame, submissions first.
pub(super) fn to_frame(contents: &Contents) -> PolarsResult<DataFrame> {
    let records: Vec<Record> =
        contents.held.iter().map(Record::Held).chain(contents.rejected.iter().map(Record::Rejected)).collect();
    let mut columns = slot_columns(&records);
    columns.extend(file_columns(&records));
    columns.extend(count_columns(&records));
    columns.extend(place_columns(&records));
    columns.extend(finding_columns(&records));
    DataFrame::new(records.len(), columns)
}

fn slot_columns(records: &[Record]) -> Vec<Column> {
    let each = || records.iter().map(Record::submission);
    vec![
        text("submission_id", each().map(|one| one.map(|one| one.id.as_str()))),
        dates(
            "as_of",
            records.iter().map(|record| match record {
                Record::Held(held) => Some(held.submission.slot.as_of),
                Record::Rejected(file) => file.as_of,
            }),
        ),
        text(
            "ledger",
            records.iter().map(|record| match record {
                Record::Held(held) => Some(held.submission.slot.ledger.code()),
                Record::Rejected(file) => file.finding.ledger.map(Ledger::code),
            }),
        ),
        text(
            "county",
            records.iter().map(|record| match record {
                Record::Held(held) => Some(held.submission.slot.county.as_str()),
                Record::Rejected(file) => file.finding.county.as_deref(),
            }),
        ),
        text("standing", each().map(|one| Some(one.map_or(REJECTED, |one| frame::standing(one.standing))))),
        flags("supplementary", each().map(|one| one.map(|one| one.supplementary))),
        counts("revision", each().map(|one| one.map(|one| one.revision))),
    ]
}

fn file_columns(records: &[Record]) -> Vec<Column> {
    vec![
        text(
            "file",
            records.iter().map(|record| match record {
                Record::Held(held) => Some(held.submission.file.as_str()),
                Record::Rejected(file) => Some(file.file.as_str()),
            }),
        ),
        text("sheet", records.iter().map(|record| record.submission().map(|one| one.sheet.as_str()))),
        text(
            "sha256",
            records.iter().map(|record| match record {
                Record::Held(held) => Some(held.submission.sha256.as_str()),
                Record::Rejected(file) => Some(file.sha256.as_str()),
            }),
        ),
        text("received_at", records.iter().map(|record| record.submission().map(|one| one.received_at.as_str()))),
        text("received_by", records.iter().map(|record| record.submission().map(|one| one.received_by.as_str()))),
    ]
}

fn count_columns(records: &[Record]) -> Vec<Column> {
    let count = |name: &str, get: fn(&RowCounts) -> u32| {
        counts(name, records.iter().map(|record| record.submission().map(|one| get(&one.rows))))
    };
    vec![
        count("rows_read", |rows| rows.read),
        count("rows_kept", |rows| rows.kept),
        count("rows_duplicate", |rows| rows.duplicates),
        count("rows_rejected", |rows| rows.rejected),
        count("rows_no_data", |rows| rows.no_data),
    ]
}

fn place_columns(records: &[Record]) -> Vec<Column> {
    let place = |name: &str, get: fn(&Held) -> &Place| {
        let each = || records.iter().map(|record| record.held().map(get));
        [
            text(&format!("{name}_part"), each().map(|place| place.and_then(|place| place.part.as_deref()))),
            counts(&format!("{name}_stored"), each().map(|place| place.map(|place| place.count))),
            counts(&format!("{name}_in_part"), each().map(|place| place.map(|place| place.of))),
        ]
    };
    let mut columns = Vec::from(place("rows", |held| &held.rows));
    columns.extend(place("findings", |held| &held.findings));
    columns
}

fn finding_columns(records: &[Record]) -> Vec<Column> {
    let each = || records.iter().map(Record::finding);
    vec![
        text("finding_code", each().map(|one| one.map(|one| one.code.code()))),
        dates("finding_as_of", each().map(|one| one.and_then(|one| one.as_of))),
        text("finding_file", each().map(|one| one.map(|one| one.file.as_str()))),
        text("finding_sheet", each().map(|one| one.map(|one| one.sheet.as_str()))),
        counts("finding_row", each().map(|one| one.map(|one| one.row))),
        counts("finding_column", each().map(|one| one.map(|one| one.column))),
        text("finding_value", each().map(|one| one.map(|one| one.value.as_str()))),
        text("finding_message", each().map(|one| one.map(|one| one.message.as_str()))),
        text("finding_remedy", each().map(|one| one.map(|one| one.remedy.as_str()))),
    ]
}

/// The content of a frame that [`to_frame`] made.
pub(super) fn from_frame(frame: &DataFrame) -> PolarsResult<Contents> {
    let standing = Reader::new(frame).words("standing")?;
    let (mut held, mut rejected) = (Vec::new(), Vec::new());
    let (submission, file) = (read_held(frame)?, read_rejected(frame)?);
    for at in 0..frame.height() {
        if standing(at) == REJECTED { rejected.push(file(at)?) } else { held.push(submission(at)?) }
    }
    Ok(Contents { held, rejected })
}

fn read_held(frame: &DataFrame) -> PolarsResult<impl Fn(usize) -> PolarsResult<Held>> {
    let cells = Reader::new(frame);
    let slot = read_slot(&cells)?;
    let (id, standing) = (cells.words("submission_id")?, cells.words("standing")?);
    let (supplementary, revision) = (cells.flag("supplementary")?, cells.count("revision")?);
    let (file, sheet, sha256) = (cells.words("file")?, cells.words("sheet")?, cells.words("sha256")?);
    let (at_time, by) = (cells.words("received_at")?, cells.words("received_by")?);
    let counted = read_counts(&cells)?;
    let (rows, findings) = (read_place(&cells, "rows")?, read_place(&cells, "findings")?);
    Ok(move |at| {
        let submission = Submission {
            slot: slot(at)?,
            id: id(at),
            standing: standing_of(&standing(at))?,
            supplementary: supplementary(at).unwrap_or_default(),
            revision: revision(at).unwrap_or_default(),
            file: file(at),
            sheet: sheet(at),
            sha256: sha256(at),
            rows: counted(at),
            received_at: at_time(at),
            received_by: by(at),
        };
        Ok(Held { submission, rows: rows(at), findings: findings(at) })
    })
}

fn read_slot<'a>(cells: &Reader<'a>) -> PolarsResult<impl Fn(usize) -> PolarsResult<Slot> + use<'a>> {
    let (county, kind, as_of) = (cells.words("county")?, cells.words("ledger")?, cells.date("as_of")?);
    Ok(move |at| {
        let as_of = as_of(at).ok_or_else(|| unknown("as_of", ""))?;
        Ok(Slot { county: county(at), ledger: ledger(&kind(at))?, as_of })
    })
}

fn read_counts<'a>(cells: &Reader<'a>) -> PolarsResult<impl Fn(usize) -> RowCounts + use<'a>> {
    let (read, kept) = (cells.count("rows_read")?, cells.count("rows_kept")?);
    let (duplicates, rejected) = (cells.count("rows_duplicate")?, cells.count("rows_rejected")?);
    let no_data = cells.count("rows_no_data")?;
    Ok(move |at| RowCounts {
        read: read(at).unwrap_or_default(),
        kept: kept(at).unwrap_or_default(),
        duplicates: duplicates(at).unwrap_or_default(),
        rejected: rejected(at).unwrap_or_default(),
        no_data: no_data(at).unwrap_or_default(),
    })
}

fn read_place<'a>(cells: &Reader<'a>, name: &str) -> PolarsResult<impl Fn(usize) -> Place + use<'a>> {
    let part = cells.text(&format!("{name}_part"))?;
    let (count, of) = (cells.count(&format!("{name}_stored"))?, cells.count(&format!("{name}_in_part"))?);
    Ok(move |at| Place {
        part: part(at).map(str::to_owned),
        count: count(at).unwrap_or_default(),
        of: of(at).unwrap_or_default(),
    })
}

fn read_rejected(frame: &DataFrame) -> PolarsResult<impl Fn(usize) -> PolarsResult<RejectedFile>> {
    let cells = Reader::new(frame);
    let (file, sha256, as_of) = (cells.words("file")?, cells.words("sha256")?, cells.date("as_of")?);
    let (code, own_as_of) = (cells.words("finding_code")?, cells.date("finding_as_of")?);
    let (county, kind) = (cells.text("county")?, cells.text("ledger")?);
    let (own_file, sheet) = (cells.words("finding_file")?, cells.words("finding_sheet")?);
    let (row, column) = (cells.count("finding_row")?, cells.count("finding_column")?);
    let (value, message) = (cells.words("finding_value")?, cells.words("finding_message")?);
    let remedy = cells.words("finding_remedy")?;
    Ok(move |at| {
        let finding = Finding {
            code: Code::from_code(&code(at)).ok_or_else(|| unknown("finding_code", &code(at)))?,
            county: county(at).map(str::to_owned),
            ledger: kind(at).map(ledger).transpose()?,
            as_of: own_as_of(at),
            file: own_file(at),
            sheet: sheet(at),
            row: row(at).unwrap_or_default(),
            column: column(at).unwrap_or_default(),
            value: value(at),
            message: message(at),
            remedy: remedy(at),
        };
        Ok(RejectedFile { file: file(at), sha256: sha256(at), as_of: as_of(at), finding })
    })
}

fn standing_of(word: &str) -> PolarsResult<Standing> {
    [Standing::InForce, Standing::Superseded, Standing::Withdrawn]
        .into_iter()
        .find(|standing| frame::standing(*standing) == word)
        .ok_or_else(|| unknown("standing", word))
}
