//! Every query of the catalogue gives the same answer on Polars SQL and on DataFusion: the same rows in the same order, the
//! same types, the same gaps. So a province may move to a cluster without a figure changing.
//!
//! The sample and generated ledgers are asked, each query as it stands, with its example, and with each choice of its
//! parameters.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "oracle/mod.rs"]
mod naive;
mod support;

use std::{collections::BTreeMap, sync::Mutex};

use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
        },
        compute::{cast, concat_batches},
        datatypes::{DataType as Arrow, Date32Type, Field, Float64Type, Int64Type, Schema},
    },
    prelude::{SessionConfig, SessionContext},
};
use naive::{convert, generate, world::World};
use polars::prelude::{Column, DataFrame, DataType, NamedFrom, Series};
use proptest::{
    prelude::{ProptestConfig, TestCaseError},
    test_runner::TestRunner,
};
use support::{sample, workspace_with};
use tongbao::{
    Error, Result,
    commands::figures,
    domain::{config::Config, table::Table},
    indicator::{
        catalogue::Catalogue,
        contract::Query,
        engine::{Engine, Local},
        guard,
        need::Need,
        parameter::{Fallback, ParameterKind},
        params::{self, Arguments},
        result,
        tables::{Frames, Period, Tables},
    },
    state::{known_on, months},
    store::{Store, frame},
};

/// DataFusion behind the seam that a cluster would stand behind.
struct Cluster<'a> {
    tables: &'a Tables,
    catalogue: &'a Catalogue,
    runtime: tokio::runtime::Runtime,
    kept: Mutex<BTreeMap<String, DataFrame>>,
}

impl<'a> Cluster<'a> {
    fn new(tables: &'a Tables, catalogue: &'a Catalogue) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { tables, catalogue, runtime, kept: Mutex::default() }
    }

    /// What a statement reads is registered first, views and queries as their results.
    fn answer(&self, sql: &str, params: Option<&DataFrame>) -> Result<DataFrame> {
        let mut known = self.catalogue.readable();
        known.insert("params");
        let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
        for name in guard::check(sql, &known)? {
            let frame = match (name.as_str(), params) {
                ("params", Some(params)) => params.clone(),
                (name, _) => self.frame(name)?,
            };
            context.register_batch(&name, batch(&frame)).unwrap();
        }
        let work = async {
            let plan = context.sql(sql).await?;
            let schema = std::sync::Arc::new(plan.schema().as_arrow().clone());
            let batches = plan.collect().await?;
            Ok::<_, datafusion::error::DataFusionError>(concat_batches(&schema, &batches)?)
        };
        let found = self.runtime.block_on(work).map_err(|error| Error::failed("DataFusion").caused_by(error))?;
        Ok(unbatch(&found))
    }

    fn frame(&self, name: &str) -> Result<DataFrame> {
        if let Some(frame) = self.tables.get(name) {
            return Ok(frame.clone());
        }
        if let Some(frame) = self.kept.lock().unwrap().get(name) {
            return Ok(frame.clone());
        }
        let frame = self.query(self.catalogue.get(name).expect(name), &Arguments::new())?;
        self.kept.lock().unwrap().insert(name.to_owned(), frame.clone());
        Ok(frame)
    }

    fn query(&self, query: &Query, arguments: &Arguments) -> Result<DataFrame> {
        let params = (!query.parameters.is_empty()).then(|| params::bind(query, arguments)).transpose()?;
        self.answer(&query.sql, params.as_ref())
    }
}

impl Engine for Cluster<'_> {
    fn run(&self, query: &Query, arguments: &Arguments) -> Result<Table> {
        result::shaped(query, result::plain(&self.query(query, arguments)?))
    }

    fn ask(&self, sql: &str, limit: usize) -> Result<Table> {
        Ok(result::plain(&self.answer(sql, None)?.head(Some(limit))))
    }

    fn catalogue(&self) -> &Catalogue {
        self.catalogue
    }
}

/// A frame of Polars as arrays of Arrow.
fn batch(frame: &DataFrame) -> RecordBatch {
    let arrays = frame.columns().iter().map(|column| -> (Field, ArrayRef) {
        let array: ArrayRef = match column.dtype() {
            DataType::String => std::sync::Arc::new(column.str().unwrap().iter().collect::<StringArray>()),
            DataType::Int64 => std::sync::Arc::new(column.i64().unwrap().iter().collect::<Int64Array>()),
            DataType::Float64 => std::sync::Arc::new(column.f64().unwrap().iter().collect::<Float64Array>()),
            DataType::Boolean => std::sync::Arc::new(column.bool().unwrap().iter().collect::<BooleanArray>()),
            DataType::Date => {
                let days = column.cast(&DataType::Int32).unwrap();
                std::sync::Arc::new(days.i32().unwrap().iter().collect::<Date32Array>())
            }
            other => panic!("{}: {other}", column.name()),
        };
        (Field::new(column.name().as_str(), array.data_type().clone(), true), array)
    });
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = arrays.unzip();
    RecordBatch::try_new(std::sync::Arc::new(Schema::new(fields)), arrays).unwrap()
}

/// And back: whole numbers stay whole, real ones real.
fn unbatch(batch: &RecordBatch) -> DataFrame {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, array)| {
        let name = field.name().as_str().into();
        let to = |kind: &Arrow| cast(array, kind).unwrap();
        let series = match array.data_type() {
            kind if kind.is_integer() => {
                Series::new(name, to(&Arrow::Int64).as_primitive::<Int64Type>().iter().collect::<Vec<_>>())
            }
            kind if kind.is_floating() => {
                Series::new(name, to(&Arrow::Float64).as_primitive::<Float64Type>().iter().collect::<Vec<_>>())
            }
            Arrow::Boolean => Series::new(name, array.as_boolean().iter().collect::<Vec<_>>()),
            Arrow::Date32 => Series::new(name, array.as_primitive::<Date32Type>().iter().collect::<Vec<_>>())
                .cast(&DataType::Date)
                .unwrap(),
            Arrow::Null => Series::full_null(name, array.len(), &DataType::Int64),
            _ => Series::new(name, to(&Arrow::Utf8).as_string::<i32>().iter().collect::<Vec<_>>()),
        };
        Column::from(series)
    });
    DataFrame::new(batch.num_rows(), columns.collect()).unwrap()
}

/// The arguments of the query's own example, words of another place replaced by ones of this configuration.
fn example(query: &Query, config: &Config) -> Arguments {
    let words = query.example.split_whitespace();
    let pairs = words.filter_map(|word| word.split_once('=')).filter(|(name, _)| !name.starts_with('-'));
    let mut given = Arguments::new();
    for (name, value) in pairs {
        let parameter = query.parameters.iter().find(|known| known.name == name).unwrap_or_else(|| {
            panic!("the example of {} gives {name}, which it does not take", query.name);
        });
        let one = Arguments::from([(name.to_owned(), value.to_owned())]);
        given.extend(params::resolved(query, &one, config).unwrap_or_else(|_| {
            let known = match parameter.kind {
                ParameterKind::County => config.counties[0].code.clone(),
                ParameterKind::Department => config.departments[0].name.clone(),
                _ => panic!("the example of {}: {name}={value}", query.name),
            };
            Arguments::from([(name.to_owned(), known)])
        }));
    }
    given
}

/// As it stands, and as its example.
fn usual(query: &Query, config: &Config) -> Vec<Arguments> {
    let example = example(query, config);
    let plain = query.parameters.iter().all(|parameter| parameter.default != Fallback::Required);
    let mut all: Vec<Arguments> = plain.then(Arguments::new).into_iter().collect();
    if !plain || !example.is_empty() {
        all.push(example);
    }
    all
}

/// The example with each choice of each parameter in turn.
fn every_choice(query: &Query, config: &Config) -> Vec<Arguments> {
    let mut all = usual(query, config);
    for parameter in &query.parameters {
        for choice in &parameter.choices {
            let mut given = example(query, config);
            given.insert(parameter.name.clone(), choice.code.clone());
            all.push(given);
        }
    }
    all
}

/// What the engines disagree about.
fn faults(tables: &Tables, config: &Config, ways: fn(&Query, &Config) -> Vec<Arguments>) -> Vec<String> {
    let catalogue = Catalogue::new(&[]).unwrap();
    let (polars, cluster) = (Local::new(tables, &catalogue), Cluster::new(tables, &catalogue));
    let mut faults = Vec::new();
    for query in catalogue.list() {
        for given in ways(query, config) {
            let here =
                polars.run(query, &given).unwrap_or_else(|error| panic!("{}: {error} {:?}", query.name, error.source));
            match cluster.run(query, &given) {
                Ok(there) if there == here => {}
                Ok(there) => faults.push(format!("{} {given:?}: {}", query.name, difference(&here, &there))),
                Err(error) => faults.push(format!("{} {given:?}: {error} {:?}", query.name, error.source)),
            }
        }
    }
    faults
}

fn difference(here: &Table, there: &Table) -> String {
    if here.rows.len() != there.rows.len() {
        return format!("{} rows on Polars, {} on DataFusion", here.rows.len(), there.rows.len());
    }
    let pairs = here.rows.iter().zip(&there.rows).enumerate();
    let first = pairs.into_iter().find(|(_, (here, there))| here != there);
    first.map_or_else(String::new, |(row, (here, there))| {
        format!("row {row}: {here:?} on Polars, {there:?} on DataFusion")
    })
}

#[test]
fn the_sample_has_the_same_answers_on_both_engines() {
    let dir = workspace_with(&sample("submissions"));
    let config = tongbao::workspace::parse(&std::fs::read_to_string(sample("tongbao.toml")).unwrap()).unwrap();
    let snapshot = Store::open(&dir.path().join("store")).unwrap().snapshot(None).unwrap();
    for (month, ways) in [("2023-05", every_choice as fn(&Query, &Config) -> Vec<Arguments>), ("2023-04", usual)] {
        let period = figures::period(&snapshot, month).unwrap();
        let tables = figures::tables(&config, &snapshot, &period, &Need::everything()).unwrap();
        let faults = faults(&tables, &config, ways);
        assert!(faults.is_empty(), "{month}:\n{}", faults.join("\n"));
    }
}

/// The tables of a generated world on its newest date; `None` where nothing was sent.
fn tables(world: &World, config: &Config) -> Option<Tables> {
    let (history, submissions) = (convert::history(world), convert::submissions(world));
    let dates = months::month(&submissions, "2023-05").ok()?;
    let known = known_on(&history, &submissions, config, dates.as_of).unwrap();
    let findings = known.findings().unwrap();
    let listed: Vec<_> = findings.iter().map(|finding| ("", finding)).collect();
    let period = Period { month: "2023-05".to_owned(), as_of: dates.as_of, previous: dates.previous_as_of };
    let frames = Frames {
        current: Some(known.on(dates.as_of).unwrap()),
        previous: Some(dates.previous_as_of.map_or_else(|| known.nothing(), |date| known.on(date)).unwrap()),
        weeks: Some(known.course().unwrap()),
        submissions: Some(frame::submissions(&submissions).unwrap()),
        findings: Some(frame::findings(&listed).unwrap()),
        history: Some(history),
        ..Frames::default()
    };
    Some(Tables::new(config, &period, frames).unwrap())
}

#[test]
fn generated_ledgers_have_the_same_answers_on_both_engines() {
    let settings = ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() };
    let asked = TestRunner::new(settings).run(&generate::world(), |world| {
        let config = convert::config(&world);
        let faults = tables(&world, &config).map_or_else(Vec::new, |tables| faults(&tables, &config, usual));
        if faults.is_empty() { Ok(()) } else { Err(TestCaseError::fail(faults.join("\n"))) }
    });
    asked.unwrap();
}

/// What `queries/README.md` says about the common ground, measured: where a form is missing or means something else.
#[test]
fn the_dialects_differ_where_the_readme_says() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let config = tongbao::workspace::parse(&std::fs::read_to_string(sample("tongbao.toml")).unwrap()).unwrap();
    let snapshot = Store::open(&dir.path().join("store")).unwrap().snapshot(None).unwrap();
    let period = figures::period(&snapshot, "2023-04").unwrap();
    let tables = figures::tables(&config, &snapshot, &period, &Need::everything()).unwrap();
    let catalogue = Catalogue::new(&[]).unwrap();
    let (polars, cluster) = (Local::new(&tables, &catalogue), Cluster::new(&tables, &catalogue));
    for (sql, same) in DIALECT {
        let (here, there) =
            (polars.ask(sql, 1000).map(|table| table.rows), cluster.ask(sql, 1000).map(|table| table.rows));
        let agree = matches!((&here, &there), (Ok(here), Ok(there)) if here == there);
        assert_eq!(agree, *same, "{sql}\nPolars {here:?}\nDataFusion {there:?}");
    }
}

/// Statements, and whether both engines agree on them.
const DIALECT: &[(&str, bool)] = &[
    ("SELECT COUNT(*) FILTER (WHERE overdue) AS n FROM current", true),
    ("SELECT county, RANK() OVER (ORDER BY county_position DESC) AS r FROM counties ORDER BY county", true),
    ("SELECT week, LAG(week) OVER (ORDER BY week) AS l FROM calendar ORDER BY week", true),
    ("SELECT county FROM counties WHERE county NOT IN (SELECT county FROM current) ORDER BY county", true),
    ("SELECT county FROM counties UNION SELECT ledger AS county FROM ledgers ORDER BY county", true),
    ("SELECT industry, COUNT(*) AS n FROM current GROUP BY industry ORDER BY industry NULLS LAST", true),
    ("SELECT CASE WHEN 1 = 1 THEN NULL ELSE 1 END AS n FROM ledgers", true),
];
