//! Sample charts and the fonts to draw them with, for the tests of charts and of pages.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, clippy::cast_precision_loss)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use tongbao::document::chart::Easel;
use tongbao::domain::font::{Face, Fonts, Role};
use tongbao::domain::industry;
use tongbao::report::chart::{Bar, Chart, ChartKind, Mark, Series};

pub const COUNTIES: [&str; 11] =
    ["文峰区", "北关区", "殷都区", "龙安区", "安阳县", "汤阴县", "滑县", "内黄县", "林州市", "高新区", "示范区"];

// ---- fonts ----

pub static EASEL: LazyLock<Option<Easel>> = LazyLock::new(|| fonts().map(|fonts| Easel::new(&fonts)));

pub fn easel(test: &str) -> Option<&'static Easel> {
    if EASEL.is_none()
        && let Some(list) = std::env::var_os("TONGBAO_SKIPS")
    {
        let mut list = std::fs::OpenOptions::new().create(true).append(true).open(list).unwrap();
        writeln!(list, "{test}（没有中文字体）").unwrap();
    }
    EASEL.as_ref()
}

pub fn fonts() -> Option<Fonts> {
    let folders = [
        std::env::var_os("TONGBAO_FONTS").map(PathBuf::from),
        Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(".fonts")),
        Some(PathBuf::from("/usr/share/fonts")),
    ];
    folders.into_iter().flatten().find_map(|folder| {
        let mut files = Vec::new();
        collect(&folder, &mut files);
        files.sort();
        let regular = files.iter().find_map(|file| face(file, 400))?;
        let bold = files.iter().find_map(|file| face(file, 700))?;
        Some(Fonts { faces: vec![bold, regular], roles: vec![(Role::Hei, 0)] })
    })
}

pub fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("NotoSans")) {
            files.push(path);
        }
    }
}

/// The simplified Chinese face of this weight in a file.
pub fn face(file: &Path, weight: u16) -> Option<Face> {
    let data = std::fs::read(file).ok()?;
    let faces = ttf_parser::fonts_in_collection(&data).unwrap_or(1);
    let (index, family) = (0..faces).find_map(|index| {
        let parsed = ttf_parser::Face::parse(&data, index).ok()?;
        let mut names = parsed.names().into_iter().filter(|name| name.name_id == ttf_parser::name_id::FAMILY);
        let family = names.find_map(|name| name.to_string())?;
        let chinese = family == "Noto Sans SC" || family == "Noto Sans CJK SC";
        (chinese && parsed.weight().to_number() == weight).then_some((index, family))
    })?;
    let name = file.file_name()?.to_string_lossy().into_owned();
    Some(Face { family, file: name, index, weight, data: Arc::new(data.into()) })
}

// ---- samples ----

pub fn chart(id: &str, title: &str, unit: &str, kind: ChartKind) -> Chart {
    Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        subtitle: format!("单位：{unit}　截至2023年4月30日"),
        alt: format!("{title}。数据见附表。"),
        kind,
    }
}

/// A name of `length` characters, different for each number.
pub fn name(number: usize, length: usize) -> String {
    let words: Vec<char> = "经济技术开发区城乡一体化示范产业集聚".chars().collect();
    let mut name: String = (0..length - 1).map(|at| words[(number + at) % words.len()]).collect();
    name.push(['区', '县', '市'][number % 3]);
    name
}

pub fn bars(counties: usize, length: usize, rate: impl Fn(usize) -> Option<f64>) -> Chart {
    let bars = (0..counties).map(|number| Bar {
        label: if counties == 11 && length == 3 { COUNTIES[number].to_owned() } else { name(number, length) },
        value: rate(number),
        text: rate(number).map_or("无治理任务".to_owned(), |rate| format!("{rate:.2}%")),
    });
    let marks = vec![
        Mark { label: "全市 39.21%".to_owned(), value: 39.21 },
        Mark { label: "序时目标 50%".to_owned(), value: 50.0 },
    ];
    let title = "林州市退出率最高，为71.43%；滑县、内黄县等5个县（市、区）低于全市水平";
    chart("exit_rate_by_county", title, "%", ChartKind::Bars { most: None, bars: bars.collect(), marks })
}

pub fn weekly(weeks: usize, most: f64, target: Option<(f64, String)>) -> Chart {
    let end = (weeks.max(2) - 1) as f64;
    let actual: Vec<Option<f64>> = (0..weeks).map(|week| Some((most * 0.4 * week as f64 / end).round())).collect();
    let plan: Vec<Option<f64>> =
        (0..weeks).map(|week| Some((most * (week + 1) as f64 / (end + 1.0)).round())).collect();
    let series = |name: &str, values: Vec<Option<f64>>, plan| Series {
        name: name.to_owned(),
        texts: values.iter().map(|value| value.map_or("—".to_owned(), |value| format!("{value:.0}"))).collect(),
        values,
        plan,
    };
    let categories = (0..weeks).map(|week| format!("{}月{}日", 1 + week / 4 % 12, 2 + week % 4 * 7)).collect();
    let series = vec![series("实际退出", actual, false), series("按计划应退出", plan, true)];
    let title = "4月末实际退出落后于计划，按当前进度5月31日前不能全部退出";
    chart("weekly_course", title, "家", ChartKind::Lines { categories, series, target })
}

pub fn stacked(industries: usize, most: u64) -> Chart {
    let bars = (0..industries).map(|number| {
        let first = most / (number as u64 + 1);
        (industry::ALL[number % 20].name.to_owned(), vec![first, first * 2 / 5])
    });
    let parts = vec!["失信被执行人".to_owned(), "行政处罚".to_owned()];
    chart(
        "remaining_by_industry",
        "未退出的集中在批发和零售业、建筑业",
        "家",
        ChartKind::Stacked { parts, bars: bars.collect() },
    )
}

pub fn funnel(steps: &[(&str, u64, &str)]) -> Chart {
    let steps = steps.iter().map(|(label, count, share)| ((*label).to_owned(), *count, (*share).to_owned())).collect();
    chart("funnel", "约谈、承诺覆盖过半，闭环退出不足四成", "家", ChartKind::Funnel { steps })
}

pub fn usual_funnel() -> Chart {
    funnel(&[
        ("治理对象", 412, "100.00%"),
        ("已约谈", 301, "73.06%"),
        ("已签署信用承诺书", 254, "61.65%"),
        ("纳入重点监管", 236, "57.28%"),
        ("已退出", 161, "39.08%"),
    ])
}

pub fn heat(counties: usize, length: usize, industries: usize, most: u64) -> Chart {
    let label = |row: usize| if counties == 11 { COUNTIES[row].to_owned() } else { name(row, length) };
    let rows: Vec<String> = (0..counties).map(label).collect();
    let columns: Vec<String> = industry::ALL.iter().take(industries).map(|industry| industry.name.to_owned()).collect();
    let cell = |row: usize, column: usize| match (row * 7 + column * 5) % 11 {
        0 | 3 => None,
        1 | 4 => Some(0),
        other => Some(most * other as u64 / 10 / (1 + column as u64 % 4)),
    };
    let cells = (0..rows.len()).map(|row| (0..columns.len()).map(|column| cell(row, column)).collect()).collect();
    chart(
        "remaining_heat",
        "未退出的市场主体集中在林州市建筑业",
        "家",
        ChartKind::Heat { rows, columns, blank: "从无列入".into(), cells },
    )
}
