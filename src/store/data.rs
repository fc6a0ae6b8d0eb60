//! Rows and findings in files: one file a week and run for each of the two, and the way back from records to frames.
//!
//! It commits nothing: what it writes counts only once a version names it.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use rayon::prelude::*;

use super::{
    Arrival, columns, fault, files, frame,
    record::{Held, Place},
    snapshot::Spot,
    table::{DataFile, Table},
};
use crate::{
    Result,
    domain::{Date, finding::Finding, row::Row},
};

/// Which of the two tables of data is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Rows.
    Rows,
    /// Findings.
    Findings,
}

impl Kind {
    /// Name of its folder.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Findings => "findings",
        }
    }

    /// Its columns with their types.
    pub(super) fn schema(self) -> Result<SchemaRef> {
        let empty = match self {
            Self::Rows => frame::rows(&[]),
            Self::Findings => frame::findings(&[]),
        };
        empty.map(|frame| frame.schema().clone()).map_err(|cause| fault::frame("写入数据", cause))
    }

    /// Where its data of a submission are.
    pub(super) fn place(self, held: &Held) -> &Place {
        match self {
            Self::Rows => &held.rows,
            Self::Findings => &held.findings,
        }
    }
}

/// The partition columns of both: the week, and the file itself, so that other engines can join exactly.
pub(super) const PARTITIONS: [&str; 2] = ["as_of", "part"];

/// What was written, ready to be committed and recorded.
#[derive(Default)]
pub(super) struct Written {
    /// Files of rows.
    pub(super) rows: Vec<DataFile>,
    /// Files of findings.
    pub(super) findings: Vec<DataFile>,
    /// Where the rows and the findings of each submission are, by its id.
    pub(super) places: BTreeMap<String, (Place, Place)>,
}

/// A submission that is to be written: its id and what arrived.
pub(super) type Incoming<'a> = (&'a str, &'a Arrival);

/// Weeks that are written at once: a week of a province is nearly a hundred megabytes as a frame.
const AT_ONCE: usize = 2;

/// Writes everything that arrived, a file a week and kind.
pub(super) fn write(rows: &Table, findings: &Table, incoming: &[Incoming]) -> Result<Written> {
    let mut weeks: BTreeMap<Date, Vec<Incoming>> = BTreeMap::new();
    for one in incoming {
        weeks.entry(one.1.slot.as_of).or_default().push(*one);
    }
    let weeks: Vec<_> = weeks.into_iter().collect();
    let mut files = Vec::new();
    for some in weeks.chunks(AT_ONCE) {
        let write = |(week, incoming): &(Date, Vec<Incoming>)| {
            Ok((write_rows(rows, *week, incoming)?, write_findings(findings, *week, incoming)?))
        };
        files.extend(some.par_iter().map(write).collect::<Result<Vec<_>>>()?);
    }
    let mut written = Written::default();
    for ((_, incoming), (row_file, finding_file)) in weeks.iter().zip(files) {
        for (id, arrival) in incoming {
            let places =
                (place(row_file.as_ref(), arrival.rows.len()), place(finding_file.as_ref(), arrival.findings.len()));
            written.places.insert((*id).to_owned(), places);
        }
        written.rows.extend(row_file);
        written.findings.extend(finding_file);
    }
    Ok(written)
}

fn place(file: Option<&DataFile>, count: usize) -> Place {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match file {
        Some(file) if count > 0 => {
            Place { part: Some(file.part().to_owned()), count: number(count), of: number(file.rows) }
        }
        Some(_) | None => Place::default(),
    }
}

fn write_rows(table: &Table, week: Date, incoming: &[Incoming]) -> Result<Option<DataFile>> {
    let rows: Vec<(&str, &Row)> =
        incoming.iter().flat_map(|(id, arrival)| arrival.rows.iter().map(|row| (*id, row))).collect();
    write_file(table, week, frame::submitted(&rows))
}

fn write_findings(table: &Table, week: Date, incoming: &[Incoming]) -> Result<Option<DataFile>> {
    let findings: Vec<(&str, &Finding)> =
        incoming.iter().flat_map(|(id, arrival)| arrival.findings.iter().map(|one| (*id, one))).collect();
    write_file(table, week, frame::findings(&findings))
}

fn write_file(table: &Table, week: Date, frame: PolarsResult<DataFrame>) -> Result<Option<DataFile>> {
    let frame = frame.map_err(|cause| fault::frame("写入数据", cause))?;
    if frame.height() == 0 {
        return Ok(None);
    }
    // The week is a partition: Delta keeps it in the log, not in the file.
    let mut frame = frame.drop("as_of").map_err(|cause| fault::frame("写入数据", cause))?;
    let rows = frame.height();
    let (part, bytes) = files::write(&table.folder.join(partition(week)), &mut frame)?;
    let path = path(week, &part);
    Ok(Some(DataFile { path, partition: vec![("as_of", week.to_string()), ("part", part)], bytes, rows }))
}

impl DataFile {
    fn part(&self) -> &str {
        self.partition.iter().find(|(name, _)| *name == "part").map_or("", |(_, part)| part)
    }
}

fn partition(week: Date) -> String {
    format!("as_of={week}")
}

/// Path of a part below its table's folder.
pub(super) fn path(week: Date, part: &str) -> String {
    format!("{}/{}", partition(week), files::name_of(part))
}

/// A file and those of its submissions that are wanted.
pub(super) struct Source<'a> {
    /// The week.
    pub(super) as_of: Date,
    /// The file.
    pub(super) part: &'a str,
    ids: BTreeSet<&'a str>,
    /// How many of the file's rows belong to them.
    rows: u32,
    /// How many of the file's rows belong to none of them.
    missing: u32,
}

impl Source<'_> {
    /// Whether a row of this submission is wanted.
    pub(super) fn wants(&self, id: &str) -> bool {
        self.missing == 0 || self.ids.contains(id)
    }
}

/// The files that hold the data of these submissions: by week, then in the order of the submissions.
pub(super) fn sources<'a>(kind: Kind, held: impl Iterator<Item = &'a Held>) -> Vec<Source<'a>> {
    let mut sources: Vec<Source> = Vec::new();
    let mut known: BTreeMap<(Date, &str), usize> = BTreeMap::new();
    for one in held {
        let place = kind.place(one);
        let Some(part) = &place.part else { continue };
        let as_of = one.submission.slot.as_of;
        let index = *known.entry((as_of, part)).or_insert(sources.len());
        if index == sources.len() {
            sources.push(Source { as_of, part, ids: BTreeSet::new(), rows: 0, missing: place.of });
        }
        sources[index].ids.insert(&one.submission.id);
        sources[index].rows += place.count;
        sources[index].missing = sources[index].missing.saturating_sub(place.count);
    }
    sources.sort_by_key(|source| source.as_of);
    sources
}

/// The wanted rows as one lazy frame in the columns of the kind's schema.
pub(super) fn scan(table: &Table, kind: Kind, sources: &[Source]) -> Result<LazyFrame> {
    let schema = kind.schema()?;
    if sources.is_empty() {
        return Ok(DataFrame::empty_with_schema(&schema).lazy());
    }
    let frames: Vec<LazyFrame> = sources
        .iter()
        .map(|source| scan_file(table, source, &schema))
        .collect::<PolarsResult<_>>()
        .map_err(|cause| fault::frame("读取数据", cause))?;
    concat(frames, UnionArgs::default()).map_err(|cause| fault::frame("读取数据", cause))
}

fn scan_file(table: &Table, source: &Source, schema: &Schema) -> PolarsResult<LazyFrame> {
    let path = table.folder.join(path(source.as_of, source.part));
    let options = ScanArgsParquet {
        glob: false,
        hive_options: HiveOptions { enabled: Some(false), ..HiveOptions::default() },
        ..ScanArgsParquet::default()
    };
    let mut frame = LazyFrame::scan_parquet(PlRefPath::try_from_path(&path)?, options)?;
    if source.missing > 0 {
        let ids = Series::new("ids".into(), source.ids.iter().copied().collect::<Vec<_>>());
        frame = frame.filter(col("submission_id").is_in(lit(ids).implode(true), false));
    }
    let week = Scalar::new_date(columns::day_number(source.as_of));
    let columns: Vec<Expr> = schema
        .iter_names()
        .map(|name| if name == "as_of" { lit(week.clone()).alias("as_of") } else { col(name.clone()) })
        .collect();
    Ok(frame.select(columns))
}

/// The rows at these places of [`scan`]'s frame, in the order asked for; only the files that hold one are read.
pub(super) fn pick(table: &Table, sources: &[Source], rows: &[IdxSize]) -> Result<DataFrame> {
    let schema = Kind::Rows.schema()?;
    let mut order: Vec<(IdxSize, IdxSize)> = rows.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut picked = DataFrame::empty_with_schema(&schema);
    let (mut start, mut rest) = (0, order.as_slice());
    for source in sources {
        let end = start + source.rows;
        let (here, later) = rest.split_at(rest.partition_point(|(row, _)| *row < end));
        if !here.is_empty() {
            let places = IdxCa::from_vec("row".into(), here.iter().map(|(row, _)| row - start).collect());
            let frame = scan_file(table, source, &schema).and_then(LazyFrame::collect);
            let part = frame.and_then(|frame| frame.take(&places));
            part.and_then(|part| picked.vstack_mut(&part).map(drop))
                .map_err(|cause| fault::frame("读取数据", cause))?;
        }
        (start, rest) = (end, later);
    }
    // Where each row of the answer stands among those picked.
    let mut back = vec![0; order.len()];
    order.iter().zip(0..).for_each(|((_, place), at)| back[*place as usize] = at);
    picked.take(&IdxCa::from_vec("row".into(), back)).map_err(|cause| fault::frame("读取数据", cause))
}

/// Moves the places that are in this file from `spots` to `found`, with their rows.
pub(super) fn rows_at(
    table: &Table,
    source: &Source,
    spots: &mut BTreeSet<Spot>,
    found: &mut BTreeMap<Spot, Row>,
) -> Result<()> {
    let schema = Kind::Rows.schema()?;
    let mut read = || -> PolarsResult<()> {
        let places = ["source_file", "source_sheet", "source_row"];
        let frame = scan_file(table, source, &schema)?.select(places.map(col)).collect()?;
        let cells = columns::Reader::new(&frame);
        let (file, sheet, line) =
            (cells.words("source_file")?, cells.words("source_sheet")?, cells.count("source_row")?);
        let wanted = |at: &usize| spots.remove(&(file(*at), sheet(*at), line(*at).unwrap_or_default()));
        let hits: Vec<usize> = (0..frame.height()).filter(wanted).collect();
        if hits.is_empty() {
            return Ok(());
        }
        let numbers = hits.iter().map(|at| IdxSize::try_from(*at).unwrap_or(IdxSize::MAX));
        let numbers = IdxCa::from_vec("row".into(), numbers.collect());
        let rows = frame::to_rows(&scan_file(table, source, &schema)?.collect()?.take(&numbers)?)?;
        let spot = |row: &Row| (row.source_file.clone(), row.source_sheet.clone(), row.source_row);
        found.extend(rows.into_iter().map(|(_, row)| (spot(&row), row)));
        Ok(())
    };
    read().map_err(|cause| fault::frame("读取数据", cause))
}

/// Reads one part whole, with its week.
pub(super) fn read(table: &Table, as_of: Date, part: &str) -> Result<DataFrame> {
    let mut frame = files::read_frame(&table.folder.join(path(as_of, part)))?;
    let week = columns::dates("as_of", std::iter::repeat_n(Some(as_of), frame.height()));
    frame.with_column(week).map_err(|cause| fault::frame("读取数据", cause))?;
    Ok(frame)
}
