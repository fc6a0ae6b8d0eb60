//! Templates that an office wrote itself: they replace the built-in ones, and what is wrong with them is told with its place.

use proptest::{collection::vec, prelude::*, sample::select};
use tongbao::report::{Block, Templates, bulletin};

use crate::{
    facts::{config, sample},
    support::{corpus, properties},
};

fn with(text: &str) -> Result<tongbao::report::Report, String> {
    let templates = Templates::new([("通报.md".to_owned(), text.to_owned())]);
    bulletin(&sample("2023-04"), &config(), &templates).map_err(|error| error.to_string())
}

#[test]
fn an_offices_own_text_replaces_the_built_in_one() {
    let report =
        with("::标题 自拟标题::\n# 情况\n全市退出{{ city.exited }}条。\n::表 县区排名::\n::附件 附表::\n::表 分行业::")
            .unwrap();
    assert_eq!(report.title, ["自拟标题"]);
    assert_eq!(
        report.body[..2],
        [Block::Heading { level: 1, text: "一、情况".into() }, Block::Paragraph("全市退出218条。".into())]
    );
    assert_eq!((report.annexes.len(), report.annexes[0].label.as_str()), (1, "附件"));
    assert_eq!(report.attachments, ["附表"]);
}

#[test]
fn what_is_wrong_is_told_with_line_and_hint() {
    let told = |text: &str, parts: &[&str]| {
        let message = with(text).unwrap_err();
        for part in parts {
            assert!(message.contains(part), "“{part}” in “{message}”");
        }
    };
    told("甲\n乙{{ city.exitd }}", &["「通报.md」第 2 行", "city.exitd", "是不是“exited”"]);
    told("{% for unit in frnt %}{% endfor %}", &["第 1 行", "是不是“front”"]);
    told("{{ previous_as_of }}", &["第 1 行", "{% if"]);
    told("{% if city %}", &["通报.md", "{% endif %}"]);
    told("::表 县区排行::", &["县区排行", "可用的表", "县区排名"]);
    told("::图 县区::", &["可用的图", "县区退出率"]);
    told("::表格 县区::", &["看不懂", "::表 名称::"]);
    told("<table></table>", &["通报.md", "HTML"]);
}

#[test]
fn the_built_in_templates_are_there_to_copy() {
    let names: Vec<String> = Templates::builtin().into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"通报.md".to_owned()) && names.contains(&"提示函.md".to_owned()), "{names:?}");
    assert!(!names.contains(&"README.md".to_owned()));
}

/// A template of lines of the corpus, some of them bent.
fn template() -> impl Strategy<Value = String> {
    let marks =
        ["{{", "}}", "{%", "%}", "::", "#", "|", "\n", "\"", "\\", "<", "&", "*", " ", "city", "loop", "(", ")"];
    let change = (any::<prop::sample::Index>(), select(marks.to_vec()), any::<bool>());
    (vec(select(corpus("templates.txt")), 1..4), vec(change, 0..4)).prop_map(|(lines, changes)| {
        let mut text: Vec<String> = lines.join("\n").chars().map(String::from).collect();
        for (at, mark, insert) in changes {
            let at = at.index(text.len());
            if insert { text.insert(at, mark.to_owned()) } else { mark.clone_into(&mut text[at]) }
        }
        text.concat()
    })
}

/// A template makes a report, or is told where and how it is wrong; it never breaks down.
fn is_set_or_told(text: &str) {
    if let Err(message) = with(text) {
        assert!(message.contains("怎么办") || message.contains("通报.md"), "{text:?}: {message}");
    }
}

#[test]
fn the_corpus_of_templates_holds() {
    for line in corpus("templates.txt") {
        is_set_or_told(&line);
    }
}

proptest! {
    #![proptest_config(properties(150))]

    #[test]
    fn properties_of_any_template(text in template()) {
        is_set_or_told(&text);
    }

    #[test]
    fn properties_of_any_name_in_a_template(name in "[ -~甲乙丙（）“”—…]{1,30}") {
        let literal = serde_json::to_string(&name).unwrap();
        let report = with(&format!("::标题 甲::\n甲{{{{ {literal} }}}}乙")).unwrap();
        prop_assert_eq!(&report.body[0], &Block::Paragraph(format!("甲{name}乙")));
    }
}
