//! Numbers of letters: never one number twice, and never a number that silently goes to somebody else.
//!
//! Each month's manifest notes who received which number. Made again with other data, a month's letters keep their numbers;
//! who is new gets one behind all that are taken, and the number of a letter that is no longer needed is given to nobody.
//! Another first number in the configuration means that the month is numbered anew. Numbers that would meet another month's
//! are refused.
#![expect(clippy::disallowed_methods, reason = "reads the manifests of the months before")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use chrono::Datelike;
use serde_json::{Value, json};

use super::{manifest, notices::FOLDER};
use crate::{
    domain::{Date, config::Config},
    error::{Error, Result},
    report::{Mailing, NoticeFacts, notice::Recipient},
};

/// The numbers of a month's letters, by the letter's address.
type Letters = BTreeMap<String, u32>;

/// As many letters are named on the screen.
const SHOWN: usize = 20;

/// What the letters of a month are numbered with.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The first number that the configuration gives.
    first: u32,
    /// Everybody's who has one, or had one when the letters were made before.
    letters: Letters,
    /// Addresses that were not there when the letters were made before.
    added: Vec<String>,
    /// Addresses that were there then and are not any more.
    gone: Vec<String>,
    /// The first number that is free.
    next: u32,
}

/// Gives the letters their numbers, where the configuration has a first one for the month.
///
/// # Errors
/// The numbers of two months meet.
pub(super) fn assign(
    mailing: &mut Mailing<'_>,
    facts: &NoticeFacts,
    config: &Config,
    out: &Path,
) -> Result<Option<Numbers>> {
    let Some(first) = config.documents.letter_first_serials.get(&facts.month).copied() else { return Ok(None) };
    let (own, others) = noted(out, facts.date).into_iter().partition(|month: &Noted| month.month == facts.month);
    let addresses: Vec<String> = mailing.recipients.iter().filter_map(Recipient::address).collect();
    let numbers = numbers(first, &addresses, own, &others);
    refuse_twice(&facts.month, &numbers.letters, &others)?;
    for to in &mut mailing.recipients {
        to.serial = to.address().and_then(|address| numbers.letters.get(&address).copied());
    }
    Ok((!numbers.letters.is_empty()).then_some(numbers))
}

/// Old numbers where the month was numbered from the same first one, new ones behind all others.
fn numbers(first: u32, addresses: &[String], own: Vec<Noted>, others: &[Noted]) -> Numbers {
    let before = own.into_iter().find(|own| own.first == first).map(|own| own.letters).unwrap_or_default();
    let now: BTreeSet<&String> = addresses.iter().collect();
    let gone = before.keys().filter(|address| !now.contains(address)).cloned().collect();
    let again = !before.is_empty();
    let last = before.values().copied().chain(others.iter().map(|other| other.last)).max().unwrap_or_default();
    let mut numbers =
        Numbers { first, letters: before, gone, next: if again { last + 1 } else { first }, ..Numbers::default() };
    for address in addresses {
        if !numbers.letters.contains_key(address) {
            numbers.letters.insert(address.clone(), numbers.next);
            numbers.next += 1;
            numbers.added.extend(again.then(|| address.clone()));
        }
    }
    numbers
}

/// Refuses numbers that the letters of another month of the year have.
fn refuse_twice(month: &str, letters: &Letters, others: &[Noted]) -> Result<()> {
    let taken = |other: &&Noted| letters.values().any(|number| other.has(*number));
    let (Some(other), Some(first), Some(last)) =
        (others.iter().find(taken), letters.values().min(), letters.values().max())
    else {
        return Ok(());
    };
    let free = others.iter().map(|other| other.last).max().unwrap_or_default() + 1;
    Err(Error::usage(format!(
        "{month} 的提示函要编 {first} 至 {last} 号，但 {} 的提示函已用了 {} 至 {} 号；没有写出任何文件。",
        other.month, other.first, other.last
    ))
    .remedy(format!("把 tongbao.toml 的 letter_first_serials 里 {month} 的首号改为没有用过的号，如 {free}。")))
}

impl Numbers {
    /// For the manifest.
    pub(super) fn noted(&self) -> Value {
        json!({"first": self.first, "letters": self.letters})
    }

    /// What the office is told, a line each.
    pub(super) fn told(&self) -> Vec<String> {
        let (first, last) = (self.letters.values().min(), self.letters.values().max());
        let mut lines = vec![format!(
            "  函号 {} 至 {} 号已用，下次从 {} 号起。",
            first.unwrap_or(&self.first),
            last.unwrap_or(&self.first),
            self.next
        )];
        if !self.added.is_empty() {
            lines.push(format!("  原有各函号码不变，新增：{}。", self.named(&self.added)));
        }
        if !self.gone.is_empty() {
            let gone = self.named(&self.gone);
            lines.push(format!("  这次不再需要的函，号码空着不另作他用；如已发出，请另行告知对方：{gone}。"));
        }
        lines
    }
}

impl Numbers {
    /// The first of these with their numbers; the manifest has them all.
    fn named(&self, addresses: &[String]) -> String {
        let one = |address: &String| format!("{address}（{} 号）", self.letters[address]);
        let shown: Vec<String> = addresses.iter().take(SHOWN).map(one).collect();
        let rest = if addresses.len() > SHOWN { format!(" 等 {} 份", addresses.len()) } else { String::new() };
        shown.join("、") + &rest
    }
}

/// What a manifest notes about the letters of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Noted {
    month: String,
    first: u32,
    last: u32,
    /// Empty in manifests of programs that noted only the first and the last number.
    letters: Letters,
}

impl Noted {
    fn has(&self, number: u32) -> bool {
        match self.letters.is_empty() {
            true => (self.first..=self.last).contains(&number),
            false => self.letters.values().any(|one| *one == number),
        }
    }
}

/// The months below `out` whose letters have numbers of this year, in order.
fn noted(out: &Path, date: Date) -> Vec<Noted> {
    let mut months: Vec<_> = fs::read_dir(out).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    months.sort();
    let manifests = months.iter().filter_map(|month| fs::read_to_string(month.join(FOLDER).join(manifest::FILE)).ok());
    manifests.filter_map(|text| of_manifest(&text, date.year())).collect()
}

/// `None` where there are no numbers, or those of another year.
fn of_manifest(text: &str, year: i32) -> Option<Noted> {
    let manifest: Value = serde_json::from_str(text).ok()?;
    let options = &manifest["options"];
    let date: Date = options["date"].as_str()?.parse().ok()?;
    let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
    let month = options["month"].as_str().filter(|_| date.year() == year)?.to_owned();
    let numbers = &options["numbers"];
    if let Some([first, last]) = numbers.as_array().map(Vec::as_slice) {
        return Some(Noted { month, first: number(first)?, last: number(last)?, letters: Letters::new() });
    }
    let letters: Letters = serde_json::from_value(numbers["letters"].clone()).ok()?;
    let last = letters.values().copied().max()?;
    Some(Noted { month, first: number(&numbers["first"])?, last, letters })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Noted, Numbers, numbers, of_manifest, refuse_twice};

    fn addresses(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    fn month(month: &str, numbers: &Numbers) -> Noted {
        let options = serde_json::json!({"month": month, "date": "2023-04-30", "numbers": numbers.noted()});
        of_manifest(&serde_json::json!({ "options": options }).to_string(), 2023).unwrap()
    }

    #[test]
    fn letters_are_numbered_in_order_and_keep_their_numbers() {
        let first = numbers(7, &addresses("甲 乙 丙"), vec![], &[]);
        assert_eq!(first.letters.values().sum::<u32>(), 7 + 8 + 9);
        assert_eq!((first.letters["甲"], first.letters["丙"], first.next), (7, 9, 10));
        let own = month("2023-04", &first);
        let again = numbers(7, &addresses("新 甲 丙"), vec![own.clone()], &[]);
        assert_eq!((again.letters["甲"], again.letters["丙"], again.letters["新"]), (7, 9, 10));
        assert_eq!((again.added.clone(), again.gone.clone(), again.next), (addresses("新"), addresses("乙"), 11));
        let told = again.told().join("\n");
        assert!(
            told.contains("新增：新（10 号）") && told.contains("乙（8 号）") && told.contains("从 11 号起"),
            "{told}"
        );
        let third = numbers(7, &addresses("又 乙"), vec![month("2023-04", &again)], &[]);
        assert_eq!((third.letters["乙"], third.letters["又"]), (8, 11), "who comes back has the old number");
        let anew = numbers(1, &addresses("丙 乙"), vec![own], &[]);
        assert_eq!((anew.letters["丙"], anew.letters["乙"], anew.gone.len()), (1, 2, 0), "another first number");
    }

    #[test]
    fn who_is_new_gets_a_number_behind_those_of_later_months() {
        let april = numbers(1, &addresses("甲 乙"), vec![], &[]);
        let may = numbers(3, &addresses("甲 乙 丙"), vec![], &[month("2023-04", &april)]);
        let again = numbers(1, &addresses("甲 乙 丙"), vec![month("2023-04", &april)], &[month("2023-05", &may)]);
        assert_eq!((again.letters["乙"], again.letters["丙"], again.next), (2, 6, 7));
        assert!(refuse_twice("2023-04", &again.letters, &[month("2023-05", &may)]).is_ok());
    }

    #[test]
    fn numbers_of_another_month_of_the_year_are_refused() {
        let text = r#"{"options": {"month": "2023-04", "date": "2023-04-30", "numbers": [1, 30]}}"#;
        let april = of_manifest(text, 2023).unwrap();
        assert_eq!(of_manifest(text, 2024), None, "every year begins anew");
        assert_eq!(
            of_manifest(r#"{"options": {"month": "2023-04", "date": "2023-04-30", "numbers": null}}"#, 2023),
            None
        );
        let check = |first| {
            let letters = numbers(first, &addresses("甲 乙"), vec![], std::slice::from_ref(&april)).letters;
            refuse_twice("2023-05", &letters, std::slice::from_ref(&april)).map_err(|error| error.to_string())
        };
        assert!(check(31).is_ok());
        let message = check(30).unwrap_err();
        assert!(message.contains("2023-04 的提示函已用了 1 至 30 号") && message.contains("如 31"), "{message}");
    }
}
