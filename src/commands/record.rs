//! What was already issued: a bulletin is a record, and a later one says where it prints something else.
#![expect(clippy::disallowed_methods, reason = "reads the folders of issued bulletins")]

use std::{fs, path::Path};

use serde_json::Value;

use super::{BULLETIN, figures::Prepared, manifest};
use crate::{
    error::{Error, Result},
    report::facts::{Correction, PreviouslyPrinted},
};

/// Figures that a correction names: field of `indicators.json` and its word.
const FIGURES: [(&str, &str); 13] = [
    ("listed", "名单数"),
    ("excluded", "剔除数"),
    ("governed", "治理对象数"),
    ("exited", "退出数"),
    ("remaining", "未退出数"),
    ("exit_rate", "退出率"),
    ("operating", "在经营数"),
    ("interviewed", "已约谈数"),
    ("pledged", "已承诺数"),
    ("supervised", "重点监管数"),
    ("entities", "主体数"),
    ("records", "失信次数合计"),
    ("rank", "退出率排名"),
];
/// Others, by their path.
const LATE: [(&str, &str); 2] =
    [("/weeks_late/judgment", "失信被执行人台账未报期数"), ("/weeks_late/penalty", "行政处罚台账未报期数")];
const FAULTS: [(&str, &str); 3] = [
    ("/findings/error", "台账数据错误处数"),
    ("/findings/warning", "台账数据警告处数"),
    ("/findings/notice", "台账数据提示处数"),
];

/// Where the bulletin in `target` printed other figures than `figures` (the new `indicators.json`).
///
/// A bulletin that was issued again and has not changed since keeps its corrections, so that the same figures give the
/// same bytes.
///
/// # Errors
/// Other figures without `reissue`.
pub(super) fn corrections(target: &Path, figures: &str, reissue: bool) -> Result<Vec<Correction>> {
    let Ok(issued) = fs::read_to_string(target.join("indicators.json")) else { return Ok(Vec::new()) };
    if issued == figures {
        return Ok(kept(target));
    }
    let (Ok(before), Ok(after)) = (serde_json::from_str(&issued), serde_json::from_str(figures)) else {
        return Ok(Vec::new());
    };
    let mut corrections = differences(&before, &after);
    if corrections.is_empty() {
        corrections.push(Correction {
            what: "其他指标".into(),
            before: "见原通报附表".into(),
            after: "见本通报附表".into(),
        });
    }
    if reissue {
        return Ok(corrections);
    }
    let named: Vec<String> =
        corrections.iter().take(5).map(|one| format!("{}由{}变为{}", one.what, one.before, one.after)).collect();
    Err(Error::failed(format!("这个月的通报已经印发（{}），现在的数字和它不一样：{}。", target.display(), named.join("；")))
        .remedy("确要更正，请加 --reissue 重新印发，文件会标明“更正”并列出变动；要看以前的数字，用 --at 指定当时的版本，并用 --out 另放一处。"))
}

/// The corrections that the manifest of an issued bulletin notes.
fn kept(target: &Path) -> Vec<Correction> {
    let text = fs::read_to_string(target.join(manifest::FILE)).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    let noted = manifest["options"]["corrections"].as_array().cloned().unwrap_or_default();
    let word = |one: &Value, at: usize| one[at].as_str().unwrap_or_default().to_owned();
    noted.iter().map(|one| Correction { what: word(one, 0), before: word(one, 1), after: word(one, 2) }).collect()
}

/// Corrections as the manifest notes them.
pub(super) fn noted(corrections: &[Correction]) -> Value {
    corrections.iter().map(|one| serde_json::json!([one.what, one.before, one.after])).collect()
}

fn differences(before: &Value, after: &Value) -> Vec<Correction> {
    let mut corrections = compare("全市", &before["city"], &after["city"]);
    for county in after["counties"].as_array().into_iter().flatten() {
        let same = |one: &&Value| one["county"] == county["county"];
        if let Some(earlier) = before["counties"].as_array().and_then(|list| list.iter().find(same)) {
            let name = county["name"].as_str().unwrap_or_default();
            corrections.extend(compare(name, earlier, county));
            corrections.extend(LATE.iter().filter_map(|one| at(name, *one, earlier, county)));
        }
    }
    corrections.extend(FAULTS.iter().filter_map(|one| at("", *one, before, after)));
    corrections
}

fn at(unit: &str, (path, word): (&str, &str), before: &Value, after: &Value) -> Option<Correction> {
    let print = |figures: &Value| figures.pointer(path).map_or_else(|| "—".to_owned(), ToString::to_string);
    let (before, after) = (print(before), print(after));
    (before != after).then(|| Correction { what: format!("{unit}{word}"), before, after })
}

fn compare(unit: &str, before: &Value, after: &Value) -> Vec<Correction> {
    let print = |figure: &Value| match figure["text"].as_str() {
        Some(text) => text.to_owned(),
        None if figure.is_null() => "—".to_owned(),
        None => figure.to_string(),
    };
    let changed = FIGURES.iter().filter(|(field, _)| print(&before[*field]) != print(&after[*field]));
    changed
        .map(|(field, word)| Correction {
            what: format!("{unit}{word}"),
            before: print(&before[*field]),
            after: print(&after[*field]),
        })
        .collect()
}

/// What the previous month's bulletin printed for the city, if it stands in the output folder.
pub(super) fn previously_printed(prepared: &Prepared, out: &Path) -> Option<PreviouslyPrinted> {
    use chrono::Datelike;
    let previous = prepared.period.previous?;
    let month = format!("{}-{:02}", previous.year(), previous.month());
    let text = fs::read_to_string(out.join(month).join(BULLETIN).join("indicators.json")).ok()?;
    let printed: Value = serde_json::from_str(&text).ok()?;
    Some(PreviouslyPrinted { exit_rate: printed["city"]["exit_rate"]["text"].as_str()?.to_owned() })
}
