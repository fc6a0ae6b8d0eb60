//! domain.md section 5 as expressions over the columns of a row: when an exit counts, and what is missing.
//!
//! An exit date is not evidence and appears nowhere in this file.

use polars::{
    lazy::dsl::{max_horizontal, min_horizontal},
    prelude::*,
};

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

/// 尚缺事项 in the order in which they are done; the last is the declaration.
const STEPS: [&str; 5] = ["contact", "interviewed", "pledged", "supervised", "exit_claimed"];

/// 尚缺事项 of remaining entries: `missing` (the first), `missing_all` (all, joined by commas) and `overdue`.
///
/// Where all evidence is there, whichever the way, only the declaration is missing. Interview and pledge are asked of
/// operating entries alone; who has no known contact is asked for that, and for the supervision that every way needs.
/// Contact, interview and pledge are due by the target of the interviews, everything by the target of the exits.
pub(super) fn missing(state: &DataFrame, on: Date, targets: &Targets) -> PolarsResult<Vec<Column>> {
    let lacking = lacking(state, on)?;
    // Bit n says that step n is missing; there are few combinations, so their words are put together once.
    let words: Vec<String> =
        (0..1 << STEPS.len()).map(|lacking| steps(lacking).collect::<Vec<_>>().join(",")).collect();
    let all = lacking.iter().map(|lacking| (*lacking > 0).then(|| words[*lacking].as_str()));
    let first = lacking.iter().map(|lacking| steps(*lacking).next());
    let early = |lacking: usize| lacking & 0b00111 > 0 && on > targets.interviews;
    let overdue = lacking.iter().map(|lacking| early(*lacking) || (*lacking > 0 && on > targets.exits));
    Ok(vec![
        Column::new("missing".into(), first.collect::<Vec<_>>()),
        Column::new("missing_all".into(), all.collect::<Vec<_>>()),
        Column::new("overdue".into(), overdue.collect::<Vec<_>>()),
    ])
}

/// The steps of a set of bits.
fn steps(lacking: usize) -> impl Iterator<Item = &'static str> {
    STEPS.into_iter().enumerate().filter(move |(bit, _)| lacking >> bit & 1 == 1).map(|(_, step)| step)
}

/// For every entry of the state the set of missing steps; empty unless it remains.
fn lacking(state: &DataFrame, on: Date) -> PolarsResult<Vec<usize>> {
    let remaining = col("status").eq(lit(Status::Remaining.code()));
    let state =
        state.clone().lazy().select([col("*"), proven_from()?.lt_eq(lit(on)).fill_null(lit(false)).alias("proven")]);
    let open = |lacking: Expr| remaining.clone().and(col("proven").not()).and(lacking);
    let steps = [
        open(col("contact").is_null()),
        open(operating().fill_null(lit(false)).and(done("interviewed", on).not())),
        open(operating().fill_null(lit(false)).and(done("pledged", on).not())),
        open(done("supervised", on).not()),
        remaining.clone().and(col("proven")),
    ];
    let named: Vec<Expr> =
        steps.into_iter().zip(STEPS).map(|(lacking, step)| lacking.alias(format!("no_{step}"))).collect();
    let frame = state.select(named).collect()?;
    let mut sets = vec![0; frame.height()];
    for (bit, column) in frame.columns().iter().enumerate() {
        for (set, lacking) in sets.iter_mut().zip(column.bool()?.iter()) {
            *set |= usize::from(lacking == Some(true)) << bit;
        }
    }
    Ok(sets)
}
