//! Industries (行业门类) of GB/T 4754-2017: the twenty sections A–T.

/// A section: its letter and its official name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Industry {
    /// `A` to `T`.
    pub letter: char,
    /// The name as the standard prints it.
    pub name: &'static str,
}

/// All sections in the order of the standard.
pub const ALL: [Industry; 20] = [
    Industry { letter: 'A', name: "农、林、牧、渔业" },
    Industry { letter: 'B', name: "采矿业" },
    Industry { letter: 'C', name: "制造业" },
    Industry { letter: 'D', name: "电力、热力、燃气及水生产和供应业" },
    Industry { letter: 'E', name: "建筑业" },
    Industry { letter: 'F', name: "批发和零售业" },
    Industry { letter: 'G', name: "交通运输、仓储和邮政业" },
    Industry { letter: 'H', name: "住宿和餐饮业" },
    Industry { letter: 'I', name: "信息传输、软件和信息技术服务业" },
    Industry { letter: 'J', name: "金融业" },
    Industry { letter: 'K', name: "房地产业" },
    Industry { letter: 'L', name: "租赁和商务服务业" },
    Industry { letter: 'M', name: "科学研究和技术服务业" },
    Industry { letter: 'N', name: "水利、环境和公共设施管理业" },
    Industry { letter: 'O', name: "居民服务、修理和其他服务业" },
    Industry { letter: 'P', name: "教育" },
    Industry { letter: 'Q', name: "卫生和社会工作" },
    Industry { letter: 'R', name: "文化、体育和娱乐业" },
    Industry { letter: 'S', name: "公共管理、社会保障和社会组织" },
    Industry { letter: 'T', name: "国际组织" },
];

/// The section with this letter.
pub fn by_letter(letter: char) -> Option<Industry> {
    ALL.into_iter().find(|industry| industry.letter == letter)
}
