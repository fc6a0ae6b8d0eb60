//! Masking of personal names in what is public or travels (domain.md section 8).

use crate::domain::uscc;

/// The name as a public document shows it: a sole trader's is masked but for its first character, one `*` a character.
///
/// A sole trader is an entity whose code starts with `92` or that has no usable code. `personal` shows all names.
pub fn public_name(name: &str, code: &str, personal: bool) -> String {
    let masked = !personal && (uscc::is_sole_trader(code) || !uscc::is_valid(code));
    if masked { name.chars().enumerate().map(|(at, letter)| if at == 0 { letter } else { '*' }).collect() } else { name.into() }
}

#[cfg(test)]
mod tests {
    use super::public_name;

    #[test]
    fn sole_traders_are_masked_unless_personal_names_are_wanted() {
        assert_eq!(public_name("示例甲商店", "92410599MA00000020", false), "示****");
        assert_eq!(public_name("示例甲商店", "", false), "示****", "no code at all");
        assert_eq!(public_name("示例甲商店", "914105991000000000", false), "示****", "no usable code");
        assert_eq!(public_name("示例甲商店", "92410599MA00000020", true), "示例甲商店");
        assert_eq!(public_name("示例甲公司", "91410599MA00000X9N", false), "示例甲公司");
    }
}
