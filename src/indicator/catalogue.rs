//! All queries by name: those that the program carries, and a workspace's own, which add to them or replace them.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};

use super::{
    contract::{self, OTHER_TOPIC, Query, TOPICS},
    nearest::nearest,
    schema::TABLES,
};
use crate::error::{Error, Result};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// Queries and views by name.
#[derive(Debug, Clone)]
pub struct Catalogue {
    queries: BTreeMap<String, Query>,
}

impl Catalogue {
    /// The built-in queries overlaid with the workspace's: pairs of path below `queries/` and text.
    ///
    /// # Errors
    /// A header that is not as [`contract`] requires, with file and line; a view that is named like a table.
    pub fn new(own: &[(String, String)]) -> Result<Self> {
        let mut queries = BTreeMap::new();
        let built_in = files(&BUILT_IN).into_iter().map(|(path, text)| (path, text.to_owned()));
        for (path, text) in built_in.chain(own.iter().cloned()) {
            let query = contract::parse(&format!("queries/{path}"), &text)?;
            let table = TABLES.iter().any(|table| table.name == query.name);
            if query.view && table {
                return Err(
                    Error::usage(format!("queries/{path}：“{}”已经是表名", query.name)).remedy("请换一个文件名。")
                );
            }
            queries.insert(query.name.clone(), query);
        }
        Ok(Self { queries })
    }

    /// The query or view with this name.
    pub fn get(&self, name: &str) -> Option<&Query> {
        self.queries.get(name)
    }

    /// The query with this name or title, or what was probably meant.
    ///
    /// # Errors
    /// No such query.
    pub fn find(&self, name: &str) -> Result<&Query> {
        let named = self.queries.get(name).filter(|query| !query.view);
        named.or_else(|| self.list().find(|query| query.title == name)).ok_or_else(|| {
            let error = Error::usage(format!("没有叫“{name}”的查询"));
            let speaking = self.speaking_of(name);
            match nearest(name, self.list().map(|query| query.name.as_str())) {
                Some(close) => error.remedy(format!("是不是 {close}？全部查询见 tongbao query --list")),
                None if speaking.is_empty() => error.remedy("全部查询见 tongbao query --list"),
                None => error.remedy(format!("说到这个的有：{speaking}。全部查询见 tongbao query --list")),
            }
        })
    }

    /// The queries that speak of the words, those that share most pairs of characters with them first; a title weighs more.
    fn speaking_of(&self, words: &str) -> String {
        let characters: Vec<char> = words.chars().collect();
        let pairs: BTreeSet<String> = characters.windows(2).map(|pair| pair.iter().collect()).collect();
        let shared = |text: &str| pairs.iter().filter(|pair| text.contains(pair.as_str())).count();
        let mut found: Vec<(usize, &Query)> =
            self.list().map(|query| (2 * shared(&query.title) + shared(&query.meaning), query)).collect();
        found.retain(|(score, _)| *score > 0);
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let named = found.iter().take(5).map(|(_, query)| format!("{}（{}）", query.name, query.title));
        named.collect::<Vec<_>>().join("、")
    }

    /// What people may ask for, in the order of the names.
    pub fn list(&self) -> impl Iterator<Item = &Query> {
        self.queries.values().filter(|query| !query.view)
    }

    /// The same by topic: the known topics in their order, then a workspace's own, then what has none.
    pub fn by_topic(&self) -> Vec<(&str, Vec<&Query>)> {
        let mut topics: BTreeMap<(usize, &str), Vec<&Query>> = BTreeMap::new();
        for query in self.list() {
            let topic = if query.topic.is_empty() { OTHER_TOPIC } else { query.topic.as_str() };
            let last = TOPICS.len() + usize::from(topic == OTHER_TOPIC);
            let place = TOPICS.iter().position(|known| *known == topic).unwrap_or(last);
            topics.entry((place, topic)).or_default().push(query);
        }
        topics.into_iter().map(|((_, topic), queries)| (topic, queries)).collect()
    }

    /// Everything that a statement may read: tables, queries and views.
    pub fn readable(&self) -> BTreeSet<&str> {
        self.queries.keys().map(String::as_str).chain(TABLES.iter().map(|table| table.name)).collect()
    }
}

/// Paths below the folder and texts, sorted.
fn files<'a>(folder: &'a Dir<'a>) -> Vec<(String, &'a str)> {
    let mut found: Vec<(String, &str)> = folder
        .files()
        .filter(|file| file.path().extension().is_some_and(|kind| kind == "sql"))
        .filter_map(|file| Some((file.path().to_string_lossy().replace('\\', "/"), file.contents_utf8()?)))
        .collect();
    found.extend(folder.dirs().flat_map(files));
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::Catalogue;

    #[test]
    fn every_built_in_query_keeps_its_contract() {
        let catalogue = Catalogue::new(&[]).expect("headers");
        assert!(catalogue.list().count() >= 20);
        assert!(catalogue.get("entries").is_some_and(|view| view.view));
        assert!(catalogue.find("entries").is_err(), "a view is not offered");
    }

    /// A word that the query does not know must be told, never be answered with no rows.
    #[test]
    fn units_industries_and_departments_are_known_by_every_name_in_every_query() {
        use crate::indicator::parameter::ParameterKind;
        let catalogue = Catalogue::new(&[]).unwrap();
        let parameters =
            || catalogue.list().flat_map(|query| query.parameters.iter().map(move |one| (&query.name, one)));
        assert!(parameters().count() > 40);
        for (query, parameter) in parameters() {
            let plain = matches!(parameter.kind, ParameterKind::Plain(_) | ParameterKind::Month);
            let named = ["county", "industry", "department"].contains(&parameter.name.as_str());
            assert!(!(plain && named), "{query}: {} takes any text", parameter.name);
        }
    }

    #[test]
    fn a_title_is_a_name_and_words_lead_to_the_queries_that_speak_of_them() {
        let catalogue = Catalogue::new(&[]).unwrap();
        assert_eq!(catalogue.find("久未约谈的条目").unwrap().name, "uninterviewed");
        let said = |words: &str| catalogue.find(words).unwrap_err().to_string();
        assert!(
            said("滑县没有约谈的企业").contains("uninterviewed（久未约谈的条目）"),
            "{}",
            said("滑县没有约谈的企业")
        );
        assert!(said("承诺").contains("pledges_due（待约谈、待承诺的条目）"), "{}", said("承诺"));
        assert!(!said("天").contains("说到这个的有") && said("weekley").contains("是不是 weekly"));
    }

    #[test]
    fn queries_are_listed_by_topic_and_strangers_last() {
        let head = "-- title: 题\n-- meaning: 义\n-- grain: 行\n-- owner: 办\n-- example: x\n-- column: a | 甲\n";
        let own = |name: &str, topic: &str| (name.to_owned(), format!("{head}{topic}SELECT 1 AS a"));
        let catalogue = Catalogue::new(&[own("b.sql", ""), own("c.sql", "-- topic: 自己的\n")]).unwrap();
        let topics = catalogue.by_topic();
        let names: Vec<&str> = topics.iter().map(|(topic, _)| *topic).collect();
        assert_eq!(names[..super::TOPICS.len()], super::TOPICS);
        assert_eq!(names[super::TOPICS.len()..], ["自己的", "其他"]);
        assert_eq!(topics.iter().map(|(_, queries)| queries.len()).sum::<usize>(), catalogue.list().count());
    }

    #[test]
    fn a_workspace_replaces_and_adds() {
        let head = "-- title: 我的\n-- meaning: 义\n-- grain: 行\n-- owner: 办\n-- example: x\n-- column: a | 甲\nSELECT 1 AS a";
        let own = [("weekly.sql".to_owned(), head.to_owned()), ("mine.sql".to_owned(), head.to_owned())];
        let catalogue = Catalogue::new(&own).unwrap();
        assert_eq!(catalogue.find("weekly").unwrap().title, "我的");
        assert_eq!(catalogue.find("mine").unwrap().title, "我的");
        let error = catalogue.find("weekley").unwrap_err();
        assert!(error.remedy.contains("weekly"), "{error}");
        let fault = Catalogue::new(&[("tables/current.sql".to_owned(), head.to_owned())]).unwrap_err();
        assert!(fault.message.contains("current"), "{fault}");
    }
}
