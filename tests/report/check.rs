//! `reports check` on texts: what a template uses, and each fault with its line and a hint.

use tongbao::report::{Templates, check::inspect};

fn faults_of(name: &str, text: &str) -> Vec<String> {
    let templates = Templates::new([(name.to_owned(), text.to_owned())]);
    inspect(&templates, name).faults.iter().map(ToString::to_string).collect()
}

fn faults(text: &str) -> Vec<String> {
    faults_of("通报.md", &format!("::标题 通报::\n{text}"))
}

/// One fault, with these words in it. The text begins on line 2.
fn told(text: &str, words: &[&str]) {
    let faults = faults(text);
    let found = faults.iter().any(|fault| words.iter().all(|word| fault.contains(word)));
    assert!(found, "{words:?} in {faults:?}");
}

#[test]
fn the_built_in_templates_are_without_fault() {
    for (name, _) in Templates::builtin() {
        let inspection = inspect(&Templates::default(), &name);
        assert!(inspection.faults.is_empty(), "{name}: {:?}", inspection.faults);
    }
    let bulletin = inspect(&Templates::default(), "通报.md");
    for name in ["city", "front", "quality", "previous_printed"] {
        assert!(bulletin.names.contains(&name.to_owned()), "{name} in {:?}", bulletin.names);
    }
    assert!(bulletin.tables.contains(&"县区排名".to_owned()) && bulletin.charts.contains(&"逐周进度".to_owned()));
    assert!(inspect(&Templates::default(), "提示函.md").names.contains(&"exits_word".to_owned()));
}

#[test]
fn unknown_names_are_told_in_branches_too_that_no_month_reaches() {
    told("{{ city.exitd }}", &["第 2 行", "“city.exitd”", "是不是“exited”"]);
    told("{% if false %}\n{{ citi }}\n{% endif %}", &["第 3 行", "“citi”", "是不是“city”"]);
    told("{% for unit in front %}\n{{ unit.nmae }}\n{% endfor %}", &["第 3 行", "“unit.nmae”", "是不是“name”"]);
    told("{% for unit in front if unit.rnak %}{% endfor %}", &["“unit.rnak”", "“rank”"]);
    told(
        "{% set live = ledgers|rejectattr(\"no_tasks\")|list %}\n{% for one in live %}{{ one.naem }}{% endfor %}",
        &["第 3 行", "“one.naem”"],
    );
    told("{{ city.previous.exit_rat }}", &["“city.previous.exit_rat”", "“exit_rate”"]);
    told("{% for unit in front %}{{ unit.name }}{% endfor %}{{ unit.name }}", &["第 2 行", "没有“unit”这项内容"]);
    told("{{ exited if city.exited else '' }}", &["没有“exited”"]);
}

#[test]
fn names_that_a_template_makes_itself_are_known() {
    let good = "{% macro names(units, word='个') %}{% for unit in units %}{{ unit.name }}{{ word }}{{ loop.index }}{% endfor %}{% endmacro %}\
        {% set all = front %}{{ names(all, word=\"家\") }}{{ front|length }}{% if front|length > 1 and not tied %}{{ front[0].name }}{% endif %}\
        {{ range(3)|join('、') }}{% if previous_as_of is not none %}{{ previous_as_of }}{% endif %}";
    assert_eq!(faults(good), [""; 0]);
}

#[test]
fn blocks_that_do_not_close_are_told_where_they_begin() {
    told("甲\n{% if tied %}\n乙", &["第 3 行", "“{% if … %}”没有结束", "{% endif %}"]);
    told(
        "{% for unit in front %}\n{% endif %}",
        &["第 3 行", "“{% endif %}”与第 2 行的“{% for … %}”不成对", "{% endfor %}"],
    );
    told("{% endif %}", &["第 2 行", "前面没有与它成对的"]);
    told("甲{{ city.exited }\n乙", &["第 2 行", "“{{ city.exited }”没有写完", "}}"]);
    told("{% esle %}", &["看不懂“{% esle … %}”", "是不是“else”"]);
    told("{% for unit front %}{% endfor %}", &["{% for unit in front %}"]);
}

#[test]
fn unknown_filters_and_tests_are_told() {
    told("{{ front|lenght }}", &["第 2 行", "没有“|lenght”这种写法", "是不是“length”"]);
    told("{% if front is definde %}{% endif %}", &["没有“is definde”这种判断", "是不是“defined”"]);
}

#[test]
fn markers_headings_and_markup_are_told_by_line() {
    told("::表 县区排行::", &["第 2 行", "没有叫“县区排行”的表", "是不是“县区排名”"]);
    told("::图 天气::", &["没有叫“天气”的图", "可用的图：县区退出率"]);
    told("::表格 县区排名::", &["第 2 行", "看不懂“::表格 县区排名::”"]);
    told("# 一\n\n### 三", &["第 4 行", "标题“三”是三级，前面缺了二级标题", "请改成 ## 开头"]);
    told("## 二", &["第 2 行", "前面缺了一级标题"]);
    told("甲\n<table>", &["第 3 行", "HTML"]);
    assert_eq!(faults("# 一\n## 二\n### 三\n# 一\n## 二"), [""; 0]);
    assert!(faults_of("通报.md", "没有标题")[0].contains("没有标题"));
    assert!(faults_of("提示函.md", "::标题 甲::\n::表 县区排名::")[0].contains("这种公文里不能放表"));
}

#[test]
fn what_only_filling_in_shows_is_told_as_well() {
    told("{{ front }}", &["这是一组内容"]);
    told("{{ tied }}", &["这是“是/否”"]);
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_lines() {
    let all = faults("{{ a1 }}\n\n{{ b2|nosuch }}\n### 深\n::图 无::");
    assert!(all.len() >= 5, "{all:?}");
    let lines: Vec<&str> = all.iter().map(|fault| &fault[..fault.find('行').unwrap()]).collect();
    assert!(lines.is_sorted(), "{lines:?}");
}
