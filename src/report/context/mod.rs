//! The facts of a bulletin as templates see them: names, counts and printed rates, lists already chosen and sorted.
//!
//! Everything that a sentence may say is here as a value; whether it is said, and how, is the template's matter.
//! The names are documented in `reports/README.md`.

mod example;
mod parts;
mod quality;
mod units;

use minijinja::{Value, value::Serde};
use serde::Serialize;

use super::{facts::BulletinFacts, standing, words};
use crate::domain::{
    config::{Basis, Config},
    industry,
    rate::Rounding,
};

pub use parts::{PaceView, TargetsView, due_word};
pub use quality::QualityView;
pub use units::{CountsView, Unit};

/// Everything a bulletin's template can speak of.
#[derive(Debug, Serialize)]
struct BulletinView {
    city_name: String,
    office: String,
    campaign: String,
    month: String,
    as_of: String,
    previous_as_of: Option<String>,
    next_week: Option<String>,
    basis_documents: Vec<String>,
    verified: bool,
    threshold: u32,
    objection: String,
    rounding: String,
    weeks: u32,
    city: CountsView,
    ledgers: Vec<Unit>,
    counties: Vec<Unit>,
    groups: Vec<Unit>,
    ranked: usize,
    front: Vec<Unit>,
    back: Vec<Unit>,
    tied: bool,
    without_tasks: Vec<Unit>,
    all_out: Vec<Unit>,
    not_out: Vec<Unit>,
    behind: usize,
    risers: Vec<Unit>,
    fallers: Vec<Unit>,
    rate_fell: Vec<Unit>,
    rate_still: Vec<Unit>,
    industries: Vec<Unit>,
    departments: Vec<Unit>,
    industries_out: Vec<Unit>,
    industry_unknown: Option<Unit>,
    department_unknown: Option<Unit>,
    interview_low: Vec<Unit>,
    pledge_low: Vec<Unit>,
    supervision_low: Vec<Unit>,
    reentered: Vec<Unit>,
    measures: Option<parts::MeasuresView>,
    targets: TargetsView,
    pace: PaceView,
    quality: QualityView,
    previous_printed: Option<String>,
    corrections: Vec<parts::CorrectionView>,
}

/// The facts as a value for templates.
pub fn bulletin(facts: &BulletinFacts, config: &Config) -> Value {
    Value::from(Serde(view(facts, config)))
}

/// Every name that a bulletin's template can speak of, with an example behind each.
pub fn bulletin_example() -> Value {
    Value::from(Serde(example::bulletin()))
}

fn view(facts: &BulletinFacts, config: &Config) -> BulletinView {
    let figures = &facts.indicators;
    let rounding = config.rounding;
    let counties: Vec<Unit> = figures.counties.iter().map(|county| Unit::county(county, rounding)).collect();
    let of = |list: Vec<&crate::indicator::figures::CountyFigures>| -> Vec<Unit> {
        list.into_iter().map(|county| Unit::county(county, rounding)).collect()
    };
    let (front, back) = standing::front_and_back(&figures.counties);
    let ranked = standing::ranked(&figures.counties);
    let industries = units::industries(figures, rounding);
    let departments = units::departments(figures, rounding);
    let city = &figures.city;
    BulletinView {
        city_name: config.city.clone(),
        office: config.office.short.clone(),
        campaign: config.campaign.name.clone(),
        month: words::month(&figures.month),
        as_of: words::day(figures.as_of),
        previous_as_of: figures.previous_as_of.map(words::day),
        next_week: parts::next_week(figures.as_of, config).map(words::day),
        basis_documents: config.campaign.basis_documents.clone(),
        verified: figures.basis == Basis::Verified,
        threshold: config.campaign.threshold,
        objection: config.documents.objection.clone(),
        rounding: rounding_note(rounding),
        weeks: figures.counties.iter().map(|county| county.weeks_due).max().unwrap_or(0),
        city: CountsView::new(city, rounding),
        ledgers: figures.ledgers.iter().map(|(ledger, counts)| Unit::named(ledger.label(), counts, rounding)).collect(),
        groups: figures.groups.iter().map(|(group, counts)| Unit::named(group, counts, rounding)).collect(),
        ranked: ranked.len(),
        tied: ranked.len() > 1 && ranked.iter().all(|county| county.rank == ranked[0].rank),
        front: of(front),
        back: of(back),
        without_tasks: counties.iter().filter(|unit| unit.counts.no_tasks).cloned().collect(),
        all_out: counties.iter().filter(|unit| unit.counts.all_out).cloned().collect(),
        not_out: of(standing::largest(&figures.counties, |county| county.counts.remaining)),
        behind: counties.iter().filter(|unit| unit.counts.remaining > 0).count(),
        risers: units::movers(&figures.counties, rounding, true),
        fallers: units::movers(&figures.counties, rounding, false),
        rate_fell: units::changed(&counties, "下降"),
        rate_still: units::changed(&counties, "持平"),
        industries_out: industries.iter().filter(|unit| unit.counts.all_out && unit.known).cloned().collect(),
        industry_unknown: units::unknown(&industries),
        department_unknown: units::unknown(&departments),
        interview_low: of(standing::lowest(
            &figures.counties,
            |county| county.counts.interview_rate(),
            city.interview_rate(),
        )),
        pledge_low: of(standing::lowest(&figures.counties, |county| county.counts.pledge_rate(), city.pledge_rate())),
        supervision_low: of(standing::lowest(
            &figures.counties,
            |county| county.counts.supervision_rate(),
            city.supervision_rate(),
        )),
        reentered: units::reentered(&counties),
        industries: units::heaviest(&industries),
        departments: units::heaviest(&departments),
        measures: parts::measures(facts),
        targets: TargetsView::new(figures.as_of, config),
        pace: PaceView::new(figures, config),
        quality: QualityView::new(facts, config),
        previous_printed: parts::previously_printed(facts, rounding),
        corrections: parts::corrections(facts),
        counties,
    }
}

/// How rates are rounded, in words.
pub fn rounding_note(rounding: Rounding) -> String {
    use crate::domain::rate::RoundingMode;
    let mode = match rounding.mode {
        RoundingMode::HalfUp => "四舍五入",
        RoundingMode::Down => "舍去其后各位",
    };
    match rounding.decimals {
        0 => format!("百分比取整数，{mode}"),
        decimals => format!("百分比保留{decimals}位小数，{mode}"),
    }
}

/// Name of an industry, 未填报 where it is unknown.
pub fn industry_name(letter: Option<char>) -> &'static str {
    letter.and_then(industry::by_letter).map_or("未填报", |industry| industry.name)
}
