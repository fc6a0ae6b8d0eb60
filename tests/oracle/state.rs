//! domain.md sections 4 and 5 in plain loops.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::world::{LEDGERS, Row, Table, World};

/// An entry on a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub ledger: String,
    pub key: String,
    pub entity: String,
    pub county: String,
    pub status: &'static str,
    pub row: Row,
    pub file: String,
    pub week: NaiveDate,
    pub missing: Vec<&'static str>,
    pub overdue: bool,
    pub first_seen: NaiveDate,
    pub weeks_listed: i64,
}

/// A finding of the state: code, county, ledger, file, sheet, cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub county: String,
    pub ledger: String,
    pub file: String,
    pub sheet: String,
    pub row: u32,
    pub column: u32,
}

/// A row with what its key is, as known on some day.
struct Keyed<'a> {
    table: &'a Table,
    row: &'a Row,
    key: String,
    named: bool,
    /// It is the first of its key in its table.
    counts: bool,
}

fn squeeze(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.chars() {
        if letter == '（' {
            plain.push('(');
        } else if letter == '）' {
            plain.push(')');
        } else if !letter.is_whitespace() {
            plain.push(letter);
        }
    }
    plain
}

/// All rows of one ledger up to `day` with their keys as known on `known`.
fn keyed<'a>(world: &'a World, ledger: &str, day: NaiveDate, known: NaiveDate) -> Vec<Keyed<'a>> {
    let all = world.tables_until(known);
    let mut rows: Vec<Keyed> = Vec::new();
    for table in world.tables_until(day) {
        if table.ledger != ledger {
            continue;
        }
        let from = rows.len();
        for row in &table.rows {
            let Some((body, named)) = identity(&all, table, row) else { continue };
            let key = format!("{ledger}|{body}");
            let counts = rows[from..].iter().all(|other| other.key != key);
            rows.push(Keyed { table, row, key, named, counts });
        }
    }
    rows
}

/// The code, or county and name; with whether it is a name.
fn identity(all: &[&Table], table: &Table, row: &Row) -> Option<(String, bool)> {
    if let Some(code) = &row.code {
        return Some((code.clone(), false));
    }
    let name = squeeze(row.name.as_deref()?);
    let mut codes: Vec<&String> = Vec::new();
    for other in all {
        if other.county == table.county && other.ledger == table.ledger {
            for candidate in &other.rows {
                let same = candidate.name.as_deref().is_some_and(|other| squeeze(other) == name);
                if let (true, Some(code)) = (same, &candidate.code)
                    && !codes.contains(&code)
                {
                    codes.push(code);
                }
            }
        }
    }
    if codes.len() == 1 { Some((codes[0].clone(), false)) } else { Some((format!("{}|{name}", table.county), true)) }
}

/// A county's word on a key.
struct Word<'a> {
    county: String,
    first: NaiveDate,
    newest: NaiveDate,
    lists: bool,
    row: &'a Keyed<'a>,
}

/// For each unit the week of its newest table of a ledger up to a day.
fn newest_tables(world: &World, ledger: &str, day: NaiveDate) -> Vec<(String, Option<NaiveDate>)> {
    let tables = world.tables_until(day);
    let mut newest = Vec::new();
    for unit in &world.units {
        let mut week = None;
        for table in &tables {
            if table.county == unit.code && table.ledger == ledger {
                week = week.max(Some(table.week));
            }
        }
        newest.push((unit.code.clone(), week));
    }
    newest
}

/// What each county says of one key: `rows` are all rows of that key.
fn words<'a>(newest_tables: &[(String, Option<NaiveDate>)], rows: &[&'a Keyed<'a>]) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    for (county, newest_table) in newest_tables {
        let mut word: Option<Word> = None;
        for row in rows.iter().filter(|row| row.counts && row.table.county == *county) {
            let week = row.table.week;
            let lists = *newest_table == Some(week);
            match &mut word {
                None => word = Some(Word { county: county.clone(), first: week, newest: week, lists, row }),
                Some(word) => {
                    word.first = word.first.min(week);
                    if word.newest < week {
                        (word.newest, word.lists, word.row) = (week, lists, row);
                    }
                }
            }
        }
        words.extend(word);
    }
    words
}

/// Whether `one` owns rather than `other`.
fn before(one: &Word, other: &Word) -> bool {
    if one.lists != other.lists {
        return one.lists;
    }
    if !one.lists && one.newest != other.newest {
        return one.newest > other.newest;
    }
    if one.first != other.first {
        return one.first < other.first;
    }
    one.county < other.county
}

fn owner<'a, 'b>(words: &'b [Word<'a>]) -> &'b Word<'a> {
    let mut best = &words[0];
    for word in &words[1..] {
        if before(word, best) {
            best = word;
        }
    }
    best
}

/// All rows of each key.
fn by_key<'a>(rows: &'a [Keyed<'a>]) -> BTreeMap<&'a str, Vec<&'a Keyed<'a>>> {
    let mut keys: BTreeMap<&str, Vec<&Keyed>> = BTreeMap::new();
    for row in rows {
        keys.entry(&row.key).or_default().push(row);
    }
    keys
}

fn by(date: Option<NaiveDate>, day: NaiveDate) -> bool {
    date.is_some_and(|date| date <= day)
}

fn evidence(row: &Row, day: NaiveDate) -> bool {
    if by(row.repaired, day) || row.on_display == Some(0) {
        return true;
    }
    match row.contact.as_deref() {
        Some("unreachable" | "ceased") => by(row.supervised, day),
        Some("operating") => by(row.interviewed, day) && by(row.pledged, day) && by(row.supervised, day),
        _ => false,
    }
}

fn status(world: &World, row: &Row, day: NaiveDate) -> &'static str {
    if row.exclusion.is_some() && row.exclusion_ref.is_some() {
        "excluded"
    } else if row.claimed == Some(true) && (world.exits_as_claimed || evidence(row, day)) {
        "exited"
    } else {
        "remaining"
    }
}

fn missing(row: &Row, day: NaiveDate) -> Vec<&'static str> {
    if evidence(row, day) {
        return vec!["exit_claimed"];
    }
    let mut missing = Vec::new();
    if row.contact.is_none() {
        missing.push("contact");
    }
    if row.contact.as_deref() == Some("operating") {
        if !by(row.interviewed, day) {
            missing.push("interviewed");
        }
        if !by(row.pledged, day) {
            missing.push("pledged");
        }
    }
    if !by(row.supervised, day) {
        missing.push("supervised");
    }
    missing
}

fn is_overdue(world: &World, missing: &[&str], day: NaiveDate) -> bool {
    let early = missing.iter().any(|step| matches!(*step, "contact" | "interviewed" | "pledged"));
    (early && day > world.interviews_by) || (!missing.is_empty() && day > world.exits_by)
}

/// The state on `day`, with the codes as known on `known`; sorted by key.
pub fn state(world: &World, day: NaiveDate, known: NaiveDate) -> Vec<Entry> {
    let mut entries = Vec::new();
    for ledger in LEDGERS {
        let rows = keyed(world, ledger, day, known);
        let newest_tables = newest_tables(world, ledger, day);
        for (key, rows) in by_key(&rows) {
            let words = words(&newest_tables, &rows);
            let word = owner(&words);
            let (row, table) = (word.row.row, word.row.table);
            let status = status(world, row, day);
            let missing = if status == "remaining" { missing(row, day) } else { Vec::new() };
            let first_seen = words.iter().map(|word| word.first).min().unwrap();
            entries.push(Entry {
                ledger: ledger.to_owned(),
                entity: key.split_once('|').unwrap().1.to_owned(),
                key: key.to_owned(),
                county: word.county.clone(),
                status,
                row: row.clone(),
                file: table.file.clone(),
                week: table.week,
                overdue: is_overdue(world, &missing, day),
                missing,
                first_seen,
                weeks_listed: (day - first_seen).num_days() / 7 + 1,
            });
        }
    }
    entries
}

fn fault(code: &'static str, row: &Keyed) -> Fault {
    Fault {
        code,
        county: row.table.county.clone(),
        ledger: row.table.ledger.clone(),
        file: row.table.file.clone(),
        sheet: row.table.sheet.clone(),
        row: row.row.line,
        column: if row.named { row.table.name_column } else { row.table.code_column },
    }
}

/// What is wrong with the state on `day`.
pub fn faults(world: &World, day: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    let weeks = world.weeks_until(day).into_iter().filter(|week| *week < day);
    let earlier: Vec<Vec<Entry>> = weeks.map(|week| state(world, week, day)).collect();
    for ledger in LEDGERS {
        let rows = keyed(world, ledger, day, day);
        for row in rows.iter().filter(|row| !row.counts && row.table.week == day) {
            faults.push(fault("entry.duplicate", row));
        }
        let newest_tables = newest_tables(world, ledger, day);
        for (key, rows) in by_key(&rows) {
            let words = words(&newest_tables, &rows);
            entry_faults(world, &words, key, day, &earlier, &mut faults);
        }
        for unit in &world.units {
            if !newest_tables.contains(&(unit.code.clone(), Some(day))) {
                let (county, ledger) = (unit.code.clone(), ledger.to_owned());
                faults.push(Fault {
                    code: "submission.missing",
                    county,
                    ledger,
                    file: String::new(),
                    sheet: String::new(),
                    row: 0,
                    column: 0,
                });
            }
        }
    }
    let order = |county: &str| world.units.iter().position(|unit| unit.code == county).unwrap();
    faults.sort_by(|one, other| {
        let place = |fault: &Fault| {
            (
                order(&fault.county),
                fault.ledger.clone(),
                fault.file.clone(),
                fault.sheet.clone(),
                fault.row,
                fault.column,
                fault.code,
            )
        };
        place(one).cmp(&place(other))
    });
    faults
}

fn entry_faults(
    world: &World,
    words: &[Word],
    key: &str,
    day: NaiveDate,
    earlier: &[Vec<Entry>],
    faults: &mut Vec<Fault>,
) {
    let own = owner(words);
    for word in words {
        if word.county != own.county && word.lists {
            faults.push(fault("entry.cross_county", word.row));
        }
    }
    let remains = status(world, own.row.row, day) == "remaining";
    if remains && !own.lists {
        faults.push(fault("entry.vanished", own.row));
    }
    let was_out = earlier.iter().flatten().any(|entry| entry.key == key && entry.status == "exited");
    if remains && was_out {
        faults.push(fault("entry.reentered", own.row));
    }
    let last_week = earlier.last().into_iter().flatten();
    for entry in last_week {
        if entry.key == key && entry.county != own.county {
            faults.push(fault("entry.moved", own.row));
        }
    }
}
