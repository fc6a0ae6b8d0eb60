//! Tables of timeliness, findings and corrections.

use super::{int, text};
use crate::{
    domain::{
        config::Config,
        finding::{Code, Severity},
        table::{Column, Table, Value},
    },
    report::{facts::BulletinFacts, words},
};

/// Weeks due, reported and late, by county and ledger.
pub fn timeliness(facts: &BulletinFacts, _config: &Config) -> Table {
    let figures = &facts.indicators;
    let columns = vec![
        Column::new("county_name", "县（市、区）"),
        Column::new("weeks_due", "应报期数"),
        Column::new("judgment_reported", "失信被执行人已报"),
        Column::new("judgment_late", "失信被执行人未报"),
        Column::new("penalty_reported", "行政处罚已报"),
        Column::new("penalty_late", "行政处罚未报"),
    ];
    let row = |county: &crate::indicator::figures::CountyFigures| {
        let reported = |late: u32| Value::Int(i64::from(county.weeks_due) - i64::from(late));
        vec![
            text(&county.name),
            Value::Int(county.weeks_due.into()),
            reported(county.late_judgment),
            Value::Int(county.late_judgment.into()),
            reported(county.late_penalty),
            Value::Int(county.late_penalty.into()),
        ]
    };
    Table {
        id: "timeliness".into(),
        title: "台账报送情况表".into(),
        unit: format!("单位：期　{}", words::month(&figures.month)),
        columns,
        rows: figures.counties.iter().map(row).collect(),
        totals: Vec::new(),
        notes: vec!["每周为一期，两本台账分别计算；已补报的不计未报。".into()],
    }
}

/// Findings by county and severity; `None` where they are not known by county.
pub fn findings_by_county(facts: &BulletinFacts, config: &Config) -> Option<Table> {
    if facts.findings.is_empty() {
        return None;
    }
    let of = |county: Option<&str>, severity: Severity| -> u64 {
        let rows = facts.findings.iter().filter(|row| row.code.severity() == severity);
        rows.filter(|row| county.is_none_or(|county| row.county == county)).map(|row| row.count).sum()
    };
    let row = |name: &str, county: Option<&str>| {
        let counts = [Severity::Error, Severity::Warning, Severity::Notice].map(|severity| of(county, severity));
        let mut cells = vec![text(name)];
        cells.extend(counts.map(int));
        cells
    };
    let mut rows: Vec<Vec<Value>> =
        config.counties.iter().map(|county| row(&county.name, Some(&county.code))).collect();
    rows.push(row("全市", None));
    Some(Table {
        id: "findings_by_county".into(),
        title: "台账数据质量情况表（按县（市、区））".into(),
        unit: format!("单位：处　截至{}", words::day(facts.indicators.as_of)),
        columns: vec![
            Column::new("county_name", "县（市、区）"),
            Column::new("error", "错误"),
            Column::new("warning", "警告"),
            Column::new("notice", "提示"),
        ],
        totals: vec![rows.len() - 1],
        rows,
        notes: vec!["统计本月最后一期报送数据。错误须更正，警告须核实，提示供参考。".into()],
    })
}

/// Findings by sort; `None` where there are none.
pub fn findings_by_code(facts: &BulletinFacts) -> Option<Table> {
    let by_code = &facts.indicators.findings.by_code;
    let count = |code: Code| by_code.iter().find(|(name, _)| name == code.code()).map(|(_, count)| *count);
    let row = |code: &Code| Some(vec![text(code.label()), text(code.severity().label()), int(count(*code)?)]);
    let mut rows: Vec<Vec<Value>> = Code::ALL.iter().filter_map(row).collect();
    if rows.is_empty() {
        return None;
    }
    rows.push(vec![text("合计"), Value::Dash, int(by_code.iter().map(|(_, count)| count).sum())]);
    Some(Table {
        id: "findings_by_code".into(),
        title: "台账数据质量情况表（按问题类型）".into(),
        unit: format!("单位：处　截至{}", words::day(facts.indicators.as_of)),
        columns: vec![Column::new("code", "问题类型"), Column::new("severity", "程度"), Column::new("count", "数量")],
        totals: vec![rows.len() - 1],
        rows,
        notes: Vec::new(),
    })
}

/// What a corrected bulletin changes; `None` unless it is one.
pub fn corrections(facts: &BulletinFacts) -> Option<Table> {
    let row = |correction: &crate::report::facts::Correction| {
        vec![text(&correction.what), text(&correction.before), text(&correction.after)]
    };
    (!facts.corrections.is_empty()).then(|| Table {
        id: "corrections".into(),
        title: "更正内容".into(),
        columns: vec![Column::new("what", "项目"), Column::new("before", "原数据"), Column::new("after", "更正后")],
        rows: facts.corrections.iter().map(row).collect(),
        ..Table::default()
    })
}
