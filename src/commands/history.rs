//! `tongbao history`: an entity's whole course: its status week by week, and what was sent about it.
//!
//! Names of people are masked unless `--personal` is given.

use super::{Setting, Status, view, view::View};
use crate::{
    document::text::terminal::terminal,
    domain::uscc,
    error::{Error, Result},
};

/// Prints the course of the entity with this code.
///
/// # Errors
/// A code that cannot be right, or that no submission in force has.
pub fn run(code: &str, setting: &Setting) -> Result<Status> {
    let code = code.trim().to_uppercase();
    if !uscc::is_valid(&code) {
        return Err(Error::usage(format!("“{code}”不是统一社会信用代码（18 位，末位是校验码）。")).remedy(
            "请核对代码；只知道名称时，可用 tongbao query entity_status --param firm=名称里的几个字 查出代码。",
        ));
    }
    let view = View::open(setting, (None, None), setting.names())?;
    let sent = view.named("entity_rows", &[("uscc", &code)])?;
    if sent.rows.is_empty() {
        return Err(Error::usage(format!("有效报送里没有 {code} 这个主体。")).remedy("请核对代码。"));
    }
    let course = view.named("entity_course", &[("uscc", &code)])?;
    let course = view::pick(course, &["as_of", "ledger_name", "county_name", "status_name"]);
    let sent = sent.only(|column| !["ledger", "county"].contains(&column.name.as_str()));
    let rounding = view.workspace.config.rounding;
    for table in [course, sent] {
        setting.console.result(&terminal(&table, rounding));
    }
    Ok(Status::Done)
}
