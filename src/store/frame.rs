//! Rows, findings and submissions as frames, in the schema that every later stage and every other engine reads.
//!
//! Pure: values to frames and back. The columns of [`rows`] are the columns of `history`.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::columns::{Reader, counts, dates, day, flags, ledger, text, unknown};
use crate::domain::{
    finding::{Code, Finding},
    ledger::Ledger,
    row::{Choice, Row, Step},
    submission::{Standing, Submission},
};

/// A frame that other stages hand on without knowing its engine.
pub type Frame = DataFrame;

/// Rows that never were in a store, as the frame `history` has them; their slot stands in for the submission's id.
pub fn rows(rows: &[&Row]) -> PolarsResult<DataFrame> {
    let ids: Vec<String> =
        rows.iter().map(|row| format!("{}-{}-{}", row.as_of, row.county, row.ledger.code())).collect();
    let pairs: Vec<(&str, &Row)> = ids.iter().map(String::as_str).zip(rows.iter().copied()).collect();
    submitted(&pairs)
}

/// Rows with the id of their submission, in the order given: all columns of `history`.
pub fn submitted(rows: &[(&str, &Row)]) -> PolarsResult<DataFrame> {
    let mut columns = vec![
        text("submission_id", rows.iter().map(|(id, _)| Some(*id))),
        dates("as_of", rows.iter().map(|(_, row)| Some(row.as_of))),
    ];
    columns.extend(identity(rows));
    columns.extend(record(rows));
    columns.extend(course(rows));
    columns.extend(exit(rows));
    columns.extend(source(rows));
    DataFrame::new(rows.len(), columns)
}

type Submitted<'a> = [(&'a str, &'a Row)];

fn identity(rows: &Submitted) -> Vec<Column> {
    let industries: Vec<Option<String>> = rows.iter().map(|(_, row)| row.industry.map(String::from)).collect();
    vec![
        text("ledger", rows.iter().map(|(_, row)| Some(row.ledger.code()))),
        text("county", rows.iter().map(|(_, row)| Some(row.county.as_str()))),
        text("name", rows.iter().map(|(_, row)| row.name.as_deref())),
        text("uscc", rows.iter().map(|(_, row)| row.uscc.as_deref())),
        text("uscc_written", rows.iter().map(|(_, row)| row.uscc_written.as_deref())),
        text("legal_rep", rows.iter().map(|(_, row)| row.legal_rep.as_deref())),
        text("industry", industries.iter().map(Option::as_deref)),
        text("department", rows.iter().map(|(_, row)| row.department.as_deref())),
        text("authority", rows.iter().map(|(_, row)| row.authority.as_deref())),
    ]
}

fn record(rows: &Submitted) -> Vec<Column> {
    vec![
        counts("record_count", rows.iter().map(|(_, row)| Some(row.record_count))),
        counts("public_count", rows.iter().map(|(_, row)| row.public_count)),
        dates("latest_record", rows.iter().map(|(_, row)| row.latest_record)),
        text("contact", rows.iter().map(|(_, row)| row.contact.map(Choice::code))),
        text("exclusion", rows.iter().map(|(_, row)| row.exclusion.map(Choice::code))),
        text("exclusion_ref", rows.iter().map(|(_, row)| row.exclusion_ref.as_deref())),
    ]
}

fn course(rows: &Submitted) -> Vec<Column> {
    let mut columns = Vec::new();
    columns.extend(step("interviewed", rows, |row| row.interviewed));
    columns.extend(step("pledged", rows, |row| row.pledged));
    columns.push(dates("pledge_published", rows.iter().map(|(_, row)| row.pledge_published)));
    columns.extend(step("guided", rows, |row| row.guided));
    columns.extend(step("supervised", rows, |row| row.supervised));
    columns.push(dates("repair_applied", rows.iter().map(|(_, row)| row.repair_applied)));
    columns.push(dates("repaired", rows.iter().map(|(_, row)| row.repaired)));
    columns
}

/// A step is two columns: the day, and whether it was only assumed (a step not done is not assumed).
fn step(name: &str, rows: &Submitted, get: impl Fn(&Row) -> Option<Step>) -> [Column; 2] {
    [
        dates(name, rows.iter().map(|(_, row)| get(row).map(|step| step.date))),
        flags(&format!("{name}_assumed"), rows.iter().map(|(_, row)| Some(get(row).is_some_and(|step| step.assumed)))),
    ]
}

fn exit(rows: &Submitted) -> Vec<Column> {
    vec![
        flags("exit_claimed", rows.iter().map(|(_, row)| row.exit_claimed)),
        dates("exit_date", rows.iter().map(|(_, row)| row.exit_date)),
        text("exit_route", rows.iter().map(|(_, row)| row.exit_route.map(Choice::code))),
        dates("pledge_checked", rows.iter().map(|(_, row)| row.pledge_checked)),
        flags("pledge_kept", rows.iter().map(|(_, row)| row.pledge_kept)),
        text("remark", rows.iter().map(|(_, row)| row.remark.as_deref())),
    ]
}

fn source(rows: &Submitted) -> Vec<Column> {
    vec![
        text("source_file", rows.iter().map(|(_, row)| Some(row.source_file.as_str()))),
        text("source_sheet", rows.iter().map(|(_, row)| Some(row.source_sheet.as_str()))),
        counts("source_row", rows.iter().map(|(_, row)| Some(row.source_row))),
        counts("uscc_column", rows.iter().map(|(_, row)| Some(row.uscc_column))),
        counts("name_column", rows.iter().map(|(_, row)| Some(row.name_column))),
    ]
}

/// The rows of a frame that has the columns of `history`, with the id of their submission: the way back.
///
/// An error where a column is missing, has another type, or a word is not in its closed list.
pub fn to_rows(frame: &DataFrame) -> PolarsResult<Vec<(String, Row)>> {
    let id = Reader::new(frame).words("submission_id")?;
    let cells = Cells::new(frame)?;
    (0..frame.height()).map(|at| Ok((id(at), cells.row(at)?))).collect()
}

/// The columns of a frame of rows by type, in the order in which [`Cells::row`] takes them.
struct Cells<'a> {
    words: [&'a StringChunked; 12],
    codes: [&'a StringChunked; 4],
    dates: [&'a DateChunked; 7],
    steps: [(&'a DateChunked, &'a BooleanChunked); 4],
    flags: [&'a BooleanChunked; 2],
    counts: [&'a Int64Chunked; 5],
}

impl<'a> Cells<'a> {
    fn new(frame: &'a DataFrame) -> PolarsResult<Self> {
        let text = |name: &str| frame.column(name)?.str();
        let date = |name: &str| frame.column(name)?.date();
        let flag = |name: &str| frame.column(name)?.bool();
        let count = |name: &str| frame.column(name)?.i64();
        let step = |name: &str| PolarsResult::Ok((date(name)?, flag(&format!("{name}_assumed"))?));
        Ok(Self {
            words: [
                text("county")?,
                text("name")?,
                text("uscc")?,
                text("uscc_written")?,
                text("legal_rep")?,
                text("department")?,
                text("authority")?,
                text("exclusion_ref")?,
                text("remark")?,
                text("source_file")?,
                text("source_sheet")?,
                text("industry")?,
            ],
            codes: [text("ledger")?, text("contact")?, text("exclusion")?, text("exit_route")?],
            dates: [
                date("as_of")?,
                date("latest_record")?,
                date("pledge_published")?,
                date("repair_applied")?,
                date("repaired")?,
                date("exit_date")?,
                date("pledge_checked")?,
            ],
            steps: [step("interviewed")?, step("pledged")?, step("guided")?, step("supervised")?],
            flags: [flag("exit_claimed")?, flag("pledge_kept")?],
            counts: [
                count("record_count")?,
                count("public_count")?,
                count("source_row")?,
                count("uscc_column")?,
                count("name_column")?,
            ],
        })
    }

    fn row(&self, at: usize) -> PolarsResult<Row> {
        let [
            county,
            name,
            uscc,
            uscc_written,
            legal_rep,
            department,
            authority,
            reference,
            remark,
            file,
            sheet,
            letter,
        ] = self.words.map(|column| column.get(at).map(str::to_owned));
        let [kind, contact, exclusion, route] = self.codes.map(|column| column.get(at));
        let [as_of, latest_record, pledge_published, repair_applied, repaired, exit_date, pledge_checked] =
            self.dates.map(|column| column.physical().get(at).and_then(day));
        let [interviewed, pledged, guided, supervised] = self.steps.map(|(date, assumed)| {
            let date = date.physical().get(at).and_then(day)?;
            Some(Step { date, assumed: assumed.get(at).unwrap_or_default() })
        });
        let [exit_claimed, pledge_kept] = self.flags.map(|column| column.get(at));
        let [records, public_count, source_row, uscc_column, name_column] =
            self.counts.map(|column| column.get(at).and_then(|count| u32::try_from(count).ok()));
        Ok(Row {
            as_of: as_of.ok_or_else(|| unknown("as_of", ""))?,
            ledger: ledger(kind.unwrap_or_default())?,
            county: county.unwrap_or_default(),
            name,
            uscc,
            uscc_written,
            legal_rep,
            industry: letter.and_then(|letter| letter.chars().next()),
            department,
            authority,
            record_count: records.ok_or_else(|| unknown("record_count", ""))?,
            public_count,
            latest_record,
            contact: choice("contact", contact)?,
            exclusion: choice("exclusion", exclusion)?,
            exclusion_ref: reference,
            interviewed,
            pledged,
            pledge_published,
            guided,
            supervised,
            repair_applied,
            repaired,
            exit_claimed,
            exit_date,
            exit_route: choice("exit_route", route)?,
            pledge_checked,
            pledge_kept,
            remark,
            source_file: file.unwrap_or_default(),
            source_sheet: sheet.unwrap_or_default(),
            source_row: source_row.unwrap_or_default(),
            uscc_column: uscc_column.unwrap_or_default(),
            name_column: name_column.unwrap_or_default(),
        })
    }
}

/// A row by where it stands: file, sheet, row of the sheet.
pub type Spot<'a> = (&'a str, &'a str, u32);

/// Whom a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// 主体名称.
    pub name: Option<String>,
    /// 统一社会信用代码: the usable one, else what was written.
    pub code: Option<String>,
}

/// The columns of rows that [`named`] reads.
pub(super) const NAMED: [&str; 6] = ["source_file", "source_sheet", "source_row", "name", "uscc", "uscc_written"];

/// Whom the rows at `wanted` places are about, as far as the frame has them.
pub(super) fn named<'a>(frame: &DataFrame, wanted: &[Spot<'a>]) -> PolarsResult<BTreeMap<Spot<'a>, Named>> {
    let cells = Reader::new(frame);
    let (file, sheet, row) = (cells.text("source_file")?, cells.text("source_sheet")?, cells.count("source_row")?);
    let (name, code, written) = (cells.text("name")?, cells.text("uscc")?, cells.text("uscc_written")?);
    let mut by_row: BTreeMap<u32, Vec<Spot<'a>>> = BTreeMap::new();
    for spot in wanted {
        by_row.entry(spot.2).or_default().push(*spot);
    }
    let mut found = BTreeMap::new();
    for at in 0..frame.height() {
        let Some(spots) = row(at).and_then(|row| by_row.get(&row)) else { continue };
        if let Some(spot) = spots.iter().find(|spot| file(at) == Some(spot.0) && sheet(at) == Some(spot.1)) {
            let code = code(at).or_else(|| written(at)).map(str::to_owned);
            found.insert(*spot, Named { name: name(at).map(str::to_owned), code });
        }
    }
    Ok(found)
}

fn choice<C: Choice>(column: &str, word: Option<&str>) -> PolarsResult<Option<C>> {
    word.map(|word| C::from_code(word).ok_or_else(|| unknown(column, word))).transpose()
}

/// Findings with the id of their submission (empty for those of a state or of a rejected file), in the order given.
pub fn findings(findings: &[(&str, &Finding)]) -> PolarsResult<DataFrame> {
    let each = || findings.iter().map(|(_, finding)| *finding);
    let cells: Vec<String> = each().map(Finding::cell).collect();
    let columns = vec![
        text("submission_id", findings.iter().map(|(id, _)| Some(*id))),
        dates("as_of", each().map(|finding| finding.as_of)),
        text("code", each().map(|finding| Some(finding.code.code()))),
        text("severity", each().map(|finding| Some(finding.severity().code()))),
        text("county", each().map(|finding| finding.county.as_deref())),
        text("ledger", each().map(|finding| finding.ledger.map(Ledger::code))),
        text("file", each().map(|finding| Some(finding.file.as_str()))),
        text("sheet", each().map(|finding| Some(finding.sheet.as_str()))),
        text("cell", cells.iter().map(|cell| Some(cell.as_str()))),
        counts("row", each().map(|finding| Some(finding.row))),
        counts("column", each().map(|finding| Some(finding.column))),
        text("value", each().map(|finding| Some(finding.value.as_str()))),
        text("message", each().map(|finding| Some(finding.message.as_str()))),
        text("remedy", each().map(|finding| Some(finding.remedy.as_str()))),
    ];
    DataFrame::new(findings.len(), columns)
}

/// The findings of a frame that [`findings`] made, with the id of their submission.
pub fn to_findings(frame: &DataFrame) -> PolarsResult<Vec<(String, Finding)>> {
    let cells = Reader::new(frame);
    let (id, as_of, code) = (cells.words("submission_id")?, cells.date("as_of")?, cells.words("code")?);
    let (county, kind) = (cells.text("county")?, cells.text("ledger")?);
    let (file, sheet) = (cells.words("file")?, cells.words("sheet")?);
    let (row, column) = (cells.count("row")?, cells.count("column")?);
    let (value, message, remedy) = (cells.words("value")?, cells.words("message")?, cells.words("remedy")?);
    let read = |at: usize| -> PolarsResult<(String, Finding)> {
        let finding = Finding {
            code: Code::from_code(&code(at)).ok_or_else(|| unknown("code", &code(at)))?,
            county: county(at).map(str::to_owned),
            ledger: kind(at).map(ledger).transpose()?,
            as_of: as_of(at),
            file: file(at),
            sheet: sheet(at),
            row: row(at).unwrap_or_default(),
            column: column(at).unwrap_or_default(),
            value: value(at),
            message: message(at),
            remedy: remedy(at),
        };
        Ok((id(at), finding))
    };
    (0..frame.height()).map(read).collect()
}

/// The word for a standing, in files and SQL.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "in_force",
        Standing::Superseded => "superseded",
        Standing::Withdrawn => "withdrawn",
    }
}

/// Submissions as the table `submissions` that queries see: standing, counts and hashes, without who and when.
pub fn submissions(submissions: &[Submission]) -> PolarsResult<DataFrame> {
    let each = || submissions.iter();
    let columns = vec![
        text("id", each().map(|one| Some(one.id.as_str()))),
        dates("as_of", each().map(|one| Some(one.slot.as_of))),
        text("ledger", each().map(|one| Some(one.slot.ledger.code()))),
        text("county", each().map(|one| Some(one.slot.county.as_str()))),
        text("standing", each().map(|one| Some(standing(one.standing)))),
        flags("supplementary", each().map(|one| Some(one.supplementary))),
        counts("revision", each().map(|one| Some(one.revision))),
        text("file", each().map(|one| Some(one.file.as_str()))),
        text("sheet", each().map(|one| Some(one.sheet.as_str()))),
        text("sha256", each().map(|one| Some(one.sha256.as_str()))),
        counts("rows_read", each().map(|one| Some(one.rows.read))),
        counts("rows_kept", each().map(|one| Some(one.rows.kept))),
        counts("rows_duplicates", each().map(|one| Some(one.rows.duplicates))),
        counts("rows_rejected", each().map(|one| Some(one.rows.rejected))),
        counts("rows_no_data", each().map(|one| Some(one.rows.no_data))),
    ];
    DataFrame::new(submissions.len(), columns)
}
