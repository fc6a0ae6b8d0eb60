//! The HTML page: complete in itself, nothing of its text taken for markup, every figure there, fit for screen readers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "shared/charts.rs"]
mod shared;

use std::collections::BTreeSet;

use tongbao::document::{chart, html};
use tongbao::domain::Date;
use tongbao::domain::industry;
use tongbao::domain::rate::{Rate, Rounding};
use tongbao::domain::table::{Column, Table, Value};
use tongbao::report::chart::Chart;
use tongbao::report::model::{Annex, Block, Imprint, Layout, Report, Signature};

const NASTY: &str = "<script>alert(1)</script>&\"'</style>";

fn date(month: u32, day: u32) -> Date {
    Date::from_ymd_opt(2023, month, day).unwrap()
}

fn ranking() -> Table {
    let columns = vec![
        Column::new("rank", "名次"),
        Column::new("county", "县（市、区）"),
        Column::new("governed", "治理对象").unit("家"),
        Column::new("exited", "已退出").unit("家"),
        Column::new("remaining", "未退出").unit("家"),
        Column::new("exit_rate", "退出率"),
        Column::new("change", "较上期").unit("个百分点"),
        Column::new("clears_on", "按当前进度"),
    ];
    let row = |number: i64, name: &str| {
        let (governed, exited) = (30 + 3 * u64::try_from(number).unwrap(), 25 - 2 * u64::try_from(number).unwrap());
        vec![
            Value::Int(number),
            Value::Text(name.to_owned()),
            Value::Int(i64::try_from(governed).unwrap()),
            Value::Int(i64::try_from(exited).unwrap()),
            Value::Int(i64::try_from(governed - exited).unwrap()),
            Value::Rate(Rate::new(exited, governed)),
            Value::Decimal(325 - 40 * number, 2),
            if number % 4 == 0 { Value::Dash } else { Value::Date(date(8, u32::try_from(number).unwrap())) },
        ]
    };
    let mut rows: Vec<Vec<Value>> = (1..).zip(shared::COUNTIES).map(|(number, name)| row(number, name)).collect();
    rows[10][0] = Value::Dash;
    rows[10][5] = Value::Rate(Rate::new(0, 0));
    let total = [Value::Dash, Value::Text("全市".into()), Value::Int(528), Value::Int(143), Value::Int(385)];
    let mut total = total.to_vec();
    total.extend([Value::Rate(Rate::new(143, 528)), Value::Dash, Value::Date(date(8, 13))]);
    rows.push(total);
    Table {
        id: "county_ranking".into(),
        title: "各县（市、区）退出情况".into(),
        unit: "单位：家".into(),
        columns,
        rows,
        totals: vec![11],
        notes: vec!["注：退出率按四舍五入保留两位小数；“—”表示无治理任务。".into()],
    }
}

fn summary() -> Table {
    let row = |label: &str, text: &str| vec![Value::Text(label.into()), Value::Text(text.into())];
    Table {
        id: "summary".into(),
        title: "一分钟看懂".into(),
        columns: vec![Column::new("question", "问题"), Column::new("answer", "答案")],
        rows: vec![
            row("有多少", "治理对象412家，未退出251家"),
            row("到哪一步", "退出率39.08%，比上期提高3.25个百分点"),
            row("谁在前", "林州市、文峰区、北关区"),
            row("谁在后", "滑县、内黄县、汤阴县"),
            row("何时前完成什么", "5月31日前全部退出，每周还需退出50.2家"),
        ],
        ..Table::default()
    }
}

fn wide() -> Table {
    let mut columns = vec![Column::new("county", "县（市、区）")];
    columns
        .extend(industry::ALL.iter().take(18).map(|industry| Column::new(industry.letter.to_string(), industry.name)));
    let row = |name: &&str| {
        let mut row = vec![Value::Text((*name).into())];
        row.extend((0..18).map(|number| if number % 5 == 3 { Value::Missing } else { Value::Int(number * 7 % 23) }));
        row
    };
    Table {
        id: "county_industry".into(),
        title: "县（市、区）与行业交叉情况".into(),
        unit: "单位：家".into(),
        columns,
        rows: shared::COUNTIES.iter().map(row).collect(),
        ..Table::default()
    }
}

fn report() -> Report {
    let heading = |level, text: &str| Block::Heading { level, text: text.into() };
    let text = |text: &str| Block::Paragraph(text.into());
    let body = vec![
        text("按照《安阳市严重失信市场主体集中治理工作方案》要求，现将2023年4月治理工作进展情况通报如下。"),
        heading(1, "一、总体情况"),
        text(
            "截至4月30日，全市累计列入台账528家，剔除116家，治理对象412家；已退出161家，退出率39.08%，比上期提高3.25个百分点；未退出251家。",
        ),
        Block::Chart(shared::usual_funnel()),
        Block::Chart(shared::weekly(5, 412.0, Some((8.4, "目标日 5月31日".into())))),
        heading(1, "二、各县（市、区）进展"),
        heading(3, "1.排名"),
        text("退出率居前3位的是林州市、文峰区、北关区；居后3位的是滑县、内黄县、汤阴县。"),
        Block::Table(ranking()),
        Block::Chart(shared::bars(11, 3, |n| (n < 10).then(|| 71.43 - 6.1 * f64::from(u8::try_from(n).unwrap())))),
        heading(2, "（一）较上期的变化"),
        text("5个县（市、区）退出率提高。"),
        heading(1, "三、分行业情况"),
        Block::Chart(shared::stacked(18, 120)),
        Block::Note("注：行业门类按GB/T 4754-2017划分。".into()),
        Block::Chart(shared::heat(11, 3, 18, 40)),
    ];
    let annex = |label: &str, title: &str, landscape, blocks| Annex {
        label: label.into(),
        title: title.into(),
        landscape,
        blocks,
    };
    Report {
        layout: Layout::Official,
        mark: "安阳市社会信用体系建设工作领导小组办公室文件".into(),
        number: "安示例〔2023〕1号".into(),
        title: vec!["关于2023年4月严重失信市场主体".into(), "集中治理工作进展情况的通报".into()],
        addressees: "各县（市、区）人民政府，高新区、示范区管委会，市直有关部门：".into(),
        summary: Some(summary()),
        body,
        attachments: vec!["各县（市、区）进展情况表".into(), "县（市、区）与行业交叉情况表".into()],
        signature: Signature {
            name: "安阳市社会信用体系建设工作领导小组办公室".into(),
            date: date(5, 4),
            sealed: false,
        },
        contact: "（联系人：示例，电话：0372-0000000）".into(),
        imprint: Some(Imprint {
            copies_to: "市委办公室，市人大办公室".into(),
            office: "安阳市信用办".into(),
            date: date(5, 4),
        }),
        annexes: vec![
            annex("附件1", "各县（市、区）进展情况表", false, vec![Block::Table(ranking())]),
            annex("附件2", "县（市、区）与行业交叉情况表", true, vec![Block::Table(wide())]),
        ],
        marking: "示例数据".into(),
        subject: "严重失信市场主体集中治理".into(),
        keywords: vec!["信用".into(), "治理".into()],
        rounding: Rounding::default(),
    }
}

fn stub(_: &Chart) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"><title>图</title></svg>".into()
}

fn page() -> String {
    html::write(&report(), &stub).unwrap()
}

/// Everything between tags, entities resolved, styles and scripts left out.
fn visible(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let body = body.split("<script>").next().unwrap();
    let text: String = body.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_cell_and_every_sentence_is_on_the_page() {
    let (report, text) = (report(), visible(&page()));
    for block in report.body.iter().chain(report.annexes.iter().flat_map(|annex| &annex.blocks)) {
        match block {
            Block::Heading { text: wanted, .. } | Block::Paragraph(wanted) | Block::Note(wanted) => {
                assert!(text.contains(wanted), "{wanted}");
            }
            Block::Table(table) => {
                for value in table.rows.iter().flatten() {
                    assert!(text.contains(&value.text(report.rounding)), "{value:?}");
                }
            }
            Block::Chart(_) => {}
        }
    }
    for wanted in [
        "示例数据",
        "安示例〔2023〕1号",
        "2023年5月4日",
        "2023年5月4日印发",
        "抄送：市委办公室，市人大办公室。",
        "附件2",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
}

#[test]
fn text_is_never_taken_for_markup() {
    let mut report = report();
    let nasty = || NASTY.to_owned();
    report.marking = nasty();
    report.mark = nasty();
    report.number = nasty();
    report.title = vec![nasty()];
    report.subject = nasty();
    report.addressees = nasty();
    report.attachments = vec![nasty()];
    report.signature.name = nasty();
    report.contact = nasty();
    let table = Table {
        id: nasty(),
        title: nasty(),
        unit: nasty(),
        columns: vec![Column::new(nasty(), nasty()).unit(nasty())],
        rows: vec![vec![Value::Text(nasty())]],
        totals: vec![],
        notes: vec![nasty()],
    };
    let mut chart = shared::usual_funnel();
    chart.alt = nasty();
    report.body = vec![
        Block::Heading { level: 1, text: nasty() },
        Block::Paragraph(nasty()),
        Block::Note(nasty()),
        Block::Table(table),
        Block::Chart(chart),
    ];
    report.annexes[0].title = nasty();
    let html = html::write(&report, &|_| String::new()).unwrap();
    assert!(!html.contains("<script>alert"), "a name became a script");
    assert_eq!(html.matches("</style>").count(), 1);
    assert_eq!(html.matches("<script").count(), 1);
    assert!(visible(&html).matches(NASTY).count() >= 13, "and all of it can still be read");
}

#[test]
fn nothing_is_fetched_and_the_policy_says_so() {
    let html = page();
    for address in ["http://", "https://", "url(", "@import", " src=", "//cdn"] {
        let allowed = html.matches("http://www.w3.org/2000/svg").count() * usize::from(address == "http://");
        assert_eq!(html.matches(address).count(), allowed, "{address}");
    }
    assert!(values(&html, "href").iter().all(|link| link.starts_with('#')));
    let policy = values(&html, "content").into_iter().find(|value| value.starts_with("default-src")).unwrap();
    assert!(policy.starts_with("default-src &#39;none&#39;; style-src &#39;sha256-"), "{policy}");
    assert!(!html.contains(" style=") && !html.contains(" onclick="), "the policy would refuse them");
}

#[test]
fn identifiers_are_unique_and_every_reference_leads_somewhere() {
    let html = page();
    let ids = values(&html, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    let links = values(&html, "href").into_iter().map(|link| link.trim_start_matches('#'));
    for reference in links.chain(values(&html, "aria-labelledby")) {
        assert!(unique.contains(reference), "{reference}");
    }
}

#[test]
fn headings_descend_without_a_gap() {
    let html = page();
    let levels: Vec<u32> = html
        .split("<h")
        .filter_map(|rest| rest.chars().next()?.to_digit(10).filter(|_| rest[1..].starts_with(['>', ' '])))
        .collect();
    assert_eq!(levels[0], 1);
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn tables_name_themselves_their_columns_and_their_rows() {
    let html = page();
    let tables: Vec<&str> = html.split("<table").skip(1).map(|rest| rest.split("</table>").next().unwrap()).collect();
    assert_eq!(tables.len(), 4);
    for table in &tables {
        assert!(table.contains("<caption"));
        let body_rows = table.matches("<tr>").count() - 1;
        assert_eq!(table.matches("<th scope=\"row\"").count(), body_rows);
        assert!(table.matches("<th scope=\"col\"").count() >= 2);
    }
    assert!(
        tables[1].contains("<th scope=\"row\" class=\"words\">滑县</th>"),
        "the county names the row, not its rank"
    );
    assert!(tables[1].contains("<th scope=\"col\" class=\"number\">退出率</th>"));
    assert!(tables[1].contains("<th scope=\"col\" class=\"number\">治理对象</th>"), "the unit stands above the table");
    assert!(tables[1].contains("较上期<span class=\"unit\">（个百分点）</span>"));
}

#[test]
fn totals_stay_where_they_are_when_a_table_is_sorted() {
    let html = page();
    let total = html.split("class=\"total\">").nth(1).unwrap().split("</tbody>").next().unwrap();
    assert!(total.contains("全市") && !total.contains("滑县"));
}

#[test]
fn a_rate_is_sorted_by_its_value_and_nothing_has_no_key() {
    let html = page();
    assert!(html.contains("data-key=\"0.270833333\">27.08%"), "143 of 528");
    assert!(html.contains("data-key=\"\">—"));
    assert!(html.contains("<td class=\"day\" data-key=\"\">—"), "a dash among dates stands where the dates stand");
}

#[test]
fn real_data_bear_no_mark_and_a_letter_no_imprint() {
    let mut report = report();
    report.marking = String::new();
    report.imprint = None;
    report.layout = Layout::Letter;
    report.summary = None;
    let html = html::write(&report, &stub).unwrap();
    assert!(!html.contains("class=\"marking\"") && !html.contains("示例数据"));
    assert!(!html.contains("<footer"));
    assert!(html.contains("masthead letter"));
    assert!(!html.contains("id=\"summary\""));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(page(), page());
}

#[test]
fn page_to_look_at() {
    let Some(folder) = std::env::var_os("TONGBAO_PICTURES").map(std::path::PathBuf::from) else { return };
    let Some(easel) = shared::easel("html::page_to_look_at") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let html = html::write(&report(), &|chart| chart::svg(chart, easel).unwrap_or_default()).unwrap();
    std::fs::write(folder.join("通报.html"), html).unwrap();
}
