//! A template cut into its tags (`{{ … }}`, `{% … %}`, `{# … #}`) and the words inside them, each with its line.
//!
//! Never fills anything in: that is minijinja's work. This reads along to say where something stands, in branches too
//! that this month's facts would not reach.

/// What a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Block,
    /// `{# … #}`
    Comment,
}

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub kind: Kind,
    /// What stands between its braces.
    pub inside: &'a str,
    /// Where the tag begins and ends in the template.
    pub start: usize,
    pub end: usize,
    /// Line it begins on.
    pub line: usize,
    /// Whether its closing braces are there.
    pub closed: bool,
}

/// Line of a place, 1 for the first.
fn line(source: &str, at: usize) -> usize {
    source[..at].matches('\n').count() + 1
}

/// The tags of a template; one that is not closed is the last.
pub(super) fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some((start, kind)) = next_open(source, from) {
        let close = match kind {
            Kind::Print => "}}",
            Kind::Block => "%}",
            Kind::Comment => "#}",
        };
        let end = closing(source, start + 2, kind, close);
        let inside = &source[start + 2..end.unwrap_or(source.len())];
        let closed = end.is_some();
        let end = end.map_or(source.len(), |end| end + 2);
        tags.push(Tag { kind, inside: inside.trim_matches('-').trim(), start, end, line: line(source, start), closed });
        if !closed {
            break;
        }
        from = end;
    }
    tags
}

fn next_open(source: &str, from: usize) -> Option<(usize, Kind)> {
    let opens = [("{{", Kind::Print), ("{%", Kind::Block), ("{#", Kind::Comment)];
    let found = opens.into_iter().filter_map(|(open, kind)| Some((from + source.get(from..)?.find(open)?, kind)));
    found.min_by_key(|(at, _)| *at)
}

/// Where the closing braces stand; those in a string do not count, and an opening of another tag means they are missing.
fn closing(source: &str, from: usize, kind: Kind, close: &str) -> Option<usize> {
    let mut quote = None;
    let mut rest = source[from..].char_indices();
    while let Some((at, letter)) = rest.next() {
        let here = &source[from + at..];
        match quote {
            _ if kind == Kind::Comment && here.starts_with(close) => return Some(from + at),
            _ if kind == Kind::Comment => {}
            Some(_) if letter == '\\' => {
                rest.next();
            }
            Some(open) if letter == open => quote = None,
            None if here.starts_with(close) => return Some(from + at),
            None if here.starts_with("{%") || here.starts_with("{{") => return None,
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            Some(_) | None => {}
        }
    }
    None
}

/// A word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// A name.
    Name(&'a str),
    /// A string or a number.
    Constant,
    /// Anything else, one character.
    Sign(char),
}

/// The words of an expression.
pub(super) fn words(expression: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = expression;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '"' | '\'' => {
                words.push(Word::Constant);
                string(rest, letter)
            }
            letter if letter.is_ascii_digit() => {
                words.push(Word::Constant);
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            letter if letter.is_alphabetic() || letter == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                words.push(Word::Name(&rest[..end]));
                end
            }
            letter => {
                if !letter.is_whitespace() {
                    words.push(Word::Sign(letter));
                }
                letter.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    words
}

/// Length of a string with its quotes.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        if letter == quote && !escaped {
            return at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::{Kind, Word, tags, words};

    #[test]
    fn tags_know_their_line_and_strings_may_hold_braces() {
        let found = tags("甲{{ a }}\n{%- if '%}' -%}\n{# {{ x }} #}{{ open\n{% if b %}");
        let seen: Vec<_> = found.iter().map(|tag| (tag.kind, tag.inside, tag.line, tag.closed)).collect();
        assert_eq!(
            seen[..3],
            [(Kind::Print, "a", 1, true), (Kind::Block, "if '%}'", 2, true), (Kind::Comment, "{{ x }}", 3, true)]
        );
        assert_eq!((seen[3].2, seen[3].3, seen.len()), (3, false, 4));
    }

    #[test]
    fn an_expression_is_names_constants_and_signs() {
        assert_eq!(
            words("a.b|f('x\\'y', 1)"),
            [
                Word::Name("a"),
                Word::Sign('.'),
                Word::Name("b"),
                Word::Sign('|'),
                Word::Name("f"),
                Word::Sign('('),
                Word::Constant,
                Word::Sign(','),
                Word::Constant,
                Word::Sign(')')
            ]
        );
    }
}
