//! What a text template uses and what is wrong with it, before any month's facts are there.
//!
//! ```text
//!  source ──▶ tags ──▶ blocks (opened, closed) ──▶ scope (names, filters, tests)
//!    └──▶ lines (markers, headings, markup)          └──▶ at last minijinja itself, with the example
//! ```
//!
//! Never changes a template and never stops at the first fault.

mod scope;
mod tags;

use minijinja::{Environment, Value};

use super::{
    bulletin, context,
    fault::{Fault, suggestion},
    form, notice,
    page::{Page, Piece},
    template::Templates,
};
use scope::{Known, Scope};
use tags::{Kind, Tag, tags};

/// What a template was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// Names of facts that it uses, sorted.
    pub names: Vec<String>,
    /// Tables that it places.
    pub tables: Vec<String>,
    /// Charts that it places.
    pub charts: Vec<String>,
    /// What is wrong with it, by line.
    pub faults: Vec<Fault>,
}

/// The facts that a template of this name is filled in with; `None` where they are not known here.
fn example(name: &str) -> Option<Value> {
    match name {
        bulletin::TEMPLATE => Some(context::bulletin_example()),
        notice::TEMPLATE => Some(notice::example()),
        form::PLEDGE => Some(form::pledge_example()),
        form::GUIDE => Some(form::guide_example()),
        _ => None,
    }
}

/// Looks through the template called `name`.
pub fn inspect(templates: &Templates, name: &str) -> Inspection {
    let Some(source) = templates.source(name) else { return Inspection::default() };
    let (facts, environment) = (example(name), Environment::new());
    let tags = tags(source);
    let mut blocks = Blocks { open: Vec::new(), scope: Scope::new(facts.as_ref(), &environment), faults: Vec::new() };
    blocks.read(&tags);
    let names = std::mem::take(&mut blocks.scope.used).into_iter().collect();
    let mut inspection = Inspection { names, faults: blocks.faults, ..Inspection::default() };
    lines(name, source, &tags, &mut inspection);
    inspection.faults.sort();
    inspection.faults.dedup();
    if let (true, Some(facts)) = (inspection.faults.is_empty(), facts) {
        inspection.faults.extend(trial(templates, name, &facts));
    }
    inspection
}

/// What minijinja and the reader of pages say, where nothing was found before.
fn trial(templates: &Templates, name: &str, facts: &Value) -> Option<Fault> {
    let error =
        templates.alone(name).render(name, facts).and_then(|markdown| Page::read(name, &markdown).map(drop)).err()?;
    let what = error.message.trim_start_matches(&format!("模板「{name}」")).to_owned();
    Some(Fault::in_place("", what, error.remedy))
}

/// Blocks that a tag opens, with the tag that closes each.
const BLOCKS: [(&str, &str); 9] = [
    ("if", "endif"),
    ("for", "endfor"),
    ("macro", "endmacro"),
    ("filter", "endfilter"),
    ("with", "endwith"),
    ("call", "endcall"),
    ("autoescape", "endautoescape"),
    ("raw", "endraw"),
    ("set", "endset"),
];
/// Tags that stand inside a block or alone.
const SINGLE: [&str; 3] = ["else", "elif", "do"];

struct Blocks<'a> {
    /// Blocks that are open: opening word and line.
    open: Vec<(&'a str, usize)>,
    scope: Scope<'a>,
    faults: Vec<Fault>,
}

impl<'a> Blocks<'a> {
    fn read(&mut self, tags: &[Tag<'a>]) {
        for tag in tags {
            match tag.kind {
                _ if !tag.closed => self.unclosed_tag(tag),
                Kind::Comment => {}
                Kind::Print => {
                    self.scope.expression(tag.inside, tag.line, &mut self.faults);
                }
                Kind::Block => self.block(tag),
            }
        }
        for (word, line) in std::mem::take(&mut self.open) {
            let end = closing(word);
            self.faults.push(Fault::at(
                line,
                format!("“{{% {word} … %}}”没有结束。"),
                format!("请在它管的文字后面加上 {{% {end} %}}。"),
            ));
        }
    }

    fn unclosed_tag(&mut self, tag: &Tag<'_>) {
        let (open, close) = match tag.kind {
            Kind::Print => ("{{", "}}"),
            Kind::Block => ("{%", "%}"),
            Kind::Comment => ("{#", "#}"),
        };
        let written: String = tag.inside.chars().take(24).take_while(|letter| *letter != '\n').collect();
        self.faults.push(Fault::at(tag.line, format!("“{open} {written}”没有写完。"), format!("右边应当有 {close}。")));
    }

    fn block(&mut self, tag: &Tag<'a>) {
        let (word, rest) = tag.inside.split_once(char::is_whitespace).unwrap_or((tag.inside, ""));
        let rest = rest.trim();
        if let Some((open, _)) = BLOCKS.iter().find(|(_, end)| *end == word) {
            return self.end(open, word, tag.line);
        }
        match word {
            "if" | "filter" | "with" | "call" | "autoescape" | "raw" => {
                self.begin(word, tag.line);
                if word == "if" {
                    self.scope.expression(rest, tag.line, &mut self.faults);
                }
            }
            "elif" | "do" => {
                self.scope.expression(rest, tag.line, &mut self.faults);
            }
            "else" => {}
            "for" => self.loop_over(rest, tag.line),
            "macro" => self.macro_of(rest, tag.line),
            "set" => self.set(rest, tag.line),
            _ => {
                let words = BLOCKS.iter().flat_map(|(open, end)| [*open, *end]).chain(SINGLE);
                let hint = suggestion(word, words, "可用的写法见 reports/README.md。");
                self.faults.push(Fault::at(tag.line, format!("看不懂“{{% {word} … %}}”。"), hint));
            }
        }
    }

    fn begin(&mut self, word: &'a str, line: usize) {
        self.open.push((word, line));
        self.scope.enter();
    }

    fn end(&mut self, open: &str, word: &str, line: usize) {
        match self.open.pop() {
            Some((last, _)) if last == open => self.scope.leave(),
            Some((last, from)) => {
                let what = format!("“{{% {word} %}}”与第 {from} 行的“{{% {last} … %}}”不成对。");
                self.faults.push(Fault::at(line, what, format!("这里应当是 {{% {} %}}。", closing(last))));
                self.scope.leave();
            }
            None => {
                let what = format!("“{{% {word} %}}”前面没有与它成对的“{{% {open} … %}}”。");
                self.faults.push(Fault::at(line, what, "请删去它，或补上开头。"));
            }
        }
    }

    /// `for unit in front if unit.rank`.
    fn loop_over(&mut self, rest: &str, line: usize) {
        self.begin("for", line);
        let Some((names, list)) = rest.split_once(" in ") else {
            let hint = "写作 {% for unit in front %}。";
            return self.faults.push(Fault::at(line, "“{% for … %}”没有写完整。", hint));
        };
        let (list, condition) = list.split_once(" if ").map_or((list, None), |(list, test)| (list, Some(test)));
        let known = self.scope.expression(list, line, &mut self.faults);
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        let item = known.as_ref().and_then(scope::first).filter(|_| names.len() == 1);
        for name in names {
            self.scope.set(name, item.clone());
        }
        self.scope.set("loop", None);
        if let Some(condition) = condition {
            self.scope.expression(condition, line, &mut self.faults);
        }
    }

    /// `macro names(units, word)`: what its arguments are is told by who calls it.
    fn macro_of(&mut self, rest: &str, line: usize) {
        let (name, arguments) = rest.split_once('(').unwrap_or((rest, ""));
        self.scope.set(name.trim(), None);
        self.begin("macro", line);
        for argument in arguments.trim_end_matches(')').split(',') {
            let name = argument.split('=').next().unwrap_or_default().trim();
            self.scope.set(name, None);
        }
    }

    fn set(&mut self, rest: &str, line: usize) {
        let known: Known = match rest.split_once('=') {
            Some((_, expression)) => self.scope.expression(expression, line, &mut self.faults),
            None => {
                self.begin("set", line);
                None
            }
        };
        for name in rest.split('=').next().unwrap_or_default().split(',') {
            self.scope.set(name.trim(), known.clone());
        }
    }
}

fn closing(word: &str) -> &'static str {
    BLOCKS.iter().find(|(open, _)| *open == word).map_or("", |(_, end)| end)
}

/// Markers, headings and markup, line by line.
fn lines(name: &str, source: &str, tags: &[Tag<'_>], inspection: &mut Inspection) {
    let text = without_tags(source, tags);
    let (tables, charts): (&[&str], &[&str]) = match name {
        bulletin::TEMPLATE => (&bulletin::TABLES, &bulletin::CHARTS),
        form::GUIDE => (&[form::DISPLAY], &[]),
        _ => (&[], &[]),
    };
    let (mut before, mut titled) = (0, false);
    for (line, text) in (1..).zip(text.lines()) {
        let page = match Page::read(name, text) {
            Ok(page) => page,
            Err(error) => {
                let what =
                    error.message.trim_start_matches(&format!("模板「{name}」")).trim_start_matches(['：', '里']);
                inspection.faults.push(Fault::at(line, what, error.remedy));
                continue;
            }
        };
        titled |= !page.title.is_empty();
        for piece in page.body.into_iter().chain(page.annexes.into_iter().flat_map(|annex| annex.pieces)) {
            match piece {
                Piece::Heading(level, text) => before = heading(before, level, &text, line, &mut inspection.faults),
                Piece::Table(table) => {
                    placed("表", table, tables, line, &mut inspection.faults, &mut inspection.tables);
                }
                Piece::Chart(chart) => {
                    placed("图", chart, charts, line, &mut inspection.faults, &mut inspection.charts);
                }
                Piece::Paragraph(_) | Piece::Note(_) => {}
            }
        }
    }
    if !titled && example(name).is_some() {
        inspection.faults.push(Fault::in_place("", "没有标题。", "请加上“::标题 …::”，独占一行。"));
    }
}

/// What stands for a value while the template is only looked at.
const VALUE: char = '◇';

/// The template with a sign for each printed value and nothing for other tags, line by line as before.
fn without_tags(source: &str, tags: &[Tag<'_>]) -> String {
    let mut text = String::with_capacity(source.len());
    let mut from = 0;
    for tag in tags {
        text.push_str(&source[from..tag.start]);
        if tag.kind == Kind::Print {
            text.push(VALUE);
        }
        text.extend(source[tag.start..tag.end].chars().filter(|letter| *letter == '\n'));
        from = tag.end;
    }
    text.push_str(&source[from..]);
    text
}

/// A heading stands one level below the one before, or on its level, or above.
fn heading(before: u8, level: u8, text: &str, line: usize, faults: &mut Vec<Fault>) -> u8 {
    const NAMES: [&str; 5] = ["", "一级", "二级", "三级", "四级"];
    if level > before + 1 {
        let (is, wanted) = (NAMES[usize::from(level).min(4)], usize::from(before + 1).min(4));
        let what = format!("标题“{text}”是{is}，前面缺了{}标题。", NAMES[wanted]);
        faults.push(Fault::at(line, what, format!("请改成 {} 开头，或先写上一级的标题。", "#".repeat(wanted))));
    }
    level
}

fn placed(kind: &str, name: String, known: &[&str], line: usize, faults: &mut Vec<Fault>, used: &mut Vec<String>) {
    if !known.contains(&name.as_str()) && !name.contains(VALUE) {
        let list = match known {
            [] => format!("这种公文里不能放{kind}。"),
            _ => format!("可用的{kind}：{}。", known.join("、")),
        };
        let hint = suggestion(&name, known.iter().copied(), &list);
        faults.push(Fault::at(line, format!("没有叫“{name}”的{kind}。"), hint));
    }
    used.push(name);
}
