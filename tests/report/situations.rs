//! Situations that a bulletin may have to speak of: each a golden text that also says what must and must not appear.

use tongbao::{
    domain::{
        config::{Basis, Config},
        finding::Code,
        rate::{Rounding, RoundingMode},
    },
    indicator::figures::{CountyFigures, Week},
    report::{
        Templates, bulletin,
        facts::{BulletinFacts, Correction, CountyFindings, CountyMeasures, PreviouslyPrinted},
    },
};

use crate::{
    facts::{city, config, date, sample, settle},
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
    facts.indicators.month = day[..7].to_owned();
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
        &["仅滑县有治理任务，退出率25.00%", "不作排名"],
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
        &["按各县（市、区）申报情况统计", "已按申报计入，须补齐佐证，分别为滑县2条"],
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
            "滑县（下降25.00个百分点）退出率低于上月",
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
    holds(
        "reentered",
        (&facts, &config),
        &["退出后回流1条", "有1条已退出的条目又回到台账，分别为滑县1条"],
        &["文峰区0条"],
    );
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

#[test]
fn repairs_are_spoken_of_where_they_are_known() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    holds("measures_unknown", (&facts, &config), &[], &["修复指引和信用修复", "申请修复"]);
    let measures = |guided| CountyMeasures { county: "410526".into(), guided, repair_applied: 0, repaired: 0 };
    facts.measures = vec![measures(0)];
    holds("measures_none", (&facts, &config), &["| 申请修复 |"], &["修复指引和信用修复"]);
    facts.measures = vec![measures(7)];
    holds("measures_some", (&facts, &config), &["已发放信用修复指引7条，申请信用修复0条"], &[]);
}

#[test]
fn nobody_operates_any_more() {
    let (mut facts, config) = city(&[("410526", 20, 5, None), ("410502", 20, 10, None)]);
    let idle = |counts: &mut tongbao::indicator::figures::Counts| {
        (counts.operating, counts.interviewed, counts.pledged) = (0, 0, 0)
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
