//! Workbooks we write: what another program reads from them.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use tongbao::{
    document::xlsx::{self, Book, FillIn, Leaf, NativeChart, Shape},
    domain::{
        Date,
        rate::{Rate, Rounding},
        table::{Column, Table, Value},
    },
};

fn day() -> Date {
    Date::from_ymd_opt(2023, 4, 30).unwrap()
}

fn ranking() -> Table {
    let row = |name: &str, listed: i64, excluded: i64, exited: i64| {
        let governed = listed - excluded;
        vec![
            Value::Text(name.into()),
            Value::Int(listed),
            Value::Int(excluded),
            Value::Int(governed),
            Value::Int(exited),
            Value::Rate(Rate::new(exited as u64, governed as u64)),
            Value::Int(listed - 1),
        ]
    };
    Table {
        id: "county_ranking".into(),
        title: "各县（市、区）退出情况".into(),
        unit: "单位：家次　截至2023年4月30日".into(),
        columns: vec![
            Column::new("county_name", "县（市、区）"),
            Column::new("listed", "名单数"),
            Column::new("excluded", "剔除"),
            Column::new("governed", "治理对象"),
            Column::new("exited", "退出"),
            Column::new("exit_rate", "退出率").unit("%"),
            Column::new("entities", "主体数"),
        ],
        rows: vec![row("滑县", 700, 77, 622), row("示范区", 2, 2, 0), row("全市", 702, 79, 622)],
        totals: vec![2],
        notes: vec!["退出率＝退出÷治理对象。".into()],
    }
}

fn book(leaf: Leaf) -> Book {
    Book {
        title: "通报附表".into(),
        subject: "2023年4月".into(),
        author: "市信用办".into(),
        date: day(),
        marking: "示例数据".into(),
        rounding: Rounding::default(),
        leaves: vec![leaf],
    }
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn figures_read_back_as_printed_with_their_formulas() {
    let leaf = Leaf { name: "县区表".into(), table: ranking(), ..Leaf::default() };
    let mut workbook = open(xlsx::write(&book(leaf)).unwrap());
    let cells = workbook.worksheet_range("县区表").unwrap();
    let at = |row, column| cells.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(at(0, 0), Data::String("各县（市、区）退出情况（示例数据）".into()));
    assert_eq!(at(3, 0), Data::String("滑县".into()));
    assert_eq!(at(3, 5), Data::Float(0.9984), "622 of 623");
    assert_eq!(at(4, 5), Data::String("—".into()), "no rate without governed entries");
    assert_eq!(at(5, 1), Data::Float(702.0));
    let formulas = workbook.worksheet_formula("县区表").unwrap();
    let formula = |row, column| formulas.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(formula(5, 1), "SUM(B4:B5)");
    assert_eq!(formula(3, 5), "IF(D4=0,\"—\",IF(E4<D4,MIN(ROUND(E4/D4,4),1-10^-4),1))");
    assert_eq!(formula(5, 6), "", "distinct entities do not add up, so no sum is pretended");
}

#[test]
fn text_never_runs_as_a_formula() {
    let names = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "https://example.invalid", "<甲>&\"乙\""];
    let table = Table {
        id: "list".into(),
        title: "名单".into(),
        columns: vec![Column::new("name", "主体名称"), Column::new("uscc", "统一社会信用代码")],
        rows: names
            .iter()
            .map(|name| vec![Value::Text((*name).into()), Value::Text("914105990000000000".into())])
            .collect(),
        ..Table::default()
    };
    let bytes = xlsx::plain(&table, "市信用办", "", day(), Rounding::default()).unwrap();
    let mut workbook = open(bytes);
    let cells = workbook.worksheet_range("名单").unwrap();
    for (row, name) in names.iter().enumerate() {
        let at = (u32::try_from(row).unwrap() + 3, 0);
        assert_eq!(cells.get_value(at), Some(&Data::String((*name).to_owned())));
    }
    assert_eq!(cells.get_value((3, 1)), Some(&Data::String("914105990000000000".into())), "codes keep all digits");
    assert!(workbook.worksheet_formula("名单").unwrap().is_empty());
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let leaf = Leaf {
        name: "县区表".into(),
        table: ranking(),
        charts: vec![NativeChart {
            title: "滑县退出率最高".into(),
            alt: "各县退出率".into(),
            shape: Shape::Bars,
            labels: "county_name".into(),
            values: vec!["exit_rate".into()],
        }],
        fill_ins: vec![FillIn::Choice { column: "entities".into(), options: vec!["是".into(), "否".into()] }],
        remarks: Vec::new(),
        marked: std::collections::BTreeSet::new(),
        alarm: "逾期".into(),
        landscape: true,
        ..Leaf::default()
    };
    assert_eq!(xlsx::write(&book(leaf.clone())).unwrap(), xlsx::write(&book(leaf)).unwrap());
}

#[test]
fn odd_tab_names_and_empty_tables_are_written() {
    let empty = Table {
        title: "空表".into(),
        columns: vec![Column::new("a", "甲"), Column::new("b", "甲")],
        ..Table::default()
    };
    let leaf = |name: &str| Leaf { name: name.into(), table: empty.clone(), ..Leaf::default() };
    let mut odd = book(leaf("a/b[c]:*?\\"));
    odd.leaves.push(leaf("ABC"));
    odd.leaves.push(leaf("abc"));
    odd.leaves.push(leaf(""));
    odd.leaves.push(leaf(&"长".repeat(60)));
    let workbook = open(xlsx::write(&odd).unwrap());
    assert_eq!(workbook.sheet_names(), ["abc", "ABC2", "abc3", "表", &"长".repeat(28)]);
}
