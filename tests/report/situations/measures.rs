//! Situations of measures, findings, blanks and configuration.

use tongbao::{
    domain::{
        finding::Code,
        rate::{Rounding, RoundingMode},
    },
    indicator::figures::Week,
    report::facts::CountyMeasures,
};

use super::{each_county, find, holds, later};
use crate::facts::{city, date, settle};

#[test]
fn repairs_are_spoken_of_where_they_are_known() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    holds("measures_unknown", (&facts, &config), &[], &["修复指引和信用修复", "申请修复"]);
    let measures = |guided| CountyMeasures { county: "410526".into(), guided, repair_applied: 0, repaired: 0 };
    facts.measures = vec![measures(0)];
    holds("measures_none", (&facts, &config), &["| 申请修复 |"], &["修复指引和信用修复"]);
    facts.measures = vec![measures(7)];
    holds(
        "measures_some",
        (&facts, &config),
        &["已发放信用修复指引7条，尚无条目申请或完成信用修复。"],
        &["申请信用修复0条"],
    );
}

#[test]
fn nobody_operates_any_more() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    let idle = |counts: &mut tongbao::indicator::figures::Counts| {
        (counts.operating, counts.interviewed, counts.pledged) = (0, 0, 0);
    };
    idle(&mut facts.indicators.city);
    each_county(&mut facts, |county| idle(&mut county.counts));
    holds(
        "nobody_operates",
        (&facts, &config),
        &["（一）重点监管", "| 滑县 | 0 | 0 | — | 0 | — |"],
        &["约谈和信用承诺\n", "在营治理对象0条", "覆盖率—"],
    );
}

#[test]
fn pledges_lag_behind_interviews() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    facts.indicators.city.pledged = 30;
    facts.indicators.counties[0].counts.pledged = 10;
    holds(
        "pledges_lag",
        (&facts, &config),
        &[
            "已约谈40条，约谈覆盖率100.00%；已签署信用承诺书30条，承诺覆盖率75.00%",
            "承诺覆盖率较低的是滑县（50.00%）。",
            "补齐治理措施",
        ],
        &["约谈覆盖率较低", "尚未纳入"],
    );
}

#[test]
fn only_warnings_were_found() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    find(&mut facts, "410526", Code::DateMissing, 3);
    holds("only_warnings", (&facts, &config), &["检查出警告3处。", "已办未填日期（3处）"], &["错误0处", "错误较多"]);
}

#[test]
fn only_notices_were_found() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    find(&mut facts, "410526", Code::ColumnUnknown, 3);
    holds("only_notices", (&facts, &config), &["未知列"], &["存在问题", "检查出"]);
}

#[test]
fn exclusions_lack_their_document() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    find(&mut facts, "410526", Code::ExclusionUnproven, 2);
    holds(
        "exclusions_unproven",
        (&facts, &config),
        &["有2条申报剔除但未填剔除文书号"],
        &["申报退出但佐证不全", "除前述问题外，较多的问题"],
    );
}

#[test]
fn industry_and_department_were_left_blank() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    facts.indicators.industries[0].0 = None;
    facts.indicators.departments[0].0 = None;
    facts.indicators.county_industry.iter_mut().for_each(|row| row.1 = None);
    holds(
        "nothing_classified",
        (&facts, &config),
        &["有25条未填报行业门类，有25条未填报行业主管部门", "| 未填报 | 40 |"],
        &["从行业门类看", "从行业主管部门看"],
    );
}

#[test]
fn the_campaign_has_ended() {
    let (mut facts, mut config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    config.campaign.last_week = Some(facts.indicators.as_of);
    find(&mut facts, "410526", Code::DateMissing, 3);
    holds("campaign_ended", (&facts, &config), &["及时重新报送"], &["下一报送截止日"]);
}

#[test]
fn rates_are_rounded_as_configured() {
    let (facts, mut config) = city(&[("410526", 30, 20, None), ("410502", 30, 10, None)]);
    config.rounding = Rounding { decimals: 0, mode: RoundingMode::Down };
    holds("whole_percents", (&facts, &config), &["退出率66%", "百分比取整数，舍去其后各位"], &["66.6", "67%"]);
}

#[test]
fn an_office_that_has_filled_in_little() {
    let (facts, mut config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    config.campaign.basis_documents.clear();
    config.documents.bulletin_serials.clear();
    (config.office.contact, config.office.telephone) = (String::new(), String::new());
    holds(
        "little_filled_in",
        (&facts, &config),
        &["安示例〔2023〕  号", "按照严重违法失信市场主体治理工作安排，"],
        &["根据", "联系人"],
    );
}

#[test]
fn names_come_out_as_they_are() {
    let (mut facts, mut config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    let odd = "*甲_乙*#[丙](x)<b>&amp;\\::表 丁::";
    facts.indicators.counties[0].name = odd.into();
    config.counties.iter_mut().filter(|county| county.code == "410526").for_each(|county| county.name = odd.into());
    facts.indicators.departments[0].0 = Some("`局`|{{ city }}".into());
    holds(
        "odd_names",
        (&facts, &config),
        &[&format!("靠后的是{odd}（退出率25.00%"), "的是`局`|{{ city }}（未退出25条"],
        &[],
    );
}

#[test]
fn a_long_campaign_fits_its_chart() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    let first = date("2023-04-02");
    let week = |at: u64| Week {
        as_of: first + chrono::Days::new(7 * at),
        listed: 40,
        excluded: 0,
        governed: 40,
        exited: at / 4,
        remaining: 40 - at / 4,
    };
    facts.indicators.weekly = (0..52).map(week).collect();
    later(&mut facts, "2024-03-24");
    settle(&mut facts, &config);
    holds("a_year", (&facts, &config), &["（共52项）", "已过"], &[]);
}
