//! What is sent comes back as it was, and nothing that comes brings the reader down.
#![allow(clippy::unwrap_used)]
use super::{Reply, read_reply, read_request, write_reply, write_request};
use crate::domain::finding::Code;
use crate::domain::sheet::{CellValue, Merge, Rejection, Sheet};
use proptest::prelude::*;

fn back(reply: &Reply) -> Reply {
    let mut bytes = Vec::new();
    write_reply(&mut bytes, reply).unwrap();
    let mut rest = bytes.as_slice();
    let read = read_reply(&mut rest).unwrap();
    assert!(rest.is_empty(), "{} bytes are left", rest.len());
    read
}

fn cells() -> impl Strategy<Value = CellValue> {
    prop_oneof![
        3 => Just(CellValue::Empty),
        3 => any::<String>().prop_map(|text| CellValue::Text(text.into())),
        1 => any::<f64>().prop_filter("NaN equals nothing", |number| !number.is_nan()).prop_map(CellValue::Number),
        1 => (-900_000..900_000_i32).prop_map(|days| CellValue::Date(crate::domain::Date::from_epoch_days(days))),
        1 => any::<bool>().prop_map(CellValue::Bool),
        1 => "#[A-Z/]{0,5}".prop_map(CellValue::Error),
    ]
}

fn sheets() -> impl Strategy<Value = Sheet> {
    let merge = any::<[u32; 4]>().prop_map(|[top, left, bottom, right]| Merge { top, left, bottom, right });
    let rows = prop::collection::vec(prop::collection::vec(cells(), 0..20), 0..20);
    (any::<String>(), rows, prop::collection::vec(merge, 0..4), any::<bool>(), any::<bool>(), 0..1_u64 << 60).prop_map(
        |(name, rows, merges, epoch_1904, hidden, claimed)| Sheet { name, rows, merges, epoch_1904, hidden, claimed },
    )
}

proptest! {
    #[test]
    fn sheets_come_back_as_they_were(sheets in prop::collection::vec(sheets(), 0..4)) {
        let reply = Ok(sheets);
        prop_assert_eq!(back(&reply), reply);
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_reply(&mut bytes.as_slice());
        let _ = read_request(&mut bytes.as_slice());
    }
}

#[test]
fn a_rejection_comes_back_as_it_was() {
    let reply =
        Err(Rejection {
            code: Code::FileTooLarge, message: "文件过大。".to_owned(), remedy: "请拆分。".to_owned()
        });
    assert_eq!(back(&reply), reply);
}

#[test]
fn a_cut_reply_is_an_error_and_a_lying_length_fills_no_memory() {
    let sheet = Sheet { rows: vec![vec![CellValue::Text("滑县".repeat(5000).into())]], ..Sheet::default() };
    let mut bytes = Vec::new();
    write_reply(&mut bytes, &Ok(vec![sheet])).unwrap();
    for length in [0, 1, 5, 100, bytes.len() - 1] {
        assert!(read_reply(&mut &bytes[..length]).is_err(), "{length}");
    }
    // one sheet whose name is said to have 2^62 bytes; one row of 2^40 empty cells
    assert!(read_reply(&mut [1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 63].as_slice()).is_err());
    let row = [1, 1, 0, 0, 0, 0, 0, 1, 128, 128, 128, 128, 128, 32, 0, 128, 128, 128, 128, 128, 32];
    assert!(read_reply(&mut row.as_slice()).is_err());
}

#[test]
fn blank_rows_and_gaps_cost_a_few_bytes() {
    let mut rows = vec![Vec::new(); 1000];
    rows.push([vec![CellValue::Empty; 9999], vec![CellValue::Bool(true)]].concat());
    let mut bytes = Vec::new();
    write_reply(&mut bytes, &Ok(vec![Sheet { rows, ..Sheet::default() }])).unwrap();
    assert!(bytes.len() < 1100, "{}", bytes.len());
}

#[test]
fn a_shared_text_is_sent_once_and_shared_again() {
    let text = CellValue::Text("文峰区人民法院".into());
    let sheet = Sheet { rows: vec![vec![text.clone(), CellValue::Text("甲".into()), text]; 500], ..Sheet::default() };
    let reply = Ok(vec![sheet.clone(), sheet]);
    let mut bytes = Vec::new();
    write_reply(&mut bytes, &reply).unwrap();
    assert!(bytes.len() < 12_000, "{}", bytes.len());
    let sheets = read_reply(&mut bytes.as_slice()).unwrap().unwrap();
    let CellValue::Text(cell) = &sheets[1].rows[499][2] else { panic!("{sheets:?}") };
    assert_eq!((&**cell, std::sync::Arc::strong_count(cell)), ("文峰区人民法院", 2000));
    assert!(read_reply(&mut [1, 1, 0, 0, 0, 0, 0, 1, 1, 9, 0].as_slice()).is_err(), "a number that was not given");
}

#[test]
fn requests_follow_each_other_until_the_stream_ends() {
    let mut bytes = Vec::new();
    write_request(&mut bytes, "滑县.xlsx", b"PK").unwrap();
    write_request(&mut bytes, "", &[7; 300]).unwrap();
    let mut stream = bytes.as_slice();
    assert_eq!(read_request(&mut stream).unwrap(), Some(("滑县.xlsx".to_owned(), b"PK".to_vec())));
    assert_eq!(read_request(&mut stream).unwrap(), Some((String::new(), vec![7; 300])));
    assert_eq!(read_request(&mut stream).unwrap(), None);
}

#[test]
fn an_empty_text_at_the_end_waits_for_nothing() {
    let sheet = Sheet { rows: vec![vec![CellValue::Text("".into())]], ..Sheet::default() };
    let mut bytes = Vec::new();
    write_reply(&mut bytes, &Ok(vec![sheet.clone()])).unwrap();
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, &bytes).unwrap();
    let (sender, came) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(read_reply(&mut std::io::BufReader::new(reader))));
    let reply = came.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    assert_eq!(reply.unwrap(), Ok(vec![sheet]));
    drop(writer);
}
