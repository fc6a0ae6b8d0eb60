//! Builds HTML in which text cannot become markup: whatever comes as text or as the value of an attribute is escaped here.

/// A page in the making.
pub struct Markup {
    out: String,
}

impl Markup {
    /// An HTML document, without its root.
    pub fn document() -> Self {
        Self { out: "<!DOCTYPE html>\n".to_owned() }
    }

    /// The finished page.
    pub fn finish(self) -> String {
        self.out + "\n"
    }

    /// An element around whatever `content` writes.
    pub fn within(&mut self, tag: &'static str, attributes: &[(&'static str, &str)], content: impl FnOnce(&mut Self)) {
        self.open(tag, attributes);
        content(self);
        self.close(tag);
    }

    /// An element with text only.
    pub fn element(&mut self, tag: &'static str, attributes: &[(&'static str, &str)], text: &str) {
        self.within(tag, attributes, |page| page.text(text));
    }

    /// An element that has no content and no end (`meta`).
    pub fn single(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        self.open(tag, attributes);
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                '\n' | '\t' => self.out.push(c),
                _ if c.is_control() => {}
                _ => self.out.push(c),
            }
        }
    }

    /// A picture that [`chart`](crate::document::chart) drew, from its root on; `false` and nothing written if this is none.
    pub fn picture(&mut self, svg: &str) -> bool {
        let Some(start) = svg.find("<svg") else { return false };
        self.out.push_str(svg[start..].trim_end());
        true
    }

    /// A style sheet of the program's own.
    pub fn style(&mut self, css: &str) {
        self.raw("style", css);
    }

    /// A script of the program's own.
    pub fn script(&mut self, code: &'static str) {
        self.raw("script", code);
    }

    fn raw(&mut self, tag: &'static str, content: &str) {
        self.open(tag, &[]);
        self.out.push_str(content);
        self.close(tag);
    }

    fn open(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        if BLOCKS.contains(&tag) {
            self.out.push('\n');
        }
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.text(value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn close(&mut self, tag: &'static str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }
}

/// Elements that begin a line of the file, where a blank means nothing to a reader.
const BLOCKS: [&str; 28] = [
    "article", "body", "caption", "div", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "html", "li", "main", "meta", "nav", "p", "script", "section", "style", "table", "tbody", "thead", "tr", "ul",
];

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn text_never_becomes_markup() {
        let mut page = Markup::document();
        page.element("p", &[("title", "\"><script>alert(1)</script>")], "<b>&'\u{0}\u{7}");
        let html = page.finish();
        assert!(html.contains("title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""), "{html}");
        assert!(html.contains(">&lt;b&gt;&amp;&#39;</p>"), "{html}");
    }

    #[test]
    fn what_is_no_picture_is_not_taken_as_one() {
        let mut page = Markup::document();
        assert!(!page.picture("画不出来"));
        assert!(page.picture("<?xml version=\"1.0\"?><svg></svg>\n"));
        assert!(page.finish().ends_with("<svg></svg>\n"));
    }
}
