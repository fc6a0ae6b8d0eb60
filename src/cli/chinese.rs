//! What clap says, put into Chinese.

/// A wrong command line in Chinese: what was not understood and what to do.
pub fn in_chinese(error: &clap::Error) -> String {
    use clap::error::{ContextKind, ErrorKind};
    let word = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (word(ContextKind::InvalidArg), word(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令。", word(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            format!("多写了“{argument}”；查询的条件写成 --param 名=值，如 --param 县区=滑县。")
        }
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项或参数。"),
        ErrorKind::MissingRequiredArgument => format!("还缺：{argument}。"),
        ErrorKind::MissingSubcommand => "没有写要做什么。".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面要有一个值。"),
        ErrorKind::InvalidValue => format!("“{value}”不能用于 {argument}，可以是：{}。", word(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("“{value}”不能用于 {argument}：{why}。")
        }
        ErrorKind::ArgumentConflict => format!("{argument} 不能和 {} 一起用。", word(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            format!("{argument} 后面的值个数不对。")
        }
        _ => format!("命令写得不对：{}", error.kind()),
    };
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .map(word)
        .find(|near| !near.is_empty())
        .map(|near| format!("\n  是不是想写：{near}"))
        .unwrap_or_default();
    format!("{what}{near}\n  怎么办：tongbao --help 列出全部命令，tongbao <命令> --help 说明一个命令。")
}

/// The help that clap composed, with the few words that it brings itself put into Chinese.
pub fn help_in_chinese(help: &clap::Error) -> String {
    let words = [
        ("[OPTIONS]", "[选项]"),
        ("Arguments:", "参数："),
        ("Options:", "选项："),
        ("Commands:", "命令："),
        ("<COMMAND>", "<命令>"),
        ("[default: ", "（缺省："),
        ("...", "…"),
    ];
    let text = words.iter().fold(help.to_string(), |text, (english, chinese)| text.replace(english, chinese));
    // The bracket that closes a default.
    let close = |line: &str| {
        if line.contains("（缺省：") && line.ends_with(']') {
            format!("{}）", &line[..line.len() - 1])
        } else {
            line.to_owned()
        }
    };
    text.lines().map(|line| close(line) + "\n").collect()
}
