//! The tables that queries see, column by column: what `SELECT` may name, and the source of the data dictionary.
//!
//! Only describes; the values are put together in [`tables`](super::tables).

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A day.
    Date,
    /// Yes or no.
    Boolean,
}

impl Kind {
    /// The word in contract headers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Date => "date",
            Self::Boolean => "boolean",
        }
    }

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "文本",
            Self::Integer => "整数",
            Self::Date => "日期",
            Self::Boolean => "是否",
        }
    }

    /// From [`Kind::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Text, Self::Integer, Self::Date, Self::Boolean].into_iter().find(|kind| kind.code() == code)
    }
}

/// A column: its name in SQL, what people read, what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Name in SQL.
    pub name: &'static str,
    /// Chinese label.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A table that queries see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableInfo {
    /// Name in SQL.
    pub name: &'static str,
    /// What a row is, in Chinese.
    pub title: &'static str,
    /// Groups of columns, in order.
    pub columns: &'static [&'static [ColumnInfo]],
}

impl TableInfo {
    /// All its columns in order.
    pub fn columns(self) -> impl Iterator<Item = ColumnInfo> {
        self.columns.iter().flat_map(|group| group.iter().copied())
    }
}

const fn text(name: &'static str, label: &'static str) -> ColumnInfo {
    ColumnInfo { name, label, kind: Kind::Text }
}
const fn int(name: &'static str, label: &'static str) -> ColumnInfo {
    ColumnInfo { name, label, kind: Kind::Integer }
}
const fn date(name: &'static str, label: &'static str) -> ColumnInfo {
    ColumnInfo { name, label, kind: Kind::Date }
}
const fn flag(name: &'static str, label: &'static str) -> ColumnInfo {
    ColumnInfo { name, label, kind: Kind::Boolean }
}

/// Every field of domain.md section 3, with its place.
const ROW: &[ColumnInfo] = &[
    text("submission_id", "报送编号"),
    date("as_of", "截止日"),
    text("ledger", "台账类别代码"),
    text("county", "县（市、区）代码"),
    text("name", "主体名称"),
    text("uscc", "统一社会信用代码"),
    text("uscc_written", "代码原文（代码不可用时）"),
    text("legal_rep", "法定代表人"),
    text("industry", "行业门类"),
    text("department", "行业主管部门"),
    text("authority", "执行法院或处罚机关"),
    int("record_count", "失信次数"),
    int("public_count", "仍在公示次数"),
    date("latest_record", "最近列入或处罚日期"),
    text("contact", "联系情况代码"),
    text("exclusion", "剔除情形代码"),
    text("exclusion_ref", "剔除文书号"),
    date("interviewed", "约谈日期"),
    flag("interviewed_assumed", "约谈日期未填"),
    date("pledged", "承诺书签署日期"),
    flag("pledged_assumed", "承诺日期未填"),
    date("pledge_published", "承诺书公示日期"),
    date("guided", "修复指引发放日期"),
    flag("guided_assumed", "指引日期未填"),
    date("supervised", "纳入重点监管日期"),
    flag("supervised_assumed", "重点监管日期未填"),
    date("repair_applied", "修复申请日期"),
    date("repaired", "修复完成日期"),
    flag("exit_claimed", "是否退出（填报）"),
    date("exit_date", "退出日期（填报）"),
    text("exit_route", "退出方式代码"),
    date("pledge_checked", "践诺抽查日期"),
    flag("pledge_kept", "践诺情况"),
    text("remark", "备注"),
    text("source_file", "来源文件"),
    text("source_sheet", "来源工作表"),
    int("source_row", "来源行"),
    int("uscc_column", "代码所在列"),
    int("name_column", "名称所在列"),
];

const STATE: &[ColumnInfo] = &[
    text("key", "条目标识"),
    text("entity", "主体标识"),
    text("status", "状态代码"),
    text("county_name", "县（市、区）"),
    text("county_group", "分组"),
    text("industry_name", "行业名称"),
    text("missing", "尚缺事项代码"),
    text("missing_all", "全部尚缺事项代码"),
    date("first_seen", "首次列入截止日"),
    int("weeks_listed", "在账周数"),
    flag("overdue", "是否逾期"),
    int("entry_id", "条目编号（只在一次查询内有效）"),
    int("entity_id", "主体编号（只在一次查询内有效）"),
];

/// A finding with its place.
const FINDING: &[ColumnInfo] = &[
    text("code", "问题代码"),
    text("severity", "程度代码"),
    text("county", "县（市、区）代码"),
    text("ledger", "台账类别代码"),
    date("as_of", "截止日"),
    text("file", "文件"),
    text("sheet", "工作表"),
    text("cell", "单元格"),
    int("row", "行"),
    int("column", "列"),
    text("value", "原值"),
    text("message", "问题"),
    text("remedy", "怎么办"),
];

/// All tables, in the order in which they are explained.
pub const TABLES: &[TableInfo] = &[
    TableInfo { name: "current", title: "所选日期的状态，一行一个条目", columns: &[ROW, STATE] },
    TableInfo {
        name: "previous", title: "上期日期的状态（按所选日期所知），一行一个条目", columns: &[ROW, STATE]
    },
    TableInfo { name: "history", title: "有效报送的全部行", columns: &[ROW] },
    TableInfo {
        name: "weeks",
        title: "每个条目每周的状态（按所选日期所知）",
        columns: &[&[
            date("as_of", "截止日"),
            text("ledger", "台账类别代码"),
            text("key", "条目标识"),
            text("county", "县（市、区）代码"),
            text("status", "状态代码"),
        ]],
    },
    TableInfo {
        name: "weekly_counts",
        title: "每周各县（市、区）各台账各状态的条目数（按所选日期所知）",
        columns: &[&[
            date("as_of", "截止日"),
            text("ledger", "台账类别代码"),
            text("county", "县（市、区）代码"),
            text("status", "状态代码"),
            int("entries", "条目数"),
        ]],
    },
    TableInfo {
        name: "submissions",
        title: "全部报送，含被替换和撤回的",
        columns: &[&[
            text("id", "报送编号"),
            text("county", "县（市、区）代码"),
            text("ledger", "台账类别代码"),
            date("as_of", "截止日"),
            text("standing", "效力代码"),
            flag("supplementary", "是否补报"),
            int("revision", "更正次数"),
            text("file", "文件"),
            text("sheet", "工作表"),
            text("sha256", "文件 SHA-256"),
            int("rows_read", "读入行数"),
            int("rows_kept", "采用行数"),
            int("rows_duplicates", "重复行数"),
            int("rows_rejected", "无法识别行数"),
            int("rows_no_data", "非数据行数"),
        ]],
    },
    TableInfo { name: "findings", title: "数据质量问题，一行一处", columns: &[FINDING] },
    TableInfo {
        name: "current_findings", title: "所选日期的数据质量问题，一行一处", columns: &[FINDING]
    },
    TableInfo {
        name: "counties",
        title: "报送单位，按配置的顺序",
        columns: &[&[
            text("county", "县（市、区）代码"),
            text("county_name", "县（市、区）"),
            text("county_group", "分组"),
            int("county_position", "顺序"),
        ]],
    },
    TableInfo {
        name: "industries",
        title: "行业门类（GB/T 4754—2017）",
        columns: &[&[text("industry", "行业门类"), text("industry_name", "行业名称")]],
    },
    TableInfo {
        name: "ledgers",
        title: "两本台账",
        columns: &[&[text("ledger", "台账类别代码"), text("ledger_name", "台账类别"), int("ledger_position", "顺序")]],
    },
    TableInfo {
        name: "labels",
        title: "代码的中文说法",
        columns: &[&[text("field", "字段"), text("code", "代码"), text("label", "说法")]],
    },
    TableInfo {
        name: "steps",
        title: "治理步骤：缺什么、下一步做什么、由谁做",
        columns: &[&[
            text("step", "步骤代码"),
            text("step_name", "尚缺事项"),
            text("next_step", "下一步"),
            text("responsible", "责任单位"),
        ]],
    },
    TableInfo {
        name: "finding_codes",
        title: "数据质量问题的种类",
        columns: &[&[
            text("code", "问题代码"),
            text("code_name", "问题种类"),
            text("code_severity", "程度代码"),
            text("severity_name", "程度"),
            flag("once_a_row", "一行只计一次"),
            flag("of_a_file", "整份文件被拒收"),
            int("code_position", "顺序"),
        ]],
    },
    TableInfo {
        name: "calendar",
        title: "首周至所选日期的各周",
        columns: &[&[date("as_of", "截止日"), int("week", "第几周"), text("month", "月份")]],
    },
    TableInfo {
        name: "campaign",
        title: "所选日期和治理行动的常数，只有一行",
        columns: &[&[
            date("on_date", "所选日期"),
            date("previous_date", "上期日期"),
            text("report_month", "所选月份"),
            text("basis", "退出口径代码"),
            date("campaign_start", "首周截止日"),
            date("target_interviews", "约谈承诺完成期限"),
            date("target_exits", "退出完成期限"),
            int("weeks_left", "距退出期限周数"),
            int("listing_threshold", "列入次数标准"),
        ]],
    },
    TableInfo {
        name: "display_ends",
        title: "公示期：从每一天起算的公示哪天期满（按所选日期有效的修复规则），只列还没有期满的",
        columns: &[&[
            text("display_ledger", "台账类别代码"),
            date("display_start", "起算日"),
            text("point", "时点代码"),
            text("point_name", "时点"),
            text("case_name", "情形"),
            date("ends_on", "期满日"),
            int("days_left", "还有天数"),
            text("rule_name", "依据"),
        ]],
    },
];

/// The table with this name.
pub fn table(name: &str) -> Option<TableInfo> {
    TABLES.iter().copied().find(|table| table.name == name)
}

/// Columns that hold personal data as a whole; they are empty and left out unless `--personal` is given.
pub const PERSONAL: [&str; 4] = ["legal_rep", "remark", "uscc_written", "value"];
