//! Who stands where: front and back lists, lowest and largest, who moved. Lists widen on a tie and never overlap.
//!
//! Never computes a rank: ranks come from the indicators.

use std::cmp::{Ordering, Reverse};

use crate::{domain::rate::Rate, indicator::figures::CountyFigures};

/// How many units a front or back list names.
const NAMED: usize = 3;

/// The ranked counties by rank, equal ones in the order of the configuration.
pub fn ranked(counties: &[CountyFigures]) -> Vec<&CountyFigures> {
    let mut ranked: Vec<&CountyFigures> = counties.iter().filter(|county| county.rank.is_some()).collect();
    ranked.sort_by_key(|county| county.rank);
    ranked
}

/// Front and back lists by exit rate, each in the order of the ranking.
///
/// Three units, at most half of the ranked, widened on a tie. Where one tied group reaches into both lists it belongs to the
/// front if nobody is before it, to the back if nobody is behind it, and to neither otherwise or if all are equal.
pub fn front_and_back(counties: &[CountyFigures]) -> (Vec<&CountyFigures>, Vec<&CountyFigures>) {
    let ranked = ranked(counties);
    let named = NAMED.min(ranked.len() / 2);
    if named == 0 {
        return (Vec::new(), Vec::new());
    }
    let (first, last) = (ranked[0].rank, ranked[ranked.len() - 1].rank);
    let (front_end, back_start) = (ranked[named - 1].rank, ranked[ranked.len() - named].rank);
    let shared = if front_end == back_start { front_end } else { None };
    let in_front = |county: &CountyFigures| {
        county.rank <= front_end && (shared != county.rank || shared == first && shared != last)
    };
    let in_back = |county: &CountyFigures| {
        county.rank >= back_start && (shared != county.rank || shared == last && shared != first)
    };
    let select =
        |wanted: &dyn Fn(&CountyFigures) -> bool| ranked.iter().copied().filter(|county| wanted(county)).collect();
    (select(&in_front), select(&in_back))
}

/// The units that lie lowest by a rate and below the city's, lowest first.
pub fn lowest<T>(units: &[T], rate: impl Fn(&T) -> Rate, city: Rate) -> Vec<&T> {
    let mut below: Vec<&T> =
        units.iter().filter(|unit| rate(unit).den > 0 && rate(unit).cmp_exact(city) == Ordering::Less).collect();
    below.sort_by(|a, b| rate(a).cmp_exact(rate(b)));
    let counted = units.iter().filter(|unit| rate(unit).den > 0).count();
    let named = NAMED.min(counted / 2);
    cut(below, named, |a, b| rate(a).cmp_exact(rate(b)) == Ordering::Equal)
}

/// The units with the largest counts above 0, largest first.
pub fn largest<T>(units: &[T], count: impl Fn(&T) -> u64) -> Vec<&T> {
    let mut present: Vec<&T> = units.iter().filter(|unit| count(unit) > 0).collect();
    present.sort_by_key(|unit| Reverse(count(unit)));
    cut(present, NAMED, |a, b| count(a) == count(b))
}

/// The first `named` of a sorted list, widened on a tie; a tie that would more than double the list is left out instead.
fn cut<T>(sorted: Vec<&T>, named: usize, tied: impl Fn(&T, &T) -> bool) -> Vec<&T> {
    if named == 0 || sorted.len() <= named {
        return if named == 0 { Vec::new() } else { sorted };
    }
    let edge = sorted[named - 1];
    let end = sorted.iter().rposition(|unit| tied(unit, edge)).map_or(named, |last| last + 1);
    let start = sorted.iter().position(|unit| tied(unit, edge)).unwrap_or(named);
    let end = if end > 2 * named { start } else { end };
    sorted.into_iter().take(end).collect()
}

/// Places won since the previous bulletin; negative where places were lost, `None` where either rank is missing.
pub fn places_won(county: &CountyFigures) -> Option<i64> {
    Some(i64::from(county.previous_rank?) - i64::from(county.rank?))
}

#[cfg(test)]
mod tests {
    use super::{front_and_back, largest, lowest};
    use crate::{
        domain::rate::Rate,
        indicator::figures::{Counts, CountyFigures},
    };

    fn counties(ranks: &[u32]) -> Vec<CountyFigures> {
        let county = |(at, rank): (usize, &u32)| CountyFigures {
            county: at.to_string(),
            name: at.to_string(),
            group: String::new(),
            counts: Counts::default(),
            rank: Some(*rank).filter(|rank| *rank > 0),
            rank_in_group: None,
            previous_rank: None,
            weeks_due: 0,
            late_judgment: 0,
            late_penalty: 0,
        };
        ranks.iter().enumerate().map(county).collect()
    }

    fn lists(ranks: &[u32]) -> (Vec<String>, Vec<String>) {
        let counties = counties(ranks);
        let (front, back) = front_and_back(&counties);
        let names = |list: Vec<&CountyFigures>| list.iter().map(|county| county.name.clone()).collect();
        (names(front), names(back))
    }

    #[test]
    fn front_and_back_widen_on_a_tie_and_never_overlap() {
        let case = |ranks: &[u32], front: &[&str], back: &[&str]| {
            let (f, b) = lists(ranks);
            assert_eq!(
                (f, b),
                (front.iter().map(ToString::to_string).collect(), back.iter().map(ToString::to_string).collect()),
                "{ranks:?}"
            );
        };
        case(&[1, 2, 3, 4, 5, 6, 7], &["0", "1", "2"], &["4", "5", "6"]);
        case(&[1, 2, 3, 4], &["0", "1"], &["2", "3"]);
        case(&[1, 2, 0], &["0"], &["1"]);
        case(&[1], &[], &[]);
        case(&[], &[], &[]);
        case(&[1, 1, 1], &[], &[]);
        case(&[1, 2, 3, 3, 5, 6, 7, 8], &["0", "1", "2", "3"], &["5", "6", "7"]);
        case(&[1, 2, 3, 4, 4, 4, 7, 8], &["0", "1", "2"], &["3", "4", "5", "6", "7"]);
        case(&[1, 1, 1, 4], &["0", "1", "2"], &["3"]);
        case(&[1, 2, 2, 2], &["0"], &["1", "2", "3"]);
        case(&[1, 2, 2, 2, 2, 6], &["0"], &["5"]);
    }

    #[test]
    fn lowest_names_only_units_below_the_city() {
        let units = [Rate::new(9, 10), Rate::new(1, 10), Rate::new(10, 10), Rate::new(3, 10), Rate::new(0, 0)];
        assert_eq!(lowest(&units, |rate| *rate, Rate::new(23, 40)), [&Rate::new(1, 10), &Rate::new(3, 10)]);
        assert!(lowest(&units[..1], |rate| *rate, Rate::new(9, 10)).is_empty());
        assert!(lowest(&[Rate::new(5, 5); 4], |rate| *rate, Rate::new(20, 20)).is_empty());
    }

    #[test]
    fn largest_widens_on_a_tie_but_does_not_name_everyone() {
        assert_eq!(largest(&[1, 5, 4, 3, 3, 0], |n| *n), [&5, &4, &3, &3]);
        assert_eq!(largest(&[9, 1, 1, 1, 1, 1, 1, 1], |n| *n), [&9]);
        assert!(largest(&[0, 0], |n| *n).is_empty());
    }
}
