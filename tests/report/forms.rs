//! Pledges and the repair guide: what they say, by whom they are signed, and which rules are printed on which day.

use tongbao::{
    domain::{
        config::Config,
        table::{Column, Table, Value},
    },
    report::{
        Forms, Sheet, Templates,
        form::{Firm, guide, pledges},
    },
};

use crate::{
    facts::{config, date},
    render,
};

fn firm(name: &str, uscc: &str, department: &str) -> Firm {
    Firm { county: "410526".into(), name: name.into(), uscc: uscc.into(), department: department.into() }
}

fn made(firms: &[Firm], day: &str, config: &Config) -> Forms {
    pledges(config.county("410526").unwrap(), firms, date(day), config, &Templates::default()).unwrap()
}

fn text(sheet: &Sheet) -> String {
    let mut lines = vec![format!("= {}", sheet.title)];
    render::blocks(&sheet.body, config().rounding, &mut lines);
    lines.extend(sheet.signing.iter().map(|line| format!("        {line}")));
    lines.extend(sheet.notes.iter().map(|note| format!("    > {note}")));
    lines.join("\n") + "\n"
}

fn guide_of(day: &str) -> (String, Sheet) {
    let forms = guide(date(day), &config(), &Templates::default()).unwrap();
    assert_eq!((forms.sheets.len(), forms.date), (1, date(day)));
    let sheet = forms.sheets[0].clone();
    (text(&sheet), sheet)
}

#[test]
fn a_pledge_makes_the_five_promises_of_annex_1() {
    let firms = [firm("甲子运输有限公司（示例001）", "91410599MA00000X9N", "交通运输局")];
    let forms = made(&firms, "2023-05-28", &config());
    let text = text(&forms.sheets[0]);
    crate::golden("pledge", &text);
    for point in [
        "承诺单位：甲子运输有限公司（示例001）",
        "统一社会信用代码：91410599MA00000X9N",
        "遵守法律法规",
        "公平竞争",
        "于＿＿＿＿年＿＿月＿＿日前纠正",
        "生效判决、裁定、和解协议",
        "消除不良影响",
        "分级分类监管",
        "检查",
        "法定代表人（负责人）的信用记录",
        "向社会公开",
        "（盖章）：＿",
        "日期：＿",
        "异议",
        "信用修复",
        "58号令",
    ] {
        assert!(text.contains(point), "{point} in {text}");
    }
    assert_eq!((forms.marking.as_str(), forms.title.as_str()), ("示例数据", "滑县信用承诺书"));
}

#[test]
fn what_the_ledger_does_not_know_is_a_blank() {
    let forms = made(&[firm("", "91410599MA00000X9N", ""), firm("端木砚秋理发店", "", "")], "2023-05-28", &config());
    let (code_only, name_only) = (text(&forms.sheets[0]), text(&forms.sheets[1]));
    assert!(code_only.contains("承诺单位：＿＿＿＿") && code_only.contains("91410599MA00000X9N"), "{code_only}");
    assert!(name_only.contains("承诺单位：端木砚秋理发店") && name_only.contains("代码：＿＿＿＿"), "{name_only}");
    let marks: Vec<&str> = forms.sheets.iter().map(|sheet| sheet.mark.as_str()).collect();
    assert_eq!(marks, ["91410599MA00000X9N", "端木砚秋理发店"]);
    assert_eq!(forms.sheets[1].file, "", "a file is never called after a person");
}

#[test]
fn pledges_of_one_department_lie_together_in_the_order_of_the_configuration() {
    let firms = [
        firm("丁", "", ""),
        firm("丙", "", "没有的局"),
        firm("乙", "", "商务局"),
        firm("甲", "", "交通运输局"),
        firm("戊", "", "商务局"),
    ];
    let order: Vec<String> = made(&firms, "2023-05-28", &config()).sheets.into_iter().map(|sheet| sheet.mark).collect();
    assert_eq!(order, ["甲", "乙", "戊", "丙", "丁"]);
}

/// A result of `pledges_due`.
fn result(rows: &[[&str; 4]], entities: &[i64]) -> Table {
    let names = ["county", "name", "uscc", "department", "entity_id"];
    let cell = |text: &&str| if text.is_empty() { Value::Missing } else { Value::Text((*text).to_owned()) };
    let row = |(cells, entity): (&[&str; 4], &i64)| cells.iter().map(cell).chain([Value::Int(*entity)]).collect();
    Table {
        id: "pledges_due".into(),
        columns: names.map(|name| Column::new(name, name)).to_vec(),
        rows: rows.iter().zip(entities).map(row).collect(),
        ..Table::default()
    }
}

#[test]
fn an_entity_in_both_ledgers_signs_once_and_each_county_has_its_own() {
    let rows = [
        ["410526", "", "91410599MA00000X9N", ""],
        ["410526", "甲", "91410599MA00000X9N", "商务局"],
        ["410527", "甲", "91410599MA00000X9N", "商务局"],
        ["410527", "乙", "", ""],
    ];
    let firms = Firm::from_table(&result(&rows, &[7, 7, 7, 8])).unwrap();
    let seen: Vec<(&str, &str)> = firms.iter().map(|firm| (firm.county.as_str(), firm.name.as_str())).collect();
    assert_eq!(seen, [("410526", "甲"), ("410527", "甲"), ("410527", "乙")]);
    assert_eq!(firms[0].department, "商务局", "what one entry lacks the other has");
    let mut other = result(&rows, &[7, 7, 7, 8]);
    other.columns[4].name = "entity".into();
    let message = Firm::from_table(&other).unwrap_err().to_string();
    assert!(message.contains("pledges_due") && message.contains("entity_id"), "{message}");
}

#[test]
fn the_guide_prints_the_rules_of_its_day() {
    for (name, day) in [("guide_2022", "2023-04-30"), ("guide_58", "2023-05-01"), ("guide_36", "2026-04-01")] {
        let (text, sheet) = guide_of(day);
        crate::golden(name, &text);
        for block in &sheet.body {
            if let tongbao::report::Block::Paragraph(text) = block {
                assert!(
                    text.ends_with(['。', '；', '：']) && !text.contains("。。") && !text.contains("；。"),
                    "{text}"
                );
            }
        }
        for point in ["申请材料", "异议", "失信被执行人", "说明理由", "执行法院", "0372-0000000", "答复为准"]
        {
            assert!(text.contains(point), "{name}: {point} in {text}");
        }
    }
    let (old, _) = guide_of("2023-04-30");
    assert!(old.contains("信用修复培训") && old.contains("信用报告") && !old.contains("[表"), "{old}");
    let (of_58, _) = guide_of("2026-03-31");
    for point in
        ["第58号", "| 一般领域的处罚 | 3个月 | 3年 |", "消防领域的处罚 | 1年 | 3年 |", "3个工作日", "最短公示期已满"]
    {
        assert!(of_58.contains(point), "{point} in {of_58}");
    }
    assert!(!of_58.contains("培训"), "only the form of 2022 asks for it");
    let (of_36, _) = guide_of("2026-04-01");
    for point in
        ["第36号", "| 不设 | 3个月 |", "| 一般的处罚 | 3个月 | 1年 |", "| 严重的处罚 | 1年 | 3年 |", "统一窗口"]
    {
        assert!(of_36.contains(point), "{point} in {of_36}");
    }
}

#[test]
fn an_offices_own_rules_and_words_replace_the_built_in_ones() {
    let mut config = config();
    config.rules = tongbao::workspace::parse_rules(
        "confirmed_by = \"示例处\"\n[[rules]]\nid = \"x\"\nname = \"示例办法\"\nshort = \"示例\"\nfrom = 2023-05-01\n\
         source = \"示例\"\nconditions = []\nmaterials = [\"示例材料\"]\nwhere = \"示例窗口\"\nsteps = [\"申请\"]\n\
         display_from = \"\"\ndisplay_end = \"\"\njudgment = \"示例法院\"\n",
    )
    .unwrap();
    let guide_on = |day: &str, templates: &Templates| guide(date(day), &config, templates).map_err(|e| e.to_string());
    let sheet = guide_on("2023-05-01", &Templates::default()).unwrap().sheets.remove(0);
    assert!(text(&sheet).contains("示例办法") && text(&sheet).contains("示例窗口"), "{}", text(&sheet));
    let early = guide_on("2023-04-30", &Templates::default()).unwrap_err();
    assert!(early.contains("没有 2023-04-30 有效的修复规则") && early.contains("怎么办"), "{early}");
    let own = |text: &str| Templates::new([("修复指引.md".to_owned(), text.to_owned())]);
    let sheet = guide_on("2023-05-01", &own("::标题 自拟::\n依{{ rule.short }}。\n::签署 盖章：＿＿::"))
        .unwrap()
        .sheets
        .remove(0);
    assert_eq!((sheet.title.as_str(), sheet.signing.as_slice()), ("自拟", ["盖章：＿＿".to_owned()].as_slice()));
    for (text, fault) in [
        ("没有标题", "::标题 …::"),
        ("::标题 甲::\n{{ rule.nam }}", "是不是“name”"),
        ("::标题 甲::\n::附件 乙::\n文", "不能有附件"),
        ("::标题 甲::\n::表 县区::", "可用的表：公示期限"),
    ] {
        let message = guide_on("2023-05-01", &own(text)).unwrap_err();
        assert!(message.contains("修复指引.md") && message.contains(fault), "{message}");
    }
    let long = format!("::标题 甲::\n{}", "字".repeat(3000));
    assert!(guide_on("2023-05-01", &own(&long)).unwrap_err().contains("一页放不下"));
}

#[test]
fn a_long_name_makes_the_type_smaller_and_not_the_page_longer() {
    let short = made(&[firm("甲", "91410599MA00000X9N", "")], "2023-05-28", &config());
    let long = made(&[firm(&"某".repeat(260), "91410599MA00000X9N", "")], "2023-05-28", &config());
    assert!(long.sheets[0].half_points < short.sheets[0].half_points, "{long:?}");
    assert!(short.sheets[0].half_points >= 28, "a pledge is read by everybody: {}", short.sheets[0].half_points);
}

#[test]
fn faults_of_a_rule_table_are_told_with_their_place() {
    let built_in = tongbao::domain::repair::BUILTIN;
    assert!(tongbao::workspace::parse_rules(built_in).is_ok());
    for (from, to, fault) in [
        ("until = 2026-03-31", "until = 2026-04-30", "“58”的 until 2026-04-30 和“36”的 from 2026-04-01 没有前后相接"),
        ("from = 2023-05-01", "from = 2026-05-01", "早于"),
        ("id = \"36\"", "id = \"58\"", "出现了两次"),
        ("least = 3\nmost = 36", "least = 48\nmost = 36", "最短公示期长于最长公示期"),
        ("most = 36", "most = 0", "1 至 120 个月"),
        ("until = 2023-04-30", "until = \"去年\"", "不是日期"),
        ("confirmed_by", "confirmd_by", "第 "),
    ] {
        let message = tongbao::workspace::parse_rules(&built_in.replace(from, to)).unwrap_err().to_string();
        assert!(message.contains("rules.toml") && message.contains(fault) && message.contains("怎么办"), "{message}");
    }
    assert!(tongbao::workspace::parse_rules("rules = []").unwrap_err().to_string().contains("没有一条"));
}
