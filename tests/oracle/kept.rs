//! What is kept of the newest week is what all weeks give: after late and revised files, withdrawals, and going back.

use std::{fs, path::Path};

use polars::prelude::DataFrame;
use proptest::{prelude::*, sample::Index, strategy::ValueTree};
use tempfile::TempDir;
use tongbao::{
    commands::{console::Console, figures, kept},
    domain::{
        config::Config,
        ledger::Ledger,
        submission::{RowCounts, Slot},
    },
    indicator::{catalogue::Catalogue, need::Need},
    store::{Arrival, Batch, LogNote, Store, frame},
};

use super::naive::{convert, generate, world::World};

/// The tables that a kept state answers for.
const TABLES: [&str; 4] = ["current", "previous", "weekly_counts", "findings"];

/// A store that takes a world in, bit by bit.
struct Office<'a> {
    dir: TempDir,
    store: Store,
    config: Config,
    world: &'a World,
}

impl<'a> Office<'a> {
    fn open(world: &'a World) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(&dir.path().join("store"), &note()).unwrap();
        Self { dir, store, config: convert::config(world), world }
    }

    fn kept(&self) -> std::path::PathBuf {
        self.dir.path().join("store/kept")
    }

    fn take_in(&self, tables: std::ops::Range<usize>) {
        let arrivals = tables.map(|index| arrival(self.world, index)).collect();
        self.store.commit(&Batch { arrivals, ..Batch::default() }, &note()).unwrap();
    }

    fn keep(&self) {
        kept::keep(&self.config, &self.store, &Console::silent());
    }

    /// The tables on the newest week; none where nothing is in force.
    fn tables(&self) -> Vec<DataFrame> {
        let snapshot = self.store.snapshot(None).unwrap();
        let Ok(as_of) = figures::date(&snapshot, None) else { return Vec::new() };
        let catalogue = Catalogue::new(&[]).unwrap();
        let period = figures::period_of(&snapshot, None, Some(as_of)).unwrap();
        let table = |name: &&str| {
            let need = Need::of_sql(&catalogue, &format!("SELECT * FROM {name}")).unwrap();
            let tables = figures::tables(&self.config, &snapshot, &period, &need).unwrap();
            tables.get(name).unwrap().clone()
        };
        TABLES.iter().map(table).collect()
    }

    /// With what was kept before the last change, with nothing, and with what is kept now.
    fn agrees(&self) -> Result<(), TestCaseError> {
        let stale = self.tables();
        if self.kept().exists() {
            fs::remove_dir_all(self.kept()).unwrap();
        }
        let full = self.tables();
        self.keep();
        let fresh = self.tables();
        for (name, ((stale, full), fresh)) in TABLES.iter().zip(stale.iter().zip(&full).zip(&fresh)) {
            prop_assert!(stale.equals_missing(full), "{} from before the change\n{} {}", name, stale, full);
            prop_assert!(fresh.equals_missing(full), "{} as kept\n{} {}", name, fresh, full);
        }
        prop_assert_eq!(kept::verify(&self.config, &self.store).unwrap(), Vec::<String>::new());
        Ok(())
    }
}

fn note() -> LogNote {
    LogNote { who: String::new(), when: "2023-04-17T08:00:00Z".into(), what: String::new() }
}

fn slot(world: &World, index: usize) -> Slot {
    let table = &world.tables[index];
    Slot { county: table.county.clone(), ledger: Ledger::from_code(&table.ledger).unwrap(), as_of: table.week }
}

fn arrival(world: &World, index: usize) -> Arrival {
    let table = &world.tables[index];
    let rows = frame::to_rows(&convert::history_of(world, &[index])).unwrap();
    let count = u32::try_from(rows.len()).unwrap();
    Arrival {
        slot: slot(world, index),
        supplementary: false,
        explicit: false,
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        sha256: format!("{index:016x}").repeat(4),
        counts: RowCounts { read: count, kept: count, ..RowCounts::default() },
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        findings: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    // The generator gives the tables county by county: those of the second county are all late, as the store sees it.
    #[test]
    fn what_is_kept_is_what_all_weeks_give(world in generate::world(), cut in any::<Index>(), back in any::<Index>()) {
        let office = Office::open(&world);
        let end = world.tables.len();
        let cut = cut.index(end + 1);
        for tables in [0..cut, cut..end] {
            office.take_in(tables);
            office.agrees()?;
        }
        let in_force: Vec<Slot> = office.store.snapshot(None).unwrap().in_force().map(|one| one.slot.clone()).collect();
        for index in (0..end).filter(|index| world.tables[*index].withdrawn) {
            if in_force.contains(&slot(&world, index)) {
                drop(office.store.withdraw(&slot(&world, index), &note()));
            }
        }
        office.agrees()?;
        let version = back.index(usize::try_from(office.store.version().unwrap()).unwrap() + 1);
        office.store.restore(u64::try_from(version).unwrap(), &note()).unwrap();
        office.agrees()?;
    }
}

#[test]
fn a_kept_state_is_used_and_a_false_one_is_found() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let world = generate::world().new_tree(&mut runner).unwrap().current();
    let office = Office::open(&world);
    office.take_in(0..world.tables.len());
    office.keep();
    let right = office.tables();
    let week = newest_folder(&office.kept());
    let index: serde_json::Value = serde_json::from_slice(&fs::read(week.join("index.json")).unwrap()).unwrap();
    let parts = index["parts"].as_object().unwrap();
    assert!(parts.len() >= 3, "{index}");

    // A damaged file is as good as none.
    let part = week.join(format!("{}.parquet", parts["weekly_counts"].as_str().unwrap()));
    let bytes = fs::read(&part).unwrap();
    fs::write(&part, &bytes[1..]).unwrap();
    assert!(office.tables()[2].equals_missing(&right[2]));
    fs::write(&part, &bytes).unwrap();

    // One that says something else under the right name is believed by a question, and found by verifying.
    let as_of: chrono::NaiveDate = week.file_name().unwrap().to_str().unwrap().parse().unwrap();
    let false_state = TABLES.iter().zip(&right).filter(|(name, _)| **name == "weekly_counts");
    let mut false_parts: Vec<(String, DataFrame)> =
        false_state.map(|(name, frame)| ((*name).to_owned(), frame.head(Some(1)))).collect();
    let (current, previous) = (right[0].clone(), right[1].clone());
    false_parts.push((as_of.to_string(), current));
    false_parts.extend(
        parts
            .keys()
            .filter(|name| name.parse::<chrono::NaiveDate>().is_ok_and(|day| day != as_of))
            .map(|name| (name.clone(), previous.clone())),
    );
    let findings = snapshot_part(&office, as_of, index["made_from"].as_str().unwrap());
    false_parts.push(("findings".to_owned(), findings));
    office.store.keep(as_of, index["made_from"].as_str().unwrap(), false_parts).unwrap();
    assert_eq!(office.tables()[2].height(), 1);
    let told = kept::verify(&office.config, &office.store).unwrap();
    assert!(told.iter().any(|line| line.contains("weekly_counts")), "{told:?}");
}

fn snapshot_part(office: &Office<'_>, as_of: chrono::NaiveDate, made_from: &str) -> DataFrame {
    office.store.snapshot(None).unwrap().kept(as_of, made_from, "findings", |_| true).unwrap()
}

fn newest_folder(kept: &Path) -> std::path::PathBuf {
    fs::read_dir(kept).unwrap().map(|entry| entry.unwrap().path()).max().unwrap()
}
