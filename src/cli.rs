//! The command line as clap types, and nothing else: what may be said, and the Chinese help for it. A choice that a command
//! knows (a form, an analysis) is the command's own type; only its words stand here.

mod analyse;
mod chinese;
mod query;

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use analyse::Analyse;
pub use chinese::{help_in_chinese, in_chinese};
pub use query::Query;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
const TOP: &str =
    "{about-with-newline}\n用法：tongbao [选项] <命令> …\n\n命令：\n{subcommands}\n\n选项：\n{options}{after-help}";

/// 社会信用体系建设领导小组办公室的通报与督办工具
#[derive(Debug, Parser)]
#[command(
    name = "tongbao",
    version,
    about = "tongbao（通报）：把各县（市、区）每周报送的台账变成站得住的数字和能盖章的文件。",
    help_template = TOP,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "命令",
    next_help_heading = "选项",
    after_help = "每个命令的详细说明：tongbao <命令> --help\n先看一遍样子：tongbao demo"
)]
pub struct Cli {
    /// 对所有命令都有效的选项
    #[command(flatten)]
    pub common: Common,
    /// 要做的事
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "通用选项")]
pub struct Common {
    /// 工作区文件夹（缺省：当前文件夹或其上级中有 tongbao.toml 的那个）
    #[arg(long, global = true, value_name = "文件夹")]
    pub workspace: Option<PathBuf>,
    /// 成果放在哪里（缺省：工作区的 out/）
    #[arg(long, global = true, value_name = "文件夹")]
    pub out: Option<PathBuf>,
    /// 按台账库的某一历史版本来做
    #[arg(long, global = true, value_name = "版本号", value_parser = version)]
    pub at: Option<u64>,
    /// 文件上印的日期，如 2023-05-04（缺省：数据截止日）
    #[arg(long, global = true, value_name = "日期", value_parser = date)]
    pub date: Option<chrono::NaiveDate>,
    /// 另外到这个文件夹里找字体
    #[arg(long, global = true, value_name = "文件夹")]
    pub fonts: Option<PathBuf>,
    /// 不对个人信息脱敏（会记入成果清单）
    #[arg(long, global = true)]
    pub personal: bool,
    /// 只在出错时说话
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// 多说一些细节
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// 消息的格式
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "格式", hide_possible_values = true)]
    pub log_format: LogFormat,
    /// 显示帮助
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    pub help: Option<bool>,
    /// 显示版本号
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    pub version: Option<bool>,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 用自带的示例数据走一遍全过程
    #[command(help_template = TEMPLATE)]
    Demo {
        /// 示例工作区放在哪里
        #[arg(value_name = "文件夹", default_value = "tongbao-demo")]
        dir: PathBuf,
    },
    /// 新建一个空的工作区
    #[command(help_template = TEMPLATE)]
    Init {
        /// 新工作区的文件夹
        #[arg(value_name = "文件夹")]
        dir: PathBuf,
    },
    /// 一个月的全部工作：收文件、出通报、提示函、任务清单、问题反馈和公示名单
    #[command(help_template = TEMPLATE)]
    Month {
        /// 月份，如 2023-04
        #[arg(value_name = "年-月", value_parser = month)]
        month: String,
        /// 各县（市、区）报来的文件或文件夹；不写则只用库里已有的
        #[arg(value_name = "路径")]
        paths: Vec<PathBuf>,
        /// 已印发的通报数字有变时，仍重新出一份并标明“更正”
        #[arg(long)]
        reissue: bool,
        /// 不出 PDF
        #[arg(long)]
        no_pdf: bool,
        /// 怎样读这些文件
        #[command(flatten)]
        reading: Reading,
    },
    /// 收下各县（市、区）报来的文件
    #[command(help_template = TEMPLATE)]
    Ingest {
        /// 文件或文件夹（连同其下各级文件夹）
        #[arg(value_name = "路径", required = true)]
        paths: Vec<PathBuf>,
        /// 怎样读这些文件
        #[command(flatten)]
        reading: Reading,
        /// 只看会怎样，什么都不改
        #[arg(long)]
        dry_run: bool,
    },
    /// 查出某一期的全部问题，写成反馈工作簿和 findings.json
    #[command(help_template = TEMPLATE)]
    Check {
        /// 哪一期（缺省：库里最新的一期）
        #[arg(long, value_name = "日期", value_parser = date)]
        as_of: Option<chrono::NaiveDate>,
    },
    /// 撤下一次报送（历史里仍留着）
    #[command(help_template = TEMPLATE)]
    Withdraw {
        /// 县（市、区），名称或代码
        #[arg(value_name = "县区")]
        county: String,
        /// 台账：失信被执行人（judgment）或 行政处罚（penalty）
        #[arg(value_name = "台账")]
        ledger: String,
        /// 哪一周，写截止日，如 2023-04-30
        #[arg(value_name = "截止日", value_parser = date)]
        week: chrono::NaiveDate,
    },
    /// 出当月通报：文件、图表、附表和 indicators.json
    #[command(help_template = TEMPLATE)]
    Bulletin {
        /// 月份，如 2023-04
        #[arg(long, value_name = "年-月", value_parser = month)]
        month: String,
        /// 已印发的通报数字有变时，仍重新出一份并标明“更正”
        #[arg(long)]
        reissue: bool,
        /// 不出 PDF
        #[arg(long)]
        no_pdf: bool,
    },
    /// 出监管提示函和任务清单
    #[command(help_template = TEMPLATE)]
    Notices {
        /// 月份，如 2023-04
        #[arg(long, value_name = "年-月", value_parser = month)]
        month: String,
        /// 不出 PDF
        #[arg(long)]
        no_pdf: bool,
    },
    /// 备好约谈要用的承诺书和修复指引
    #[command(
        help_template = TEMPLATE,
        after_help = "谁有承诺书：未退出、可联系且在经营，还没有约谈或者还没有签承诺的市场主体，一个主体一页；同时列入两本\n\
                      台账的只一页。已剔除、已退出的，无法联系、不再经营的，不约谈、不承诺，没有；联系情况未填的先核实。\n\
                      修复指引的规则按文件的日期（--date）取自工作区的 rules.toml。\n\
                      每个县（市、区）一个文件夹：out/forms/截止日/县（市、区）/。承诺书是内部文书，印有名称，不脱敏。"
    )]
    Forms {
        /// 哪一期（缺省：库里最新的一期）
        #[arg(long, value_name = "日期", value_parser = date)]
        as_of: Option<chrono::NaiveDate>,
        /// 只备这个县（市、区）的（缺省：全部）
        #[arg(long, value_name = "县区")]
        county: Option<String>,
        /// 承诺书一个主体一个文件（缺省：一个县（市、区）一个文件，一页一份）
        #[arg(long)]
        each: bool,
        /// 不出 PDF
        #[arg(long)]
        no_pdf: bool,
    },
    /// 出一期公示名单和应撤下的名单
    #[command(help_template = TEMPLATE)]
    Publicity {
        /// 哪一期（缺省：库里最新的一期）
        #[arg(long, value_name = "日期", value_parser = date)]
        as_of: Option<chrono::NaiveDate>,
    },
    /// 两个日期之间变了什么：新列入、退出、剔除、回流、转移、修改
    #[command(help_template = TEMPLATE)]
    Diff {
        /// 早的日期，如 2023-04-02
        #[arg(value_name = "日期甲", value_parser = date)]
        from: chrono::NaiveDate,
        /// 晚的日期，如 2023-04-30
        #[arg(value_name = "日期乙", value_parser = date)]
        to: chrono::NaiveDate,
        /// 写到这个 .xlsx 文件
        #[arg(long, short, value_name = "文件")]
        output: Option<PathBuf>,
    },
    /// 一个市场主体每周的经过和历次报送
    #[command(help_template = TEMPLATE)]
    History {
        /// 统一社会信用代码
        #[arg(value_name = "代码")]
        uscc: String,
    },
    /// 台账库：看历史、核对、恢复、清理
    #[command(help_template = TEMPLATE)]
    Store {
        /// log 列出历次改动；verify 核对全部文件；restore 恢复到某一版（记为新版）；compact 清理中断的运行留下的文件
        #[arg(value_name = "做什么", value_enum, hide_possible_values = true)]
        action: StoreAction,
        /// 恢复到第几版（只用于 restore）
        #[arg(value_name = "版本号", value_parser = version)]
        version: Option<u64>,
    },
    /// 出空白的台账模板，或预填某县（市、区）现有的条目
    #[command(help_template = TEMPLATE)]
    Template {
        /// 哪个县（市、区），名称或代码（缺省：不限）
        #[arg(long, value_name = "县区")]
        county: Option<String>,
        /// 填好该县（市、区）现有的条目，标出待改正的问题，只需改有变化的
        #[arg(long, requires = "county")]
        prefilled: bool,
        /// 放在哪个文件夹（缺省：成果文件夹的 template/）
        #[arg(long, short, value_name = "文件夹")]
        output: Option<PathBuf>,
    },
    /// 公文模板：检查每个模板用到什么、哪里有问题
    #[command(
        help_template = TEMPLATE,
        after_help = "检查内置的和工作区 reports/ 里的模板：文字模板（.md）和套红模板（.docx）。\n\
                      每处问题说明在哪个文件、第几行或第几段，以及怎样改；有问题时退出状态为 2。\n\
                      模板的写法和可用的名称见 reports/README.md。"
    )]
    Reports {
        /// check 检查全部模板
        #[arg(value_name = "做什么", value_enum, hide_possible_values = true)]
        action: ReportsAction,
    },
    /// 检查字体、配置和台账库：找到了什么，缺什么
    #[command(help_template = TEMPLATE)]
    Doctor,
    /// 查询：用现成的查询，或自己写一句 SQL
    #[command(
        help_template = TEMPLATE,
        after_help = "\n先看有哪些查询：tongbao query --list\n再看其中一个怎么用：tongbao query task_list --help\n\n例：\n  tongbao query county_ranking --month 2023-04\n  tongbao query task_list --param county=滑县 --param department=交通运输局 -o 清单.xlsx\n  tongbao query county_ranking --chart bar\n  tongbao query --sql \"SELECT county_name, COUNT(*) AS 未退出 FROM current WHERE status = 'remaining' GROUP BY county_name\""
    )]
    Query(Query),
    /// 分析：退出用时、标准化比较、区间、进度与清零日期、周际异常；不写哪一种则出全部（分析.xlsx）
    #[command(help_template = TEMPLATE, after_help = analyse::KINDS)]
    Analyse(Analyse),
    /// 出考核材料：法治政府考核、营商环境评价、社会信用示范县创建的指标、得分和佐证
    #[command(help_template = TEMPLATE)]
    Assess {
        /// 月份，如 2023-04
        #[arg(long, value_name = "年-月", value_parser = month, required_unless_present = "copy")]
        month: Option<String>,
        /// 只把自带的方案写到工作区的 assess/ 里供修改（已有的不动）
        #[arg(long, conflicts_with = "month")]
        copy: bool,
    },
    /// 追溯：从一个数字找到它的每个条目和来源的文件、工作表、行
    #[command(help_template = TEMPLATE)]
    Trace {
        /// 哪个数字：滑县 退出率、全市 行政处罚 未退出数，或 indicators.json 里的位置，如 counties[滑县].exit_rate
        #[arg(value_name = "数字", required = true)]
        figure: Vec<String>,
        /// 月份（缺省：库里最新的一个月）
        #[arg(long, value_name = "年-月", value_parser = month)]
        month: Option<String>,
        /// 写成工作簿（.xlsx）
        #[arg(long, short, value_name = "文件")]
        output: Option<PathBuf>,
    },
}

/// What is done with the templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportsAction {
    /// Looks through all of them.
    Check,
}

/// What is done with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StoreAction {
    /// Lists its versions.
    Log,
    /// Checks every file.
    Verify,
    /// Makes an earlier version the newest.
    Restore,
    /// Deletes what no version names.
    Compact,
}

/// How files are read.
#[derive(Debug, Clone, Args)]
pub struct Reading {
    /// 一律按这一天所在的期次收（缺省：看标题、日期行、文件名、文件夹名）
    #[arg(long, value_name = "日期", value_parser = date)]
    pub as_of: Option<chrono::NaiveDate>,
    /// 一律算作这个县（市、区）的
    #[arg(long, value_name = "县区", conflicts_with = "split")]
    pub county: Option<String>,
    /// 一张表里有多个县（市、区），按“县（市、区）”列拆开
    #[arg(long)]
    pub split: bool,
}

/// The command line without the program's name. `--help` after the name of a query asks about that query.
///
/// # Errors
/// What clap says; [`in_chinese`] and [`help_in_chinese`] put it into Chinese.
pub fn parse(words: &[OsString]) -> Result<Cli, clap::Error> {
    let read = |words: Vec<&OsString>| Cli::try_parse_from(std::iter::once(&OsString::from("tongbao")).chain(words));
    let error = match read(words.iter().collect()) {
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayHelp => error,
        read => return read,
    };
    let rest = words.iter().filter(|word| *word != "--help" && *word != "-h").collect();
    match read(rest) {
        Ok(Cli { common, command: Command::Query(query) }) if query.name.is_some() => {
            Ok(Cli { common, command: Command::Query(Query { explain: true, ..query }) })
        }
        Ok(_) | Err(_) => Err(error),
    }
}

/// Years that a ledger can speak of and every document can print.
fn date(text: &str) -> Result<chrono::NaiveDate, String> {
    use chrono::Datelike;
    let day: chrono::NaiveDate = text.parse().map_err(|_| "不是日期，请写成 2023-04-30 这样".to_owned())?;
    if (2000..2100).contains(&day.year()) { Ok(day) } else { Err("年份不在 2000 到 2099 之间".to_owned()) }
}

fn version(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "不是版本号，请写 store log 列出的数字".to_owned())
}

fn month(text: &str) -> Result<String, String> {
    let day: Result<chrono::NaiveDate, _> = format!("{text}-01").parse();
    match day {
        Ok(_) if text.len() == 7 => Ok(text.to_owned()),
        _ => Err("不是月份，请写成 2023-04 这样".to_owned()),
    }
}
