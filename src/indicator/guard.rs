//! What may run: one SELECT over known tables, and nothing else.
//!
//! Every SQL text passes here before an engine sees it, whoever wrote it. What is not known to be harmless is refused:
//! statements, table sources, clauses and functions are allowed by name. Never runs anything.

mod joins;
mod size;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::{
    ast::{
        Distinct, Expr, Function, FunctionArguments, ObjectName, Query, Select, SelectItem, SetExpr, Statement,
        TableFactor, Visit, Visitor,
    },
    dialect::GenericDialect,
    parser::{Parser, ParserError},
};

use super::nearest::nearest;
use crate::error::{Error, Result};

/// What every refusal ends with.
pub(super) const EXAMPLE: &str =
    "例如：SELECT county_name, COUNT(*) AS 未退出 FROM current WHERE status = 'remaining' GROUP BY county_name";

/// Functions that Polars SQL and DataFusion share and that only compute.
const FUNCTIONS: &[&str] = &[
    "abs",
    "avg",
    "ceil",
    "char_length",
    "character_length",
    "coalesce",
    "concat",
    "concat_ws",
    "count",
    "date_part",
    "dense_rank",
    "ends_with",
    "first_value",
    "floor",
    "greatest",
    "lag",
    "last_value",
    "lead",
    "least",
    "left",
    "length",
    "lower",
    "ltrim",
    "max",
    "median",
    "min",
    "mod",
    "nullif",
    "rank",
    "replace",
    "right",
    "round",
    "row_number",
    "rtrim",
    "split_part",
    "starts_with",
    "stddev",
    "strpos",
    "substr",
    "sum",
    "upper",
];

/// What a statement reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The names of its tables, its own WITH tables left out; sorted.
    pub tables: BTreeSet<String>,
    /// A `*` stands for columns that it does not name.
    pub all_columns: bool,
}

/// The names of the tables that `sql` reads, its own WITH tables left out; sorted.
///
/// # Errors
/// Anything but one SELECT over `known` tables, in plain Chinese, with the nearest name and an example.
pub fn check(sql: &str, known: &BTreeSet<&str>) -> Result<BTreeSet<String>> {
    Ok(reading(sql, known)?.tables)
}

/// The same, and whether the statement names the columns it reads.
///
/// # Errors
/// As [`check`].
pub fn reading(sql: &str, known: &BTreeSet<&str>) -> Result<Reading> {
    size::check(sql)?;
    let statements = Parser::new(&GenericDialect)
        .with_recursion_limit(size::DEPTH)
        .try_with_sql(sql)
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| unreadable(&error))?;
    let query = match statements.as_slice() {
        [Statement::Query(query)] => query,
        [] => return Err(refuse("没有写查询")),
        [other] => return Err(refuse(format!("只能用 SELECT 查询，不能用 {}", verb(other)))),
        several => return Err(refuse(format!("一次只能写一句查询，这里有 {} 句", several.len()))),
    };
    let mut guard = Guard { known, own: own_tables(query), read: BTreeSet::new(), all_columns: false };
    if let Some(name) = guard.own.iter().find(|name| known.contains(name.as_str())) {
        return Err(refuse(format!("WITH 里的“{name}”与已有的表同名，请换一个名称")));
    }
    match query.visit(&mut guard) {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(Reading { tables: guard.read, all_columns: guard.all_columns }),
    }
}

pub(super) use size::{DEPTH, check as small};

fn refuse(message: impl Into<String>) -> Error {
    Error::usage(message).remedy(EXAMPLE)
}

/// The first word of a statement, for the message.
fn verb(statement: &Statement) -> String {
    statement.to_string().split_whitespace().next().unwrap_or_default().to_uppercase()
}

fn unreadable(error: &ParserError) -> Error {
    match error {
        ParserError::RecursionLimitExceeded => refuse("这句查询嵌套太深，请拆成几步"),
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => {
            let found = text.split("found: ").nth(1).map(|rest| rest.split(" at Line").next().unwrap_or(rest).trim());
            let met = match found {
                Some("EOF") | None => "：句子不完整".to_owned(),
                Some(word) => format!("：没有想到会有“{word}”"),
            };
            refuse(format!("这句查询看不懂{}{met}", place(text))).caused_by(text.clone())
        }
    }
}

/// `（第 1 行第 8 列）` from the parser's own words.
fn place(text: &str) -> String {
    let number = |after: &str| -> Option<u32> {
        let digits: String = text.split(after).nth(1)?.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    match (number("Line: "), number("Column: ")) {
        (Some(line), Some(column)) => format!("（第 {line} 行第 {column} 列）"),
        _ => String::new(),
    }
}

/// The names that WITH gives, at every depth.
fn own_tables(query: &Query) -> BTreeSet<String> {
    struct Own(BTreeSet<String>);
    impl Visitor for Own {
        type Break = ();
        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
            let tables = query.with.iter().flat_map(|with| with.cte_tables.iter());
            self.0.extend(tables.map(|table| table.alias.name.value.clone()));
            ControlFlow::Continue(())
        }
    }
    let mut own = Own(BTreeSet::new());
    let _ = query.visit(&mut own);
    own.0
}

struct Guard<'a> {
    known: &'a BTreeSet<&'a str>,
    own: BTreeSet<String>,
    read: BTreeSet<String>,
    all_columns: bool,
}

impl Guard<'_> {
    fn relation(&mut self, name: &ObjectName) -> Result<()> {
        let [part] = name.0.as_slice() else { return Err(self.unknown(&name.to_string())) };
        let Some(ident) = part.as_ident() else { return Err(self.unknown(&name.to_string())) };
        if self.own.contains(&ident.value) {
            return Ok(());
        }
        if !self.known.contains(ident.value.as_str()) {
            return Err(self.unknown(&ident.value));
        }
        self.read.insert(ident.value.clone());
        Ok(())
    }

    fn unknown(&self, name: &str) -> Error {
        let names = self.known.iter().copied().chain(self.own.iter().map(String::as_str));
        let error = Error::usage(format!("没有叫“{name}”的表"));
        match nearest(name, names) {
            Some(close) => error.remedy(format!("是不是 {close}？{EXAMPLE}")),
            None => {
                error.remedy(format!("常用的表：current（当期）、previous（上期）、history（历次报送）。{EXAMPLE}"))
            }
        }
    }
}

impl Visitor for Guard<'_> {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Error> {
        stop(whole(query).and_then(|()| body(&query.body)))
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Error> {
        let star = |item: &SelectItem| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..));
        self.all_columns |= select.projection.iter().any(star);
        stop(clauses(select).and_then(|()| joins::check(select)))
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Error> {
        stop(source(factor))
    }

    fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<Error> {
        stop(self.relation(name))
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Error> {
        match expr {
            Expr::Function(call) => stop(function(call)),
            Expr::Exists { .. } => stop(Err(refuse("不支持 EXISTS，请改用 IN (SELECT …)"))),
            Expr::Subquery(_) => stop(Err(refuse("不支持在表达式里写子查询，请写在 FROM 或 WITH 里再 JOIN"))),
            Expr::Cast { data_type, .. } => stop(cast(&data_type.to_string())),
            _ => ControlFlow::Continue(()),
        }
    }
}

fn stop(checked: Result<()>) -> ControlFlow<Error> {
    match checked {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    }
}

fn whole(query: &Query) -> Result<()> {
    let faults = [
        (query.with.as_ref().is_some_and(|with| with.recursive), "WITH RECURSIVE"),
        (!query.locks.is_empty(), "FOR UPDATE / FOR SHARE"),
        (query.for_clause.is_some(), "FOR"),
        (query.settings.is_some(), "SETTINGS"),
        (query.format_clause.is_some(), "FORMAT"),
        (!query.pipe_operators.is_empty(), "|>"),
    ];
    none_of(&faults)
}

fn none_of(faults: &[(bool, &str)]) -> Result<()> {
    let found = faults.iter().find(|(present, _)| *present);
    found.map_or(Ok(()), |(_, clause)| Err(refuse(format!("查询里不能用 {clause}"))))
}

fn body(body: &SetExpr) -> Result<()> {
    match body {
        SetExpr::Select(_) | SetExpr::Query(_) => Ok(()),
        SetExpr::SetOperation { left, right, .. } => self::body(left).and_then(|()| self::body(right)),
        SetExpr::Values(_) => Err(refuse("查询里不能用 VALUES")),
        SetExpr::Table(_) => Err(refuse("查询里不能用 TABLE，请写 SELECT * FROM 表名")),
        SetExpr::Insert(other) | SetExpr::Update(other) | SetExpr::Delete(other) | SetExpr::Merge(other) => {
            Err(refuse(format!("只能用 SELECT 查询，不能用 {}", verb(other))))
        }
    }
}

fn clauses(select: &Select) -> Result<()> {
    none_of(&[
        (select.into.is_some(), "SELECT … INTO"),
        (select.top.is_some(), "TOP（请用 LIMIT）"),
        (matches!(select.distinct, Some(Distinct::On(_))), "DISTINCT ON"),
        (!select.lateral_views.is_empty(), "LATERAL VIEW"),
        (select.prewhere.is_some(), "PREWHERE"),
        (!select.connect_by.is_empty(), "CONNECT BY"),
        (!select.cluster_by.is_empty(), "CLUSTER BY"),
        (!select.distribute_by.is_empty(), "DISTRIBUTE BY"),
        (!select.sort_by.is_empty(), "SORT BY（请用 ORDER BY）"),
        (select.qualify.is_some(), "QUALIFY"),
        (select.value_table_mode.is_some(), "SELECT AS VALUE"),
        (select.select_modifiers.is_some(), "SELECT 的修饰词"),
        (!select.optimizer_hints.is_empty(), "优化提示"),
        (select.exclude.is_some(), "EXCLUDE"),
    ])
}

fn source(factor: &TableFactor) -> Result<()> {
    match factor {
        TableFactor::Table {
            args: None,
            with_hints,
            version: None,
            with_ordinality: false,
            partitions,
            json_path: None,
            sample: None,
            index_hints,
            ..
        } if with_hints.is_empty() && partitions.is_empty() && index_hints.is_empty() => Ok(()),
        TableFactor::Derived { lateral: false, sample: None, .. } | TableFactor::NestedJoin { .. } => Ok(()),
        TableFactor::Table { name, args: Some(_), .. } => {
            Err(refuse(format!("FROM 里不能用函数 {name}()：查询只读已有的表，不读文件和网址")))
        }
        _ => Err(refuse("FROM 里只能写表名、括号里的 SELECT 和 JOIN")),
    }
}

fn function(call: &Function) -> Result<()> {
    let name = call.name.to_string().to_lowercase();
    if !FUNCTIONS.contains(&name.as_str()) {
        let error = Error::usage(format!("不支持函数 {name}()"));
        return Err(match nearest(&name, FUNCTIONS.iter().copied()) {
            Some(close) => error.remedy(format!("是不是 {close}()？{EXAMPLE}")),
            None => error.remedy(EXAMPLE),
        });
    }
    let plain = matches!(call.parameters, FunctionArguments::None) && call.within_group.is_empty();
    let subquery = matches!(call.args, FunctionArguments::Subquery(_));
    if plain && !subquery && !call.uses_odbc_syntax {
        Ok(())
    } else {
        Err(refuse(format!("函数 {name}() 不能这样写")))
    }
}

fn cast(data_type: &str) -> Result<()> {
    const TYPES: [&str; 9] = ["INT", "INTEGER", "BIGINT", "DOUBLE", "FLOAT", "VARCHAR", "TEXT", "DATE", "BOOLEAN"];
    if TYPES.contains(&data_type.to_uppercase().as_str()) {
        return Ok(());
    }
    Err(refuse(format!("不能转换成 {data_type}，只能转换成 {}", TYPES.join("、"))))
}
