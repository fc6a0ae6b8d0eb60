//! Ledgers as careless or sly people send them: at least two files of each kind, each with the outcome expected of it.

use tongbao::domain::{
    config::{Config, Limits},
    finding::Code,
    row::Row,
    sheet::SourceFile,
};
use tongbao::intake;
use tongbao::ledger::{self, Context, TableReading};

use crate::support::{
    book::{self, Page},
    sample,
};

const HEAD: &str = "主体名称|统一社会信用代码|失信次数|联系情况|约谈日期|是否退出|备注";
const ROW: &str = "甲商贸有限公司|91410599MA00000X9N|#12|可联系且在经营||否|";
const OTHER: &str = "乙商贸有限公司|91410599100000003E|#10|无法联系||否|";
const TITLE: &str = "滑县行政处罚台账（截至2023年4月16日）";

/// What comes of a file.
enum Outcome {
    Refused(Code),
    /// County, week, rows kept and the codes of its findings, of each submission in it.
    Taken(Vec<(&'static str, &'static str, u32, Vec<Code>)>),
}

/// A file as it was sent: its path below the inbox, its bytes, its outcome.
struct Sent {
    path: &'static str,
    bytes: Vec<u8>,
    outcome: Outcome,
}

fn taken(path: &'static str, bytes: Vec<u8>, of: &[(&'static str, &'static str, u32, &[Code])]) -> Sent {
    let submissions = of.iter().map(|(county, week, kept, codes)| (*county, *week, *kept, codes.to_vec()));
    Sent { path, bytes, outcome: Outcome::Taken(submissions.collect()) }
}

fn refused(path: &'static str, bytes: Vec<u8>, code: Code) -> Sent {
    Sent { path, bytes, outcome: Outcome::Refused(code) }
}

fn page(lines: &[&str]) -> Page {
    Page::of("行政处罚", lines)
}

fn xlsx(lines: &[&str]) -> Vec<u8> {
    book::xlsx(&[page(lines)])
}

fn csv(lines: &[&str]) -> String {
    book::csv(&page(lines).rows)
}

fn config() -> Config {
    let mut config: Config = toml::from_str(&std::fs::read_to_string(sample("tongbao.toml")).unwrap()).unwrap();
    config.campaign.last_week = "2023-12-31".parse().ok();
    config
}

fn read(path: &str, bytes: &[u8]) -> ledger::Reading {
    let sheets = intake::parse(bytes, path, &Limits::default()).unwrap_or_else(|refusal| panic!("{path}: {refusal:?}"));
    ledger::read(&SourceFile { path: path.into(), sha256: String::new(), sheets }, &Context::new(&config()))
}

/// The rows of a file that is one submission.
fn rows(path: &str, bytes: &[u8]) -> Vec<Row> {
    let reading = read(path, bytes);
    assert!(reading.rejected.is_none() && reading.tables.len() == 1, "{path}: {:?}", reading.rejected);
    reading.tables.into_iter().flat_map(|table| table.rows).collect()
}

fn told(table: &TableReading) -> Vec<Code> {
    let mut codes: Vec<Code> = table.findings.iter().map(|finding| finding.code).collect();
    codes.sort();
    codes
}

fn check(files: Vec<Sent>) {
    for Sent { path, bytes, outcome } in files {
        let reading = read(path, &bytes);
        match outcome {
            Outcome::Refused(code) => {
                let finding = reading.rejected.unwrap_or_else(|| panic!("{path} was taken: {:?}", reading.tables));
                assert_eq!(finding.code, code, "{path}: {}", finding.message);
                assert!(!finding.remedy.is_empty(), "{path}");
            }
            Outcome::Taken(submissions) => {
                assert!(reading.rejected.is_none(), "{path}: {:?}", reading.rejected);
                let found: Vec<_> = reading
                    .tables
                    .iter()
                    .map(|one| (one.slot.county.as_str(), one.slot.as_of.to_string(), one.counts.kept, told(one)))
                    .collect();
                let expected: Vec<_> = submissions
                    .iter()
                    .map(|(county, week, kept, codes)| (*county, (*week).to_owned(), *kept, codes.clone()))
                    .collect();
                assert_eq!(found, expected, "{path}");
                assert!(reading.tables.iter().all(|table| table.counts.add_up()), "{path}");
            }
        }
    }
}

#[test]
fn two_tables_on_a_sheet_and_repeated_headers() {
    let court = HEAD.replace("备注", "执行法院");
    let penalty = HEAD.replace("备注", "处罚机关");
    let earlier = "滑县行政处罚台账（截至2023年4月9日）";
    let both = ["滑县失信被执行人台账（截至2023年4月16日）", &court, ROW, "", TITLE, &penalty, ROW, OTHER];
    let none: &[Code] = &[];
    check(vec![
        taken(
            "两张表.xlsx",
            book::xlsx(&[Page::of("台账", &both)]),
            &[("410526", "2023-04-16", 1, none), ("410526", "2023-04-16", 2, none)],
        ),
        taken(
            "两期.xlsx",
            xlsx(&[earlier, HEAD, ROW, "", TITLE, HEAD, ROW, OTHER]),
            &[("410526", "2023-04-09", 1, none), ("410526", "2023-04-16", 2, none)],
        ),
        taken("表头重复.xlsx", xlsx(&[TITLE, HEAD, ROW, TITLE, HEAD, OTHER]), &[("410526", "2023-04-16", 2, none)]),
        taken("分页表头.csv", csv(&[TITLE, HEAD, ROW, HEAD, OTHER]).into_bytes(), &[("410526", "2023-04-16", 2, none)]),
    ]);
}

#[test]
fn hidden_sheets_and_merged_counties() {
    let old = Page::of("行政处罚旧", &[TITLE, HEAD, ROW, OTHER, "丙|91410599MA00000X9N|#11|无法联系||否|"]);
    let with = |county: &str, row: &str| format!("{county}|{row}");
    let (head, first, covered) = (with("县（市、区）", HEAD), with("滑县", ROW), with("", OTHER));
    let last = with("", "丁商贸有限公司|92410599MA00000020|#15|无法联系||否|");
    let odd = with("林州市", "丁商贸有限公司|92410599MA00000020|#15|无法联系||否|");
    let title = "行政处罚台账（截至2023年4月16日）";
    let none: &[Code] = &[];
    check(vec![
        taken(
            "藏着旧表.xlsx",
            book::xlsx(&[old.clone().hidden(), page(&[TITLE, HEAD, ROW])]),
            &[("410526", "2023-04-16", 1, none)],
        ),
        taken(
            "只有藏着的.ods",
            book::ods(&[Page::of("说明", &["请看另一张表"]), page(&[TITLE, HEAD, ROW]).hidden()]),
            &[("410526", "2023-04-16", 1, none)],
        ),
        taken(
            "合并的县.xlsx",
            book::xlsx(&[page(&[title, &head, &first, &covered, &last]).merged(&["A3:A5"])]),
            &[("410526", "2023-04-16", 3, none)],
        ),
        taken(
            "合并两县.xlsx",
            book::xlsx(&[page(&[title, &head, &first, &covered, &odd]).merged(&["A3:A4"])]),
            &[("410526", "2023-04-16", 3, &[Code::CountyMismatch])],
        ),
    ]);
}

#[test]
fn dates_and_counties_that_are_forgotten_late_mistyped_or_double() {
    let dateless = "滑县行政处罚台账";
    let filed = "填报单位：滑县信用办　填报日期：2023年4月17日";
    let none: &[Code] = &[];
    let week = "2023-04-16";
    let conflict: &[Code] = &[Code::SubmissionWeekConflict];
    let head = format!("县（市、区）|{HEAD}");
    let (ours, theirs) = (format!("滑县|{ROW}"), format!("林州市|{OTHER}"));
    check(vec![
        taken("2023-04-16/忘了日期.xlsx", xlsx(&[dateless, HEAD, ROW]), &[("410526", week, 1, none)]),
        refused("忘了日期.xlsx", xlsx(&[dateless, HEAD, ROW]), Code::FileNoAsOf),
        taken("2023-04-16/周一填报.xlsx", xlsx(&[dateless, filed, HEAD, ROW]), &[("410526", week, 1, none)]),
        taken("周一填报.xlsx", xlsx(&[dateless, filed, HEAD, ROW]), &[("410526", "2023-04-23", 1, none)]),
        refused("表尾填报日期.xlsx", xlsx(&[dateless, HEAD, ROW, filed]), Code::FileNoAsOf),
        refused("2023-04-16/去年.xlsx", xlsx(&["滑县行政处罚台账（截至2022年4月16日）", HEAD, ROW]), Code::FileNoAsOf),
        refused("十年后.csv", csv(&["滑县行政处罚台账（截至2033年4月16日）", HEAD, ROW]).into(), Code::FileNoAsOf),
        taken("2022-04-17/滑县.xlsx", xlsx(&[TITLE, HEAD, ROW]), &[("410526", week, 1, conflict)]),
        taken(
            "滑县报送.xlsx",
            xlsx(&["滑县、林州市行政处罚台账（截至2023年4月16日）", HEAD, ROW]),
            &[("410526", week, 1, none)],
        ),
        refused(
            "两县.xlsx",
            xlsx(&["滑县林州市行政处罚台账（截至2023年4月16日）", HEAD, ROW]),
            Code::FileUnknownCounty,
        ),
        refused(
            "两县各半.xlsx",
            xlsx(&["滑县、林州市行政处罚台账（截至2023年4月16日）", &head, &ours, &theirs]),
            Code::FileUnknownCounty,
        ),
    ]);
}

/// A row for each of these dates of interviews.
fn interviewed(dates: &[&str]) -> Vec<String> {
    let row =
        |(number, date): (usize, &&str)| format!("第{number}家公司|91410599MA00000X9N|#12|可联系且在经营|{date}|否|");
    [TITLE.to_owned(), HEAD.to_owned()].into_iter().chain(dates.iter().enumerate().map(row)).collect()
}

fn lines(rows: &[String]) -> Vec<&str> {
    rows.iter().map(String::as_str).collect()
}

#[test]
fn dates_of_every_kind_and_both_epochs() {
    let written =
        ["2023-04-05", "2023-04-05 00:00:00", "2023/4/5", "2023.4.5", "2023年4月5日", "20230405", "２０２３．４．５"];
    let stored = ["@45021", "#45021", "#45021.75", "#20230405", "45021"];
    let day = "2023-04-05".parse().ok();
    let good = interviewed(&[&written[..], &stored[..]].concat());
    let old = interviewed(&["@43559", "#43559", "43559", "#20230405", "2023-04-05"]);
    let of_text = interviewed(&written);
    for (path, bytes) in [
        ("各种日期.xlsx", book::xlsx(&[page(&lines(&good))])),
        ("各种日期.ods", book::ods(&[page(&lines(&of_text))])),
        ("各种日期.csv", csv(&lines(&of_text)).into_bytes()),
        ("1904年起.xlsx", book::xlsx_1904(&[page(&lines(&old))])),
        ("1904年起-补报.xlsx", book::xlsx_1904(&[page(&lines(&interviewed(&["@43559.5", "#43559.25"])))])),
    ] {
        for row in rows(path, &bytes) {
            assert_eq!(row.interviewed.map(|step| step.date), day, "{path} 第{}行", row.source_row);
        }
    }
    let wrong = ["#2023.4", "#1", "#-5", "#99999999", "2023.4", "23.4.5", "4月5日", "2023-02-30", "上周"];
    let vague = interviewed(&wrong);
    for (path, bytes) in [("坏日期.xlsx", xlsx(&lines(&vague))), ("坏日期.ods", book::ods(&[page(&lines(&vague))]))]
    {
        let table = read(path, &bytes).tables.remove(0);
        assert!(table.rows.iter().all(|row| row.interviewed.is_none()), "{path}: {:?}", table.rows);
        assert_eq!(told(&table), [Code::DateInvalid; 9], "{path}");
    }
}

#[test]
fn blank_counts_and_marks_for_nothing() {
    let counts = |count: &str| ROW.replace("#12", count);
    let all = [
        ("空着的次数.xlsx", counts("")),
        ("带单位的次数.xlsx", counts("12条")),
        ("划掉的次数.ods", counts("/")),
        ("负数.xlsx", counts("#-3")),
        ("小数.csv", counts("12.5")),
    ];
    let bytes = |path: &str, rows: &[&str]| match path.rsplit('.').next() {
        Some("ods") => book::ods(&[page(rows)]),
        Some("csv") => csv(rows).into_bytes(),
        _ => xlsx(rows),
    };
    check(
        all.iter()
            .map(|(path, row)| {
                taken(path, bytes(path, &[TITLE, HEAD, row]), &[("410526", "2023-04-16", 1, &[Code::CountInvalid])])
            })
            .collect(),
    );
    let fields = "县（市、区）|法定代表人|行业门类|行业主管部门|处罚机关|最近处罚日期|剔除情形|剔除文书号|\
                  承诺书签署日期|承诺书公示日期|修复指引发放日期|纳入重点监管日期|修复申请日期|修复完成日期|退出日期|退出方式|\
                  践诺抽查日期|践诺情况";
    let head = format!("{HEAD}|{fields}");
    for mark in ["/", "／", "—", "-", "无", " "] {
        let row = ROW.replace("可联系且在经营|", &format!("可联系且在经营|{mark}")) + mark;
        let row = format!("{row}|{}", vec![mark; fields.split('|').count()].join("|"));
        let blank = vec![mark; head.split('|').count()].join("|");
        for path in ["全是记号.xlsx", "全是记号.csv"] {
            let table = read(path, &bytes(path, &[TITLE, &head, &row, &blank])).tables.remove(0);
            assert!(table.findings.is_empty() && table.rows.len() == 1, "{path} {mark}: {:?}", table.findings);
            assert_eq!((table.counts.read, table.counts.no_data), (2, 1), "{path} {mark}: a row of marks is no row");
            let row = &table.rows[0];
            let texts = [&row.legal_rep, &row.department, &row.authority, &row.exclusion_ref, &row.remark];
            assert!(texts.iter().all(|text| text.is_none()), "{path} {mark}: {row:?}");
            let dates = [row.latest_record, row.pledge_published, row.repaired, row.exit_date, row.pledge_checked];
            assert!(dates.iter().all(Option::is_none) && row.interviewed.is_none(), "{path} {mark}: {row:?}");
        }
    }
}

#[test]
fn names_that_are_meant_to_do_harm_come_through_as_they_are() {
    let none: &[Code] = &[];
    let run: &[Code] = &[Code::FormulaText];
    for (name, codes) in [
        ("../../etc/passwd", none),
        ("..\\..\\CON", none),
        ("a/b／c:d*e?f", none),
        ("🏢示例公司🏢", none),
        ("𬭎喆堃淏珺玥公司", none),
        ("示例\u{202e}司公", none),
        ("<b>&amp;{{甲}}#[乙]*_`$", none),
        ("=cmd|' /C calc'!A0", run),
        ("+1公司", run),
        ("-1+2", run),
        ("@SUM(A1)公司", run),
        ("\t=1+1", run),
    ] {
        let mut page = page(&[TITLE, HEAD, ROW, OTHER]);
        page.rows[2][0] = name.to_owned();
        let csv = book::csv(&page.rows);
        for (path, bytes) in [
            ("名称.xlsx", book::xlsx(std::slice::from_ref(&page))),
            ("名称.ods", book::ods(std::slice::from_ref(&page))),
            ("名称.csv", csv.clone().into_bytes()),
            ("名称GB.csv", book::gb18030(&csv)),
        ] {
            let table = read(path, &bytes).tables.remove(0);
            assert_eq!(table.rows[0].name.as_deref(), Some(name.trim()), "{path}");
            assert_eq!(told(&table), codes, "{path}: {name}");
        }
    }
}

#[test]
fn formulas_count_by_their_stored_value_and_nul_harms_nothing() {
    let cached = ROW.replace("#12", "=SUM(A1:A9)→12");
    let bare = ROW.replace("甲商贸有限公司", "=A9→");
    check(vec![
        taken("公式.xlsx", xlsx(&[TITLE, HEAD, &cached]), &[("410526", "2023-04-16", 1, &[])]),
        taken("没有算过的公式.xlsx", xlsx(&[TITLE, HEAD, &bare]), &[("410526", "2023-04-16", 1, &[Code::NameMissing])]),
        taken(
            "零字符一.xlsx",
            xlsx(&[TITLE, HEAD, &ROW.replace("甲", "甲_x0000_")]),
            &[("410526", "2023-04-16", 1, &[])],
        ),
    ]);
    let nul = csv(&[TITLE, HEAD, &ROW.replace('甲', "甲\0")]).into_bytes();
    let refusal = intake::parse(&nul, "零字符二.csv", &Limits::default()).unwrap_err();
    assert_eq!(refusal.code, Code::FileUnreadable, "{}", refusal.message);
    assert_eq!(rows("零字符三.xlsx", &xlsx(&[TITLE, HEAD, &ROW.replace('甲', "&#0;")])).len(), 1);
}
