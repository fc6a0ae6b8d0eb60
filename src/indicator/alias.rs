//! Chinese words in a statement become the names that engines know: 县区 is `county_name`, 状态 = '未退出' is
//! `status = 'remaining'`.
//!
//! Only words that no table, no column and no alias of the statement has are replaced; a column keeps the word it was asked
//! by. What comes out passes the [`guard`](super::guard) like any other text. Never runs anything.

use std::{collections::BTreeSet, ops::ControlFlow};

use sqlparser::{
    ast::{
        BinaryOperator, Expr, Ident, ObjectName, ObjectNamePart, OrderByKind, Query, Select, SelectItem, SetExpr,
        Statement, TableFactor, Value, VisitMut, VisitorMut, visit_expressions_mut,
    },
    dialect::GenericDialect,
    parser::Parser,
};

use super::{
    catalogue::Catalogue,
    contract::Output,
    guard, schema,
    words::{self, means},
};
use crate::error::{Error, Result};

/// The statement with known names. A text that cannot be read comes back as it is: the guard says what is wrong with it.
///
/// # Errors
/// A rate asked for by its name: SQL has only its two parts.
pub fn translated(sql: &str, catalogue: &Catalogue) -> Result<String> {
    let quoted = labels_quoted(sql, catalogue);
    let Some(mut statement) = read(&quoted) else { return Ok(sql.to_owned()) };
    let mut own = Own::default();
    let _ = statement.visit(&mut own);
    let mut tables = Tables { catalogue, own: &own.tables, changed: false };
    let _ = statement.visit(&mut tables);
    let mut columns = Columns { catalogue, changed: tables.changed };
    if let ControlFlow::Break(error) = statement.visit(&mut columns) {
        return Err(error);
    }
    Ok(if columns.changed { statement.to_string() } else { quoted })
}

/// The text with labels that hold brackets (县（市、区）) in quotes, so that they can be read as names.
fn labels_quoted(sql: &str, catalogue: &Catalogue) -> String {
    if !sql.contains('（') {
        return sql.to_owned();
    }
    let outputs = catalogue.list().flat_map(|query| &query.outputs).map(|output| output.column().label.clone());
    let columns = schema::TABLES.iter().flat_map(|table| table.columns()).map(|column| column.label.to_owned());
    let mut labels: Vec<String> = outputs.chain(columns).filter(|label| label.contains('（')).collect();
    labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
    let (mut text, mut rest, mut quote) = (String::new(), sql, None);
    while let Some(letter) = rest.chars().next() {
        let label = labels.iter().find(|label| quote.is_none() && rest.starts_with(label.as_str()));
        if let Some(label) = label {
            text.extend(["\"", label, "\""]);
            rest = &rest[label.len()..];
            continue;
        }
        match (letter, quote) {
            ('\'' | '"' | '`', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            _ => {}
        }
        text.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    text
}

/// The only statement of the text, if it is worth looking at.
fn read(sql: &str) -> Option<Statement> {
    guard::small(sql).ok()?;
    let parser = Parser::new(&GenericDialect).with_recursion_limit(guard::DEPTH).try_with_sql(sql).ok();
    let mut statements = parser?.parse_statements().ok()?;
    if statements.len() == 1 { statements.pop() } else { None }
}

/// Label and unit of the column of one of the tables; `None` where it has none, or two tables disagree.
pub fn column_of<'a>(
    name: &str,
    tables: impl IntoIterator<Item = &'a String>,
    catalogue: &Catalogue,
) -> Option<(String, String)> {
    let mut found: Option<(String, String)> = None;
    for entry in tables.into_iter().flat_map(|table| entries(table, catalogue)).filter(|entry| entry.name == name) {
        let this = (entry.label, entry.unit);
        match &found {
            Some(other) if *other != this => return None,
            _ => found = Some(this),
        }
    }
    found
}

/// A column that a statement may name.
struct Entry {
    name: String,
    label: String,
    unit: String,
    /// Part and whole, where it is a rate.
    rate: Option<(String, String)>,
}

fn entries(table: &str, catalogue: &Catalogue) -> Vec<Entry> {
    if let Some(info) = schema::table(table) {
        let entry = |column: schema::ColumnInfo| Entry {
            name: column.name.to_owned(),
            label: column.label.to_owned(),
            unit: String::new(),
            rate: None,
        };
        return info.columns().map(entry).collect();
    }
    let outputs = catalogue.get(table).map(|query| query.outputs.as_slice()).unwrap_or_default();
    let entry = |output: &Output| {
        let column = output.column();
        let rate = match output {
            Output::Rate { num, den, .. } => Some((num.clone(), den.clone())),
            Output::Plain(_) => None,
        };
        Entry { name: column.name.clone(), label: column.label.clone(), unit: column.unit.clone(), rate }
    };
    outputs.iter().map(entry).collect()
}

/// The names that WITH gives.
#[derive(Default)]
struct Own {
    tables: BTreeSet<String>,
}

impl VisitorMut for Own {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        let tables = query.with.iter().flat_map(|with| with.cte_tables.iter());
        self.tables.extend(tables.map(|table| table.alias.name.value.clone()));
        ControlFlow::Continue(())
    }
}

/// Names of tables.
struct Tables<'a> {
    catalogue: &'a Catalogue,
    own: &'a BTreeSet<String>,
    changed: bool,
}

impl VisitorMut for Tables<'_> {
    type Break = ();

    fn pre_visit_relation(&mut self, name: &mut ObjectName) -> ControlFlow<()> {
        if let [ObjectNamePart::Identifier(ident)] = name.0.as_mut_slice()
            && !self.own.contains(&ident.value)
            && !self.catalogue.readable().contains(ident.value.as_str())
            && let Some(known) = self.known(&ident.value)
        {
            *ident = Ident::new(known);
            self.changed = true;
        }
        ControlFlow::Continue(())
    }
}

impl Tables<'_> {
    fn known(&self, word: &str) -> Option<String> {
        let table = words::TABLES.iter().find(|(_, called)| called.contains(&word)).map(|(name, _)| (*name).to_owned());
        table.or_else(|| self.catalogue.list().find(|query| query.title == word).map(|query| query.name.clone()))
    }
}

/// Names of columns, and the words that stand for codes.
struct Columns<'a> {
    catalogue: &'a Catalogue,
    changed: bool,
}

impl VisitorMut for Columns<'_> {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        let Some(select) = first(&query.body) else { return ControlFlow::Continue(()) };
        let vocabulary = Vocabulary::of(select, self.catalogue);
        let given: BTreeSet<String> = select.projection.iter().filter_map(name_of).collect();
        if let Some(OrderByKind::Expressions(orders)) = query.order_by.as_mut().map(|order| &mut order.kind) {
            for order in orders {
                // A name that the result has is meant before a column of the table.
                if !matches!(&order.expr, Expr::Identifier(ident) if given.contains(&ident.value)) {
                    self.rewrite(&mut order.expr, &vocabulary)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Error> {
        let vocabulary = Vocabulary::of(select, self.catalogue);
        for item in &mut select.projection {
            let asked = match item {
                SelectItem::UnnamedExpr(expr) => last(expr).map(|ident| ident.value.clone()),
                _ => None,
            };
            if self.rewrite(item, &vocabulary)?
                && let (Some(word), SelectItem::UnnamedExpr(expr)) = (asked, &item)
            {
                *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias: Ident::with_quote('"', word) };
            }
        }
        self.rewrite(&mut select.selection, &vocabulary)?;
        self.rewrite(&mut select.group_by, &vocabulary)?;
        self.rewrite(&mut select.having, &vocabulary)?;
        for join in select.from.iter_mut().flat_map(|from| &mut from.joins) {
            self.rewrite(&mut join.join_operator, &vocabulary)?;
        }
        ControlFlow::Continue(())
    }
}

impl Columns<'_> {
    /// Whether something was replaced.
    fn rewrite<V: VisitMut>(&mut self, part: &mut V, vocabulary: &Vocabulary) -> ControlFlow<Error, bool> {
        let mut changed = false;
        visit_expressions_mut(part, |expr| {
            match vocabulary.name(expr) {
                Ok(Some(name)) => {
                    if let Some(ident) = last_mut(expr) {
                        *ident = Ident::new(name);
                        changed = true;
                    }
                }
                Ok(None) => changed |= codes(expr),
                Err(error) => return ControlFlow::Break(error),
            }
            ControlFlow::Continue(())
        })?;
        self.changed |= changed;
        ControlFlow::Continue(changed)
    }
}

/// The first SELECT of a body: its names are those of the result.
fn first(body: &SetExpr) -> Option<&Select> {
    match body {
        SetExpr::Select(select) => Some(select),
        SetExpr::SetOperation { left, .. } => first(left),
        SetExpr::Query(query) => first(&query.body),
        _ => None,
    }
}

fn name_of(item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::UnnamedExpr(expr) => last(expr).map(|ident| ident.value.clone()),
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        _ => None,
    }
}

/// The name of `column` or `t.column`.
fn last(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Identifier(ident) => Some(ident),
        Expr::CompoundIdentifier(parts) => parts.last(),
        _ => None,
    }
}

fn last_mut(expr: &mut Expr) -> Option<&mut Ident> {
    match expr {
        Expr::Identifier(ident) => Some(ident),
        Expr::CompoundIdentifier(parts) => parts.last_mut(),
        _ => None,
    }
}

/// The columns of the tables that one SELECT names itself.
struct Vocabulary {
    entries: Vec<Entry>,
}

impl Vocabulary {
    fn of(select: &Select, catalogue: &Catalogue) -> Self {
        let joined = select
            .from
            .iter()
            .flat_map(|from| std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation)));
        let named = joined.filter_map(|factor| match factor {
            TableFactor::Table { name, .. } => Some(name.to_string()),
            _ => None,
        });
        Self { entries: named.flat_map(|table| entries(&table, catalogue)).collect() }
    }

    /// The name for a word that is none yet.
    fn name(&self, expr: &Expr) -> Result<Option<String>> {
        let Some(Ident { value: word, .. }) = last(expr) else { return Ok(None) };
        if self.entries.iter().any(|entry| entry.rate.is_none() && entry.name == *word) {
            return Ok(None);
        }
        let meant = |entry: &&Entry| entry.name == *word || entry.label == *word;
        let also = |entry: &&Entry| means(word, &entry.name, &entry.label, words::COLUMNS);
        // Of a code and its word the word is meant: people read it.
        let spoken = || self.entries.iter().filter(also).min_by_key(|entry| !entry.name.ends_with("_name"));
        let found = self.entries.iter().find(meant).or_else(spoken);
        match found {
            Some(Entry { rate: Some((num, den)), label, .. }) => {
                Err(Error::usage(format!("“{word}”（{label}）是两列之比，SQL 里只有分子和分母")).remedy(format!(
                    "写 {num}、{den} 两列，或 ROUND({num} * 100.0 / {den}, 2) AS {label}（{den} 不为 0 的行）。"
                )))
            }
            Some(entry) => Ok(Some(entry.name.clone())),
            None => Ok(None),
        }
    }
}

/// Replaces words beside a column of codes: `status = '未退出'`, `ledger IN ('行政处罚')`. Whether one was.
fn codes(expr: &mut Expr) -> bool {
    match expr {
        Expr::BinaryOp { left, op: BinaryOperator::Eq | BinaryOperator::NotEq, right } => {
            let column = last(left).map(|ident| ident.value.clone());
            column.is_some_and(|column| code(&column, right))
        }
        Expr::InList { expr, list, .. } => {
            let column = last(expr).map(|ident| ident.value.clone());
            column.is_some_and(|column| list.iter_mut().fold(false, |changed, item| code(&column, item) | changed))
        }
        _ => false,
    }
}

fn code(column: &str, literal: &mut Expr) -> bool {
    if let Expr::Value(value) = literal
        && let Value::SingleQuotedString(word) = &mut value.value
        && let Some(code) = words::code(column, word)
    {
        *word = code.to_owned();
        return true;
    }
    false
}
