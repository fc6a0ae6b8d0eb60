//! Situations of time: late reports, target dates, pace, comparison with the month before, corrections.

use tongbao::{
    domain::{config::Basis, finding::Code},
    report::facts::{Correction, PreviouslyPrinted},
};

use super::{each_county, find, holds, later};
use crate::facts::{city, settle};

#[test]
fn nobody_is_late_and_nothing_is_wrong() {
    let (facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    holds(
        "no_problems",
        (&facts, &config),
        &["均按时报送两本台账", "五、下一步要求", "已全部约谈并签署信用承诺书", "已全部纳入重点监管"],
        &["存在问题", "提高报送质量", "补齐治理措施", "处、"],
    );
}

#[test]
fn everybody_is_late() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    each_county(&mut facts, |county| (county.late_judgment, county.late_penalty) = (4, 2));
    holds(
        "everybody_late",
        (&facts, &config),
        &[
            "滑县（失信被执行人台账4期、行政处罚台账2期）、文峰区（失信被执行人台账4期、行政处罚台账2期）",
            "要补报所缺台账",
        ],
        &["按时报送两本台账", "数据质量有待提高"],
    );
}

#[test]
fn the_target_date_has_passed() {
    let (mut facts, config) = city(&[("410526", 20, 5, Some((2, 20))), ("410502", 20, 10, Some((4, 20)))]);
    later(&mut facts, "2023-06-25");
    settle(&mut facts, &config);
    holds(
        "target_passed",
        (&facts, &config),
        &["目标日期（2023年5月31日）已过，仍有25条未退出", "查明原因", "时限（2023年5月31日）已过，仍有25条未退出"],
        &["还需退出", "晚于", "须退出"],
    );
}

#[test]
fn the_target_date_is_today() {
    let (mut facts, mut config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    config.campaign.targets.exits = facts.indicators.as_of;
    settle(&mut facts, &config);
    holds("target_today", (&facts, &config), &["目标日期（2023年4月30日）已到，仍有25条未退出"], &["已过", "还需退出"]);
}

#[test]
fn nothing_moves() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    facts.indicators.weekly.iter_mut().for_each(|week| (week.exited, week.remaining) = (15, 25));
    settle(&mut facts, &config);
    holds("pace_zero", (&facts, &config), &["退出条目没有增加，按当前进度无法推算清零日期"], &["预计", "0.0条"]);
}

#[test]
fn exits_shrink() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    facts.indicators.weekly[0].exited = 20;
    settle(&mut facts, &config);
    holds("pace_negative", (&facts, &config), &["退出条目不增反减"], &["预计", "-"]);
}

#[test]
fn the_pace_suffices() {
    let (facts, config) = city(&[("410526", 20, 18, None), ("410502", 20, 19, None)]);
    holds(
        "pace_enough",
        (&facts, &config),
        &["按当前进度预计2023年5月7日清零。", "平均每周还需退出0.6条。"],
        &["晚于", "超过目前"],
    );
}

#[test]
fn there_is_one_week_only() {
    let (mut facts, config) = city(&[("410526", 20, 0, None), ("410502", 20, 0, None)]);
    facts.indicators.weekly.truncate(1);
    later(&mut facts, "2023-04-02");
    settle(&mut facts, &config);
    holds(
        "one_week",
        (&facts, &config),
        &["尚无条目退出", "平均每周还需退出"],
        &["近0周", "预计", "逐周", "weekly_course"],
    );
}

#[test]
fn exits_are_counted_as_claimed() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    facts.indicators.basis = Basis::Claimed;
    find(&mut facts, "410526", Code::ExitUnproven, 2);
    holds(
        "claimed",
        (&facts, &config),
        &["按各县（市、区）申报情况统计", "已按申报计入，须补齐佐证，均在滑县"],
        &["未计入退出", "佐证为准"],
    );
}

#[test]
fn a_rate_falls_and_one_stands_still() {
    let (facts, config) = city(&[
        ("410526", 40, 10, Some((10, 20))),
        ("410502", 20, 10, Some((10, 20))),
        ("410503", 20, 15, Some((5, 20))),
        ("410505", 10, 1, None),
    ]);
    holds(
        "rate_fell",
        (&facts, &config),
        &[
            "退出率低于上月的是滑县（下降25.00个百分点）",
            "文峰区退出率与上月持平，本月没有进展",
            "| 殷都区 | 10 | 1 | 9 | 10.00% | 0.00% | — |",
        ],
        &["殷都区（由"],
    );
}

#[test]
fn the_citys_rate_falls() {
    let (facts, config) = city(&[("410526", 40, 10, Some((10, 20))), ("410502", 20, 4, Some((4, 20)))]);
    holds(
        "city_fell",
        (&facts, &config),
        &["下降11.67个百分点（上月为35.00%）", "没有新退出的条目", "退出率较上月下降11.67个百分点"],
        &["提高11", "--"],
    );
}

#[test]
fn the_citys_rate_stands_still() {
    let (facts, config) = city(&[("410526", 20, 5, Some((5, 20))), ("410502", 20, 10, Some((10, 20)))]);
    holds(
        "city_still",
        (&facts, &config),
        &["退出率持平，没有新列入的条目，没有新退出的条目。", "滑县、文峰区退出率与上月持平"],
        &["0.00个百分点", "位次上升"],
    );
}

#[test]
fn entries_come_back() {
    let (mut facts, config) = city(&[("410526", 20, 5, Some((6, 20))), ("410502", 20, 10, Some((4, 20)))]);
    let back = |counts: &mut tongbao::indicator::figures::Counts| counts.previous.as_mut().unwrap().reentered = 1;
    back(&mut facts.indicators.city);
    back(&mut facts.indicators.counties[0].counts);
    holds("reentered", (&facts, &config), &["退出后回流1条", "有1条已退出的条目又回到台账，在滑县。"], &["文峰区0条"]);
}

#[test]
fn the_previous_bulletin_printed_something_else() {
    let (mut facts, config) = city(&[("410526", 20, 5, Some((6, 20))), ("410502", 20, 10, Some((4, 20)))]);
    facts.previous_printed = Some(PreviouslyPrinted { exit_rate: "27.50%".into() });
    holds("printed_before", (&facts, &config), &["上月通报印发的全市退出率为27.50%", "现核为25.00%"], &[]);
    facts.previous_printed = Some(PreviouslyPrinted { exit_rate: "25.00%".into() });
    holds("printed_same", (&facts, &config), &[], &["上月通报印发"]);
}

#[test]
fn a_corrected_bulletin_says_what_changed() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    facts.corrections =
        vec![Correction { what: "滑县退出率".into(), before: "20.00%".into(), after: "25.00%".into() }];
    holds(
        "corrected",
        (&facts, &config),
        &["= （更正）", "代替此前印发的2023年4月通报", "| 滑县退出率 | 20.00% | 25.00% |"],
        &[],
    );
}
