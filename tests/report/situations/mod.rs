//! Situations that a bulletin may have to speak of: each a golden text that also says what must and must not appear.

mod course;
mod measures;

use tongbao::{
    domain::{config::Config, finding::Code},
    indicator::figures::CountyFigures,
    report::{
        Templates, bulletin,
        facts::{BulletinFacts, CountyFindings},
    },
};

use crate::{
    facts::{city, config, date, sample},
    render,
};

/// A bulletin, its golden text, and what its prose must and must not say.
fn holds(name: &str, (facts, config): (&BulletinFacts, &Config), must: &[&str], must_not: &[&str]) {
    let report = bulletin(facts, config, &Templates::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let text = render::text(&report);
    crate::golden(name, &text);
    crate::language::check(name, &report);
    for phrase in must {
        assert!(text.contains(phrase), "{name}: missing “{phrase}” in\n{text}");
    }
    // Attachments define words that the month itself may not need.
    let body = render::body(&report);
    for phrase in must_not {
        assert!(!body.contains(phrase), "{name}: unwanted “{phrase}” in\n{body}");
    }
}

const ALL: [&str; 11] =
    ["410502", "410503", "410505", "410506", "410522", "410523", "410526", "410527", "410581", "410571", "4105SF"];

fn find(facts: &mut BulletinFacts, county: &str, code: Code, count: u64) {
    let findings = &mut facts.indicators.findings;
    match code.severity() {
        tongbao::domain::finding::Severity::Error => findings.error += count,
        tongbao::domain::finding::Severity::Warning => findings.warning += count,
        tongbao::domain::finding::Severity::Notice => findings.notice += count,
    }
    findings.by_code.push((code.code().to_owned(), count));
    facts.findings.push(CountyFindings { county: county.to_owned(), code, count });
}

fn each_county(facts: &mut BulletinFacts, change: impl Fn(&mut CountyFigures)) {
    facts.indicators.counties.iter_mut().for_each(change);
}

fn later(facts: &mut BulletinFacts, day: &str) {
    facts.indicators.as_of = date(day);
    day[..7].clone_into(&mut facts.indicators.month);
    facts.date = date(day);
}

#[test]
fn the_first_month_compares_with_nothing() {
    let text = render::text(&bulletin(&sample("2023-04"), &config(), &Templates::default()).unwrap());
    assert!(!text.contains("上月"), "not even in the attachments");
    holds(
        "sample_2023_04",
        (&sample("2023-04"), &config()),
        &[
            "退出率39.21%",
            "高新区94.44%",
            "平均每周还需退出67.6条",
            "示范区无治理任务，不参加排名",
            "安示例〔2023〕1号",
            "（2023年4月30日）已到",
        ],
        &["上月", "较上月", "位次变化", "回流条"],
    );
}

#[test]
fn a_later_month_says_who_moved() {
    holds(
        "sample_2023_05",
        (&sample("2023-05"), &config()),
        &[
            "退出率提高24.72个百分点（上月为39.21%）",
            "北关区（由第8位升至第4位）",
            "回流6条",
            "不足一周",
            "（2023年4月30日）已过",
            "附件5",
        ],
        &["上月通报印发"],
    );
}

#[test]
fn nothing_was_ever_listed() {
    let (facts, config) = city(&[("410502", 0, 0, None), ("410503", 0, 0, None)]);
    holds(
        "nothing_listed",
        (&facts, &config),
        &["尚无市场主体列入台账"],
        &["治理对象0条", "存在问题", "下一步", "排名，", "[图"],
    );
}

#[test]
fn everything_listed_was_excluded() {
    let (mut facts, config) = city(&[("410502", 0, 0, None)]);
    for counts in [&mut facts.indicators.city, &mut facts.indicators.counties[0].counts] {
        (counts.listed, counts.excluded, counts.entities) = (3, 3, 3);
    }
    holds(
        "all_excluded",
        (&facts, &config),
        &["均已依规剔除（剔除率100.00%），目前无治理对象"],
        &["按退出率", "下一步"],
    );
}

#[test]
fn everything_is_out() {
    let (facts, config) =
        city(&[("410502", 30, 30, Some((12, 30))), ("410503", 9, 9, Some((3, 9))), ("410526", 4, 4, Some((4, 4)))]);
    holds(
        "everything_out",
        (&facts, &config),
        &[
            "已全部退出，退出率100.00%",
            "位次并列",
            "巩固治理成效",
            "各行业治理对象均已全部退出",
            "治理对象43条已全部退出",
        ],
        &["加快清零", "还需退出", "靠前", "靠后", "未退出0条", "清零"],
    );
}

#[test]
fn one_county_stands_alone() {
    let (facts, config) = city(&[("410526", 20, 5, None)]);
    holds(
        "one_county",
        (&facts, &config),
        &["仅滑县有治理任务，退出率25.00%，剔除率0.00%。"],
        &["靠前", "靠后", "分组看", "并列"],
    );
}

#[test]
fn one_of_several_counties_has_tasks() {
    let (facts, config) = city(&[("410526", 20, 5, None), ("410502", 0, 0, None), ("4105SF", 0, 0, None)]);
    holds(
        "one_ranked",
        (&facts, &config),
        &["仅滑县有治理任务", "文峰区、示范区无治理任务，不参加排名"],
        &["靠前", "靠后"],
    );
}

#[test]
fn two_counties_have_one_at_each_end() {
    let (facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    holds(
        "two_counties",
        (&facts, &config),
        &["靠前的是文峰区（退出率50.00%，剔除率0.00%）；靠后的是滑县（退出率25.00%，剔除率0.00%）"],
        &["并列"],
    );
}

#[test]
fn all_are_equal() {
    let (facts, config) =
        city(&[("410526", 20, 5, None), ("410502", 40, 10, None), ("410503", 4, 1, None), ("410505", 8, 2, None)]);
    holds("all_tied", (&facts, &config), &["退出率均为25.00%，位次并列"], &["靠前", "靠后", "最高"]);
}

#[test]
fn the_front_widens_on_a_tie() {
    let made: Vec<_> = [9, 8, 7, 7, 4, 3, 2, 1].iter().zip(ALL).map(|(out, code)| (code, 10, *out, None)).collect();
    let (facts, config) = city(&made);
    holds(
        "front_widens",
        (&facts, &config),
        &[
            "靠前的是文峰区（退出率90.00%，剔除率0.00%）、北关区（退出率80.00%，剔除率0.00%）、殷都区（退出率70.00%，剔除率0.00%）、龙安区（退出率70.00%，剔除率0.00%）；",
        ],
        &[],
    );
}

#[test]
fn the_back_widens_on_a_tie() {
    let made: Vec<_> = [9, 8, 7, 5, 3, 3, 2, 1].iter().zip(ALL).map(|(out, code)| (code, 10, *out, None)).collect();
    let (facts, config) = city(&made);
    holds(
        "back_widens",
        (&facts, &config),
        &["靠后的是安阳县（退出率30.00%，剔除率0.00%）、汤阴县（退出率30.00%，"],
        &[],
    );
}

#[test]
fn a_tie_across_the_middle_stands_in_neither_list() {
    let made: Vec<_> = [9, 5, 5, 5, 5, 1].iter().zip(ALL).map(|(out, code)| (code, 10, *out, None)).collect();
    let (facts, config) = city(&made);
    holds(
        "middle_tie",
        (&facts, &config),
        &["靠前的是文峰区（退出率90.00%，剔除率0.00%）；靠后的是汤阴县（退出率10.00%，剔除率0.00%）"],
        &[],
    );
}

#[test]
fn many_are_tied_at_the_top() {
    let made: Vec<_> = [9, 9, 9, 1].iter().zip(ALL).map(|(out, code)| (code, 10, *out, None)).collect();
    let (facts, config) = city(&made);
    holds("top_tie", (&facts, &config), &["文峰区、北关区、殷都区退出率最高（90.00%），龙安区最低（10.00%）"], &[]);
}

#[test]
fn more_equals_than_can_be_named_are_told_by_their_number() {
    let made: Vec<_> =
        [9, 8, 7, 6, 5, 4, 4, 3, 2, 1, 0].iter().zip(ALL).map(|(out, code)| (code, 10, *out, None)).collect();
    let (mut facts, config) = city(&made);
    let last = facts.indicators.counties.last().unwrap().clone();
    let more =
        (1..=30).map(|number| CountyFigures { name: format!("示例{number}县"), late_penalty: 1, ..last.clone() });
    facts.indicators.counties.extend(more);
    holds(
        "many_equal",
        (&facts, &config),
        &[
            "靠后的是并列的31个县（市、区）（退出率均为0.00%）。",
            "并列的31个县（市、区）均为0.00%",
            "未按时报送的有30个县（市、区）。",
            "排名靠后的31个县（市、区），要分析原因",
            "30个县（市、区）要补报所缺台账",
        ],
        &["示例1县（退出率", "示例1县、", "以及并列"],
    );
}
