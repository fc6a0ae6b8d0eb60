//! What `query` takes on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::{commands::query::Format, report::plot::Shape};

/// What `query` takes.
#[derive(Debug, Args)]
pub struct Query {
    /// 查询的名称（tongbao query --list 列出全部）
    #[arg(value_name = "名称", conflicts_with = "sql")]
    pub name: Option<String>,
    /// 列出现成的查询
    #[arg(long)]
    pub list: bool,
    /// 自己写的一句 SELECT
    #[arg(long, value_name = "SQL")]
    pub sql: Option<String>,
    /// 查询的参数，可写多个，如 --param county=滑县
    #[arg(long = "param", value_name = "名=值")]
    pub params: Vec<String>,
    /// 月份，决定“当前”和“上期”（缺省：库里最新的一个月）
    #[arg(long, value_name = "年-月", value_parser = super::month, conflicts_with = "as_of")]
    pub month: Option<String>,
    /// 按哪一天的状态（缺省：库里最新的一期）
    #[arg(long, value_name = "日期", value_parser = super::date)]
    pub as_of: Option<chrono::NaiveDate>,
    /// 画成图：bar 条形图、line 折线图、heat 热力图；不写文件就画在屏幕上，-o 图.svg 或 图.png 写成图片
    #[arg(long, value_enum, value_name = "图", hide_possible_values = true)]
    pub chart: Option<Shape>,
    /// 图上作名称的列（缺省：自己找）；热力图写两次，先行后列
    #[arg(long, value_name = "列", requires = "chart")]
    pub label: Vec<String>,
    /// 图上作数值的列，可写多次（缺省：自己找，先找比率，再找数量）
    #[arg(long, value_name = "列", requires = "chart")]
    pub value: Vec<String>,
    /// 结果的格式：table、csv、json、xlsx、parquet
    #[arg(long, value_enum, value_name = "格式", hide_possible_values = true)]
    pub format: Option<Format>,
    /// 写到这个文件（后缀决定格式）
    #[arg(long, short, value_name = "文件")]
    pub output: Option<PathBuf>,
    /// 最多多少行（缺省：屏幕 1000 行，写文件不限）
    #[arg(long, value_name = "行数")]
    pub limit: Option<usize>,
    /// 只看这个查询的说明（和 tongbao query 名称 --help 一样）
    #[arg(long)]
    pub explain: bool,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for Shape {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Bar, Self::Line, Self::Heat]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Bar => "bar",
            Self::Line => "line",
            Self::Heat => "heat",
        }))
    }
}
