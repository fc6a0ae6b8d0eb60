//! What `analyse` takes on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::{
    analysis::{Dimension, Kind},
    commands::analyse::Format,
};

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
    pub kind: Option<Kind>,
    /// 按什么分组：county 县（市、区）、industry 行业、contact 联系情况（缺省：county）
    #[arg(long, value_name = "分组", value_enum, hide_possible_values = true)]
    pub by: Option<Dimension>,
    /// 月份（缺省：库里最新的一期）
    #[arg(long, value_name = "年-月", value_parser = super::month, conflicts_with = "as_of")]
    pub month: Option<String>,
    /// 按哪一天的状态（缺省：库里最新的一期）
    #[arg(long, value_name = "日期", value_parser = super::date)]
    pub as_of: Option<chrono::NaiveDate>,
    /// 结果的格式：table、csv、json、xlsx
    #[arg(long, value_enum, value_name = "格式", hide_possible_values = true)]
    pub format: Option<Format>,
    /// 写到这个文件（后缀决定格式）
    #[arg(long, short, value_name = "文件")]
    pub output: Option<PathBuf>,
}

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (word, chinese) = match self {
            Self::Survival => ("survival", "退出用时"),
            Self::Curve => ("curve", "曲线"),
            Self::Standardised => ("standardised", "标准化"),
            Self::Intervals => ("intervals", "区间"),
            Self::Pace => ("pace", "进度"),
            Self::Anomalies => ("anomalies", "异常"),
        };
        Some(PossibleValue::new(word).alias(chinese))
    }
}

impl ValueEnum for Dimension {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let chinese = match self {
            Self::County => "县",
            Self::Industry => "行业",
            Self::Contact => "联系情况",
        };
        Some(PossibleValue::new(self.code()).alias(chinese))
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Table, Self::Csv, Self::Json, Self::Xlsx]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
        }))
    }
}
