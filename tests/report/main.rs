//! The bulletin, the letters and the task lists as readers meet them: sentences that follow the facts, figures that are
//! those of the indicators, names that come out as they are.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod facts;
mod render;

use tongbao::report::{Templates, bulletin};

#[test]
fn peek() {
    for month in ["2023-04", "2023-05"] {
        let report = bulletin(&facts::sample(month), &facts::config(), &Templates::default()).unwrap_or_else(|e| panic!("{e}"));
        println!("{}", render::text(&report));
    }
}
