//! The name that someone probably meant.

/// The candidate nearest to `word`, if it is near enough to be worth naming; of equally near ones the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(2);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace) from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut diagonal = line;
        row[0] = line + 1;
        for place in 0..to.len() {
            let replace = diagonal + usize::from(letter != to[place]);
            diagonal = row[place + 1];
            row[place + 1] = replace.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let names = ["county_counts", "city_counts", "weekly"];
        assert_eq!(nearest("county_count", names), Some("county_counts"));
        assert_eq!(nearest("Weekly", names), Some("weekly"));
        assert_eq!(nearest("weekyl", names), Some("weekly"));
        assert_eq!(nearest("secrets", names), None);
        assert_eq!(nearest("x", ["y"]), None, "two short words are not alike");
    }
}
