//! Which names a place of a template knows, and whether the names that it uses are among them.
//!
//! The facts of an example stand for all facts: a name is right where the example has it.

use std::collections::BTreeSet;

use minijinja::{Environment, ErrorKind, Value, value::ValueKind};

use super::{
    super::fault::{Fault, suggestion},
    tags::{Word, words},
};

/// What a name stands for: an example, or something that is not looked into.
pub(super) type Known = Option<Value>;

/// Names that are no facts.
const WORDS: [&str; 12] = ["and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False"];
/// Functions of the template language.
const FUNCTIONS: [&str; 4] = ["range", "dict", "namespace", "debug"];
/// Filters behind which a list is still a list of the same things.
const SAME_ITEMS: [&str; 8] = ["list", "selectattr", "rejectattr", "select", "reject", "sort", "reverse", "unique"];

/// The names in force, block by block.
pub(super) struct Scope<'a> {
    facts: Option<&'a Value>,
    levels: Vec<Vec<(String, Known)>>,
    /// Facts that were used.
    pub used: BTreeSet<String>,
    filters: &'a Environment<'a>,
}

impl<'a> Scope<'a> {
    /// At the start of a template; without facts every name is right.
    pub(super) fn new(facts: Option<&'a Value>, environment: &'a Environment<'a>) -> Self {
        Self { facts, levels: vec![Vec::new()], used: BTreeSet::new(), filters: environment }
    }

    /// A block begins.
    pub(super) fn enter(&mut self) {
        self.levels.push(Vec::new());
    }

    /// A block ends with the names that were made in it.
    pub(super) fn leave(&mut self) {
        if self.levels.len() > 1 {
            self.levels.pop();
        }
    }

    /// A name that the template made itself.
    pub(super) fn set(&mut self, name: &str, known: Known) {
        if let Some(level) = self.levels.last_mut() {
            level.push((name.to_owned(), known));
        }
    }

    fn local(&self, name: &str) -> Option<&Known> {
        self.levels
            .iter()
            .rev()
            .flat_map(|level| level.iter().rev())
            .find(|(own, _)| own == name)
            .map(|(_, known)| known)
    }

    /// What a name stands for; `None` where there is none.
    fn find(&mut self, name: &str) -> Option<Known> {
        if let Some(known) = self.local(name) {
            return Some(known.clone());
        }
        if FUNCTIONS.contains(&name) {
            return Some(None);
        }
        let Some(facts) = self.facts else { return Some(None) };
        let value = child(facts, name)?;
        self.used.insert(name.to_owned());
        Some(Some(value))
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.levels.iter().flatten().map(|(name, _)| name.clone()).collect();
        names.extend(self.facts.map(keys).unwrap_or_default());
        names
    }

    /// Checks an expression; gives what it stands for, where that is a list or a group of facts.
    pub(super) fn expression(&mut self, text: &str, line: usize, faults: &mut Vec<Fault>) -> Known {
        let words = words(text);
        let (mut at, mut whole) = (0, None);
        while at < words.len() {
            let start = at;
            match words[at] {
                Word::Name(name) if is_after(&words, at, '|') => at = self.filter(name, at, line, &mut whole, faults),
                Word::Name(name) if is_test(&words, at) => {
                    self.test(name, line, faults);
                    at += 1;
                }
                Word::Name(name) if WORDS.contains(&name) || is_keyword(&words, at) => {
                    whole = None;
                    at += 1;
                }
                Word::Name(_) => {
                    let known;
                    (at, known) = self.path(&words, at, line, faults);
                    whole = if start == 0 { known } else { None };
                }
                Word::Constant | Word::Sign(_) => at += 1,
            }
        }
        whole
    }

    fn filter(&self, name: &str, at: usize, line: usize, whole: &mut Known, faults: &mut Vec<Fault>) -> usize {
        if self.unknown(&format!("''|{name}"), ErrorKind::UnknownFilter) {
            let hint = suggestion(name, FILTERS, "可用的写法见 reports/README.md。");
            faults.push(Fault::at(line, format!("没有“|{name}”这种写法。"), hint));
        }
        if !SAME_ITEMS.contains(&name) {
            *whole = None;
        }
        at + 1
    }

    fn test(&self, name: &str, line: usize, faults: &mut Vec<Fault>) {
        if self.unknown(&format!("'' is {name}"), ErrorKind::UnknownTest) {
            let hint = suggestion(name, TESTS, "可用的写法见 reports/README.md。");
            faults.push(Fault::at(line, format!("没有“is {name}”这种判断。"), hint));
        }
    }

    fn unknown(&self, expression: &str, kind: ErrorKind) -> bool {
        let compiled = self.filters.compile_expression(expression);
        compiled.and_then(|expression| expression.eval(())).is_err_and(|error| error.kind() == kind)
    }

    /// A name with what is asked of it: `city.previous.exit_rate`, `front[0].name`.
    fn path(&mut self, words: &[Word<'_>], at: usize, line: usize, faults: &mut Vec<Fault>) -> (usize, Known) {
        let Word::Name(name) = words[at] else { return (at + 1, None) };
        let mut written = name.to_owned();
        let Some(mut known) = self.find(name) else {
            let names = self.names();
            faults.push(missing(line, &written, name, &names));
            return (after_path(words, at + 1), None);
        };
        let mut at = at + 1;
        loop {
            match words.get(at..at + 2) {
                Some([Word::Sign('.'), Word::Name(part)]) => {
                    written = format!("{written}.{part}");
                    if let Some(value) = &known {
                        let next = child(value, part);
                        if next.is_none() && value.kind() == ValueKind::Map {
                            faults.push(missing(line, &written, part, &keys(value)));
                            return (after_path(words, at + 2), None);
                        }
                        known = next;
                    }
                    at += 2;
                }
                Some([Word::Sign('['), Word::Constant]) if words.get(at + 2) == Some(&Word::Sign(']')) => {
                    known = known.as_ref().and_then(first);
                    at += 3;
                }
                Some([Word::Sign('(' | '['), _]) => return (at, None),
                _ => return (at, known),
            }
        }
    }
}

fn missing(line: usize, written: &str, part: &str, names: &[String]) -> Fault {
    let hint = suggestion(part, names.iter().map(String::as_str), "可用的名称见 reports/README.md。");
    Fault::at(line, format!("没有“{written}”这项内容。"), hint)
}

/// Behind the rest of a path that is not looked into.
fn after_path(words: &[Word<'_>], mut at: usize) -> usize {
    while matches!(words.get(at..at + 2), Some([Word::Sign('.'), Word::Name(_)])) {
        at += 2;
    }
    at
}

fn is_after(words: &[Word<'_>], at: usize, sign: char) -> bool {
    at > 0 && words[at - 1] == Word::Sign(sign)
}

fn is_test(words: &[Word<'_>], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| &words[at]);
    let word = &words[at];
    let is = before(1) == Some(&Word::Name("is"));
    let is_not = before(1) == Some(&Word::Name("not")) && before(2) == Some(&Word::Name("is"));
    (is && *word != Word::Name("not")) || is_not
}

/// `name=` in a call.
fn is_keyword(words: &[Word<'_>], at: usize) -> bool {
    words.get(at + 1) == Some(&Word::Sign('=')) && words.get(at + 2) != Some(&Word::Sign('='))
}

/// One part of a group of facts.
fn child(value: &Value, name: &str) -> Option<Value> {
    (value.kind() == ValueKind::Map).then(|| value.get_attr(name).ok()).flatten().filter(|value| !value.is_undefined())
}

/// The first thing of a list, which tells them all.
pub(super) fn first(value: &Value) -> Option<Value> {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable).then(|| value.try_iter().ok()?.next()).flatten()
}

fn keys(value: &Value) -> Vec<String> {
    value.try_iter().map(|keys| keys.map(|key| key.to_string()).collect()).unwrap_or_default()
}

/// Filters worth proposing.
const FILTERS: [&str; 14] = [
    "join",
    "length",
    "list",
    "first",
    "last",
    "rejectattr",
    "selectattr",
    "default",
    "round",
    "sort",
    "reverse",
    "replace",
    "trim",
    "sum",
];
/// Tests worth proposing.
const TESTS: [&str; 8] = ["defined", "undefined", "none", "odd", "even", "string", "number", "in"];
