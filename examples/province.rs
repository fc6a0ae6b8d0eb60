//! Writes a workspace as large as a province, for benchmarks: every value is made up, the same arguments give the same files.
//!
//! `cargo run --release --example province -- DIR [--units N] [--entries N] [--weeks N]` (defaults 180, 60000, 5) makes
//! `DIR/tongbao.toml` and `DIR/收件/<week>/<unit>.xlsx`, a sheet for each ledger. Entries are those of one week.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    missing_docs
)]

use std::{fmt::Write as _, fs, path::Path};

use rayon::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tongbao::domain::{Date, industry, uscc};

const DEPARTMENTS: [&str; 14] = [
    "交通运输局",
    "市场监督管理局",
    "住房和城乡建设局",
    "工业和信息化局",
    "商务局",
    "农业农村局",
    "文化广电和旅游局",
    "卫生健康委员会",
    "教育局",
    "生态环境局",
    "自然资源和规划局",
    "城市管理局",
    "金融工作局",
    "人力资源和社会保障局",
];
const HEADER: [&str; 24] = [
    "序号",
    "县（市、区）",
    "主体名称",
    "统一社会信用代码",
    "法定代表人",
    "行业门类",
    "行业主管部门",
    "执行法院",
    "失信次数",
    "仍在公示次数",
    "最近列入日期",
    "联系情况",
    "剔除情形",
    "剔除文书号",
    "约谈日期",
    "承诺书签署日期",
    "承诺书公示日期",
    "修复指引发放日期",
    "纳入重点监管日期",
    "修复完成日期",
    "是否退出",
    "退出日期",
    "退出方式",
    "备注",
];
const FIRST_WEEK: (i32, u32, u32) = (2023, 4, 2);

/// A small generator of pseudo-random numbers (SplitMix64): the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

struct Entry {
    name: String,
    code: String,
    industry: &'static str,
    department: &'static str,
    count: u64,
    contact: &'static str,
    excluded: bool,
    /// Weeks after which the entry is interviewed, pledged, supervised and out.
    steps: [u64; 4],
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str, default: usize| {
        let at = arguments.iter().position(|argument| argument == name);
        at.map_or(default, |at| arguments[at + 1].parse().unwrap())
    };
    let (units, entries, weeks) = (option("--units", 180), option("--entries", 60_000), option("--weeks", 5));
    let dir = Path::new(arguments.first().map_or("province", String::as_str));
    fs::create_dir_all(dir.join("收件")).unwrap();
    fs::write(dir.join("tongbao.toml"), configuration(units)).unwrap();
    (0..units).into_par_iter().for_each(|unit| {
        let ledgers = [0, 1].map(|ledger| make(unit, ledger, entries / units / 2));
        for week in 0..weeks {
            let day = Date::from_ymd_opt(FIRST_WEEK.0, FIRST_WEEK.1, FIRST_WEEK.2).unwrap()
                + chrono::Days::new(7 * week as u64);
            let folder = dir.join("收件").join(day.to_string());
            fs::create_dir_all(&folder).unwrap();
            workbook(unit, day, week as u64, &ledgers).save(folder.join(format!("{}.xlsx", unit_name(unit)))).unwrap();
        }
    });
    println!("{units} 个单位、{weeks} 期，写在 {}", dir.display());
}

fn unit_name(unit: usize) -> String {
    let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let word: String = format!("{unit:03}").chars().map(|d| digits[d.to_digit(10).unwrap() as usize]).collect();
    format!("示{word}县")
}

fn configuration(units: usize) -> String {
    let mut text = String::from(include_str!("../sample-data/tongbao.toml").split("# 报送单位").next().unwrap());
    for unit in 0..units {
        let name = unit_name(unit);
        let group = ["东部", "中部", "西部"][unit % 3];
        write!(
            text,
            "[[counties]]\ncode = \"99{unit:04}\"\nname = \"{name}\"\ngroup = \"{group}\"\nshort = \"{name}\"\n\n"
        )
        .unwrap();
    }
    for department in DEPARTMENTS {
        write!(text, "[[departments]]\nname = \"{department}\"\n\n").unwrap();
    }
    text
}

fn make(unit: usize, ledger: u64, count: usize) -> Vec<Entry> {
    let mut dice = Dice((unit as u64) << 8 | ledger);
    (0..count)
        .map(|number| {
            let contact = ["可联系且在经营", "可联系且在经营", "可联系但不再经营", "无法联系"][dice.below(4) as usize];
            let started = dice.below(8);
            Entry {
                name: format!("甲乙丙丁戊己庚辛壬癸{unit:03}号商贸有限公司（示例{ledger}{number:04}）"),
                code: code(unit as u64, ledger, number as u64),
                industry: industry::ALL[dice.below(20) as usize].name,
                department: DEPARTMENTS[dice.below(14) as usize],
                count: 10 + dice.below(30),
                contact,
                excluded: dice.below(10) == 0,
                steps: [started, started + dice.below(2), started + dice.below(3), started + 1 + dice.below(6)],
            }
        })
        .collect()
}

/// A valid code in the fictitious division 410599.
fn code(unit: u64, ledger: u64, number: u64) -> String {
    let body = format!("91410599{:09}", unit * 1_000_000 + ledger * 100_000 + number);
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|check| format!("{body}{check}"))
        .find(|code| uscc::is_valid(code))
        .unwrap()
}

fn workbook(unit: usize, day: Date, week: u64, ledgers: &[Vec<Entry>; 2]) -> Workbook {
    let mut workbook = Workbook::new();
    let dates = Format::new().set_num_format("yyyy-mm-dd");
    for (ledger, label) in [(0, "失信被执行人"), (1, "行政处罚")] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(label).unwrap();
        sheet.write(0, 0, format!("{}{label}治理对象台账（截至{day}）", unit_name(unit))).unwrap();
        for (column, head) in HEADER.iter().enumerate() {
            let head = match (*head, ledger) {
                ("执行法院", 1) => "处罚机关",
                ("最近列入日期", 1) => "最近处罚日期",
                (head, _) => head,
            };
            sheet.write(1, column as u16, head).unwrap();
        }
        for (index, entry) in ledgers[ledger].iter().enumerate() {
            row(sheet, index as u32 + 2, &unit_name(unit), entry, day, week, &dates);
        }
    }
    workbook
}

fn row(
    sheet: &mut rust_xlsxwriter::Worksheet,
    at: u32,
    unit: &str,
    entry: &Entry,
    day: Date,
    week: u64,
    dates: &Format,
) {
    let mut text = |column: u16, value: &str| {
        sheet.write(at, column, value).unwrap();
    };
    text(1, unit);
    text(2, &entry.name);
    text(3, &entry.code);
    text(4, "示例甲");
    text(5, entry.industry);
    text(6, entry.department);
    text(7, "示例第一人民法院");
    if entry.excluded {
        text(12, "已注销");
        text(13, "示登注核〔2022〕第1号");
    } else {
        text(11, entry.contact);
    }
    let out = !entry.excluded && week >= entry.steps[3];
    text(20, if out { "是" } else { "否" });
    sheet.write(at, 0, at - 1).unwrap();
    sheet.write(at, 8, entry.count).unwrap();
    sheet.write(at, 9, entry.count - 3).unwrap();
    let done = [(14, entry.steps[0]), (15, entry.steps[1]), (18, entry.steps[2]), (21, entry.steps[3])];
    for (column, step) in done.into_iter().filter(|(column, step)| week >= *step && (*column != 21 || out)) {
        let date = day - chrono::Days::new(7 * (week - step) + 1);
        let date = ExcelDateTime::parse_from_str(&date.to_string()).unwrap();
        sheet.write_with_format(at, column, &date, dates).unwrap();
    }
}
