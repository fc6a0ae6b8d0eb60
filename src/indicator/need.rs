//! What questions read: the tables, through views and queries too, and the columns that they may name, so that nothing else
//! is put together for them. Never runs anything.

use std::collections::BTreeSet;

use super::{alias, catalogue::Catalogue, guard, schema};
use crate::error::Result;

/// The tables and columns that some questions may touch; never less than they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    tables: BTreeSet<String>,
    /// Every word of the statements in lower case; `None`: all columns.
    words: Option<BTreeSet<String>>,
}

impl Need {
    /// All tables with all columns.
    pub fn everything() -> Self {
        Self { tables: schema::TABLES.iter().map(|table| table.name.to_owned()).collect(), words: None }
    }

    /// What the queries of these names read.
    ///
    /// # Errors
    /// No query of a name; a statement that is refused.
    pub fn of_queries<'a>(catalogue: &Catalogue, names: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut need = Self { tables: BTreeSet::new(), words: Some(BTreeSet::new()) };
        let mut seen = BTreeSet::new();
        for name in names {
            let query = catalogue.find(name)?;
            if seen.insert(name.to_owned()) {
                need.read(catalogue, &query.sql, &mut seen)?;
            }
        }
        Ok(need)
    }

    /// What a statement reads.
    ///
    /// # Errors
    /// A statement that is refused.
    pub fn of_sql(catalogue: &Catalogue, sql: &str) -> Result<Self> {
        let mut need = Self { tables: BTreeSet::new(), words: Some(BTreeSet::new()) };
        need.read(catalogue, &alias::translated(sql, catalogue)?, &mut BTreeSet::new())?;
        Ok(need)
    }

    /// Whether the table is read.
    pub fn table(&self, name: &str) -> bool {
        self.tables.contains(name)
    }

    /// Whether the column of one of the tables may be named.
    pub fn column(&self, name: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.contains(name))
    }

    fn read(&mut self, catalogue: &Catalogue, sql: &str, seen: &mut BTreeSet<String>) -> Result<()> {
        let mut known = catalogue.readable();
        known.insert("params");
        let reading = guard::reading(sql, &known)?;
        if reading.all_columns {
            self.words = None;
        }
        if let Some(known) = &mut self.words {
            known.extend(words(sql));
        }
        for name in reading.tables.into_iter().filter(|name| name != "params") {
            match catalogue.get(&name) {
                Some(query) if schema::table(&name).is_none() => {
                    if seen.insert(name) {
                        self.read(catalogue, &query.sql, seen)?;
                    }
                }
                Some(_) | None => {
                    self.tables.insert(name);
                }
            }
        }
        Ok(())
    }
}

/// The words of a statement without the comments that stand on lines of their own.
fn words(sql: &str) -> impl Iterator<Item = String> {
    sql.lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .flat_map(|line| line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Need;
    use crate::indicator::catalogue::Catalogue;

    #[test]
    fn a_query_needs_what_its_views_read_and_no_more() {
        let catalogue = Catalogue::new(&[]).unwrap();
        let need = Need::of_queries(&catalogue, ["county_ranking"]).unwrap();
        for table in ["current", "previous", "campaign", "counties"] {
            assert!(need.table(table), "{table}");
        }
        for table in ["history", "weeks", "findings", "submissions", "entries"] {
            assert!(!need.table(table), "{table}");
        }
        assert!(need.column("status") && need.column("record_count"));
        assert!(!need.column("legal_rep") && !need.column("remark"));
    }

    #[test]
    fn a_star_needs_every_column_and_a_count_does_not() {
        let catalogue = Catalogue::new(&[]).unwrap();
        for (sql, all) in [
            ("SELECT * FROM current", true),
            ("SELECT c.* FROM current AS c", true),
            ("SELECT x.key FROM (SELECT * FROM current) AS x", true),
            ("SELECT COUNT(*) AS n, SUM(record_count * 2) AS m FROM current", false),
        ] {
            assert_eq!(Need::of_sql(&catalogue, sql).unwrap().column("remark"), all, "{sql}");
        }
        let need = Need::of_sql(&catalogue, "SELECT \"REMARK\" AS x FROM current").unwrap();
        assert!(need.column("remark"), "spelling does not matter");
    }
}
