//! The reports that the PDF tests set: a bulletin with every part, a letter of two pages.

use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use tongbao::document::chart::{Easel, svg};
use tongbao::document::pdf::Press;
use tongbao::domain::config::FontNames;
use tongbao::domain::font::Fonts;
use tongbao::domain::rate::{Rate, Rounding};
use tongbao::domain::table::{Column, Table, Value};
use tongbao::report::chart::{Bar, Mark, Series};
use tongbao::report::{Annex, Block, Chart, ChartKind, Imprint, Layout, Report, Signature};

pub static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".fonts");
    tongbao::workspace::fonts::find(&[folder], &FontNames::default()).expect("run scripts/fonts.sh .fonts")
});
pub static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(&FONTS));

pub const COUNTIES: [&str; 11] =
    ["文峰区", "北关区", "殷都区", "龙安区", "安阳县", "汤阴县", "滑县", "内黄县", "林州市", "高新区", "示范区"];

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

pub fn rate(num: i64, den: i64) -> Value {
    Value::Rate(Rate { num: num.unsigned_abs(), den: den.unsigned_abs() })
}

pub static EASEL: LazyLock<Easel> = LazyLock::new(|| Easel::new(&FONTS));

pub fn draw(chart: &Chart) -> String {
    svg(chart, &EASEL).unwrap()
}

pub fn chart(id: &str, title: &str, kind: ChartKind) -> Block {
    let subtitle = "单位：%　截至2023年4月30日".to_owned();
    let alt = "条形图：文峰区最高，示范区最低。".to_owned();
    Block::Chart(Chart { id: id.into(), title: title.into(), subtitle, alt, kind })
}

pub fn bars() -> Block {
    let bar = |at: usize, county: &str| {
        let value = 80.0 - 6.0 * f64::from(u8::try_from(at).unwrap());
        Bar { label: county.to_owned(), value: Some(value), text: format!("{value:.2}%") }
    };
    let bars = COUNTIES.iter().enumerate().map(|(at, county)| bar(at, county)).collect();
    let marks =
        vec![Mark { label: "全市 53.33%".into(), value: 53.33 }, Mark { label: "目标 100%".into(), value: 100.0 }];
    chart("exit_rate_by_county", "文峰区退出率最高，示范区最低", ChartKind::Bars { most: None, bars, marks })
}

pub fn lines() -> Block {
    let series = |name: &str, step: f64, plan: bool| {
        let values: Vec<f64> = (0..5).map(|week| step * f64::from(week)).collect();
        let texts = values.iter().map(|value| format!("{value:.2}%")).collect();
        Series { name: name.into(), values: values.into_iter().map(Some).collect(), texts, plan }
    };
    let categories = ["4月2日", "4月9日", "4月16日", "4月23日", "4月30日"].map(String::from).to_vec();
    let series = vec![series("实际", 13.3, false), series("计划", 20.0, true)];
    chart("weekly", "退出进度落后于计划", ChartKind::Lines { categories, series, target: None })
}

pub fn ranking() -> Table {
    let columns = [
        ("rank", "位次", ""),
        ("county", "县（市、区）", ""),
        ("governed", "治理对象", "家"),
        ("exited", "退出", "家"),
        ("remaining", "未退出", "家"),
        ("rate", "退出率", "%"),
        ("exclusion", "剔除率", "%"),
    ];
    let mut rows: Vec<Vec<Value>> = COUNTIES
        .iter()
        .enumerate()
        .map(|(at, county)| {
            let n = i64::try_from(at).unwrap();
            let (governed, exited) = (120 - n * 3, 96 - n * 8);
            vec![
                Value::Int(n + 1),
                text(county),
                Value::Int(governed),
                Value::Int(exited),
                Value::Int(governed - exited),
                rate(exited, governed),
                rate(n, governed + 9),
            ]
        })
        .collect();
    rows.push(vec![
        Value::Dash,
        text("全市"),
        Value::Int(1155),
        Value::Int(616),
        Value::Int(539),
        rate(616, 1155),
        rate(55, 1254),
    ]);
    Table {
        id: "county_ranking".into(),
        title: "各县（市、区）治理对象退出情况".into(),
        unit: "单位：家、%".into(),
        columns: columns.map(|(name, label, unit)| Column::new(name, label).unit(unit)).to_vec(),
        rows,
        totals: vec![11],
        notes: vec!["注：退出率＝退出÷治理对象，四舍五入保留两位小数；截至2023年4月30日。".into()],
    }
}

pub fn summary() -> Table {
    let row = |label: &str, words: &str| vec![text(label), text(words)];
    Table {
        id: "summary".into(),
        title: String::new(),
        columns: vec![Column::new("item", "要点"), Column::new("value", "截至2023年4月30日")],
        rows: vec![
            row("治理对象", "1155家，已退出616家，退出率53.33%"),
            row("领先", "文峰区、北关区、殷都区"),
            row("靠后", "林州市、高新区、示范区"),
            row("时限", "约谈、承诺应于4月30日前完成，5月31日前全部退出"),
        ],
        ..Table::default()
    }
}

pub fn wide() -> Table {
    let columns = [
        ("n", "序号"),
        ("name", "主体名称"),
        ("uscc", "统一社会信用代码"),
        ("county", "县（市、区）"),
        ("dep", "行业主管部门"),
        ("ledger", "台账类别"),
        ("records", "失信次数"),
        ("public", "仍在公示次数"),
        ("contact", "联系情况"),
        ("interviewed", "约谈"),
        ("pledged", "承诺"),
        ("missing", "尚缺事项"),
    ];
    let rows = (1..=60)
        .map(|n| {
            vec![
                Value::Int(n),
                text(&format!("安阳市豫北交通运输建设有限责任公司（示例{n}）")),
                text("91410599MA00000X9N"),
                text(COUNTIES[usize::try_from(n).unwrap() % 11]),
                text("交通运输局"),
                text("行政处罚"),
                Value::Int(10 + n),
                Value::Int(n % 7),
                text("可联系且在经营"),
                Value::Date(day(2023, 4, 5)),
                Value::Missing,
                text("承诺、重点监管"),
            ]
        })
        .collect();
    Table {
        id: "entries".into(),
        title: "未退出治理对象".into(),
        unit: "单位：条".into(),
        columns: columns.map(|(name, label)| Column::new(name, label)).to_vec(),
        rows,
        totals: vec![],
        notes: vec!["注：示例数据。".into()],
    }
}

pub const FILLER: &str = "截至4月30日，全市列入治理名单的市场主体1254家，剔除破产、注销、吊销和列入经营异常名录的99家，纳入治理1155家，已退出616家，\
    退出率53.33%，较上月提高12.08个百分点；仍有539家未退出，按当前进度预计8月13日清零，与“5月31日前全部退出”的目标差距较大。";

pub fn bulletin() -> Report {
    let heading = |level, words: &str| Block::Heading { level, text: words.into() };
    let paragraph = |words: &str| Block::Paragraph(words.into());
    Report {
        layout: Layout::Official,
        mark: "安阳市社会信用体系建设领导小组办公室文件".into(),
        number: "安示例〔2023〕1号".into(),
        title: vec!["关于2023年4月全市严重违法失信市场主体".into(), "治理工作进展情况的通报".into()],
        addressees: "各县（市、区）人民政府，高新区、示范区管委会，市直有关部门：".into(),
        summary: Some(summary()),
        body: vec![
            paragraph("按照《安阳市严重违法失信市场主体治理工作方案》要求，现将2023年4月治理工作进展情况通报如下。"),
            heading(1, "一、总体情况"),
            paragraph(FILLER),
            lines(),
            paragraph(FILLER),
            heading(1, "二、各县（市、区）进展"),
            heading(2, "（一）退出率排名"),
            paragraph(FILLER),
            Block::Table(ranking()),
            bars(),
            heading(2, "（二）位次变化"),
            paragraph(FILLER),
            heading(3, "1.前三名"),
            paragraph(FILLER),
            heading(4, "（1）文峰区"),
            paragraph(FILLER),
            Block::Note("注：排名按退出率。".into()),
            heading(1, "三、下一步要求"),
            paragraph(FILLER),
            paragraph(FILLER),
            paragraph(FILLER),
        ],
        attachments: vec![
            "各县（市、区）治理工作主要指标".into(),
            "未退出治理对象名单以及行业主管部门逐项任务清单和说明".into(),
        ],
        signature: Signature {
            name: "安阳市社会信用体系建设领导小组办公室".into(),
            date: day(2023, 5, 4),
            sealed: false,
        },
        contact: "（联系人：示例，电话：0372-0000000）".into(),
        imprint: Some(Imprint {
            copies_to: "省社会信用体系建设领导小组办公室，市委办公室，市人大常委会办公室，市政协办公室，市纪委监委"
                .into(),
            office: "安阳市社会信用体系建设领导小组办公室".into(),
            date: day(2023, 5, 4),
        }),
        annexes: vec![
            Annex {
                label: "附件1".into(),
                title: "各县（市、区）治理工作主要指标".into(),
                landscape: false,
                blocks: vec![Block::Table(ranking())],
            },
            Annex {
                label: "附件2".into(),
                title: "未退出治理对象名单".into(),
                landscape: true,
                blocks: vec![Block::Table(wide())],
            },
        ],
        marking: "示例数据".into(),
        subject: "严重违法失信市场主体治理".into(),
        keywords: vec!["信用".into(), "通报".into()],
        rounding: Rounding::default(),
    }
}

pub fn letter() -> Report {
    let mut body: Vec<Block> = [
        "为维护公平竞争秩序，优化营商环境，推进以信用为基础的新型监管，现就有关事项提示如下。",
        FILLER,
        FILLER,
        FILLER,
        FILLER,
    ]
    .map(|words| Block::Paragraph(words.into()))
    .into();
    body.insert(2, Block::Heading { level: 1, text: "一、加强重点监管".into() });
    Report {
        layout: Layout::Letter,
        mark: "滑县社会信用体系建设领导小组办公室".into(),
        number: "滑示例函〔2023〕  号".into(),
        title: vec!["关于对交通运输行业严重违法失信市场主体".into(), "开展重点监管的提示函".into()],
        addressees: "滑县交通运输局：".into(),
        summary: None,
        body,
        attachments: vec!["任务清单".into()],
        signature: Signature {
            name: "滑县社会信用体系建设领导小组办公室".into(),
            date: day(2023, 4, 30),
            sealed: true,
        },
        imprint: None,
        annexes: vec![],
        ..bulletin()
    }
}
