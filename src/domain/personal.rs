//! Personal data (domain.md section 8): whose name is masked, and how.
//!
//! Pure text: never decides whether a document is internal, only what a masked name looks like.

use super::uscc;

/// Whether the name of the entity with this usable code (`None`: none) is that of a person: a sole trader, or nobody knows.
pub fn is_personal(code: Option<&str>) -> bool {
    code.is_none_or(uscc::is_sole_trader)
}

/// The name but for its first character, one `*` a character.
pub fn mask(name: &str) -> String {
    name.chars().enumerate().map(|(place, letter)| if place == 0 { letter } else { '*' }).collect()
}

/// The name as public documents show it: masked where it is a person's.
pub fn public_name(name: &str, code: Option<&str>) -> String {
    if is_personal(code) { mask(name) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::public_name;

    #[test]
    fn companies_keep_their_name_and_people_lose_it() {
        assert_eq!(public_name("示例运输有限公司", Some("91410599MA00000X9N")), "示例运输有限公司");
        assert_eq!(public_name("张三小吃店", Some("92410599MA00000020")), "张****");
        assert_eq!(public_name("张三小吃店", None), "张****", "no usable code: nobody knows");
        assert_eq!(public_name("", None), "");
        assert_eq!(public_name("𬭎记", None), "𬭎*", "a rare character is one character");
    }
}
