//! The words of closed lists: contact, exclusion, route, yes and no, industries, departments.
//!
//! The words are data (`words.toml`, the standard's industries, the configuration's departments); nothing is guessed.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::text;
use crate::domain::config::Config;
use crate::domain::industry;
use crate::domain::row::{Choice, Contact, Exclusion, ExitRoute};

type Groups = HashMap<String, HashMap<String, Vec<String>>>;

static GROUPS: LazyLock<Groups> = LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

fn table<T: Copy>(group: &str, of: impl Fn(&str) -> Option<T>) -> HashMap<String, T> {
    let mut words = HashMap::new();
    for (code, forms) in GROUPS.get(group).into_iter().flatten() {
        let Some(value) = of(code) else { continue };
        words.extend(forms.iter().map(|form| (text::squeeze(form).into_owned(), value)));
    }
    words
}

fn truth(code: &str) -> Option<bool> {
    match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

static CONTACT: LazyLock<HashMap<String, Contact>> = LazyLock::new(|| table("contact", Contact::from_code));
static EXCLUSION: LazyLock<HashMap<String, Exclusion>> = LazyLock::new(|| table("exclusion", Exclusion::from_code));
static ROUTE: LazyLock<HashMap<String, ExitRoute>> = LazyLock::new(|| table("exit_route", ExitRoute::from_code));
static EXIT_CLAIMED: LazyLock<HashMap<String, bool>> = LazyLock::new(|| table("exit_claimed", truth));
static DONE: LazyLock<HashMap<String, bool>> = LazyLock::new(|| table("done", truth));
static PLEDGE_KEPT: LazyLock<HashMap<String, bool>> = LazyLock::new(|| table("pledge_kept", truth));

/// 联系情况.
pub(crate) fn contact(word: &str) -> Option<Contact> {
    CONTACT.get(&*text::squeeze(word)).copied()
}

/// 剔除情形.
pub(crate) fn exclusion(word: &str) -> Option<Exclusion> {
    EXCLUSION.get(&*text::squeeze(word)).copied()
}

/// 退出方式.
pub(crate) fn exit_route(word: &str) -> Option<ExitRoute> {
    ROUTE.get(&*text::squeeze(word)).copied()
}

/// 是否退出.
pub(crate) fn exit_claimed(word: &str) -> Option<bool> {
    EXIT_CLAIMED.get(&*text::squeeze(word)).copied()
}

/// 是 or 否 in place of a date.
pub(crate) fn done(word: &str) -> Option<bool> {
    DONE.get(&*text::squeeze(word)).copied()
}

/// 践诺情况.
pub(crate) fn pledge_kept(word: &str) -> Option<bool> {
    PLEDGE_KEPT.get(&*text::squeeze(word)).copied()
}

/// Why an industry could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndustryFault {
    /// No letter of the standard and no name of it.
    Unknown,
    /// The letter and the name are of different sections.
    Mismatch {
        /// What the letter stands for.
        letter: char,
        /// The section that the name belongs to.
        named: char,
    },
}

/// The letter of an industry written as letter, name, or both in either order.
pub(crate) fn industry(word: &str) -> Result<char, IndustryFault> {
    let word = text::squeeze(word);
    let bare = bare_industry(&word);
    if let Some(letter) = industry_named(&bare) {
        return Ok(letter);
    }
    let (letter, name) = split_letter(&bare).ok_or(IndustryFault::Unknown)?;
    let letter = industry::by_letter(letter).ok_or(IndustryFault::Unknown)?.letter;
    if name.is_empty() {
        return Ok(letter);
    }
    let named = industry_named(name).ok_or(IndustryFault::Unknown)?;
    if named == letter { Ok(letter) } else { Err(IndustryFault::Mismatch { letter, named }) }
}

/// Without punctuation, so that `农林牧渔业` and `制造业（C）` are told.
fn bare_industry(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn industry_named(bare: &str) -> Option<char> {
    static NAMES: LazyLock<HashMap<String, char>> =
        LazyLock::new(|| industry::ALL.iter().map(|one| (bare_industry(one.name), one.letter)).collect());
    NAMES.get(bare).copied()
}

fn split_letter(bare: &str) -> Option<(char, &str)> {
    let first = bare.chars().next()?;
    if first.is_ascii_alphabetic() {
        return Some((first.to_ascii_uppercase(), &bare[1..]));
    }
    let last = bare.chars().next_back().filter(char::is_ascii_alphabetic)?;
    Some((last.to_ascii_uppercase(), &bare[..bare.len() - 1]))
}

/// The departments of the configuration under all their names.
#[derive(Debug, Clone)]
pub(crate) struct Departments {
    words: HashMap<String, String>,
    prefixes: Vec<String>,
}

impl Departments {
    /// Reads names and aliases, and the names of the city and its counties that may stand in front.
    pub(crate) fn new(config: &Config) -> Self {
        let mut words = HashMap::new();
        for department in &config.departments {
            for word in department.aliases.iter().chain(std::iter::once(&department.name)) {
                words.insert(text::squeeze(word).into_owned(), department.name.clone());
            }
        }
        let mut prefixes = vec![config.city.clone(), config.city.trim_end_matches('市').to_owned()];
        prefixes.extend(config.counties.iter().flat_map(|county| [county.name.clone(), county.short.clone()]));
        prefixes.retain(|prefix| !prefix.is_empty());
        prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        Self { words, prefixes }
    }

    /// The department's full name, the name of a city or county in front of it ignored.
    pub(crate) fn find(&self, word: &str) -> Option<&str> {
        self.named(&text::squeeze(word))
    }

    /// Every name in front is tried: 林州市场监管局 is 林州 and 市场监管局, not 林州市 and 场监管局.
    fn named(&self, word: &str) -> Option<&str> {
        let behind = || self.prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix.as_str()));
        self.words.get(word).map(String::as_str).or_else(|| behind().find_map(|rest| self.named(rest)))
    }
}

#[cfg(test)]
mod tests {
    use super::{IndustryFault, contact, done, exclusion, exit_claimed, exit_route, industry, pledge_kept};
    use crate::domain::row::{Choice, Contact, Exclusion, ExitRoute};

    #[test]
    fn labels_of_closed_lists_are_known() {
        assert!(Contact::ALL.iter().all(|one| contact(one.label()) == Some(*one)));
        assert!(Exclusion::ALL.iter().all(|one| exclusion(one.label()) == Some(*one)));
        assert!(ExitRoute::ALL.iter().all(|one| exit_route(one.label()) == Some(*one)));
        assert_eq!((exit_claimed("√"), exit_claimed("未退出"), exit_claimed("也许")), (Some(true), Some(false), None));
        assert_eq!((done("是"), done("否"), done("已退出")), (Some(true), Some(false), None));
        assert_eq!((pledge_kept("履行"), pledge_kept("未履行")), (Some(true), Some(false)));
    }

    #[test]
    fn industries_come_as_letter_name_or_both() {
        for word in ["F", "ｆ", "F 批发和零售业", "批发和零售业", "批发和零售业（F）", "F批发和零售业"]
        {
            assert_eq!(industry(word), Ok('F'), "{word}");
        }
        assert_eq!(industry("农林牧渔业"), Ok('A'));
        assert_eq!(industry("C 建筑业"), Err(IndustryFault::Mismatch { letter: 'C', named: 'E' }));
        assert_eq!(industry("互联网"), Err(IndustryFault::Unknown));
        assert_eq!(industry("U"), Err(IndustryFault::Unknown));
    }
}
