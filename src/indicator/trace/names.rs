//! The figures that can be traced: their places in `indicators.json`, what people and the documents' tables call them, and
//! what they are counted from.

use crate::domain::finding::Code;

/// Counts: key, what people say, column that `figure_entries` adds up.
pub(super) const COUNTS: [(&str, &str, &str); 23] = [
    ("listed", "名单数", "listed"),
    ("excluded", "剔除数", "excluded"),
    ("governed", "治理对象数", "governed"),
    ("exited", "退出数", "exited"),
    ("remaining", "未退出数", "remaining"),
    ("operating", "在经营数", "operating"),
    ("interviewed", "已约谈数", "interviewed"),
    ("pledged", "已承诺数", "pledged"),
    ("supervised", "已纳入重点监管数", "supervised"),
    ("entities", "市场主体数", "entities"),
    ("records", "失信次数", "records"),
    ("previous.new", "新增数", "new"),
    ("previous.newly_exited", "新退出数", "newly_exited"),
    ("previous.reentered", "回流数", "reentered"),
    // Below: in documents, not in indicators.json.
    ("remaining_entities", "未退出主体数", "remaining_entities"),
    ("remaining_records", "未退出失信次数", "remaining_records"),
    ("overdue", "逾期数", "overdue"),
    ("published", "承诺已公示数", "published"),
    ("guided", "已发指引数", "guided"),
    ("repair_applied", "已申请修复数", "repair_applied"),
    ("repaired", "已完成修复数", "repaired"),
    ("checked", "已抽查践诺数", "checked"),
    ("kept", "践诺数", "kept"),
];

/// Rates: key, what people say, column of the part, column of the whole.
pub(super) const RATES: [(&str, &str, &str, &str); 7] = [
    ("exit_rate", "退出率", "exited", "governed"),
    ("exclusion_rate", "剔除率", "excluded", "listed"),
    ("interview_rate", "约谈覆盖率", "interviewed", "operating"),
    ("pledge_rate", "承诺覆盖率", "pledged", "operating"),
    ("supervision_rate", "重点监管覆盖率", "supervised", "governed"),
    ("previous.exit_rate", "上期退出率", "previous_exited", "previous_governed"),
    ("guide_rate", "指引发放率", "guided", "governed"),
];

/// Figures that are not counted from entries: key, what people say, query.
pub(super) const OTHERS: [(&str, &str, &str); 11] = [
    ("rank", "名次", "county_ranking"),
    ("rank_in_group", "组内名次", "county_ranking"),
    ("previous_rank", "上期名次", "county_ranking"),
    ("weeks_due", "应报周数", "timeliness"),
    ("weeks_reported", "已报周数", "timeliness"),
    ("pace.exits_per_week", "每周退出数", "pace"),
    ("pace.needed_per_week", "每周需退出数", "pace"),
    ("pace.clears_on", "清零日期", "pace"),
    ("findings.error", "错误", "figure_findings"),
    ("findings.warning", "警告", "figure_findings"),
    ("findings.notice", "提示", "figure_findings"),
];

/// Figures with questions of their own.
pub(super) const SPECIAL: [(&str, &str); 2] = [("previous.exit_rate_change", "退出率变化"), ("weeks_late", "迟报周数")];

/// What the heads of tables and the sentences of documents call the same figures.
const ALSO: [(&str, &str); 22] = [
    ("operating", "在营治理对象"),
    ("pledged", "已签承诺"),
    ("supervised", "重点监管"),
    ("guided", "发放修复指引"),
    ("repair_applied", "申请修复"),
    ("repaired", "完成修复"),
    ("published", "已公示"),
    ("previous.exit_rate_change", "较上月"),
    ("previous.exit_rate_change", "退出率较上月"),
    ("weeks_due", "应报期数"),
    ("weeks_due", "应报"),
    ("weeks_reported", "已报"),
    ("weeks_reported", "已报期数"),
    ("weeks_late", "未报"),
    ("weeks_late", "未报期数"),
    ("weeks_late", "未按时报送"),
    ("remaining", "未退出条目"),
    ("overdue", "逾期条目"),
    ("remaining_entities", "涉及主体"),
    ("remaining_entities", "未退出市场主体"),
    ("remaining_records", "涉及失信记录"),
    ("remaining_records", "失信记录"),
];

/// All figures that words can name.
fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let counts = COUNTS.iter().map(|(key, label, _)| (*key, *label));
    let rates = RATES.iter().map(|(key, label, ..)| (*key, *label));
    counts.chain(rates).chain(OTHERS.iter().map(|(key, label, _)| (*key, *label))).chain(SPECIAL)
}

/// What people say, for suggestions.
pub(super) fn labels() -> Vec<&'static str> {
    all().map(|(_, label)| label).collect()
}

/// The key of what people say, with or without 数, of the head of a table, of the key itself, or of a kind of fault.
pub(super) fn key_of(word: &str) -> Option<String> {
    let short = |label: &str| label.trim_end_matches('数') == word.trim_end_matches('数');
    let known = all().find(|(key, label)| *key == word || short(label)).map(|(key, _)| key);
    let also = || ALSO.iter().find(|(_, label)| *label == word).map(|(key, _)| *key);
    let fault = || {
        let mut codes = Code::ALL.iter();
        codes
            .find(|code| code.label() == word || code.code() == word)
            .map(|code| format!("findings.by_code.{}", code.code()))
    };
    known.or_else(also).map(str::to_owned).or_else(fault)
}
