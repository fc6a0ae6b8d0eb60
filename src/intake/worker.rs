//! The reading process: takes files from its standard input and answers with their sheets, until the input ends.
//!
//! It is the same program under a hidden command, started by a [`Pool`](super::Pool). It opens no file and no
//! connection, knows no workspace and no store, and limits itself before it looks at the first byte.

use std::{
    io::{self, Read, Write},
    time::Duration,
};

use super::codec;
use crate::{confine, domain::config::Limits};

/// The hidden command that makes this program a reading process.
pub const COMMAND: &str = "__read";

/// The limits as arguments of [`COMMAND`].
pub(super) fn arguments(limits: &Limits) -> [String; 6] {
    let Limits { file_mib, unpacked_mib, ratio, cells, memory_mib, seconds } = *limits;
    [file_mib, unpacked_mib, ratio, cells, memory_mib, seconds].map(|number| number.to_string())
}

/// From [`arguments`]; `None` where they are not six numbers.
pub fn limits(arguments: impl Iterator<Item = String>) -> Option<Limits> {
    let numbers: Vec<u64> = arguments.map(|word| word.parse().ok()).collect::<Option<_>>()?;
    let [file_mib, unpacked_mib, ratio, cells, memory_mib, seconds] = *numbers else { return None };
    Some(Limits { file_mib, unpacked_mib, ratio, cells, memory_mib, seconds })
}

/// Answers requests until there are no more.
///
/// # Errors
/// The other end is gone, or it speaks another language.
pub fn serve(limits: &Limits, mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    confine::restrain(limits.memory_mib);
    // what a damaged file makes panic is told in the reply; its words may hold personal data
    std::panic::set_hook(Box::new(|_| {}));
    let clock = confine::own_clock(Duration::from_secs(limits.seconds));
    while let Some((name, bytes)) = codec::read_request(&mut from, limits.file_mib.saturating_mul(1 << 20))? {
        clock.begin();
        let mut cells = codec::Encoder::new(limits);
        let reply = super::tell(&bytes, &name, limits, &mut cells).map(|()| cells);
        drop(bytes);
        codec::write_reply(&mut to, reply)?;
        clock.end();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{arguments, limits};
    use crate::domain::config::Limits;

    #[test]
    fn limits_survive_the_command_line() {
        let own = Limits { file_mib: 1, unpacked_mib: 2, ratio: 3, cells: 4, memory_mib: 5, seconds: 6 };
        assert_eq!(limits(arguments(&own).into_iter()), Some(own));
        assert_eq!(limits(["1", "2"].map(str::to_owned).into_iter()), None);
        assert_eq!(limits(["1", "2", "3", "4", "5", "x"].map(str::to_owned).into_iter()), None);
    }
}
