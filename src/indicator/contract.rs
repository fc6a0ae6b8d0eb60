//! The contract of a query: the header in its leading comment, read strictly.
//!
//! ```text
//! -- title: 各县（市、区）进展
//! -- meaning: 一句话说明
//! -- grain: 一行一个县（市、区）
//! -- topic: 总体进展与排名
//! -- owner: 市信用办
//! -- example: tongbao query county_counts
//! -- param: county text = none | 县（市、区）代码，不填为全部
//! -- param: ledger text = none | 台账 | judgment 失信被执行人, penalty 行政处罚
//! -- code: county | 县（市、区）代码
//! -- column: exited | 退出数 | 家
//! -- rate: exit_rate = exited / governed | 退出率 | %
//! -- note: 表下的一句话
//! ```
//!
//! Columns stand in the order of the result; a `code` is a column whose word stands beside it, so that a terminal leaves
//! it out; a `rate` is not in the SQL but made from two of its columns, so that SQL
//! keeps whole numbers. Never runs anything.

use super::parameter::{Choice, Fallback, Parameter, ParameterKind};
use crate::domain::table::Column;
use crate::error::{Error, Result};

/// The topics in the order in which they are listed; others follow.
pub const TOPICS: [&str; 9] = [
    "总体进展与排名",
    "未退出条目与督办",
    "进出与回流",
    "措施与承诺",
    "市场主体",
    "公示",
    "报送与数据质量",
    "分析",
    "追溯",
];

/// The topic of a query that names none.
pub const OTHER_TOPIC: &str = "其他";

/// What the header declares and the SQL below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Name: the file's stem.
    pub name: String,
    /// A view that queries build on, not offered to people.
    pub view: bool,
    /// Title.
    pub title: String,
    /// What it answers.
    pub meaning: String,
    /// What a row is.
    pub grain: String,
    /// Under what it is listed; empty: [`OTHER_TOPIC`].
    pub topic: String,
    /// Who answers for it.
    pub owner: String,
    /// A command line.
    pub example: String,
    /// What may be given to it.
    pub parameters: Vec<Parameter>,
    /// What comes out, in order.
    pub outputs: Vec<Output>,
    /// Sentences below the table.
    pub notes: Vec<String>,
    /// The statement, header included.
    pub sql: String,
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// As the SQL gives it.
    Plain(Column),
    /// A rate of two columns of the SQL.
    Rate {
        /// Name, label, unit.
        column: Column,
        /// Column of the part.
        num: String,
        /// Column of the whole.
        den: String,
    },
}

impl Output {
    /// Name, label and unit.
    pub fn column(&self) -> &Column {
        match self {
            Self::Plain(column) | Self::Rate { column, .. } => column,
        }
    }
}

/// A line of the header that cannot be understood.
struct Place<'a> {
    file: &'a str,
    line: usize,
}

impl Place<'_> {
    fn error(&self, what: impl std::fmt::Display) -> Error {
        Error::usage(format!("{} 第 {} 行：{what}", self.file, self.line))
            .remedy("请对照 queries/README.md 的写法改正这一行。")
    }
}

/// Reads the header of the file at `path` (below `queries/`, as messages show it).
///
/// # Errors
/// The first line that is wrong, with its number; or what is missing.
pub fn parse(path: &str, text: &str) -> Result<Query> {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".sql");
    let mut query = Query {
        name: stem.to_owned(),
        view: path.contains("tables/"),
        title: String::new(),
        meaning: String::new(),
        grain: String::new(),
        topic: String::new(),
        owner: String::new(),
        example: String::new(),
        parameters: Vec::new(),
        outputs: Vec::new(),
        notes: Vec::new(),
        sql: text.to_owned(),
    };
    let mut last = 0;
    for (index, line) in text.lines().enumerate() {
        let Some(comment) = line.strip_prefix("--") else { break };
        last = index + 1;
        let place = Place { file: path, line: last };
        if !comment.trim().is_empty() {
            entry(&mut query, &place, comment.trim())?;
        }
    }
    complete(&query, &Place { file: path, line: last })?;
    Ok(query)
}

fn entry(query: &mut Query, place: &Place, line: &str) -> Result<()> {
    let Some((key, value)) = line.split_once(':') else { return Err(place.error("应为“项目: 内容”")) };
    let value = value.trim();
    if value.is_empty() {
        return Err(place.error(format!("“{key}”没有内容")));
    }
    match key {
        "title" => once(&mut query.title, key, value, place),
        "meaning" => once(&mut query.meaning, key, value, place),
        "grain" => once(&mut query.grain, key, value, place),
        "topic" => once(&mut query.topic, key, value, place),
        "owner" => once(&mut query.owner, key, value, place),
        "example" => once(&mut query.example, key, value, place),
        "note" => {
            query.notes.push(value.to_owned());
            Ok(())
        }
        "param" => add_parameter(query, place, value),
        "column" => add_output(query, place, Output::Plain(column(place, value)?)),
        "code" => add_output(query, place, Output::Plain(column(place, value)?.hidden())),
        "rate" => {
            let output = rate(query, place, value)?;
            add_output(query, place, output)
        }
        other => Err(place.error(format!("不认识的项目“{other}”"))),
    }
}

fn once(slot: &mut String, key: &str, value: &str, place: &Place) -> Result<()> {
    if !slot.is_empty() {
        return Err(place.error(format!("“{key}”写了两次")));
    }
    value.clone_into(slot);
    Ok(())
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

fn name<'a>(place: &Place, word: &'a str) -> Result<&'a str> {
    if is_name(word) {
        Ok(word)
    } else {
        Err(place.error(format!("“{word}”不是名称：应为小写字母、数字和下划线")))
    }
}

fn parts<'a>(place: &Place, value: &'a str, least: usize, most: usize) -> Result<Vec<&'a str>> {
    let parts: Vec<&str> = value.split('|').map(str::trim).collect();
    if (least..=most).contains(&parts.len()) && parts[..least].iter().all(|part| !part.is_empty()) {
        return Ok(parts);
    }
    Err(place.error(format!("应有 {least} 至 {most} 段，用 | 隔开，前 {least} 段不能空")))
}

fn column(place: &Place, value: &str) -> Result<Column> {
    let parts = parts(place, value, 2, 3)?;
    Ok(Column::new(name(place, parts[0])?, parts[1]).unit(parts.get(2).copied().unwrap_or_default()))
}

fn rate(query: &Query, place: &Place, value: &str) -> Result<Output> {
    let parts = parts(place, value, 2, 3)?;
    let formula = parts[0].split_once('=').and_then(|(name, of)| Some((name.trim(), of.split_once('/')?)));
    let Some((column, (num, den))) = formula else { return Err(place.error("应为“名称 = 分子 / 分母”")) };
    let (num, den) = (num.trim(), den.trim());
    for part in [num, den] {
        let known = query.outputs.iter().any(|output| matches!(output, Output::Plain(plain) if plain.name == part));
        if !known {
            return Err(place.error(format!("“{part}”不是上面的列")));
        }
    }
    let unit = parts.get(2).copied().unwrap_or("%");
    let column = Column::new(name(place, column)?, parts[1]).unit(unit);
    Ok(Output::Rate { column, num: num.to_owned(), den: den.to_owned() })
}

fn add_output(query: &mut Query, place: &Place, output: Output) -> Result<()> {
    let name = &output.column().name;
    if query.outputs.iter().any(|other| &other.column().name == name) {
        return Err(place.error(format!("列“{name}”写了两次")));
    }
    query.outputs.push(output);
    Ok(())
}

fn add_parameter(query: &mut Query, place: &Place, value: &str) -> Result<()> {
    let parts = parts(place, value, 2, 3)?;
    let (head, default) = match parts[0].split_once('=') {
        Some((head, default)) => (head.trim(), fallback(default.trim())),
        None => (parts[0], Fallback::Required),
    };
    let Some((word, kind)) = head.split_once(' ') else {
        return Err(place.error("应为“名称 类型 = 默认值”"));
    };
    let kind = ParameterKind::from_code(kind.trim()).ok_or_else(|| {
        let known = "text、integer、date、boolean、county、industry、department 或 month";
        place.error(format!("不认识的类型“{}”：应为 {known}", kind.trim()))
    })?;
    let choices = parts.get(2).map(|list| list.split(',').map(Choice::of).collect());
    let parameter = Parameter {
        name: name(place, word)?.to_owned(),
        kind,
        default,
        label: parts[1].to_owned(),
        choices: choices.unwrap_or_default(),
    };
    if query.parameters.iter().any(|other| other.name == parameter.name) {
        return Err(place.error(format!("参数“{word}”写了两次")));
    }
    if let Fallback::Text(text) = &parameter.default {
        super::params::value(&parameter, text).map_err(|error| place.error(error.message))?;
    }
    query.parameters.push(parameter);
    Ok(())
}

fn fallback(text: &str) -> Fallback {
    if text == "none" { Fallback::Missing } else { Fallback::Text(text.to_owned()) }
}

fn complete(query: &Query, place: &Place) -> Result<()> {
    let fields = [
        ("title", &query.title),
        ("meaning", &query.meaning),
        ("grain", &query.grain),
        ("owner", &query.owner),
        ("example", &query.example),
    ];
    for (key, value) in fields {
        if value.is_empty() {
            return Err(place.error(format!("文件头缺“{key}”")));
        }
    }
    if query.outputs.is_empty() {
        return Err(place.error("文件头没有一行“column”"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::{Output, parse};
    use crate::indicator::parameter::Fallback;

    const HEAD: &str = "-- title: 题\n-- meaning: 义\n-- grain: 行\n-- owner: 办\n-- example: tongbao query x\n";

    #[test]
    fn a_header_is_read_whole() {
        let text = format!(
            "{HEAD}-- param: weeks integer = 6 | 周数\n-- param: ledger text = none | 台账 | judgment 失信被执行人, penalty\n\
             -- column: a | 甲 | 家\n-- column: b | 乙\n-- rate: r = a / b | 率\n\n-- why\nSELECT 1"
        );
        let query = parse("x.sql", &text).unwrap();
        assert_eq!(query.name, "x");
        assert_eq!(query.parameters[0].default, Fallback::Text("6".into()));
        let choices: Vec<String> = query.parameters[1].choices.iter().map(ToString::to_string).collect();
        assert_eq!(choices, ["judgment（失信被执行人）", "penalty"]);
        assert_eq!(
            query.outputs.iter().map(|output| output.column().name.as_str()).collect::<Vec<_>>(),
            ["a", "b", "r"]
        );
        assert!(matches!(&query.outputs[2], Output::Rate { num, den, .. } if num == "a" && den == "b"));
        assert!(!query.view);
        assert!(parse("tables/x.sql", &text).unwrap().view);
    }

    #[test]
    fn a_fault_is_named_with_file_and_line() {
        for (line, fault) in [
            ("-- titel: 题", "不认识的项目“titel”"),
            ("-- title: 又一个", "“title”写了两次"),
            ("-- title", "应为“项目: 内容”"),
            ("-- note:", "“note”没有内容"),
            ("-- column: A | 甲", "“A”不是名称"),
            ("-- column: a", "应有 2 至 3 段"),
            ("-- rate: r = a / b | 率", "“a”不是上面的列"),
            ("-- rate: r | 率", "应为“名称 = 分子 / 分母”"),
            ("-- param: n number = 6 | 数", "不认识的类型“number”"),
            ("-- param: n integer = six | 数", "“six”不是整数"),
            ("-- param: n text = c | 数 | a, b", "只能是"),
        ] {
            let message = parse("queries/x.sql", &format!("{HEAD}{line}\nSELECT 1")).expect_err(line).message;
            assert!(message.starts_with("queries/x.sql 第 6 行：") && message.contains(fault), "{line}: {message}");
        }
        assert!(parse("x.sql", "SELECT 1").unwrap_err().message.contains("缺“title”"));
        assert!(parse("x.sql", &format!("{HEAD}SELECT 1")).unwrap_err().message.contains("没有一行“column”"));
    }
}
