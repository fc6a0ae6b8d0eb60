//! `tongbao ingest`: county files into the store, all of a run or nothing.

use std::path::PathBuf;

use super::{Setting, Status, console::Console, kept, note, unit};
use crate::{
    domain::{
        Date,
        config::Config,
        finding::{self, Finding, Severity},
        sheet::{Rejection, SourceFile},
    },
    error::{Error, Result},
    intake::{self, FoundFile, Pool},
    ledger::{self, Context, Reading as FileReading, TableReading},
    store::{Arrival, Batch, Fate, LogNote, RejectedFile, Store, preview_of_empty},
};

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// `--as-of`.
    pub as_of: Option<Date>,
    /// `--county`, as written.
    pub county: Option<String>,
    /// `--split`.
    pub split: bool,
}

/// What `ingest` takes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// How they are read.
    pub reading: Reading,
    /// `--dry-run`.
    pub dry_run: bool,
}

/// One file after reading.
struct Read {
    path: String,
    explicit: bool,
    sha256: String,
    reading: FileReading,
}

/// Takes the files in and says what became of each.
///
/// # Errors
/// A path that is not there; a store that cannot be written. Faults in the files are findings, not errors.
pub fn run(options: &Options, setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let context = context(&workspace.config, &options.reading)?;
    let pool = Pool::new(setting.program.as_deref(), &workspace.config.limits);
    let found = intake::find(&options.paths, ledger::bears_date)?;
    for ignored in &found.ignored {
        setting.console.detail(&format!("跳过 {ignored}：不是台账文件。"));
    }
    for named in &found.named {
        setting
            .console
            .warn(Severity::Error, &format!("未收：{named} 不是台账文件，只收 .xlsx、.xls、.ods、.csv 等表格。"));
    }
    if found.files.is_empty() && found.named.is_empty() {
        setting.console.warn(Severity::Warning, "这里没有台账文件（.xlsx、.xls、.ods、.csv 等表格）。");
    }
    let read = read(&found.files, options, &pool, &context, &setting.console);
    // Ends the reading processes: what they hold is of no use to what follows.
    drop(pool);
    let batch = batch(read);
    batch.arrivals.iter().try_for_each(counted)?;
    // a file that was meant and not taken needs a person as much as one that is rejected
    let and_named = |status| if found.named.is_empty() { status } else { Status::NeedsAttention };
    let note = note(format!("ingest {}", paths(&options.paths)));
    let dir = workspace.store_dir();
    if options.dry_run {
        let fates = preview(&dir, &batch, &note)?;
        return Ok(and_named(tell(&workspace.config, &batch, &fates, true, &setting.console)));
    }
    let store = Store::create(&dir, &note)?;
    let fates = store.commit(&batch, &note)?.fates;
    let status = tell(&workspace.config, &batch, &fates, false, &setting.console);
    drop(batch);
    kept::keep(&workspace.config, &store, &setting.console);
    Ok(and_named(status))
}

fn context(config: &Config, reading: &Reading) -> Result<Context> {
    let county = reading.county.as_deref().map(|word| unit(config, word)).transpose()?;
    let code = county.map(|county| county.code.clone());
    Ok(Context::new(config).with_as_of(reading.as_of).with_county(code).with_split(reading.split))
}

fn read(files: &[FoundFile], options: &Options, pool: &Pool, context: &Context, console: &Console) -> Vec<Read> {
    let bar = console.progress("正在读取", files.len());
    let open = |file: &FoundFile| pool.open(file);
    let then = |file: &FoundFile, opened: std::result::Result<SourceFile, Rejection>| {
        // A file that the person named by itself is meant, even where it was withdrawn.
        let explicit = options.paths.contains(&file.disk);
        let (sha256, reading) = match opened {
            Ok(source) => (source.sha256.clone(), ledger::read(&source, context)),
            Err(rejection) => (String::new(), ledger::reject(&file.path, &rejection, context)),
        };
        Read { path: file.path.clone(), explicit, sha256, reading }
    };
    let read = intake::read_all(files, open, then, |_| bar.inc(1));
    bar.finish_and_clear();
    read
}

fn batch(read: Vec<Read>) -> Batch {
    let week = week_of_run(&read);
    let mut batch = Batch::default();
    for one in read {
        let Read { path, explicit, sha256, reading } = one;
        if let Some(finding) = reading.rejected {
            let as_of = finding.as_of.or(week);
            let finding = Finding { as_of, ..finding };
            batch.rejected.push(RejectedFile { file: path, sha256, as_of, finding });
            continue;
        }
        batch.arrivals.extend(reading.tables.into_iter().map(|table| arrival(table, &path, &sha256, explicit)));
        batch.accepted.push(path);
    }
    batch
}

/// The week under which files without one are listed: the newest of the run's other files.
fn week_of_run(read: &[Read]) -> Option<Date> {
    read.iter().flat_map(|one| &one.reading.tables).map(|table| table.slot.as_of).max()
}

fn arrival(table: TableReading, path: &str, sha256: &str, explicit: bool) -> Arrival {
    Arrival {
        slot: table.slot,
        supplementary: table.supplementary,
        explicit,
        file: path.to_owned(),
        sheet: table.sheets.join("、"),
        sha256: sha256.to_owned(),
        counts: table.counts,
        rows: table.rows,
        findings: table.findings,
    }
}

/// Rows read = kept + duplicates + rejected + no data, and as many rows to be stored: else a row was lost, and nothing of
/// the run is taken in.
fn counted(arrival: &Arrival) -> Result<()> {
    let counts = arrival.counts;
    let stored = u64::from(counts.kept) + u64::from(counts.duplicates);
    if counts.add_up() && u64::try_from(arrival.rows.len()).is_ok_and(|rows| rows == stored) {
        return Ok(());
    }
    let Arrival { file, sheet, .. } = arrival;
    let (read, rows) = (counts.read, arrival.rows.len());
    Err(Error::failed(format!(
        "{file}「{sheet}」行数不平：读入 {read} 行，采用 {}＋重复 {}＋无法识别 {}＋非数据行 {}，应存 {rows} 行。这次什么都没有收。",
        counts.kept, counts.duplicates, counts.rejected, counts.no_data
    ))
    .remedy("这是程序的错误，请把这个文件和这条消息交给维护人员；先移开这个文件，可以收其余的。"))
}

fn preview(dir: &std::path::Path, batch: &Batch, note: &LogNote) -> Result<Vec<Fate>> {
    if dir.exists() { Store::open(dir)?.preview(batch, note) } else { preview_of_empty(batch, note) }
}

fn paths(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
}

/// A line a submission, the rejected files, and how many faults there are.
fn tell(config: &Config, batch: &Batch, fates: &[Fate], dry_run: bool, console: &Console) -> Status {
    for (arrival, fate) in batch.arrivals.iter().zip(fates) {
        console.say(&line(config, arrival, *fate));
        let counts = arrival.counts;
        console.detail(&format!(
            "    读入 {} 行＝采用 {}＋重复 {}＋无法识别 {}＋非数据行 {}",
            counts.read, counts.kept, counts.duplicates, counts.rejected, counts.no_data
        ));
    }
    for file in &batch.rejected {
        console.warn(Severity::Error, &format!("未收：{} {}", file.finding.message, file.finding.remedy));
    }
    let mut findings: Vec<Finding> = batch.arrivals.iter().flat_map(|arrival| arrival.findings.clone()).collect();
    finding::sort(&mut findings, |county| config.county_order(county));
    for finding in &findings {
        console.detail(&format!("  {}：{}", finding.severity().label(), place(finding)));
    }
    summary(batch, fates, &findings, dry_run, console)
}

/// Place and fault without the value that stands there: messages travel, and a value may be a person's name.
fn place(finding: &Finding) -> String {
    let sheet = if finding.sheet.is_empty() { " ".to_owned() } else { format!("「{}」", finding.sheet) };
    format!("{}{sheet}{} {}", finding.file, finding.cell(), finding.code.label())
}

fn summary(batch: &Batch, fates: &[Fate], findings: &[Finding], dry_run: bool, console: &Console) -> Status {
    let count = |severity| findings.iter().filter(|finding| finding.severity() == severity).count();
    let (errors, warnings, notices) = (count(Severity::Error), count(Severity::Warning), count(Severity::Notice));
    let new = fates.iter().filter(|fate| fate.is_new()).count();
    console.say(&format!(
        "{}收下 {new} 份报送（另有 {} 份没有变化），{} 个文件未收；错误 {errors} 处，警告 {warnings} 处，提示 {notices} 处。",
        if dry_run { "试运行，什么都没有改：可" } else { "" },
        fates.len() - new,
        batch.rejected.len(),
    ));
    if errors + warnings > 0 && !dry_run {
        console.say("  逐处清单：tongbao check（写成数据质量反馈工作簿）；加 --verbose 在这里列出。");
    }
    if errors > 0 || !batch.rejected.is_empty() { Status::NeedsAttention } else { Status::Done }
}

fn line(config: &Config, arrival: &Arrival, fate: Fate) -> String {
    let county =
        config.county(&arrival.slot.county).map_or(arrival.slot.county.as_str(), |county| county.name.as_str());
    let what = match fate {
        Fate::InForce => "收下",
        Fate::Revision => "收下，替换以前的",
        Fate::PassedOver => "留存：已有补报，以补报为准",
        Fate::SameAgain => "没有变化",
        Fate::StaysOut => "已撤下，仍不计入（要恢复，请单独指定这个文件）",
        Fate::BackInForce => "恢复",
    };
    let entries = arrival.counts.kept;
    let (ledger, week) = (arrival.slot.ledger.label(), arrival.slot.as_of);
    format!("{county}　{ledger}　{week}　{entries} 条　{what}　{}", arrival.file)
}

#[cfg(test)]
mod tests {
    use super::counted;
    use crate::{
        domain::{
            ledger::Ledger,
            submission::{RowCounts, Slot},
        },
        store::Arrival,
    };

    #[test]
    fn a_table_whose_rows_do_not_add_up_stops_the_run() {
        let slot = Slot { county: "410526".into(), ledger: Ledger::Penalty, as_of: "2023-04-02".parse().unwrap() };
        let mut arrival = Arrival {
            slot,
            supplementary: false,
            explicit: false,
            file: "滑县.xlsx".into(),
            sheet: "行政处罚".into(),
            sha256: String::new(),
            counts: RowCounts { read: 2, no_data: 2, ..RowCounts::default() },
            rows: Vec::new(),
            findings: Vec::new(),
        };
        assert!(counted(&arrival).is_ok());
        arrival.counts.read = 3;
        assert!(counted(&arrival).unwrap_err().to_string().contains("行数不平"));
        arrival.counts = RowCounts { read: 1, kept: 1, ..RowCounts::default() };
        assert!(counted(&arrival).is_err(), "a row that is counted must be there");
    }
}
