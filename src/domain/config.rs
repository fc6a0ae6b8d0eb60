//! What an office decides for itself: `tongbao.toml` as a value.
//!
//! The file's own form is documented in the commented `tongbao.toml` that `tongbao init` writes.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{Date, rate::Rounding, repair::Rules};

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The city (`安阳市`).
    pub city: String,
    /// The office that issues the bulletin.
    pub office: Office,
    /// Weeks, targets, thresholds.
    pub campaign: Campaign,
    /// How documents are numbered, addressed and signed.
    #[serde(default)]
    pub documents: Documents,
    /// How rates are printed.
    #[serde(default)]
    pub rounding: Rounding,
    /// Limits on a file that is read.
    #[serde(default)]
    pub limits: Limits,
    /// Faces by role, each an ordered list of family names; the first that is there is used.
    #[serde(default)]
    pub fonts: FontNames,
    /// The reporting units, in the order in which everything lists them.
    pub counties: Vec<County>,
    /// The competent departments with their aliases.
    #[serde(default)]
    pub departments: Vec<Department>,
    /// The rules of credit repair by date: from `rules.toml`, else the built-in ones.
    #[serde(skip, default = "Rules::builtin")]
    pub rules: Rules,
}

/// The office that issues the bulletin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Full name (`安阳市社会信用体系建设领导小组办公室`).
    pub name: String,
    /// Name in running text (`市信用办`).
    pub short: String,
    /// 抄送 of the bulletin, without the word and without a full stop.
    #[serde(default)]
    pub copies_to: Vec<String>,
    /// Addressees of the bulletin, without the colon.
    pub addressees: String,
    /// Contact person shown on letters (personal data of the office's own choosing); may be empty.
    #[serde(default)]
    pub contact: String,
    /// Telephone.
    #[serde(default)]
    pub telephone: String,
    /// Postal address or e-mail for objections.
    #[serde(default)]
    pub address: String,
}

/// Weeks, targets, thresholds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Name of the campaign in titles (`严重违法失信市场主体治理`).
    pub name: String,
    /// The plan that the bulletin rests on, as it is quoted (`《……工作方案》`).
    #[serde(default)]
    pub basis_documents: Vec<String>,
    /// Closing day of the first week.
    #[serde(deserialize_with = "day")]
    pub first_week: Date,
    /// Closing day of the last week, if the campaign has ended.
    #[serde(default, deserialize_with = "optional_day")]
    pub last_week: Option<Date>,
    /// The weekday that closes a week.
    #[serde(default)]
    pub weekday: Weekday,
    /// When what must be done.
    pub targets: Targets,
    /// 失信次数 from which an entity is listed.
    #[serde(default = "ten")]
    pub threshold: u32,
    /// Whether an exit needs its evidence.
    #[serde(default)]
    pub basis: Basis,
}

fn ten() -> u32 {
    10
}

/// A day, written `2023-04-02` with or without quotes.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Quoted(String),
        Bare(toml::value::Datetime),
    }
    let text = match Written::deserialize(deserializer) {
        Ok(Written::Quoted(text)) => text,
        Ok(Written::Bare(date)) => date.to_string(),
        Err(_) => return Err(D::Error::custom("这里要写日期，如 2023-04-02")),
    };
    text.parse().map_err(|_| D::Error::custom(format!("“{text}”不是日期，请写成 2023-04-02 这样")))
}

pub(super) fn optional_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}

/// When what must be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Interviews and pledges complete.
    #[serde(deserialize_with = "day")]
    pub interviews: Date,
    /// Every entity out.
    #[serde(deserialize_with = "day")]
    pub exits: Date,
}

/// Whether an exit needs its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Only with evidence (domain.md section 5).
    #[default]
    Verified,
    /// As the county claims.
    Claimed,
}

/// The weekday that closes a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    #[default]
    Sunday,
}

impl Weekday {
    /// Days from Monday.
    pub fn index(self) -> u32 {
        self as u32
    }

    /// `date` itself if it is this weekday, else the next one after it.
    pub fn roll_forward(self, date: Date) -> Date {
        use chrono::Datelike;
        let ahead = (self.index() + 7 - date.weekday().num_days_from_monday()) % 7;
        date + chrono::Days::new(u64::from(ahead))
    }
}

/// How documents are numbered, addressed and signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Documents {
    /// Prefix of the bulletin's number (`安示例` in `安示例〔2023〕1号`).
    pub number_prefix: String,
    /// Serial of each month's bulletin (`"2023-04" = 1`); a month without one prints a blank serial.
    pub bulletin_serials: std::collections::BTreeMap<String, u32>,
    /// Prefix of the letters' numbers; `{county}` stands for the county's short name.
    pub letter_prefix: String,
    /// First serial of the letters of a month (`"2023-04" = 1`); a month without one prints a blank serial on each.
    pub letter_first_serials: std::collections::BTreeMap<String, u32>,
    /// The signature leaves room for a seal.
    pub sealed: bool,
    /// Name of a county's issuing office; `{county}` stands for the county's name.
    pub county_office: String,
    /// Words in the header of every page and sheet (`示例数据`); empty for real data.
    pub marking: String,
    /// What every document that names an entity says about objecting.
    pub objection: String,
    /// The field of a department in the title of its letters (`"金融工作局" = "金融"`), where leaving out 局 or 委员会
    /// does not give it.
    pub department_fields: std::collections::BTreeMap<String, String>,
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            number_prefix: String::new(),
            bulletin_serials: std::collections::BTreeMap::new(),
            letter_prefix: String::new(),
            letter_first_serials: std::collections::BTreeMap::new(),
            sealed: false,
            county_office: "{county}社会信用体系建设领导小组办公室".into(),
            marking: String::new(),
            objection: String::new(),
            department_fields: std::collections::BTreeMap::new(),
        }
    }
}

/// Limits on a file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// MiB on disk.
    pub file_mib: u64,
    /// MiB unpacked.
    pub unpacked_mib: u64,
    /// Unpacked over packed.
    pub ratio: u64,
    /// Cells that are not empty.
    pub cells: u64,
    /// MiB of memory of the reading process.
    pub memory_mib: u64,
    /// Seconds.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_mib: 50, unpacked_mib: 1024, ratio: 500, cells: 5_000_000, memory_mib: 1024, seconds: 30 }
    }
}

/// Faces by role: ordered lists of family names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FontNames {
    /// 小标宋.
    pub title: Vec<String>,
    /// 仿宋.
    pub body: Vec<String>,
    /// 楷体.
    pub kai: Vec<String>,
    /// 黑体.
    pub hei: Vec<String>,
    /// 宋体.
    pub song: Vec<String>,
}

/// A reporting unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// Division code of GB/T 2260, or a local one.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Group for ranking (`区`, `县（市）`, `功能区`).
    pub group: String,
    /// Short name.
    pub short: String,
}

/// A competent department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Full name without city or county.
    pub name: String,
    /// Other names it is met under.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Config {
    /// The unit with this code.
    pub fn county(&self, code: &str) -> Option<&County> {
        self.counties.iter().find(|county| county.code == code)
    }

    /// Position of the unit in the configured order; unknown ones last.
    pub fn county_order(&self, code: &str) -> usize {
        self.counties.iter().position(|county| county.code == code).unwrap_or(self.counties.len())
    }

    /// Closing days from the first week up to and including `until`.
    pub fn weeks_until(&self, until: Date) -> Vec<Date> {
        self.campaign.first_week.iter_weeks().take_while(|week| *week <= until).collect()
    }
}
