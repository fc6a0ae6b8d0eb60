//! Questions are answered in a child process of this program, so that none runs past its limits: a running engine cannot be
//! interrupted, and what floods the memory cannot be caught.
//!
//! The child gets the same command line, opens the store itself and sends back the finished answer; it can write no file.
//! The parent waits, then prints or writes.

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    path::Path,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{Answer, Options, answer};
use crate::{
    commands::Setting,
    confine::{self, Confined, Failure},
    domain::config::QueryLimits,
    error::{Error, Kind, Result},
    workspace::{CONFIG_FILE, Workspace},
};

/// The hidden command that makes this program an answering process; the command line of the question follows.
pub const COMMAND: &str = "__answer";

/// What stands before the bytes of an answer, on a line of its own.
#[derive(Debug, Serialize, Deserialize)]
enum Head {
    Answer { rows: usize, remark: Option<String> },
    Refusal { usage: bool, message: String, remedy: String, causes: Vec<String> },
}

/// Answers in a child process within the limits.
pub(super) fn ask(program: &Path, options: &Options, limits: &QueryLimits) -> Result<Answer> {
    let arguments = std::iter::once(OsString::from(COMMAND)).chain(options.words.iter().cloned());
    let patience = Duration::from_secs(limits.seconds);
    let mut process = Confined::start(program, arguments, patience).map_err(|cause| {
        Error::failed("系统不能再开新的进程，查询没有开始。").remedy("关掉一些程序再试。").caused_by(cause)
    })?;
    let reply = process.round(|_, output| {
        let mut bytes = Vec::new();
        output.read_to_end(&mut bytes).map(|_| bytes)
    });
    let reply = reply.map_err(|failure| stopped(failure, limits))?;
    match understand(reply) {
        Some(Err(refusal)) if causes(&refusal).any(|cause| confine::lacks_memory(&cause)) => {
            Err(stopped(Failure::Memory, limits))
        }
        Some(told) => told,
        None => Err(stopped(process.cause(), limits)),
    }
}

/// Which limit was met, where it stands, and how to ask for less.
fn stopped(failure: Failure, limits: &QueryLimits) -> Error {
    let QueryLimits { seconds, memory_mib, .. } = *limits;
    let less = "先缩小范围：用 WHERE 只查一个县（市、区）或一期，少连几张表，或先用 GROUP BY 汇总";
    let raise = |name: &str, value: u64| {
        format!("{less}。确实需要，就把 {CONFIG_FILE} 里 [query] 的 {name}（现为 {value}）调大。")
    };
    match failure {
        Failure::Time => {
            Error::failed(format!("这个查询 {seconds} 秒没有算完，已停下。")).remedy(raise("seconds", seconds))
        }
        Failure::Memory => Error::failed(format!("这个查询要用的内存超过 {memory_mib} MiB，已停下。"))
            .remedy(raise("memory_mib", memory_mib)),
        Failure::Died => Error::failed("算这个查询的进程意外中断，没有结果。").remedy(format!("{less}，再试一次。")),
    }
}

fn causes(error: &Error) -> impl Iterator<Item = String> {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |cause| cause.source()).map(ToString::to_string)
}

/// The head and what follows it; `None` where the process did not come to the end.
fn understand(mut bytes: Vec<u8>) -> Option<Result<Answer>> {
    let line = bytes.iter().position(|byte| *byte == b'\n')?;
    let head: Head = serde_json::from_slice(&bytes[..line]).ok()?;
    bytes.drain(..=line);
    Some(match head {
        Head::Answer { rows, remark } => Ok(Answer { bytes, rows, remark }),
        Head::Refusal { usage, message, remedy, causes } => {
            let kind = if usage { Kind::Usage } else { Kind::Failed };
            let error = Error { kind, message, remedy, source: None };
            Err(if causes.is_empty() { error } else { error.caused_by(causes.join("；")) })
        }
    })
}

/// The child's part: limits itself, answers, ends.
///
/// # Errors
/// Nobody listens any more.
pub fn serve(options: &Options, setting: &Setting, mut to: impl Write) -> io::Result<()> {
    let told = setting.workspace().and_then(|workspace| within_limits(options, setting, &workspace));
    let (head, bytes) = match told {
        Ok(Answer { bytes, rows, remark }) => (Head::Answer { rows, remark }, bytes),
        Err(error) => {
            let causes = causes(&error).collect();
            let usage = error.kind == Kind::Usage;
            (Head::Refusal { usage, message: error.message, remedy: error.remedy, causes }, Vec::new())
        }
    };
    writeln!(to, "{}", serde_json::to_string(&head)?)?;
    to.write_all(&bytes)?;
    to.flush()
}

fn within_limits(options: &Options, setting: &Setting, workspace: &Workspace) -> Result<Answer> {
    let limits = workspace.config.query;
    confine::restrain(limits.memory_mib);
    confine::write_nothing();
    let clock = confine::own_clock(Duration::from_secs(limits.seconds));
    clock.begin();
    answer::to(options, setting, workspace)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Head, understand};

    #[test]
    fn an_answer_that_was_cut_off_is_none() {
        let head = serde_json::to_string(&Head::Answer { rows: 1, remark: None }).unwrap();
        let whole = format!("{head}\na,b\n1,2\n");
        let answer = understand(whole.into_bytes()).unwrap().unwrap();
        assert_eq!((answer.rows, answer.bytes.as_slice()), (1, b"a,b\n1,2\n".as_slice()));
        assert!(understand(head.into_bytes()).is_none(), "the line did not end");
        assert!(understand(b"panicked\n".to_vec()).is_none());
        assert!(understand(Vec::new()).is_none());
    }
}
