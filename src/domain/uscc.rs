//! The unified social credit code (统一社会信用代码) of GB 32100-2015 and its check character.

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What each byte counts: its place in the alphabet.
const VALUES: [Option<u8>; 256] = {
    let mut values = [None; 256];
    let mut value: u8 = 0;
    while value < 31 {
        values[ALPHABET[value as usize] as usize] = Some(value);
        value += 1;
    }
    values
};

/// Whether `code` (18 upper-case half-width characters) carries the right check character.
///
/// Weights are 3^(i−1) mod 31 for the first seventeen places; the check is `alphabet[(31 − Σ mod 31) mod 31]`.
pub fn is_valid(code: &str) -> bool {
    let bytes = code.as_bytes();
    if bytes.len() != 18 {
        return false;
    }
    let mut weight = 1;
    let mut sum = 0;
    for byte in &bytes[..17] {
        let Some(value) = VALUES[usize::from(*byte)] else { return false };
        sum += usize::from(value) * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET[(31 - sum % 31) % 31] == bytes[17]
}

/// Whether the code was given to a sole trader (个体工商户): personal data, see domain.md section 8.
pub fn is_sole_trader(code: &str) -> bool {
    code.starts_with("92")
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn the_examples_of_the_standard_hold() {
        for good in ["91410599MA00000X9N", "91410599100000003E", "92410599MA00000020"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["914105991000000000", "91410599MA00000X9", "91410599MA00000X9O", ""] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
