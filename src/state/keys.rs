//! The key of every row: the code, else county and name; a name takes the code that its own county writes beside it.
//!
//! It guesses nothing: two codes beside one name leave the name a name (domain.md section 4.2).

use std::borrow::Cow;

use polars::prelude::*;

use super::deliveries::Delivery;

/// What identifies an entry within its ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// The code, to be read in this row of the history.
    Code {
        /// The first row that has it.
        row: usize,
    },
    /// No usable code: a name within a county.
    Name {
        /// Position of the county.
        county: u16,
        /// The name in its [plain form](plain_name).
        name: String,
    },
}

/// The number of a row's key where it has none: neither name nor code.
pub(super) const NO_KEY: u32 = u32::MAX;

/// The keys of one ledger.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Every key once.
    pub keys: Vec<Key>,
    /// For each row of the deliveries, in their order, the position of its key, or [`NO_KEY`].
    pub of_rows: Vec<u32>,
}

/// A name without spaces and with its brackets in one form, so that spellings of one name compare equal.
pub fn plain_name(name: &str) -> Cow<'_, str> {
    if name.chars().all(|letter| plain_letter(letter) == Some(letter)) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.chars().filter_map(plain_letter).collect())
    }
}

fn plain_letter(letter: char) -> Option<char> {
    match letter {
        '（' | '〔' | '［' | '[' | '【' => Some('('),
        '）' | '〕' | '］' | ']' | '】' => Some(')'),
        '\u{200b}' | '\u{feff}' => None,
        letter if letter.is_whitespace() => None,
        letter => Some(letter),
    }
}

/// What is known of a name that occurs without a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// No code stands beside it anywhere.
    Nothing,
    /// Exactly one does: the key with this number.
    One(u32),
    /// More than one does.
    Several,
}

impl Beside {
    fn and(self, key: u32) -> Self {
        match self {
            Self::Nothing => Self::One(key),
            Self::One(known) if known == key => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

/// A row without a code, waiting for what its name leads to.
struct Nameless {
    position: usize,
    county: u16,
    name: String,
}

/// Reads the keys of one ledger's deliveries.
pub(super) fn read(deliveries: &[Delivery], codes: &StringChunked, names: &StringChunked) -> Keys {
    let (mut keys, nameless) = read_codes(deliveries, codes, names);
    if !nameless.is_empty() {
        let wanted = look_beside(deliveries, names, &keys, &nameless);
        name_the_rest(&mut keys, nameless, &wanted);
    }
    keys
}

/// Gives every row with a code its key; the others come back with their name.
fn read_codes(deliveries: &[Delivery], codes: &StringChunked, names: &StringChunked) -> (Keys, Vec<Nameless>) {
    let mut keys = Keys::default();
    let mut nameless = Vec::new();
    let mut met = Met::default();
    for delivery in deliveries {
        met.open(delivery.county, keys.of_rows.len());
        for row in delivery.rows.clone() {
            let number = if let Some(code) = codes.get(row) {
                met.number(code, &keys.of_rows).unwrap_or_else(|| met.add(code, keys.add(Key::Code { row })))
            } else {
                let name = names.get(row).map(plain_name).unwrap_or_default();
                if !name.is_empty() {
                    let (position, county) = (keys.of_rows.len(), delivery.county);
                    nameless.push(Nameless { position, county, name: name.into_owned() });
                }
                NO_KEY
            };
            keys.of_rows.push(number);
        }
    }
    (keys, nameless)
}

/// The codes met so far.
///
/// A county's table mostly repeats its last one, row for row: the row after the one that was found last is tried first,
/// which spares most rows the look-up.
#[derive(Default)]
struct Met<'a> {
    texts: Vec<&'a str>,
    numbers: PlHashMap<&'a str, u32>,
    /// Where the newest delivery of each county begins.
    tables: PlHashMap<u16, usize>,
    /// The next row of the county's last table.
    next: usize,
}

impl<'a> Met<'a> {
    /// A delivery of the county begins at this row.
    fn open(&mut self, county: u16, start: usize) {
        self.next = self.tables.insert(county, start).unwrap_or(usize::MAX);
    }

    fn number(&mut self, code: &str, of_rows: &[u32]) -> Option<u32> {
        let expected = of_rows.get(self.next).copied();
        if let Some(number) = expected.filter(|number| self.texts.get(*number as usize) == Some(&code)) {
            self.next += 1;
            return Some(number);
        }
        let number = self.numbers.get(code).copied()?;
        let ahead = of_rows.get(self.next..).unwrap_or_default().iter().take(8);
        if let Some(skipped) = ahead.copied().position(|other| other == number) {
            self.next += skipped + 1;
        }
        Some(number)
    }

    fn add(&mut self, code: &'a str, number: u32) -> u32 {
        self.texts.push(code);
        self.numbers.insert(code, number);
        number
    }
}

impl Keys {
    fn add(&mut self, key: Key) -> u32 {
        // A ledger of four thousand million entries does not fit into memory; the last number means "none".
        let number = u32::try_from(self.keys.len()).unwrap_or(NO_KEY);
        self.keys.push(key);
        number
    }
}

/// For each county, the names that occur without a code, and the codes that the same county writes beside them.
type Wanted = PlHashMap<u16, PlHashMap<String, Beside>>;

fn look_beside(deliveries: &[Delivery], names: &StringChunked, keys: &Keys, nameless: &[Nameless]) -> Wanted {
    let mut wanted = Wanted::default();
    for row in nameless {
        wanted.entry(row.county).or_default().insert(row.name.clone(), Beside::Nothing);
    }
    // Week after week a county writes the same name beside a code: it is looked at once.
    let mut seen: Vec<Option<(u16, &str)>> = vec![None; keys.keys.len()];
    let mut position = 0;
    for delivery in deliveries {
        let here = position;
        position += delivery.rows.len();
        let Some(wanted) = wanted.get_mut(&delivery.county) else { continue };
        for (row, &key) in delivery.rows.clone().zip(&keys.of_rows[here..position]) {
            let Some(name) = names.get(row) else { continue };
            let Some(seen) = seen.get_mut(key as usize) else { continue };
            if *seen != Some((delivery.county, name)) {
                *seen = Some((delivery.county, name));
                if let Some(beside) = wanted.get_mut(plain_name(name).as_ref()) {
                    *beside = beside.and(key);
                }
            }
        }
    }
    wanted
}

/// Rows without a code take the one code beside their name, else a key of their own.
fn name_the_rest(keys: &mut Keys, nameless: Vec<Nameless>, wanted: &Wanted) {
    let mut numbers: PlHashMap<(u16, String), u32> = PlHashMap::default();
    for Nameless { position, county, name } in nameless {
        let beside = wanted.get(&county).and_then(|names| names.get(&name)).copied().unwrap_or(Beside::Nothing);
        keys.of_rows[position] = match beside {
            Beside::One(key) => key,
            Beside::Nothing | Beside::Several => {
                *numbers.entry((county, name.clone())).or_insert_with(|| keys.add(Key::Name { county, name }))
            }
        };
    }
}
