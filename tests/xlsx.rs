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
        alarm: "逾期".into(),
        landscape: true,
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

/// A part of the workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
    text
}

/// A task list as the departments get it: twenty columns of names, codes, days and sentences.
fn task_list(rows: usize) -> Leaf {
    let names =
        ["number", "name", "uscc", "record_count", "contact", "interviewed", "missing", "handling", "handled_on"];
    let labels =
        ["序号", "主体名称", "统一社会信用代码", "失信次数", "联系情况", "约谈", "尚缺事项", "办理情况", "办理日期"];
    let mut columns: Vec<Column> = names.iter().zip(labels).map(|(name, label)| Column::new(*name, label)).collect();
    columns.extend((0..11).map(|number| Column::new(format!("more{number}"), "上期状态")));
    let text = |text: &str| Value::Text(text.into());
    let row = |number: usize| {
        let mut row = vec![
            Value::Int(i64::try_from(number).unwrap()),
            text("安阳市示例某某物流有限责任公司第二分公司（示例002）"),
            text("91410599MA00000X9N"),
            Value::Int(12),
            text("可联系且在经营"),
            Value::Date(day()),
            text(if number == 1 {
                "约谈（已逾期）、信用承诺（已逾期）、重点监管"
            } else {
                "重点监管"
            }),
            Value::Missing,
            Value::Missing,
        ];
        row.extend((0..11).map(|_| text("未退出")));
        row
    };
    let table = Table {
        id: "task_list".into(),
        title: "2023年5月治理对象任务清单".into(),
        unit: "市场主体1家".into(),
        columns,
        rows: (1..=rows).map(row).collect(),
        ..Table::default()
    };
    Leaf {
        name: "任务清单".into(),
        table,
        landscape: true,
        fill_ins: vec![
            FillIn::Choice { column: "handling".into(), options: vec!["未开始".into(), "已办结".into()] },
            FillIn::Date { column: "handled_on".into() },
        ],
        alarm: "逾期".into(),
        ..Leaf::default()
    }
}

#[test]
fn a_task_list_is_a_sheet_to_work_with() {
    let bytes = xlsx::write(&Book { title: "2023年5月任务清单".into(), ..book(task_list(13)) }).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for (what, sign) in [
        ("frozen head and first columns", "<pane xSplit=\"2\" ySplit=\"3\""),
        ("A4 across", "<pageSetup paperSize=\"9\" "),
        ("across", "orientation=\"landscape\""),
        ("as wide as the page, as long as it takes", "fitToHeight=\"0\""),
        ("drop-down", "<dataValidation type=\"list\""),
        ("check of days", "<dataValidation type=\"date\""),
        ("colour for what is overdue", "<conditionalFormatting sqref=\"A4:T16\""),
        ("page numbers", "&amp;P 页，共 &amp;N 页"),
        ("a title that begins with a year keeps it", "&amp;9 2023年5月任务清单"),
    ] {
        assert!(sheet.contains(sign), "{what}: {sign} in {}", &sheet[sheet.len().saturating_sub(3000)..]);
    }
    assert!(!sheet.contains("mergeCell"), "no merged cells");
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"), "the head is printed on every page");
    let table = part(&bytes, "xl/tables/table1.xml");
    assert!(table.contains("<autoFilter ref=\"A3:T16\"") && table.contains("T1_task_list"), "{table}");
    assert!(part(&bytes, "docProps/core.xml").contains("2023年5月任务清单"));
    let cells = open(bytes).worksheet_range("任务清单").unwrap();
    assert_eq!(cells.get_value((3, 2)), Some(&Data::String("91410599MA00000X9N".into())));
    assert!(matches!(cells.get_value((3, 5)), Some(Data::DateTime(_))), "a day is a day");
}

#[test]
fn a_crowded_sheet_prints_in_legible_type() {
    let bytes = xlsx::write(&book(task_list(3))).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let value = |tag: &str, name: &str| -> f64 {
        tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap()
    };
    let columns = sheet.split("<col ").skip(1);
    let pixels: f64 =
        columns.map(|tag| (value(tag, "max") - value(tag, "min") + 1.0) * (value(tag, "width") * 7.0).trunc()).sum();
    // Printable width of A4 across with margins of 0.3 inches, at 96 pixels an inch; words are 12 pt.
    let printed = 12.0 * (297.0 / 25.4 - 0.6) * 96.0 / pixels;
    assert!(printed >= 7.5, "六号 is the least: {printed:.1} pt, {pixels} pixels wide");
    let heights: Vec<f64> = sheet.split("<row ").skip(4).map(|tag| value(tag, "ht")).collect();
    assert!(heights[0] >= heights[1], "the row with more to say is the higher one: {heights:?}");
}

#[test]
fn a_row_is_no_higher_than_its_words_need() {
    let table = Table {
        id: "list".into(),
        title: "名单".into(),
        columns: vec![Column::new("name", "主体名称"), Column::new("rate", "退出率")],
        rows: vec![
            vec![Value::Text("丙寅汽车服务有限公司（示例564）".into()), Value::Rate(Rate::new(1, 1))],
            vec![Value::Text("甲".into()), Value::Rate(Rate::new(1, 2))],
        ],
        ..Table::default()
    };
    let bytes = xlsx::plain(&table, "市信用办", "", day(), Rounding::default()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let heights: Vec<&str> =
        sheet.split("<row ").skip(4).filter_map(|row| row.split("ht=\"").nth(1)?.split('"').next()).collect();
    assert!(heights.len() == 2 && heights[0] == heights[1], "one line each: {heights:?}");
}
