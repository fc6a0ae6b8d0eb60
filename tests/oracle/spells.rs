//! How long each entry was in before it left for the first time, week by week in plain loops.

use chrono::NaiveDate;

use super::{
    state::{Entry, state},
    world::World,
};

/// An entry's first time in: from its first listing to its first exit or exclusion, or to the day itself.
pub struct Spell {
    /// The entry as it stands on the day.
    pub entry: Entry,
    /// Weeks from the first to the last.
    pub weeks: usize,
    /// It ended with an exit.
    pub out: bool,
}

/// The spells of all entries up to a closing day, as known on it.
pub fn spells(world: &World, day: NaiveDate) -> Vec<Spell> {
    let states: Vec<Vec<Entry>> = world.weeks_until(day).into_iter().map(|week| state(world, week, day)).collect();
    let mut spells = Vec::new();
    for entry in state(world, day, day) {
        let mut weeks = None;
        let mut out = false;
        for week in &states {
            let Some(then) = week.iter().find(|other| other.key == entry.key) else { continue };
            weeks = Some(weeks.map_or(0, |weeks| weeks + 1));
            if then.status == "exited" {
                out = true;
            }
            if then.status != "remaining" {
                break;
            }
        }
        spells.push(Spell { entry, weeks: weeks.unwrap_or(0), out });
    }
    spells
}
