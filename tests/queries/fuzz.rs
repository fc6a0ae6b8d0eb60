//! No text, however it is bent, makes a query read a file, write one, or break down.

use std::fs;

use proptest::{collection::vec, prelude::*, sample::select};
use tongbao::indicator::{
    catalogue::Catalogue,
    engine::{Engine, Local},
};

use crate::{
    ledger::case,
    support::{corpus, properties},
};

/// What stands in a file that no query may read.
const SECRET: &str = "geheim7f3a";

/// Words of statements, to be put between those of the corpus.
const WORDS: [&str; 24] = [
    "SELECT",
    "FROM",
    "*",
    "(",
    ")",
    ",",
    ";",
    "'",
    "\"",
    "`",
    "--",
    "/*",
    "read_csv('SECRET')",
    "'SECRET'",
    "JOIN",
    "UNION",
    "current",
    "previous",
    "WHERE",
    "IN",
    "AS t",
    "LATERAL",
    "TABLE",
    "COPY",
];

/// A statement of the corpus with some of its words taken out, doubled or put elsewhere.
fn statement() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), select(WORDS.to_vec()), 0..3_u8);
    (select(corpus("sql.txt")), vec(change, 0..5)).prop_map(|(line, changes)| {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for (at, word, kind) in changes {
            let at = at.index(words.len() + 1);
            match kind {
                0 => words.insert(at, word.to_owned()),
                1 if at < words.len() => word.clone_into(&mut words[at]),
                _ if at < words.len() => drop(words.remove(at)),
                _ => {}
            }
        }
        words.join(" ")
    })
}

/// A statement is answered or refused with a remedy; it never sees the file that it names, and makes none.
fn reads_nothing_but_its_tables(text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secret.csv");
    fs::write(&path, format!("{SECRET}\n1\n")).unwrap();
    let sql = text.replace("SECRET", path.to_str().unwrap());
    let (catalogue, tables) = (Catalogue::new(&[]).unwrap(), case(2, 6).tables());
    match Local::new(&tables, &catalogue).ask(&sql, 50) {
        Ok(table) => assert!(!format!("{table:?}").contains(SECRET), "{sql} read a file"),
        Err(error) => {
            assert!(!error.message.is_empty() && !error.remedy.is_empty(), "{sql}: {error}");
            assert!(!error.to_string().contains(SECRET), "{sql}: {error}");
        }
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "{sql} wrote a file");
    assert!(fs::read_to_string(&path).unwrap().starts_with(SECRET), "{sql} changed a file");
}

#[test]
fn the_corpus_of_statements_holds() {
    for line in corpus("sql.txt") {
        reads_nothing_but_its_tables(&line);
    }
}

proptest! {
    #![proptest_config(properties(50))]

    #[test]
    fn properties_of_any_statement(text in statement()) {
        reads_nothing_but_its_tables(&text);
    }

    #[test]
    fn properties_of_any_words(text in "\\PC{0,40}") {
        reads_nothing_but_its_tables(&text);
    }
}
