//! Charts as a reader meets them: no text on another, none cut off, everything printed, the same bytes twice.
//!
//! Measures with a real Chinese font: the folder in `TONGBAO_FONTS`, the checkout's `.fonts/`, else the system's. Without
//! one the tests that measure name themselves in the file of `TONGBAO_SKIPS`. With `TONGBAO_PICTURES` the pictures are
//! left in that folder, to be looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_precision_loss)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use sha2::{Digest, Sha256};
use tongbao::document::chart::{self, Easel, TextBox, WIDTH};
use tongbao::domain::font::{Face, Fonts, Role};
use tongbao::domain::industry;
use tongbao::report::chart::{Bar, Chart, ChartKind, Mark, Series};

const COUNTIES: [&str; 11] =
    ["文峰区", "北关区", "殷都区", "龙安区", "安阳县", "汤阴县", "滑县", "内黄县", "林州市", "高新区", "示范区"];

// ---- fonts ----

static EASEL: LazyLock<Option<Easel>> = LazyLock::new(|| fonts().map(|fonts| Easel::new(&fonts)));

fn easel(test: &str) -> Option<&'static Easel> {
    if EASEL.is_none()
        && let Some(list) = std::env::var_os("TONGBAO_SKIPS")
    {
        let mut list = std::fs::OpenOptions::new().create(true).append(true).open(list).unwrap();
        writeln!(list, "charts::{test}（没有中文字体）").unwrap();
    }
    EASEL.as_ref()
}

fn fonts() -> Option<Fonts> {
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

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
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
fn face(file: &Path, weight: u16) -> Option<Face> {
    let data = std::fs::read(file).ok()?;
    let faces = ttf_parser::fonts_in_collection(&data).unwrap_or(1);
    let (index, family) = (0..faces).find_map(|index| {
        let parsed = ttf_parser::Face::parse(&data, index).ok()?;
        let mut names = parsed.names().into_iter().filter(|name| name.name_id == ttf_parser::name_id::FAMILY);
        let family = names.find_map(|name| name.to_string())?;
        let chinese = family == "Noto Sans SC" || family == "Noto Sans CJK SC";
        (chinese && parsed.weight().to_number() == weight).then_some((index, family))
    })?;
    let sha256 = Sha256::digest(&data).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let name = file.file_name()?.to_string_lossy().into_owned();
    Some(Face { family, file: name, index, weight, sha256, data: Arc::new(data) })
}

// ---- samples ----

fn chart(id: &str, title: &str, unit: &str, kind: ChartKind) -> Chart {
    Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        subtitle: format!("单位：{unit}　截至2023年4月30日"),
        alt: format!("{title}。数据见附表。"),
        kind,
    }
}

/// A name of `length` characters, different for each number.
fn name(number: usize, length: usize) -> String {
    let words: Vec<char> = "经济技术开发区城乡一体化示范产业集聚".chars().collect();
    let mut name: String = (0..length - 1).map(|at| words[(number + at) % words.len()]).collect();
    name.push(['区', '县', '市'][number % 3]);
    name
}

fn bars(counties: usize, length: usize, rate: impl Fn(usize) -> Option<f64>) -> Chart {
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
    chart("exit_rate_by_county", title, "%", ChartKind::Bars { bars: bars.collect(), marks })
}

fn weekly(weeks: usize, most: f64, target: Option<(f64, String)>) -> Chart {
    let end = (weeks.max(2) - 1) as f64;
    let actual: Vec<Option<f64>> = (0..weeks).map(|week| Some((most * 0.4 * week as f64 / end).round())).collect();
    let plan: Vec<Option<f64>> = (0..weeks).map(|week| Some((most * (week + 1) as f64 / (end + 1.0)).round())).collect();
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

fn stacked(industries: usize, most: u64) -> Chart {
    let bars = (0..industries).map(|number| {
        let first = most / (number as u64 + 1);
        (industry::ALL[number % 20].name.to_owned(), vec![first, first * 2 / 5])
    });
    let parts = vec!["失信被执行人".to_owned(), "行政处罚".to_owned()];
    chart("remaining_by_industry", "未退出的集中在批发和零售业、建筑业", "家", ChartKind::Stacked { parts, bars: bars.collect() })
}

fn funnel(steps: &[(&str, u64, &str)]) -> Chart {
    let steps = steps.iter().map(|(label, count, share)| ((*label).to_owned(), *count, (*share).to_owned())).collect();
    chart("funnel", "约谈、承诺覆盖过半，闭环退出不足四成", "家", ChartKind::Funnel { steps })
}

fn usual_funnel() -> Chart {
    funnel(&[
        ("治理对象", 412, "100.00%"),
        ("已约谈", 301, "73.06%"),
        ("已签署信用承诺书", 254, "61.65%"),
        ("纳入重点监管", 236, "57.28%"),
        ("已退出", 161, "39.08%"),
    ])
}

fn heat(counties: usize, length: usize, industries: usize, most: u64) -> Chart {
    let label = |row: usize| if counties == 11 { COUNTIES[row].to_owned() } else { name(row, length) };
    let rows: Vec<String> = (0..counties).map(label).collect();
    let columns: Vec<String> = industry::ALL.iter().take(industries).map(|industry| industry.name.to_owned()).collect();
    let cell = |row: usize, column: usize| match (row * 7 + column * 5) % 11 {
        0 | 3 => None,
        1 | 4 => Some(0),
        other => Some(most * other as u64 / 10 / (1 + column as u64 % 4)),
    };
    let cells = (0..rows.len()).map(|row| (0..columns.len()).map(|column| cell(row, column)).collect()).collect();
    chart("remaining_heat", "未退出的市场主体集中在林州市建筑业", "家", ChartKind::Heat { rows, columns, cells })
}

/// Every situation the pictures must bear, with its name.
fn gallery() -> Vec<(String, Chart)> {
    let target = |at: f64| Some((at, "目标日 5月31日".to_owned()));
    let usual = |number: usize| (number < 10).then(|| 71.43 - 6.1 * number as f64);
    let mut all = vec![
        ("bars_11".to_owned(), bars(11, 3, usual)),
        ("bars_near_marks".to_owned(), bars(11, 3, |number| Some(39.0 + number as f64 / 5.0))),
        ("lines_9".to_owned(), weekly(9, 412.0, target(8.4))),
        ("lines_5_target_later".to_owned(), weekly(5, 412.0, target(8.4))),
        ("lines_no_target".to_owned(), weekly(9, 3.0, None)),
        ("stacked_18".to_owned(), stacked(18, 120)),
        ("funnel_5".to_owned(), usual_funnel()),
        ("funnel_zero".to_owned(), funnel(&[("治理对象", 0, "—"), ("已约谈", 0, "—"), ("已退出", 0, "—")])),
        ("funnel_all".to_owned(), funnel(&[("治理对象", 12, "100.00%"), ("已退出", 12, "100.00%")])),
        ("heat_11x18".to_owned(), heat(11, 3, 18, 40)),
        ("heat_180x20".to_owned(), heat(180, 4, 20, 900)),
        ("heat_3x3".to_owned(), heat(3, 14, 3, 40)),
        ("heat_zero".to_owned(), heat(11, 3, 18, 0)),
        ("stacked_zero".to_owned(), stacked(18, 0)),
        ("stacked_2".to_owned(), stacked(2, 7000)),
    ];
    for counties in [1, 3, 40, 180] {
        for length in [2, 14] {
            let rate = move |number: usize| Some(100.0 - number as f64 * 100.0 / counties as f64);
            all.push((format!("bars_{counties}x{length}"), bars(counties, length, rate)));
        }
    }
    all.push(("bars_zero".to_owned(), bars(11, 3, |_| Some(0.0))));
    all.push(("bars_all".to_owned(), bars(11, 3, |_| Some(100.0))));
    all.push(("bars_no_task".to_owned(), bars(11, 3, |_| None)));
    for weeks in [1, 2, 13, 52] {
        all.push((format!("lines_{weeks}"), weekly(weeks, 412.0, target(f64::from(u8::try_from(weeks).unwrap()) - 0.6))));
        all.push((format!("lines_{weeks}_zero"), weekly(weeks, 0.0, None)));
    }
    all
}

fn empties() -> Vec<Chart> {
    vec![
        bars(0, 3, |_| None),
        weekly(0, 0.0, None),
        stacked(0, 0),
        funnel(&[]),
        heat(0, 3, 18, 0),
        heat(11, 3, 0, 0),
    ]
}

// ---- what must hold ----

#[test]
fn no_text_touches_another_and_none_is_cut() {
    let Some(easel) = easel("no_text_touches_another_and_none_is_cut") else { return };
    let mut faults = Vec::new();
    for (name, chart) in gallery() {
        let boxes = chart::text_boxes(&chart, easel).unwrap();
        let height = chart::height(&chart, easel).unwrap();
        faults.extend(boxes.iter().filter(|b| b.left < 0 || b.top < 0 || b.right > WIDTH || b.bottom > height).map(
            |b| format!("{name}: “{}” leaves the picture: {}..{} × {}..{} of {height}", b.text, b.left, b.right, b.top, b.bottom),
        ));
        faults.extend(overlaps(&boxes).into_iter().map(|(a, b)| format!("{name}: “{a}” over “{b}”")));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn overlaps(boxes: &[TextBox]) -> Vec<(String, String)> {
    let pairs = boxes.iter().enumerate().flat_map(|(index, a)| boxes[index + 1..].iter().map(move |b| (a, b)));
    pairs.filter(|(a, b)| a.overlaps(b)).map(|(a, b)| (a.text.clone(), b.text.clone())).take(3).collect()
}

#[test]
fn every_name_and_value_is_printed() {
    let Some(easel) = easel("every_name_and_value_is_printed") else { return };
    for (name, chart) in gallery() {
        let printed: String = chart::text_boxes(&chart, easel).unwrap().into_iter().map(|b| b.text).collect();
        let mut wanted = vec![chart.title.clone(), chart.subtitle.replace('　', " ")];
        match &chart.kind {
            ChartKind::Bars { bars, marks } => {
                wanted.extend(bars.iter().flat_map(|bar| [bar.label.clone(), bar.text.clone()]));
                wanted.extend(marks.iter().map(|mark| mark.label.clone()));
            }
            ChartKind::Lines { series, target, categories } => {
                wanted.extend(series.iter().map(|series| format!("{} {}", series.name, series.texts.last().unwrap())));
                wanted.extend(target.iter().map(|(_, label)| label.clone()));
                wanted.push(categories.last().unwrap().clone());
            }
            ChartKind::Stacked { parts, bars } => {
                wanted.extend(parts.iter().cloned());
                wanted.extend(bars.iter().map(|(label, _)| label.clone()));
                wanted.extend(bars.iter().map(|(_, counts)| counts.iter().sum::<u64>().to_string()));
            }
            ChartKind::Funnel { steps } => {
                wanted.extend(steps.iter().map(|(label, ..)| label.clone()));
                wanted.extend(steps.iter().map(|(_, count, share)| format!("{count}（{share}）")));
            }
            ChartKind::Heat { rows, columns, cells } => {
                wanted.extend(rows.iter().chain(columns).cloned());
                let row = |row: &Vec<Option<u64>>| row.iter().flatten().map(u64::to_string).collect::<String>();
                wanted.extend(cells.iter().map(row));
            }
        }
        for text in wanted {
            let parts: Vec<&str> = text.split(' ').collect();
            assert!(printed.contains(&text) || parts.iter().all(|part| printed.contains(part)), "{name} lacks “{text}”");
        }
    }
}

#[test]
fn at_most_twelve_dates_stand_below_a_year() {
    let Some(easel) = easel("at_most_twelve_dates_stand_below_a_year") else { return };
    let chart = weekly(52, 412.0, None);
    let boxes = chart::text_boxes(&chart, easel).unwrap();
    let dates = boxes.iter().filter(|b| b.text.ends_with('日') && b.text.contains('月') && !b.text.contains('，')).count();
    assert!((4..=13).contains(&dates), "{dates}");
}

#[test]
fn a_chart_without_data_says_so() {
    let Some(easel) = easel("a_chart_without_data_says_so") else { return };
    for chart in empties() {
        let boxes = chart::text_boxes(&chart, easel).unwrap();
        assert!(boxes.iter().any(|b| b.text == "没有可以画出的数据"), "{}", chart.id);
        assert!(overlaps(&boxes).is_empty());
        chart::png(&chart::svg(&chart, easel).unwrap(), easel, 200).unwrap();
    }
}

#[test]
fn the_picture_speaks_and_refers_to_nothing_outside() {
    let Some(easel) = easel("the_picture_speaks_and_refers_to_nothing_outside") else { return };
    let mut chart = usual_funnel();
    chart.title = "甲<乙>&“丙”\u{0}".to_owned();
    chart.alt = "说明 \"引号\" & <脚本>".to_owned();
    let svg = chart::svg(&chart, easel).unwrap();
    assert!(svg.contains("role=\"img\""));
    assert!(svg.contains("<title>甲&lt;乙&gt;&amp;“丙”</title>"));
    assert!(svg.contains("<desc>说明 &quot;引号&quot; &amp; &lt;脚本&gt;</desc>"));
    assert!(svg.contains(">已签署信用承诺书</text>"), "a word is one text that can be selected");
    for forbidden in ["<script", "href", "url(", "@import", " id="] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
    assert_eq!(svg.matches("http").count(), 1, "only the name of the SVG vocabulary");
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let Some(easel) = easel("the_same_chart_gives_the_same_bytes") else { return };
    let other = Easel::new(&fonts().unwrap());
    for chart in [bars(11, 3, |number| Some(number as f64)), heat(11, 3, 18, 40)] {
        let svg = chart::svg(&chart, easel).unwrap();
        assert_eq!(svg, chart::svg(&chart, &other).unwrap());
        assert_eq!(chart::png(&svg, easel, 200).unwrap(), chart::png(&svg, &other, 200).unwrap());
    }
}

#[test]
fn a_png_is_opaque_and_156_mm_wide() {
    let Some(easel) = easel("a_png_is_opaque_and_156_mm_wide") else { return };
    let bytes = chart::png(&chart::svg(&usual_funnel(), easel).unwrap(), easel, 200).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let info = reader.info();
    assert_eq!(info.color_type, png::ColorType::Rgb);
    assert!(info.width.abs_diff(1228) <= 1, "{}", info.width);
    assert_eq!(info.pixel_dims.unwrap().xppu, 7874);
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!(pixels[..3], [255, 255, 255]);
    assert!(pixels.chunks(3).any(|pixel| pixel[0] < 60 && pixel[2] < 60), "text was drawn");
}

#[test]
fn a_character_without_glyph_stops_the_picture() {
    let Some(easel) = easel("a_character_without_glyph_stops_the_picture") else { return };
    let mut chart = usual_funnel();
    chart.title = "未知字\u{10FFFD}".to_owned();
    let error = chart::svg(&chart, easel).unwrap_err();
    assert!(error.message.contains("U+10FFFD"), "{error}");
}

#[test]
fn without_a_font_the_error_names_the_folder() {
    let error = chart::svg(&usual_funnel(), &Easel::new(&Fonts::default())).unwrap_err();
    assert!(error.remedy.contains("fonts"), "{error}");
}

#[test]
fn pictures_to_look_at() {
    let Some(folder) = std::env::var_os("TONGBAO_PICTURES").map(PathBuf::from) else { return };
    let Some(easel) = easel("pictures_to_look_at") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for (name, chart) in gallery() {
        let svg = chart::svg(&chart, easel).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), chart::png(&svg, easel, 200).unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), svg).unwrap();
    }
}
