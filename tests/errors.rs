//! The gallery of messages: what a county reads for each fault, word for word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

#[path = "errors_parts/gallery.rs"]
mod gallery;
mod support;

use tongbao::domain::config::Config;
use tongbao::domain::finding::{Code, Finding};
use tongbao::domain::sheet::{CellValue, Rejection, Sheet, SourceFile};
use tongbao::ledger::{self, Context};

fn config() -> Config {
    serde_json::from_value(serde_json::json!({
        "city": "安阳市",
        "office": {"name": "示例办公室", "short": "示例办", "addressees": "各县（市、区）"},
        "campaign": {
            "name": "示例治理", "first_week": "2023-04-02", "last_week": "2023-05-28",
            "targets": {"interviews": "2023-04-30", "exits": "2023-05-31"},
        },
        "counties": [
            {"code": "410526", "name": "滑县", "group": "县（市）", "short": "滑县"},
            {"code": "410581", "name": "林州市", "group": "县（市）", "short": "林州"},
        ],
        "departments": [{"name": "商务局"}],
    }))
    .unwrap()
}

const HEAD: &str = "主体名称|统一社会信用代码|县（市、区）|行业门类|行业主管部门|失信次数|联系情况|剔除情形|剔除文书号|约谈日期|纳入重点监管日期|\
是否退出|退出日期|备注";
const ROW: &str = "甲|91410599MA00000X9N|滑县|F|商务局|12|可联系且在经营|||||否||";

fn findings(path: &str, lines: &[&str]) -> Vec<Finding> {
    let cell = |text: &str| if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.to_owned()) };
    let rows = lines.iter().map(|line| line.split('|').map(cell).collect()).collect();
    let sheets = vec![Sheet { name: "行政处罚".into(), rows, ..Sheet::default() }];
    let source = SourceFile { path: path.into(), sha256: String::new(), sheets };
    let reading = ledger::read(&source, &Context::new(&config()));
    reading.tables.into_iter().flat_map(|table| table.findings).chain(reading.rejected).collect()
}

/// The faultless row with the cell at each of these places (from 0) replaced.
fn fault(cells: &[(usize, &str)]) -> Vec<Finding> {
    let mut parts: Vec<&str> = ROW.split('|').collect();
    for (index, written) in cells {
        parts[*index] = written;
    }
    findings("2023-04-16/滑县.xlsx", &["滑县台账（截至2023年4月16日）", HEAD, &parts.join("|")])
}

fn said(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{}{}", finding.message, finding.remedy)).collect::<Vec<_>>().join("\n")
}

#[test]
fn faults_of_cells_say_place_value_reason_and_remedy() {
    let cases: [(&[(usize, &str)], &str); 19] = [
        (&[(9, "13月5日")], "滑县.xlsx「行政处罚」J3：“13月5日”不是日期。请填 2023-04-05 这样的日期。"),
        (&[(9, "是")], "滑县.xlsx「行政处罚」J3：约谈日期只填了“是”，没有填日期。请填办理的日期，如 2023-04-05。"),
        (
            &[(9, "2023.5.1")],
            "滑县.xlsx「行政处罚」J3：约谈日期“2023.5.1”晚于本期截止日2023-04-16。请填已经发生的日期；还没有办的请留空。",
        ),
        (&[(0, "")], "滑县.xlsx「行政处罚」A3：主体名称没有填写。请补填主体全称。"),
        (&[(1, "")], "滑县.xlsx「行政处罚」B3：统一社会信用代码没有填写。请按营业执照补填18位代码。"),
        (
            &[(1, "91410599MA00000X9M")],
            "滑县.xlsx「行政处罚」B3：“91410599MA00000X9M”校验不符，不是有效的统一社会信用代码。请按营业执照逐位核对后重填。",
        ),
        (
            &[(1, "914105")],
            "滑县.xlsx「行政处罚」B3：“914105”有6位，统一社会信用代码应为18位。请按营业执照逐位核对后重填。",
        ),
        (
            &[(1, "9.1E+17")],
            "滑县.xlsx「行政处罚」B3：代码“9.1E+17”被表格软件变成了数字，末几位已丢失。请先把这一列设为“文本”格式，再按营业执照重填18位代码。",
        ),
        (
            &[(0, ""), (1, "")],
            "滑县.xlsx「行政处罚」B3：主体名称和统一社会信用代码都没有填写，无法确认是哪家主体，这一行没有计入。请补上主体名称和18位统一社会信用代码；空行请删去。",
        ),
        (
            &[(2, "林州市")],
            "滑县.xlsx「行政处罚」C3：“林州市”与报送单位“滑县”不一致，这一行仍计入滑县。请改为“滑县”；不属于滑县的主体，请从本表移出，由所在县（市、区）报送。",
        ),
        (
            &[(3, "互联网")],
            "滑县.xlsx「行政处罚」D3：“互联网”不是国民经济行业门类。请填 A 至 T 的门类字母或门类名称，如“F 批发和零售业”。",
        ),
        (
            &[(3, "C 建筑业")],
            "滑县.xlsx「行政处罚」D3：“C 建筑业”中字母C是“制造业”，名称却属于E类，两者不一致。请核对后只填一种，如“C 制造业”或“E 建筑业”。",
        ),
        (
            &[(4, "某局")],
            "滑县.xlsx「行政处罚」E3：“某局”不在行业主管部门名录中。请填主管部门的规范名称，如“交通运输局”。",
        ),
        (
            &[(5, "12条")],
            "滑县.xlsx「行政处罚」F3：失信次数“12条”不是整数，按0计。请只填阿拉伯数字，不带单位；没有的填0。",
        ),
        (
            &[(5, "9")],
            "滑县.xlsx「行政处罚」F3：失信次数9次，不到列入标准10次。请核对次数；不符合列入标准的，请说明列入依据。",
        ),
        (
            &[(6, "")],
            "滑县.xlsx「行政处罚」G3：联系情况没有填写。请填“无法联系”“可联系但不再经营”或“可联系且在经营”；属于剔除的，请填剔除情形和文书号。",
        ),
        (
            &[(7, "已注销")],
            "滑县.xlsx「行政处罚」H3：填了剔除情形“已注销”，没有填剔除文书号，仍计为治理对象。请补填剔除文书号；不剔除的请把剔除情形留空。",
        ),
        (
            &[(11, "是"), (9, "2023-04-03")],
            "滑县.xlsx「行政处罚」L3：填报已退出，但缺少承诺书签署日期、纳入重点监管日期，仍计为未退出。请补填承诺书签署日期、纳入重点监管日期；信用修复退出的请填修复完成日期；没有退出的请改填“否”。",
        ),
        (
            &[(13, "=1+1")],
            "滑县.xlsx「行政处罚」N3：文字以“=”开头，打开表格时会被当作公式运行。请删去开头的符号，只填文字。",
        ),
    ];
    for (cells, message) in cases {
        assert_eq!(said(&fault(cells)), message);
    }
}

#[test]
fn the_other_faults_of_cells_say_what_counts_meanwhile() {
    let exit = "请填“是”或“否”；没有退出的不要填退出日期。";
    let cases: [(&[(usize, &str)], String); 7] = [
        (&[(5, "")], "滑县.xlsx「行政处罚」F3：失信次数没有填写，按0计。请只填阿拉伯数字，不带单位；没有的填0。".into()),
        (&[(6, "打不通")], "滑县.xlsx「行政处罚」G3：“打不通”不是规定的联系情况。请填“无法联系”“可联系但不再经营”或“可联系且在经营”。".into()),
        (
            &[(7, "搬走了")],
            "滑县.xlsx「行政处罚」H3：“搬走了”不是规定的剔除情形，未予剔除。请填“破产程序”“列入经营异常名录”“已注销”“已吊销”或“其他”，并填文书号；不剔除的请留空。".into(),
        ),
        (&[(11, "")], format!("滑县.xlsx「行政处罚」L3：是否退出没有填写，按未退出计。{exit}")),
        (&[(11, "也许")], format!("滑县.xlsx「行政处罚」L3：是否退出“也许”看不出是否退出，按未退出计。{exit}")),
        (&[(12, "2023-04-03")], format!("滑县.xlsx「行政处罚」L3：是否退出填了“否”，又填了退出日期2023-04-03，按未退出计。{exit}")),
        (
            &[(6, "无法联系"), (10, "2023-04-05"), (11, "是"), (12, "2023-04-03")],
            "滑县.xlsx「行政处罚」M3：退出日期2023-04-03早于纳入重点监管日期2023-04-05，先后矛盾。请核对这两个日期，改正填错的一个。".into(),
        ),
    ];
    for (cells, message) in cases {
        assert_eq!(said(&fault(cells)), message);
    }
}

#[test]
fn faults_of_tables_and_files_say_what_to_do() {
    let title = "滑县台账（截至2023年4月16日）";
    let file = |path: &str, lines: &[&str]| said(&findings(path, lines));
    assert_eq!(
        file("滑县.xlsx", &[title, "主体名称|统一社会信用代码|失信次数|联系电话|失信次数", "甲|91410599MA00000X9N|12"]),
        "滑县.xlsx「行政处罚」：表中没有必填列“是否退出”。请按模板补上“是否退出”一列后重新报送。\n\
         滑县.xlsx「行政处罚」D2：“联系电话”不是台账模板中的列，这一列没有读入。如是模板中的列，请把表头改成模板用词；不需要的列可以删去。\n\
         滑县.xlsx「行政处罚」E2：“失信次数”与左边另一列都是“失信次数”，已采用左边一列。请只保留一列；两列内容不同的，请核对后合并到左边一列。"
    );
    assert_eq!(
        file("滑县.xlsx", &[title, HEAD, ROW, "合计|||||13"]),
        "滑县.xlsx「行政处罚」F4：合计行的失信次数是“13”，各行相加是12。请核对是否漏报、重复填报或合计算错。"
    );
    assert_eq!(
        file("2023-04-23/滑县.xlsx", &[title, HEAD, ROW]),
        "滑县.xlsx「行政处罚」：各处写明的期次不一致：标题为2023-04-16，文件夹为2023-04-23；已按2023-04-16收录。\
         请核对是哪一期：期次有误的改正后重报，补报以前期次的请在标题中写明“补报”。"
    );
    assert_eq!(
        file("滑县.xlsx", &["没有表头"]),
        "滑县.xlsx：没有找到表头（如“主体名称”“统一社会信用代码”）。请用模板填报，保留表头一行。"
    );
    assert_eq!(
        file("a.xlsx", &["截至2023年4月16日", HEAD, "甲|91410599MA00000X9N|滑县", "乙|91410599100000003E|林州市"]),
        "a.xlsx「行政处罚」：表中的行分属滑县、林州市，没有一个过半，看不出是哪个县（市、区）报送的。\
         如是几个县（市、区）的合表，请加 --split；否则请在标题或文件名中写明报送单位，或用 --county 指定。"
    );
    assert_eq!(
        file("a.xlsx", &["截至2023年4月16日", HEAD]),
        "a.xlsx「行政处罚」：看不出是哪个县（市、区）报送的。请在标题、工作表名或文件名中写明县（市、区），或用 --county 指定。"
    );
    let as_of = "请在标题中写明“截至2023年4月30日”这样的日期，或用 --as-of 指定。";
    for (title, message) in [
        ("滑县", "标题、日期行、文件名和文件夹都没有写明截止日期。"),
        ("滑县2022年4月16日", "截止日期2022-04-17早于治理工作第一期2023-04-02。"),
        ("滑县2023年6月4日", "截止日期2023-06-04晚于治理工作最后一期2023-05-28。"),
    ] {
        assert_eq!(file("滑县.xlsx", &[title, HEAD, ROW]), format!("滑县.xlsx「行政处罚」：{message}{as_of}"));
    }
}

#[test]
fn a_table_without_a_ledger_says_where_to_write_it() {
    let cell = |text: &str| CellValue::Text(text.to_owned());
    let rows = vec![vec![cell("滑县（截至2023年4月16日）")], vec![cell("主体名称"), cell("统一社会信用代码")]];
    let sheets = vec![Sheet { name: "Sheet1".into(), rows, ..Sheet::default() }];
    let source = SourceFile { path: "滑县.xlsx".into(), sha256: String::new(), sheets };
    let rejected = ledger::read(&source, &Context::new(&config())).rejected.unwrap();
    let expected = "滑县.xlsx「Sheet1」：看不出是失信被执行人台账还是行政处罚台账。请在工作表名、标题或文件名中写明“失信被执行人”或“行政处罚”。";
    assert_eq!(said(&[rejected]), expected);
}

#[test]
fn refused_files_keep_the_reason_and_the_remedy() {
    let rejection = Rejection {
        code: Code::FileEncrypted,
        message: "文件设有打开密码。".into(),
        remedy: "请取消密码后重新报送。".into(),
    };
    let finding = ledger::reject("2023-04-16/滑县.xlsx", &rejection);
    assert_eq!(said(std::slice::from_ref(&finding)), "滑县.xlsx：文件设有打开密码。请取消密码后重新报送。");
    assert_eq!((finding.code, finding.cell(), finding.county), (Code::FileEncrypted, String::new(), None));
}

#[test]
fn messages_never_quote_the_names_of_entities_or_people() {
    let findings = fault(&[(0, "=张三小吃店"), (1, ""), (9, "是"), (11, "")]);
    assert!(findings.len() >= 4);
    assert!(findings.iter().all(|finding| !finding.message.contains("张三") && !finding.remedy.contains("张三")));
}
