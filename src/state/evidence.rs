//! domain.md section 5 as expressions over the columns of a row: when an exit counts, and what is missing.
//!
//! An exit date is not evidence and appears nowhere in this file.

use polars::prelude::*;

use crate::{
    Result,
    domain::{
        Date,
        config::{Basis, Targets},
    },
};

use super::{Status, deliveries::unfit};

/// The day from which a row stands for an exit, for every row of a history; see [`Standing`].
///
/// Columns: `excluded` (剔除 with its document), `exited_from` (the day from which the exit counts, null for never).
pub(super) fn standings(history: &DataFrame, basis: Basis) -> Result<DataFrame> {
    let proven = proven_from().map_err(unfit)?;
    let exited_from = when(col("exit_claimed")).then(match basis {
        Basis::Verified => proven,
        Basis::Claimed => col("as_of"),
    });
    let columns = [excluded().alias("excluded"), exited_from.otherwise(lit(NULL)).alias("exited_from")];
    history.clone().lazy().select(columns).collect().map_err(unfit)
}

/// 剔除情形 and 剔除文书号 both given.
fn excluded() -> Expr {
    col("exclusion").is_not_null().and(col("exclusion_ref").is_not_null())
}

/// The day on which the last piece of the evidence for an exit is dated; null where a piece is missing.
///
/// A row can only be asked about from its own week on, so what has no date of its own (nothing on display any more)
/// counts from the row's `as_of`.
fn proven_from() -> PolarsResult<Expr> {
    let all_steps =
        col("interviewed").is_not_null().and(col("pledged").is_not_null()).and(col("supervised").is_not_null());
    let last_step = max_horizontal([col("interviewed"), col("pledged"), col("supervised")])?;
    let loop_closed = when(out_of_business())
        .then(col("supervised"))
        .when(operating().and(all_steps))
        .then(last_step)
        .otherwise(lit(NULL));
    let off_display = when(col("public_count").eq(lit(0))).then(col("as_of")).otherwise(lit(NULL));
    min_horizontal([loop_closed, off_display, col("repaired")])
}

fn out_of_business() -> Expr {
    col("contact").eq(lit("unreachable")).or(col("contact").eq(lit("ceased")))
}

fn operating() -> Expr {
    col("contact").eq(lit("operating"))
}

/// A step that is dated on or before the day.
fn done(step: &str, on: Date) -> Expr {
    col(step).is_not_null().and(col(step).lt_eq(lit(on)))
}

/// 尚缺事项 of remaining entries: `missing` (the first), `missing_all` (all, joined by commas) and `overdue`.
///
/// Where all evidence is there, whichever the way, only the declaration is missing. Interview and pledge are asked of
/// operating entries alone; who has no known contact is asked for that, and for the supervision that every way needs.
/// Contact, interview and pledge are due by the target of the interviews, everything by the target of the exits.
pub(super) fn missing(on: Date, targets: &Targets) -> PolarsResult<[Expr; 3]> {
    let steps = missing_steps(on)?;
    let remaining = || col("status").eq(lit(Status::Remaining.code()));
    let first = coalesce(&steps);
    let all = concat_str(&steps, ",", true);
    let early = steps[..3].iter().cloned().map(Expr::is_not_null).fold(lit(false), Expr::or);
    let overdue = early.and(lit(on > targets.interviews)).or(lit(on > targets.exits));
    let told = |expr: Expr| when(remaining()).then(expr).otherwise(lit(NULL));
    Ok([told(first).alias("missing"), told(all).alias("missing_all"), remaining().and(overdue).alias("overdue")])
}

/// The name of each step in its order where it is missing, else null.
fn missing_steps(on: Date) -> PolarsResult<[Expr; 5]> {
    let proven = proven_from()?;
    let proven = proven.clone().is_not_null().and(proven.lt_eq(lit(on)));
    let open = |lacking: Expr, step: &str| when(proven.clone().not().and(lacking)).then(lit(step)).otherwise(lit(NULL));
    Ok([
        open(col("contact").is_null(), "contact"),
        open(operating().and(done("interviewed", on).not()), "interviewed"),
        open(operating().and(done("pledged", on).not()), "pledged"),
        open(done("supervised", on).not(), "supervised"),
        when(proven.clone()).then(lit("exit_claimed")).otherwise(lit(NULL)),
    ])
}
