//! Text templates: the built-in ones, those that a workspace puts in their place, and how they are filled in.
//!
//! Never reads a file: the workspace's templates come in as (name, text). What goes wrong in a template is told with its
//! name, line and a hint.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value, syntax::SyntaxConfig};

use super::escape;
use crate::error::{Error, Result};

static BUILTIN: Dir = include_dir!("$CARGO_MANIFEST_DIR/reports");

/// All text templates by file name (`通报.md`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates {
    sources: BTreeMap<String, String>,
}

impl Default for Templates {
    fn default() -> Self {
        Self::new([])
    }
}

impl Templates {
    /// The built-in templates, replaced or added to by a workspace's `(file name, text)`.
    pub fn new(overrides: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sources: BTreeMap<String, String> = BUILTIN.files().filter_map(builtin).collect();
        sources.extend(overrides);
        Self { sources }
    }

    /// One of them alone, so that it can be tried though another is faulty.
    #[must_use]
    pub fn alone(&self, name: &str) -> Self {
        Self {
            sources: self
                .sources
                .get_key_value(name)
                .map(|(name, text)| (name.clone(), text.clone()))
                .into_iter()
                .collect(),
        }
    }

    /// The built-in templates as `(file name, text)`, for `init` to copy out.
    pub fn builtin() -> Vec<(String, String)> {
        BUILTIN.files().filter_map(builtin).collect()
    }

    /// The text of a template.
    pub fn source(&self, name: &str) -> Option<&str> {
        self.sources.get(name).map(String::as_str)
    }

    /// File names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// The template filled in with `facts`, as Markdown.
    ///
    /// # Errors
    /// The template is not there, has a syntax error, or uses a name that there is no fact for.
    pub fn render(&self, name: &str, facts: &Value) -> Result<String> {
        self.parsed()?.render(name, facts)
    }

    /// The templates parsed, for any number of documents on any number of threads.
    ///
    /// # Errors
    /// A template has a syntax error.
    pub fn parsed(&self) -> Result<Parsed<'_>> {
        self.environment().map(Parsed).map_err(|cause| told(&cause, &Value::UNDEFINED))
    }

    fn environment(&self) -> std::result::Result<Environment<'_>, minijinja::Error> {
        let mut env = Environment::new();
        env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        env.set_formatter(print);
        env.set_debug(true);
        for (name, source) in &self.sources {
            env.add_template(name, source)?;
        }
        Ok(env)
    }
}

/// Templates that were parsed once.
#[derive(Debug)]
pub struct Parsed<'t>(Environment<'t>);

impl Parsed<'_> {
    /// The template filled in with `facts`, as Markdown.
    ///
    /// # Errors
    /// The template is not there, or uses a name that there is no fact for.
    pub fn render(&self, name: &str, facts: &Value) -> Result<String> {
        let template = self.0.get_template(name).map_err(|cause| told(&cause, facts))?;
        template.render(facts.clone()).map_err(|cause| told(&cause, facts))
    }
}

fn builtin(file: &include_dir::File<'_>) -> Option<(String, String)> {
    let name = file.path().file_name()?.to_str()?;
    let is_template = name.strip_suffix(".md").is_some_and(|stem| stem != "README");
    is_template.then_some(())?;
    Some((name.to_owned(), file.contents_utf8()?.to_owned()))
}

/// Prints a value into Markdown; what cannot stand in a sentence is an error, not a word like `none`.
fn print(out: &mut Output, _state: &mut State, value: &Value) -> std::result::Result<(), minijinja::Error> {
    use minijinja::value::ValueKind;
    let text = match value.kind() {
        // Only the missing else of an inline if comes here; unknown names were refused before.
        ValueKind::Undefined => return Ok(()),
        ValueKind::String | ValueKind::Number => value.to_string(),
        ValueKind::None => return Err(unprintable("这里没有可写的内容，请先用 {% if … %} 判断")),
        ValueKind::Bool => return Err(unprintable("这是“是/否”，只能用在 {% if … %} 里")),
        ValueKind::Seq | ValueKind::Iterable => {
            return Err(unprintable("这是一组内容，请用 {% for … %} 或 |join(\"、\")"));
        }
        _ => return Err(unprintable("这是一组数据，请写出其中的一项，如 city.exited")),
    };
    let text = if value.is_safe() { text } else { escape::markdown(&text) };
    out.write_str(&text).map_err(|_| unprintable("写不出来"))
}

fn unprintable(hint: &'static str) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, hint)
}

/// A template error in Chinese with its place and a hint.
fn told(cause: &minijinja::Error, facts: &Value) -> Error {
    let place = match (cause.name(), cause.line()) {
        (Some(name), Some(line)) => format!("模板「{name}」第 {line} 行"),
        (Some(name), None) => format!("模板「{name}」"),
        (None, _) => "模板".to_owned(),
    };
    let snippet = snippet(cause).unwrap_or_default();
    let detail = cause.detail().unwrap_or_default().to_owned();
    match cause.kind() {
        ErrorKind::UndefinedError => {
            Error::usage(format!("{place}：没有“{snippet}”这项内容。")).remedy(nearest(&snippet, facts))
        }
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            Error::usage(format!("{place}：没有“{snippet}”这种写法（{detail}）。"))
                .remedy("可用的写法见 reports/README.md。")
        }
        ErrorKind::TemplateNotFound => Error::usage(format!("找不到模板：{detail}。"))
            .remedy("请把它放进工作区的 reports/，或删去同名的空文件以使用内置模板。"),
        ErrorKind::SyntaxError => Error::usage(format!("{place}写法有误：{detail}。"))
            .remedy("请检查 {{ }} 和 {% %} 是否成对，{% if %} 是否有 {% endif %}。"),
        _ => Error::usage(format!("{place}“{snippet}”用不了：{detail}。")).remedy("可用的内容见 reports/README.md。"),
    }
}

/// The piece of the template that the error is about.
fn snippet(cause: &minijinja::Error) -> Option<String> {
    Some(cause.template_source()?.get(cause.range()?)?.trim().to_owned())
}

/// The known name that is closest to the one written.
fn nearest(written: &str, facts: &Value) -> String {
    let last = written.rsplit(['.', ' ']).next().unwrap_or(written);
    let mut names = Vec::new();
    collect(facts, 0, &mut names);
    match crate::domain::nearest::nearest(last, names.iter().map(String::as_str)) {
        Some(name) => format!("是不是“{name}”？可用的内容见 reports/README.md。"),
        None => "可用的内容见 reports/README.md。".to_owned(),
    }
}

fn collect(value: &Value, depth: usize, names: &mut Vec<String>) {
    use minijinja::value::ValueKind;
    if depth > 4 {
        return;
    }
    let Ok(items) = value.try_iter() else { return };
    for (position, item) in items.enumerate() {
        match value.kind() {
            ValueKind::Map => {
                if let Ok(inner) = value.get_item(&item) {
                    collect(&inner, depth + 1, names);
                }
                names.push(item.to_string());
            }
            // Rows of a list have the same names: the first tells them all.
            ValueKind::Seq if position == 0 => collect(&item, depth + 1, names),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::Templates;

    fn render(text: &str) -> Result<String, String> {
        let templates = Templates::new([("甲.md".to_owned(), text.to_owned())]);
        let facts = context! { name => "*安*_阳_", city => context! { exited => 3, nothing => () } };
        templates.render("甲.md", &facts).map_err(|error| error.to_string())
    }

    #[test]
    fn values_are_escaped_and_template_text_is_not() {
        assert_eq!(render("**{{ name }}**{{ city.exited }}").as_deref(), Ok(r"**\*安\*\_阳\_**3"));
    }

    #[test]
    fn an_unknown_name_is_told_with_line_and_hint() {
        let message = render("甲\n\n{{ city.exitd }}").unwrap_err();
        assert!(
            message.contains("「甲.md」第 3 行") && message.contains("exitd") && message.contains("是不是“exited”"),
            "{message}"
        );
        assert!(render("{% if citi %}是{% endif %}").unwrap_err().contains("是不是“city”"));
    }

    #[test]
    fn what_cannot_stand_in_a_sentence_is_refused() {
        for bad in ["{{ city.nothing }}", "{{ city }}", "{{ true }}", "{{ name|nosuch }}", "{% if name %}", "{{ [1] }}"]
        {
            let message = render(bad).unwrap_err();
            assert!(message.contains("甲.md"), "{bad}: {message}");
        }
    }

    #[test]
    fn a_missing_else_prints_nothing() {
        assert_eq!(render("{{ '、' if city.exited == 9 }}好").as_deref(), Ok("好"));
    }
}
