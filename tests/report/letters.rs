//! Letters and task lists: who receives one, what it counts, how it is numbered, what the list says of each step.

use tongbao::{
    domain::{
        config::Config,
        ledger::Ledger,
        table::{Column, Table, Value},
    },
    report::{
        Mailing, NoticeFacts, Report, TaskEntry, Templates,
        task::{Contact, Missing, Status, Step},
        task_list::{Scope, Tasks, remaining_entries, task_list},
    },
};

use crate::{
    facts::{config, date},
    render,
};

fn entry(county: &str, department: Option<&str>, key: &str, uscc: &str) -> TaskEntry {
    TaskEntry {
        county: county.into(),
        county_name: config().county(county).unwrap().name.clone(),
        department: department.map(str::to_owned),
        key: key.into(),
        name: format!("示例{key}有限公司"),
        uscc: uscc.into(),
        legal_rep: "示例人".into(),
        ledger: Ledger::Penalty,
        record_count: 12,
        public_count: Some(5),
        contact: Some(Contact::Operating),
        interviewed: Step::Open,
        pledged: Step::Open,
        supervised: Step::Open,
        repair_applied: None,
        repaired: None,
        missing: vec![Missing::Interviewed, Missing::Pledged, Missing::Supervised],
        weeks_listed: 4,
        overdue: false,
        previous_status: Some(Status::Remaining),
    }
}

const GOOD: [&str; 2] = ["91410599MA00000X9N", "91410599100000003E"];

fn facts() -> NoticeFacts {
    let both = |ledger, key: &str| TaskEntry { ledger, ..entry("410502", Some("交通运输局"), key, GOOD[0]) };
    let entries = vec![
        both(Ledger::Judgment, "甲1"),
        both(Ledger::Penalty, "甲2"),
        TaskEntry {
            contact: Some(Contact::Unreachable),
            missing: vec![Missing::Supervised],
            weeks_listed: 6,
            previous_status: None,
            public_count: None,
            ..entry("410502", Some("交通运输局"), "乙", GOOD[1])
        },
        TaskEntry {
            contact: None,
            missing: vec![Missing::Contact, Missing::Supervised],
            overdue: true,
            previous_status: Some(Status::Exited),
            ..entry("410502", Some("交通运输局"), "丙", "")
        },
        TaskEntry {
            interviewed: Step::Done(date("2023-04-05")),
            pledged: Step::Undated,
            supervised: Step::Done(date("2023-06-09")),
            missing: vec![Missing::ExitClaimed],
            repair_applied: Some(date("2023-04-20")),
            ..entry("410502", Some("教育局"), "丁", GOOD[1])
        },
        TaskEntry {
            missing: vec![Missing::Pledged],
            repaired: Some(date("2023-04-22")),
            ..entry("410526", Some("交通运输局"), "戊", GOOD[1])
        },
        entry("410526", None, "己", GOOD[1]),
    ];
    NoticeFacts {
        month: "2023-05".into(),
        as_of: date("2023-05-28"),
        previous_as_of: Some(date("2023-04-30")),
        date: date("2023-05-29"),
        entries,
    }
}

/// What a department receives, in its county or over the whole city.
struct Post {
    county: String,
    department: Option<String>,
    letter: Option<Report>,
    list: Table,
}

/// Everything that goes out.
struct Made {
    notices: Vec<Post>,
    city: Vec<Post>,
    next_serial: Option<u32>,
}

fn all(config: &Config) -> Made {
    let (facts, templates) = (facts(), Templates::default());
    let mailing = Mailing::plan(&facts, config, &templates).unwrap();
    let notices = mailing.recipients.iter().map(|to| Post {
        county: to.county.name.clone(),
        department: to.department.map(str::to_owned),
        letter: mailing.letter(to).unwrap(),
        list: mailing.list(to),
    });
    let city = mailing.departments.iter().map(|department| Post {
        county: String::new(),
        department: department.map(str::to_owned),
        letter: None,
        list: mailing.city_list(*department),
    });
    let made = Made { notices: notices.collect(), city: city.collect(), next_serial: mailing.next_serial };
    let rows = |posts: &[Post]| posts.iter().map(|post| post.list.rows.len()).sum();
    assert_eq!(mailing.rows(), (rows(&made.notices), rows(&made.city)), "the plan counts what the lists have");
    made
}

#[test]
fn each_department_with_something_remaining_gets_a_letter_and_the_office_a_list() {
    let made = all(&config());
    let who: Vec<String> = made
        .notices
        .iter()
        .map(|notice| {
            format!("{}{}{}", notice.county, notice.department.as_deref().unwrap_or("未填报"), notice.letter.is_some())
        })
        .collect();
    assert_eq!(who, ["文峰区交通运输局true", "文峰区教育局true", "滑县交通运输局true", "滑县未填报false"]);
    let city: Vec<Option<&str>> = made.city.iter().map(|list| list.department.as_deref()).collect();
    assert_eq!(city, [Some("交通运输局"), Some("教育局"), None]);
    assert_eq!(made.city[0].list.rows.len(), 5);
    assert_eq!(made.city[0].list.columns[1].label, "县（市、区）");
}

#[test]
fn a_letter_reads_as_annex_3_asks() {
    let made = all(&config());
    let letter = made.notices[0].letter.as_ref().unwrap();
    let text = render::text(letter);
    crate::golden("letter", &text);
    crate::language::prose("letter", &letter.body);
    assert_eq!(letter.full_title(), "关于对交通运输行业严重违法失信市场主体开展重点监管的提示函");
    assert_eq!(letter.mark, "文峰区社会信用体系建设领导小组办公室");
    assert_eq!(letter.number, "文峰示例函〔2023〕  号", "the serial stays blank");
    for point in [
        "文峰区交通运输局：",
        "公平竞争",
        "营商环境",
        "信用为基础的监管",
        "3家（台账条目4条）",
        "失信记录48件",
        "提高抽查比例和检查频次",
        "约谈",
        "联系人：示例甲",
    ] {
        assert!(text.contains(point), "{point} in {text}");
    }
    assert_eq!(letter.attachments, ["治理对象任务清单"]);
    assert!(letter.summary.is_none() && letter.imprint.is_none());
}

#[test]
fn a_letter_without_a_contact_leaves_room_for_one() {
    let mut config = config();
    (config.office.contact, config.office.telephone) = (String::new(), String::new());
    let made = all(&config);
    assert_eq!(made.notices[0].letter.as_ref().unwrap().contact, "（联系人：　　　　，电话：　　　　）");
}

#[test]
fn no_number_is_given_twice() {
    let mut config = config();
    config.documents.letter_first_serials.insert("2023-05".into(), 7);
    let made = all(&config);
    let numbers: Vec<&str> =
        made.notices.iter().filter_map(|notice| notice.letter.as_ref()).map(|letter| letter.number.as_str()).collect();
    assert_eq!(numbers, ["文峰示例函〔2023〕7号", "文峰示例函〔2023〕8号", "滑县示例函〔2023〕9号"]);
    assert_eq!(made.next_serial, Some(10));
}

#[test]
fn a_departments_field_may_be_named_in_the_configuration() {
    let mut config = config();
    config.documents.department_fields.insert("教育局".into(), "教育培训".into());
    let made = all(&config);
    assert!(made.notices[1].letter.as_ref().unwrap().full_title().contains("对教育培训行业"));
}

#[test]
fn a_task_list_is_sorted_by_urgency_and_agrees_with_its_letter() {
    let made = all(&config());
    let list = &made.notices[0].list;
    let mut lines = Vec::new();
    render::table(list, config().rounding, &mut lines);
    crate::golden("task_list", &(lines.join("\n") + "\n"));
    let column = |name: &str| -> Vec<String> {
        let at = list.column(name).unwrap();
        list.rows.iter().map(|row| row[at].text(config().rounding)).collect()
    };
    assert_eq!(
        column("name"),
        ["示例丙有限公司", "示例乙有限公司", "示例甲1有限公司", "示例甲2有限公司"],
        "overdue, weeks, shown, key"
    );
    assert_eq!(column("number"), ["1", "2", "3", "4"]);
    assert_eq!(column("previous_status"), ["退出", "新列入", "未退出", "未退出"]);
    assert_eq!(column("missing")[0], "联系情况（已逾期）、重点监管");
    assert_eq!(column("interviewed")[1], "—", "who cannot be reached is not interviewed");
    assert_eq!(column("responsible"), vec!["文峰区交通运输局"; 4]);
    assert!(list.unit.contains("市场主体3家，条目4条，失信记录48件"), "{}", list.unit);
    assert!(list.notes.iter().any(|note| note.contains("异议")), "a list that names entities says how to object");
}

#[test]
fn steps_say_what_is_known_of_their_day() {
    let list = &all(&config()).notices[1].list;
    let cell = |name: &str| list.rows[0][list.column(name).unwrap()].clone();
    assert_eq!(cell("interviewed"), Value::Date(date("2023-04-05")));
    assert_eq!(cell("pledged"), Value::Text("已办，日期未填".into()), "an assumed date is never printed");
    assert_eq!(cell("supervised"), Value::Text("2023-06-09（晚于统计日）".into()));
    assert_eq!(cell("repair"), Value::Text("已申请（2023-04-20）".into()));
    assert_eq!(cell("next_step"), Value::Text("佐证已齐，申报退出".into()));
    assert_eq!(cell("responsible"), Value::Text("文峰区信用办".into()));
}

#[test]
fn the_one_responsible_follows_what_is_first_missing() {
    let made = all(&config());
    let responsible = |at: usize| {
        let list = &made.notices[at].list;
        list.rows[0][list.column("responsible").unwrap()].text(config().rounding)
    };
    assert_eq!(responsible(2), "滑县交通运输局会同企业");
    assert_eq!(responsible(3), "滑县信用办（先明确主管部门）");
}

#[test]
fn in_the_first_month_nobody_has_a_previous_status() {
    let facts = NoticeFacts { previous_as_of: None, ..facts() };
    let list = task_list(&facts, &Tasks::of(&facts), &config(), Scope::City(Some("教育局")));
    assert_eq!(list.rows[0][list.column("previous_status").unwrap()], Value::Dash);
}

#[test]
fn public_lists_mask_people_and_leave_out_representatives() {
    let table = remaining_entries(&facts(), &config(), false);
    let names: Vec<String> = table.rows.iter().map(|row| row[1].text(config().rounding)).collect();
    assert!(names.contains(&"示例乙有限公司".to_owned()));
    assert!(names.contains(&"示*******".replace("*******", "******")), "{names:?}");
    assert!(table.column("legal_rep").is_none());
    assert!(!format!("{table:?}").contains("示例人"));
    let shown = remaining_entries(&facts(), &config(), true);
    assert!(shown.rows.iter().any(|row| row[1] == Value::Text("示例丙有限公司".into())));
}

/// A result of the query `task_list` with one row.
fn result(missing: &str) -> Table {
    let text = |text: &str| Value::Text(text.into());
    let cells = [
        ("county", text("410502")),
        ("county_name", text("文峰区")),
        ("department", Value::Missing),
        ("key", text("penalty:x")),
        ("name", text("示例甲")),
        ("uscc", Value::Missing),
        ("legal_rep", text("示例人")),
        ("ledger", text("penalty")),
        ("record_count", Value::Int(11)),
        ("public_count", Value::Missing),
        ("contact", text("ceased")),
        ("interviewed", Value::Missing),
        ("interviewed_assumed", Value::Bool(false)),
        ("pledged", Value::Date(date("2023-04-01"))),
        ("pledged_assumed", Value::Bool(true)),
        ("supervised", Value::Date(date("2023-04-02"))),
        ("supervised_assumed", Value::Int(0)),
        ("repair_applied", Value::Missing),
        ("repaired", Value::Missing),
        ("missing_all", text(missing)),
        ("weeks_listed", Value::Int(3)),
        ("overdue", Value::Bool(true)),
        ("previous_status", text("excluded")),
    ];
    Table {
        id: "task_list".into(),
        columns: cells.iter().map(|(name, _)| Column::new(*name, *name)).collect(),
        rows: vec![cells.into_iter().map(|(_, cell)| cell).collect()],
        ..Table::default()
    }
}

#[test]
fn entries_are_read_from_the_querys_result_by_column_names() {
    let entry = TaskEntry::from_table(result("supervised,contact")).unwrap().remove(0);
    assert_eq!(entry.missing, [Missing::Contact, Missing::Supervised], "in the order of the domain");
    assert_eq!(
        (entry.interviewed, entry.pledged, entry.supervised),
        (Step::Open, Step::Undated, Step::Done(date("2023-04-02")))
    );
    assert_eq!((entry.department, entry.public_count, entry.previous_status), (None, None, Some(Status::Excluded)));
    assert_eq!((entry.contact, entry.overdue, entry.uscc.as_str()), (Some(Contact::Ceased), true, ""));
}

#[test]
fn a_result_with_other_columns_is_refused_by_name() {
    let mut table = result("supervised");
    table.columns[8].name = "records".into();
    let message = TaskEntry::from_table(table).unwrap_err().to_string();
    assert!(message.contains("task_list") && message.contains("record_count"), "{message}");
    assert!(TaskEntry::from_table(result("pledged,nonsense")).unwrap_err().to_string().contains("missing_all"));
}
