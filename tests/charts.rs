//! Charts as a reader meets them: no text on another, none cut off, everything printed, the same bytes twice.
//!
//! Measures with a real Chinese font: the folder in `TONGBAO_FONTS`, the checkout's `.fonts/`, else the system's. Without
//! one the tests that measure name themselves in the file of `TONGBAO_SKIPS`. With `TONGBAO_PICTURES` the pictures are
//! left in that folder, to be looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, clippy::cast_precision_loss)]

#[path = "shared/charts.rs"]
mod shared;

use std::path::PathBuf;

use shared::{bars, easel, fonts, funnel, heat, stacked, usual_funnel, weekly};
use tongbao::document::chart::{self, Easel, TextBox, WIDTH};
use tongbao::domain::font::Fonts;
use tongbao::report::chart::{Chart, ChartKind};

/// Every situation the pictures must bear, with its name.
fn gallery() -> Vec<(String, Chart)> {
    let target = |at: f64| Some((at, "目标日 5月31日".to_owned()));
    let usual = |number: usize| (number < 10).then_some(71.43 - 6.1 * number as f64);
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
        ("heat_180_of_2".to_owned(), heat(180, 2, 20, 900)),
        ("heat_180_of_14".to_owned(), heat(180, 14, 20, 900)),
        ("heat_1x1".to_owned(), heat(1, 2, 1, 7)),
        ("stacked_1".to_owned(), stacked(1, 3)),
        (
            "funnel_of_14".to_owned(),
            funnel(&[
                ("治理对象治理对象治理对象治理", 98_765, "100.00%"),
                ("已退出已退出已退出已退出已退", 3, "0.01%"),
            ]),
        ),
        ("funnel_of_2".to_owned(), funnel(&[("治理", 9, "100.00%"), ("退出", 9, "100.00%")])),
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
        all.push((
            format!("lines_{weeks}"),
            weekly(weeks, 412.0, target(f64::from(u8::try_from(weeks).unwrap()) - 0.6)),
        ));
        all.push((format!("lines_{weeks}_zero"), weekly(weeks, 0.0, None)));
    }
    all
}

fn empties() -> Vec<Chart> {
    vec![bars(0, 3, |_| None), weekly(0, 0.0, None), stacked(0, 0), funnel(&[]), heat(0, 3, 18, 0), heat(11, 3, 0, 0)]
}

// ---- what must hold ----

#[test]
fn no_text_touches_another_and_none_is_cut() {
    let Some(easel) = easel("charts::no_text_touches_another_and_none_is_cut") else { return };
    let mut faults = Vec::new();
    for (name, chart) in gallery() {
        let boxes = chart::text_boxes(&chart, easel).unwrap();
        let height = chart::height(&chart, easel).unwrap();
        faults.extend(boxes.iter().filter(|b| b.left < 0 || b.top < 0 || b.right > WIDTH || b.bottom > height).map(
            |b| {
                format!(
                    "{name}: “{}” leaves the picture: {}..{} × {}..{} of {height}",
                    b.text, b.left, b.right, b.top, b.bottom
                )
            },
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
    let Some(easel) = easel("charts::every_name_and_value_is_printed") else { return };
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
            assert!(
                printed.contains(&text) || parts.iter().all(|part| printed.contains(part)),
                "{name} lacks “{text}”"
            );
        }
    }
}

#[test]
fn at_most_twelve_dates_stand_below_a_year() {
    let Some(easel) = easel("charts::at_most_twelve_dates_stand_below_a_year") else { return };
    let chart = weekly(52, 412.0, None);
    let boxes = chart::text_boxes(&chart, easel).unwrap();
    let dates =
        boxes.iter().filter(|b| b.text.ends_with('日') && b.text.contains('月') && !b.text.contains('，')).count();
    assert!((4..=13).contains(&dates), "{dates}");
}

#[test]
fn a_chart_without_data_says_so() {
    let Some(easel) = easel("charts::a_chart_without_data_says_so") else { return };
    for chart in empties() {
        let boxes = chart::text_boxes(&chart, easel).unwrap();
        assert!(boxes.iter().any(|b| b.text == "没有可以画出的数据"), "{}", chart.id);
        assert!(overlaps(&boxes).is_empty());
        chart::png(&chart, easel, 200).unwrap();
    }
}

#[test]
fn the_picture_speaks_and_refers_to_nothing_outside() {
    let Some(easel) = easel("charts::the_picture_speaks_and_refers_to_nothing_outside") else { return };
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
    let sizes = svg.split("font-size=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    assert!(sizes.into_iter().all(|size| size.parse::<i32>().is_ok()), "sizes are whole numbers");
    assert_eq!(svg.matches("http").count(), 1, "only the name of the SVG vocabulary");
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let Some(easel) = easel("charts::the_same_chart_gives_the_same_bytes") else { return };
    let other = Easel::new(&fonts().unwrap());
    for chart in [bars(11, 3, |number| Some(number as f64)), heat(11, 3, 18, 40)] {
        let svg = chart::svg(&chart, easel).unwrap();
        assert_eq!(svg, chart::svg(&chart, &other).unwrap());
        assert_eq!(chart::png(&chart, easel, 200).unwrap(), chart::png(&chart, &other, 200).unwrap());
    }
}

/// Width and pixels of a PNG, three bytes each.
fn pixels(png: Vec<u8>) -> (usize, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    (reader.info().width as usize, pixels)
}

#[test]
fn every_text_of_a_picture_is_drawn_in_its_box() {
    let Some(easel) = easel("charts::every_text_of_a_picture_is_drawn_in_its_box") else { return };
    for chart in [bars(11, 3, |at| Some(90.0 - at as f64)), weekly(5, 412.0, None), stacked(6, 120), heat(4, 3, 18, 40)]
    {
        let (width, pixels) = pixels(chart::png(&chart, easel, 200).unwrap());
        let boxes = chart::text_boxes(&chart, easel).unwrap();
        assert!(boxes.len() > 8, "{}", chart.id);
        for text in boxes.iter().filter(|text| !text.text.trim().is_empty()) {
            let at = |place: i32| usize::try_from(place.max(0)).unwrap() * width / 1560;
            let ink = text.ink();
            let near = |pixel: &[u8]| {
                pixel[0].abs_diff(ink.0) < 90 && pixel[1].abs_diff(ink.1) < 90 && pixel[2].abs_diff(ink.2) < 90
            };
            let inked: Vec<bool> = (at(text.top)..at(text.bottom))
                .flat_map(|y| (at(text.left)..at(text.right)).map(move |x| (y * width + x) * 3))
                .map(|at| near(&pixels[at..at + 3]))
                .collect();
            let share = inked.iter().filter(|inked| **inked).count() * 100 / inked.len();
            assert!((1..70).contains(&share), "{share} % of the box of “{}” in {}", text.text, chart.id);
        }
    }
}

#[test]
fn a_png_is_opaque_and_156_mm_wide() {
    let Some(easel) = easel("charts::a_png_is_opaque_and_156_mm_wide") else { return };
    let bytes = chart::png(&usual_funnel(), easel, 200).unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let info = reader.info();
    assert!(info.trns.is_none() && info.color_type != png::ColorType::Rgba, "no transparency");
    assert!(info.width.abs_diff(1228) <= 1, "{}", info.width);
    assert_eq!(info.pixel_dims.unwrap().xppu, 7874);
    assert_eq!(reader.output_color_type().0, png::ColorType::Rgb);
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!(pixels[..3], [255, 255, 255]);
    assert!(pixels.chunks(3).any(|pixel| pixel[0] < 60 && pixel[2] < 60), "text was drawn");
}

#[test]
fn a_character_without_glyph_stops_the_picture() {
    let Some(easel) = easel("charts::a_character_without_glyph_stops_the_picture") else { return };
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
    let Some(easel) = easel("charts::pictures_to_look_at") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for (name, chart) in gallery() {
        let svg = chart::svg(&chart, easel).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), chart::png(&chart, easel, 200).unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), svg).unwrap();
    }
}
