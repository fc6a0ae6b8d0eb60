//! What `analyse` takes on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What the analyses are, for the help.
pub(super) const KINDS: &str = "各种分析：
  survival      退出用时：中位数及其 95% 区间（按县区、行业或联系情况）
  curve         列入后每过一周还有多少没有退出
  standardised  退出率的标准化比较：行业和联系情况的构成不同的县，怎样放在一起看
  intervals     退出率的 95% 区间，名次是否只凭很少的条目
  pace          每周退出多少、何时清零、每周至少要退出多少
  anomalies     周际异常：退出突增、骤降、集中剔除
也可以写中文：退出用时、曲线、标准化、区间、进度、异常。方法和出处见 docs/methods.md。例：tongbao analyse survival --by industry";

/// What `analyse` takes.
#[derive(Debug, Args)]
pub struct Analyse {
    /// 哪一种分析（不写则把全部写成 分析.xlsx）
    #[arg(value_name = "分析", value_enum, hide_possible_values = true)]
    pub kind: Option<Analysis>,
    /// 按什么分组：county 县（市、区）、industry 行业、contact 联系情况（缺省：county）
    #[arg(long, value_name = "分组", value_enum, hide_possible_values = true)]
    pub by: Option<By>,
    /// 月份（缺省：库里最新的一期）
    #[arg(long, value_name = "年-月", value_parser = super::month, conflicts_with = "as_of")]
    pub month: Option<String>,
    /// 按哪一天的状态（缺省：库里最新的一期）
    #[arg(long, value_name = "日期", value_parser = super::date)]
    pub as_of: Option<chrono::NaiveDate>,
    /// 结果的格式：table、csv、json、xlsx
    #[arg(long, value_enum, value_name = "格式", hide_possible_values = true)]
    pub format: Option<AnalysisFormat>,
    /// 写到这个文件（后缀决定格式）
    #[arg(long, short, value_name = "文件")]
    pub output: Option<PathBuf>,
}

/// The analyses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Analysis {
    /// Time to exit.
    #[value(alias = "退出用时")]
    Survival,
    /// Time to exit, week by week.
    #[value(alias = "曲线")]
    Curve,
    /// Standardised exit rates.
    #[value(alias = "标准化")]
    Standardised,
    /// Intervals of exit rates.
    #[value(alias = "区间")]
    Intervals,
    /// Pace and clearing dates.
    #[value(alias = "进度")]
    Pace,
    /// What is unusual between weeks.
    #[value(alias = "异常")]
    Anomalies,
}

/// What entries are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// The county.
    #[value(alias = "县")]
    County,
    /// The industry.
    #[value(alias = "行业")]
    Industry,
    /// The contact category.
    #[value(alias = "联系情况")]
    Contact,
}

/// The forms that an analysis takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnalysisFormat {
    /// Aligned on the terminal.
    Table,
    /// Comma-separated.
    Csv,
    /// An array of objects.
    Json,
    /// A workbook.
    Xlsx,
}
