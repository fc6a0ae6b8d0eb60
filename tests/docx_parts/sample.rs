//! Invented reports for the tests of documents: a bulletin of several pages and a letter. No real entity stands in them.

use tongbao::{
    domain::{
        Date,
        rate::{Rate, Rounding},
        table::{Column, Table, Value},
    },
    report::{Annex, Block, Chart, ChartKind, Imprint, Layout, Report, Signature},
};

/// The eleven units of the sample configuration.
pub const COUNTIES: [&str; 11] =
    ["文峰区", "北关区", "殷都区", "龙安区", "安阳县", "汤阴县", "滑县", "内黄县", "林州市", "高新区", "示范区"];

const INDUSTRIES: [&str; 10] = [
    "农、林、牧、渔业",
    "采矿业",
    "制造业",
    "建筑业",
    "批发和零售业",
    "交通运输、仓储和邮政业",
    "住宿和餐饮业",
    "房地产业",
    "租赁和商务服务业",
    "居民服务、修理和其他服务业",
];

/// A day.
pub fn day(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn summary() -> Table {
    Table {
        id: "summary".into(),
        title: "一分钟看本月".into(),
        unit: String::new(),
        columns: vec![Column::new("item", "看什么"), Column::new("answer", "怎么样")],
        rows: vec![
            vec![text("治理多少"), text("应治理312条，已退出122条，还剩190条")],
            vec![text("走了多远"), text("退出率39.10%，比上月提高3.25个百分点")],
            vec![text("谁在前、谁在后"), text("文峰区、滑县领先；示范区、内黄县落后")],
            vec![text("何时到期"), text("约谈和承诺4月30日到期，全部退出5月31日到期")],
        ],
        ..Table::default()
    }
}

/// Eleven counties and a total.
pub fn ranking() -> Table {
    let count = |name: &str, label: &str| Column::new(name, label).unit("条");
    let mut rows: Vec<Vec<Value>> = COUNTIES
        .iter()
        .zip(1..)
        .map(|(county, rank)| {
            let governed = if *county == "示范区" { 0 } else { 12 + 7 * rank };
            let exited = u64::try_from(governed * (12 - rank) / 14).unwrap();
            let rate = Value::Rate(Rate::new(exited, u64::try_from(governed).unwrap()));
            let change = if governed == 0 { Value::Dash } else { Value::Decimal(325 - 77 * rank, 2) };
            let rank = if governed == 0 { Value::Dash } else { Value::Int(rank) };
            vec![rank, text(county), Value::Int(governed), Value::Int(exited.try_into().unwrap()), rate, change]
        })
        .collect();
    rows.push(vec![Value::Missing, text("全市"), Value::Int(1234), Value::Int(567), Value::Rate(Rate::new(567, 1234)), Value::Decimal(-12, 2)]);
    Table {
        id: "county_ranking".into(),
        title: "各县（市、区）退出率排名".into(),
        unit: "单位：条".into(),
        columns: vec![
            Column::new("rank", "名次"),
            Column::new("county", "县（市、区）"),
            count("governed", "应治理"),
            count("exited", "已退出"),
            Column::new("exit_rate", "退出率").unit("%"),
            Column::new("change", "比上月").unit("个百分点"),
        ],
        totals: vec![rows.len() - 1],
        rows,
        notes: vec!["注：退出率＝已退出÷应治理，按四舍五入保留两位小数；“—”表示没有治理任务。".into()],
    }
}

/// Counties by industries, and one column of totals.
pub fn cross() -> Table {
    let mut columns = vec![Column::new("county", "县（市、区）")];
    columns.extend(INDUSTRIES.iter().map(|industry| Column::new("n", *industry)));
    let row = |(number, county): (usize, &&str)| {
        let mut row = vec![text(county)];
        row.extend((0..10).map(|column| Value::Int(i64::try_from((number * 13 + column * 7) % 23).unwrap())));
        row
    };
    Table {
        id: "county_industry".into(),
        title: "各县（市、区）分行业未退出情况".into(),
        unit: "单位：条".into(),
        columns,
        rows: COUNTIES.iter().enumerate().map(row).collect(),
        notes: vec!["注：行业按企业登记的门类归集。".into()],
        ..Table::default()
    }
}

fn remaining() -> Table {
    let labels = ["序号", "县（市、区）", "主体名称", "统一社会信用代码", "台账类别", "行业门类", "失信次数", "首次列入", "尚缺事项", "责任单位"];
    let row = |number: i64| {
        let county = COUNTIES[usize::try_from(number).unwrap() % 11];
        vec![
            Value::Int(number),
            text(county),
            text(&format!("安阳市示例{}贸易有限责任公司{}", ["𬭎", "喆", "堃<甲>", "淏&乙", "珺玥"][usize::try_from(number).unwrap() % 5], if number % 7 == 0 { "第三分公司（筹）" } else { "" })),
            text(&format!("91410500MA3X{number:05}F")),
            text(if number % 3 == 0 { "司法判决" } else { "行政处罚" }),
            text(INDUSTRIES[usize::try_from(number).unwrap() % 10]),
            Value::Int(10 + number % 17),
            Value::Date(day(2023, 4, 2)),
            text(if number % 2 == 0 { "约谈记录、信用承诺书" } else { "退出佐证" }),
            text("市场监督管理局"),
        ]
    };
    Table {
        id: "remaining".into(),
        title: "未退出名单".into(),
        unit: "截至2023年4月30日".into(),
        columns: labels.iter().map(|label| Column::new("c", *label)).collect(),
        rows: (1..=60).map(row).collect(),
        notes: vec!["注：本表按责任单位下发，不对外公布。".into()],
        ..Table::default()
    }
}

/// A chart's words; its picture comes from [`png`].
pub fn chart(id: &str, title: &str) -> Chart {
    Chart {
        id: id.into(),
        title: title.into(),
        subtitle: "单位：%　截至2023年4月30日".into(),
        alt: format!("条形图：{title}，其中“文峰区”最高"),
        kind: ChartKind::Funnel { steps: vec![("应治理".into(), 312, "100.00%".into())] },
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.into())
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn body() -> Vec<Block> {
    let long = "截至2023年4月30日，全市共排查严重违法失信市场主体1234条，剔除112条，应治理1122条，已退出567条，退出率50.53%，比上月提高3.25个百分点；\
                还有555条没有退出，其中司法判决类212条、行政处罚类343条。按照《安阳市严重违法失信市场主体专项治理工作方案》要求，5月31日前应当全部退出，\
                平均每周还需退出111条。";
    vec![
        paragraph("根据《安阳市严重违法失信市场主体专项治理工作方案》，现将2023年4月专项治理工作情况通报如下："),
        heading(1, "一、总体情况"),
        paragraph(long),
        Block::Chart(chart("exit_rate_by_county", "文峰区退出率最高，内黄县最低")),
        heading(1, "二、各县（市、区）进展"),
        heading(2, "（一）排名"),
        paragraph("退出率居前3位的是：文峰区、北关区、殷都区；居后3位的是：林州市、高新区、内黄县。示范区没有治理任务。"),
        Block::Table(ranking()),
        heading(2, "（二）升降"),
        heading(3, "1.上升较快的县区"),
        paragraph(long),
        heading(4, "（1）滑县"),
        paragraph("滑县从第9位升至第3位——新退出“钉子户”21条…为全市最多。"),
        heading(1, "三、分行业情况"),
        Block::Table(cross()),
        Block::Chart(chart("remaining_by_industry", "未退出的主体集中在批发和零售业")),
        Block::Note("图中数据截至2023年4月30日。".into()),
        paragraph(long),
        heading(1, "四、重点工作落实"),
        paragraph(long),
        heading(1, "五、存在问题"),
        paragraph(long),
        paragraph("<甲>&“乙”公司、𬭎㛃商贸等主体名称中的特殊字符应当原样\u{1}印出。"),
        heading(1, "六、下一步要求"),
        paragraph(long),
        paragraph(long),
    ]
}

/// A bulletin of several pages.
pub fn bulletin() -> Report {
    let office = "安阳市社会信用体系建设领导小组办公室";
    Report {
        layout: Layout::Official,
        mark: format!("{office}文件"),
        number: "安示例〔2023〕5号".into(),
        title: vec!["关于2023年4月全市严重违法失信".into(), "市场主体专项治理情况的通报".into()],
        addressees: "各县（市、区）人民政府，高新区、示范区管委会，市直有关部门：".into(),
        summary: Some(summary()),
        body: body(),
        attachments: vec![
            "2023年4月各县（市、区）严重违法失信市场主体分行业未退出情况表（按行业门类）".into(),
            "未退出名单".into(),
        ],
        signature: Signature { name: office.into(), date: day(2023, 4, 30), sealed: false },
        contact: "（联系人：张示例，电话：0372-0000000）".into(),
        imprint: Some(Imprint {
            copies_to: "省社会信用体系建设领导小组办公室，市委办公室，市人大常委会办公室，市政府办公室，市政协办公室".into(),
            office: office.into(),
            date: day(2023, 5, 4),
        }),
        annexes: vec![
            Annex { label: "附件1".into(), title: "各县（市、区）分行业未退出情况表".into(), landscape: false, blocks: vec![Block::Table(cross())] },
            Annex { label: "附件2".into(), title: "未退出名单".into(), landscape: true, blocks: vec![Block::Table(remaining())] },
        ],
        marking: "示例数据".into(),
        subject: "严重违法失信市场主体专项治理".into(),
        keywords: vec!["信用".into(), "通报".into()],
        rounding: Rounding::default(),
    }
}

/// A supervision notice.
pub fn letter() -> Report {
    let office = "滑县社会信用体系建设领导小组办公室";
    Report {
        layout: Layout::Letter,
        mark: office.into(),
        number: "滑示例函〔2023〕  号".into(),
        title: vec!["关于对交通运输行业严重违法失信".into(), "市场主体开展重点监管的提示函".into()],
        addressees: "县交通运输局：".into(),
        summary: None,
        body: vec![
            paragraph("为维护公平竞争的市场秩序，优化营商环境，推进以信用为基础的监管，我市正在开展严重违法失信市场主体专项治理。截至2023年4月30日，我县交通运输行业有应治理的市场主体12家，涉及失信记录143件。现就有关事项提示如下："),
            heading(1, "一、依法实施重点监管"),
            paragraph("请将上述市场主体列为本行业重点监管对象，提高检查的比例和频次，依法处理新发生的违法行为。"),
            heading(1, "二、依法提醒约谈"),
            paragraph("请依法对上述市场主体开展提醒约谈，督促其纠正失信行为、履行法定义务、消除不良影响。"),
        ],
        attachments: vec!["交通运输行业治理对象任务清单".into()],
        signature: Signature { name: office.into(), date: day(2023, 4, 30), sealed: true },
        contact: "（联系人：李示例，电话：0372-0000001）".into(),
        imprint: None,
        annexes: Vec::new(),
        marking: "示例数据".into(),
        subject: "重点监管提示".into(),
        keywords: vec!["信用".into(), "重点监管".into()],
        rounding: Rounding::default(),
    }
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    let checked = [kind.as_slice(), data].concat();
    let crc = checked.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    out.extend(checked);
    out.extend((!crc).to_be_bytes());
}

/// A grey PNG picture of this size in pixels, uncompressed.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let row: Vec<u8> = std::iter::once(0).chain((0..width.div_ceil(8)).map(|at| if at % 2 == 0 { 0xFF } else { 0xAA })).collect();
    let mut packed = vec![0x78, 0x01];
    let (mut a, mut b) = (1_u32, 0_u32);
    for number in 0..height {
        let length = u16::try_from(row.len()).unwrap();
        packed.push(u8::from(number + 1 == height));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(&row);
        for byte in &row {
            a = (a + u32::from(*byte)) % 65_521;
            b = (b + a) % 65_521;
        }
    }
    packed.extend((b << 16 | a).to_be_bytes());
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &[width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat());
    chunk(&mut out, b"IDAT", &packed);
    chunk(&mut out, b"IEND", &[]);
    out
}

/// Three pages of nothing but Chinese characters, to count them.
pub fn plain_pages() -> Report {
    Report { summary: None, body: vec![paragraph(&"信".repeat(28 * 60)), paragraph("特此通报。")], annexes: Vec::new(), attachments: Vec::new(), ..bulletin() }
}
