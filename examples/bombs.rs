//! Writes the hostile files of the tests into a folder, for `scripts/bombs.sh` to measure: one line a file, its name and the
//! code that it is refused with (`-`: it is read).
#![allow(
    dead_code,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs
)]

#[path = "../tests/hostile_parts/corpus.rs"]
mod corpus;
#[path = "../tests/support"]
mod support {
    pub mod book;
}

fn main() {
    let folder = std::env::args().nth(1).expect("bombs FOLDER");
    std::fs::create_dir_all(&folder).unwrap();
    for case in corpus::bombs().into_iter().chain(corpus::broken_or_locked()) {
        std::fs::write(std::path::Path::new(&folder).join(case.name), &case.bytes).unwrap();
        println!("{} {}", case.name, case.refused.map_or("-", tongbao::domain::finding::Code::code));
    }
}
