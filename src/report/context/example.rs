//! Every name that a bulletin's template can speak of, each with something behind it: what templates are checked against.
//!
//! A month never has all of it at once (a first month has no previous one, a quiet one no late report), so that no real
//! facts could tell which names there are.

use super::{
    BulletinView, CountsView, Unit,
    parts::{CorrectionView, MeasuresView, PaceView, TargetsView},
    quality::{Named, QualityView},
    units::PreviousView,
};

/// Facts in which nothing is missing and no list is empty.
pub(super) fn bulletin() -> BulletinView {
    let text = || "示例".to_owned();
    let units = || vec![unit()];
    BulletinView {
        city_name: text(),
        office: text(),
        campaign: text(),
        month: text(),
        as_of: text(),
        previous_as_of: Some(text()),
        next_week: Some(text()),
        basis_documents: vec![text()],
        verified: true,
        threshold: 10,
        objection: text(),
        rounding: text(),
        weeks: 5,
        city: counts(),
        ledgers: vec![unit(), unit()],
        counties: units(),
        groups: vec![unit(), unit()],
        ranked: 3,
        front: units(),
        back: units(),
        tied: false,
        without_tasks: units(),
        all_out: units(),
        not_out: units(),
        behind: 1,
        risers: units(),
        fallers: units(),
        rate_fell: units(),
        rate_still: units(),
        industries: units(),
        departments: units(),
        industries_out: units(),
        industry_unknown: Some(unit()),
        department_unknown: Some(unit()),
        interview_low: units(),
        pledge_low: units(),
        supervision_low: units(),
        reentered: units(),
        measures: Some(MeasuresView { guided: 1, repair_applied: 1, repaired: 1 }),
        targets: targets(),
        pace: pace(),
        quality: quality(),
        previous_printed: Some(text()),
        corrections: vec![CorrectionView { what: text(), before: text(), after: text() }],
    }
}

fn counts() -> CountsView {
    let rate = || "50.00%".to_owned();
    CountsView {
        listed: 10,
        excluded: 2,
        governed: 8,
        exited: 4,
        remaining: 4,
        operating: 8,
        interviewed: 4,
        pledged: 4,
        supervised: 4,
        entities: 9,
        records: 90,
        exit_rate: rate(),
        exclusion_rate: rate(),
        interview_rate: rate(),
        pledge_rate: rate(),
        supervision_rate: rate(),
        no_tasks: false,
        all_out: false,
        interviews_done: false,
        pledges_done: false,
        supervision_done: false,
        previous: Some(PreviousView {
            exit_rate: rate(),
            direction: Some("提高"),
            points: Some("1.00".into()),
            new: 1,
            newly_exited: 1,
            reentered: 1,
        }),
    }
}

fn unit() -> Unit {
    Unit {
        name: "示例县".into(),
        known: true,
        rank: Some(2),
        previous_rank: Some(1),
        places: Some(1),
        late_judgment: 1,
        late_penalty: 1,
        counts: counts(),
    }
}

fn targets() -> TargetsView {
    let day = || "2023年5月31日".to_owned();
    TargetsView {
        interviews: day(),
        interviews_due: false,
        interviews_word: "已到",
        exits: day(),
        exits_due: false,
        exits_word: "已到",
        last_week: false,
    }
}

fn pace() -> PaceView {
    PaceView {
        weeks: 4,
        per_week: Some("1.0".into()),
        needed: "1.0".into(),
        trend: Some("增加"),
        enough: false,
        short: true,
        clears_on: Some("2023年6月30日".into()),
        clears_late: true,
    }
}

fn quality() -> QualityView {
    let named = || vec![Named { name: "示例".into(), count: 1 }];
    QualityView {
        error: 1,
        warning: 1,
        notice: 1,
        any: true,
        sorts: named(),
        worst: named(),
        unproven: 1,
        unproven_by_county: named(),
        unproven_exclusions: 1,
        late: vec![unit()],
    }
}
