//! .docx files by their parts: what stands in them, in which measures, and that word processors accept them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "docx_parts/sample.rs"]
mod sample;

use tongbao::document::docx::{FontNames, Picture, write};

fn bulletin() -> Vec<u8> {
    let png = sample::png(1240, 620);
    let pictures = ["exit_rate_by_county", "remaining_by_industry"].map(|id| Picture { id, png: &png });
    write(&sample::bulletin(), &pictures, &FontNames::default()).unwrap()
}

fn letter() -> Vec<u8> {
    write(&sample::letter(), &[], &FontNames::default()).unwrap()
}

#[test]
fn dump() {
    std::fs::write("/tmp/w/docx-out/bulletin.docx", bulletin()).unwrap();
    std::fs::write("/tmp/w/docx-out/letter.docx", letter()).unwrap();
}
