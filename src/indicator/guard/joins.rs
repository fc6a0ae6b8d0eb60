//! Joins that cannot explode: a JOIN names equal columns, a CROSS JOIN takes only small tables.

use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, JoinOperator, ObjectName, Select, TableFactor, TableWithJoins,
};

use super::refuse;
use crate::error::{Error, Result};

/// Tables of one row.
const SINGLE: [&str; 2] = ["campaign", "params"];
/// Tables whose size does not grow with the ledger.
const SMALL: [&str; 7] = ["counties", "industries", "ledgers", "labels", "steps", "finding_codes", "calendar"];
/// Tables that grow with the ledger.
const LARGE: [&str; 8] =
    ["current", "previous", "history", "weeks", "weekly_counts", "submissions", "findings", "current_findings"];
/// Columns that tell entries, submissions and places apart: one of them must join two large tables.
const TELLING: [&str; 10] =
    ["key", "entity", "entry_id", "entity_id", "uscc", "name", "submission_id", "id", "source_file", "file"];
const CROSSES: usize = 3;

pub(super) fn check(select: &Select) -> Result<()> {
    if select.from.len() > 1 {
        return Err(refuse("FROM 里不能用逗号连接多张表，请写 JOIN … ON 两表相同的列"));
    }
    select.from.iter().try_for_each(chain)
}

fn chain(from: &TableWithJoins) -> Result<()> {
    let base = table(&from.relation);
    let mut crossed = Vec::new();
    for join in &from.joins {
        let right = table(&join.relation);
        match &join.join_operator {
            JoinOperator::CrossJoin(JoinConstraint::None) => cross(base, right, &mut crossed)?,
            JoinOperator::Join(by)
            | JoinOperator::Inner(by)
            | JoinOperator::Left(by)
            | JoinOperator::LeftOuter(by)
            | JoinOperator::Right(by)
            | JoinOperator::RightOuter(by)
            | JoinOperator::FullOuter(by)
            | JoinOperator::Semi(by)
            | JoinOperator::LeftSemi(by)
            | JoinOperator::Anti(by)
            | JoinOperator::LeftAnti(by) => equal(base, right, by)?,
            _ => return Err(refuse("不支持这种 JOIN")),
        }
    }
    match &from.relation {
        TableFactor::NestedJoin { table_with_joins, .. } => chain(table_with_joins),
        _ => Ok(()),
    }
}

/// The table's own name; `None` for a subquery.
fn table(factor: &TableFactor) -> Option<&str> {
    match factor {
        TableFactor::Table { name: ObjectName(parts), .. } => Some(parts.last()?.as_ident()?.value.as_str()),
        _ => None,
    }
}

fn cross<'a>(base: Option<&str>, right: Option<&'a str>, crossed: &mut Vec<&'a str>) -> Result<()> {
    let Some(right) = right else { return Err(too_large()) };
    if SINGLE.contains(&right) {
        return Ok(());
    }
    let small_base = base.is_some_and(|base| SMALL.contains(&base) || SINGLE.contains(&base));
    if !small_base || !SMALL.contains(&right) || crossed.contains(&right) || crossed.len() == CROSSES {
        return Err(too_large());
    }
    crossed.push(right);
    Ok(())
}

fn too_large() -> Error {
    refuse("CROSS JOIN 会产生过多的行，只能用于 params、campaign 和小表；其他表请写 JOIN … ON 两表相同的列")
}

fn equal(left: Option<&str>, right: Option<&str>, by: &JoinConstraint) -> Result<()> {
    let columns = match by {
        JoinConstraint::On(condition) => equalities(condition),
        JoinConstraint::Using(columns) => columns.iter().map(ToString::to_string).collect(),
        JoinConstraint::Natural | JoinConstraint::None => Vec::new(),
    };
    if columns.is_empty() {
        return Err(refuse("JOIN 后面要写 ON 两表相同的列，如 ON c.key = p.key"));
    }
    let large = |table: Option<&str>| table.is_some_and(|name| LARGE.contains(&name));
    if large(left) && large(right) && !columns.iter().any(|column| TELLING.contains(&column.as_str())) {
        let telling = TELLING.join("、");
        return Err(refuse(format!("两张大表的 JOIN 会产生过多的行，ON 里至少要有一列是 {telling}")));
    }
    Ok(())
}

/// Names of the columns of one table that the condition requires to equal a column of the other.
fn equalities(condition: &Expr) -> Vec<String> {
    match condition {
        Expr::Nested(inner) => equalities(inner),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => [equalities(left), equalities(right)].concat(),
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => match (column(left), column(right)) {
            (Some((table, name)), Some((other, _))) if table != other => vec![name.to_owned()],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Table and name of `t.column`.
fn column(expr: &Expr) -> Option<(&str, &str)> {
    match expr {
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [table, name] => Some((&table.value, &name.value)),
            _ => None,
        },
        _ => None,
    }
}
