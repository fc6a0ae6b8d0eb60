//! Words that people use for columns and parameters: a statistician may write 县区 where SQL says `county_name`.
//!
//! Beside these, every column answers to its own Chinese label; see [`schema`](super::schema) and the queries' contracts.

use super::parameter::Parameter;
use crate::domain::{
    ledger::Ledger,
    row::{Choice, Contact, Exclusion, ExitRoute},
};

/// Names of columns with what people call them besides their labels.
pub const COLUMNS: &[(&str, &[&str])] = &[
    ("county_name", &["县区", "县市区", "县", "属地", "所属县区", "报送单位"]),
    ("name", &["企业", "企业名称", "主体", "市场主体", "市场主体名称", "单位名称", "名称"]),
    ("uscc", &["信用代码", "社会信用代码", "统一代码"]),
    ("industry_name", &["行业", "行业门类名称", "所属行业"]),
    ("department", &["部门", "主管部门", "行业部门"]),
    ("ledger_name", &["台账"]),
    ("ledger", &["台账", "台账代码", "台账类别"]),
    ("status", &["状态"]),
    ("contact", &["联系情况"]),
    ("exclusion", &["剔除情形"]),
    ("exit_route", &["退出方式"]),
    ("exit_claimed", &["是否退出"]),
    ("interviewed", &["约谈时间", "约谈"]),
    ("pledged", &["承诺日期", "承诺书日期"]),
    ("supervised", &["重点监管日期"]),
    ("repaired", &["信用修复日期"]),
    ("missing", &["尚缺事项"]),
    ("weeks_listed", &["在册周数", "周数"]),
    ("first_seen", &["首次列入日期", "列入日期"]),
    ("overdue", &["逾期"]),
    ("record_count", &["次数"]),
    ("as_of", &["期次", "截止日期"]),
    ("week", &["周次"]),
];

/// Names of tables with what people call them.
pub const TABLES: &[(&str, &[&str])] = &[
    ("current", &["当期", "本期", "当前", "条目"]),
    ("previous", &["上期"]),
    ("history", &["历史", "历次报送"]),
    ("weeks", &["逐周"]),
    ("submissions", &["报送"]),
    ("findings", &["问题"]),
    ("current_findings", &["本期问题", "当期问题"]),
    ("counties", &["县区", "县（市、区）"]),
    ("industries", &["行业"]),
];

/// Names of parameters with what people call them.
const PARAMETERS: &[(&str, &[&str])] = &[
    ("county", &["县区", "县市区", "县（市、区）", "县", "属地"]),
    ("ledger", &["台账", "台账类别"]),
    ("industry", &["行业", "行业门类"]),
    ("department", &["部门", "主管部门", "行业主管部门"]),
    ("weeks", &["周数", "在账周数", "在册周数"]),
    ("month", &["月份", "月"]),
    ("uscc", &["代码", "信用代码", "统一社会信用代码"]),
    ("firm", &["企业", "主体", "市场主体", "名称"]),
    ("contact", &["联系情况"]),
    ("records", &["次数", "失信次数"]),
    ("entries", &["条目", "条目数"]),
    ("figure", &["数字", "分子"]),
    ("base", &["分母"]),
    ("group", &["分组"]),
    ("code", &["问题代码"]),
    ("severity", &["程度"]),
    ("from", &["起", "开始", "从"]),
    ("until", &["止", "结束", "到"]),
];

/// A label without brackets and what stands in them, `代码` at its end left out: what somebody types who remembers it.
pub fn plain(label: &str) -> String {
    let mut depth = 0_usize;
    let mut text = String::new();
    for letter in label.chars() {
        match letter {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 && !letter.is_whitespace() => text.push(letter),
            _ => {}
        }
    }
    text
}

/// Whether `word` means the name with this label, by `known` words or by the label itself.
pub fn means(word: &str, name: &str, label: &str, known: &[(&str, &[&str])]) -> bool {
    let also = known.iter().find(|(known, _)| *known == name).is_some_and(|(_, words)| words.contains(&word));
    also || word == label || plain(word) == plain(label)
}

/// The parameter that is meant by its name or by what people call it.
pub fn parameter<'a>(parameters: &'a [Parameter], word: &str) -> Option<&'a Parameter> {
    let by_name = parameters.iter().find(|parameter| parameter.name == word);
    by_name.or_else(|| {
        parameters
            .iter()
            .find(|parameter| PARAMETERS.iter().any(|(name, words)| *name == parameter.name && words.contains(&word)))
    })
}

/// The code that a word stands for in this column (`remaining` for 未退出 in `status`).
pub fn code(column: &str, word: &str) -> Option<&'static str> {
    fn of<C: Choice>(word: &str) -> Option<&'static str> {
        C::ALL.iter().find(|choice| choice.label() == word).map(|choice| choice.code())
    }
    let pick = |pairs: &[(&'static str, &str)]| pairs.iter().find(|(_, label)| *label == word).map(|(code, _)| *code);
    match column {
        "contact" => of::<Contact>(word),
        "exclusion" => of::<Exclusion>(word),
        "exit_route" => of::<ExitRoute>(word),
        "ledger" => Ledger::ALL.into_iter().find(|ledger| ledger.label() == word).map(Ledger::code),
        "status" => pick(&[("excluded", "剔除"), ("exited", "已退出"), ("exited", "退出"), ("remaining", "未退出")]),
        "standing" => pick(&[("in_force", "有效"), ("superseded", "已被替换"), ("withdrawn", "已撤回")]),
        "severity" => pick(&[("error", "错误"), ("warning", "警告"), ("notice", "提示")]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, TABLES, code, means, plain};
    use crate::indicator::schema;

    #[test]
    fn a_label_is_known_without_its_brackets() {
        assert_eq!(plain("是否退出（填报）"), "是否退出");
        assert!(means("是否退出", "exit_claimed", "是否退出（填报）", COLUMNS));
        assert!(means("县区", "county_name", "县（市、区）", COLUMNS));
        assert!(!means("县区", "county", "县（市、区）代码", COLUMNS));
    }

    #[test]
    fn words_stand_for_codes() {
        assert_eq!(code("status", "未退出"), Some("remaining"));
        assert_eq!(code("ledger", "行政处罚"), Some("penalty"));
        assert_eq!(code("contact", "无法联系"), Some("unreachable"));
        assert_eq!(code("name", "未退出"), None);
    }

    #[test]
    fn every_word_is_for_something_that_there_is() {
        let columns: Vec<&str> =
            schema::TABLES.iter().flat_map(|table| table.columns()).map(|column| column.name).collect();
        for (name, _) in COLUMNS {
            assert!(columns.contains(name), "{name}");
        }
        for (name, _) in TABLES {
            assert!(schema::table(name).is_some(), "{name}");
        }
    }
}
