//! What is told comes back as it was, and nothing that comes brings the reader down.
#![allow(clippy::unwrap_used)]
use super::{Encoder, Reply, decoded, encoded, read_reply, read_request, write_reply, write_request};
use crate::domain::Date;
use crate::domain::config::Limits;
use crate::domain::finding::Code;
use crate::domain::sheet::{CellValue, Merge, Rejection, Sheet};
use crate::intake::grid::{Cells, Gathered, Value};
use proptest::prelude::*;

const LIMITS: Limits =
    Limits { file_mib: 50, unpacked_mib: 200, ratio: 200, cells: 2_000_000, memory_mib: 1024, seconds: 30 };

/// What a reader tells: cells of a sheet in any order, then what the sheet is.
type Told = Vec<(Vec<(usize, usize, Value<'static>)>, Sheet)>;

fn tell(told: &Told, cells: &mut impl Cells) -> Result<(), Rejection> {
    for (values, sheet) in told {
        for (row, column, value) in values {
            cells.put(*row, *column, value)?;
        }
        cells.end(sheet.clone());
    }
    Ok(())
}

fn gathered(told: &Told, limits: &Limits) -> Reply {
    let mut cells = Gathered::new(limits);
    tell(told, &mut cells).map(|()| cells.sheets())
}

fn written(told: &Told, limits: &Limits) -> Result<Encoder, Rejection> {
    let mut cells = Encoder::new(limits);
    tell(told, &mut cells).map(|()| cells)
}

fn back(told: &Told, limits: &Limits) -> Reply {
    let mut bytes = Vec::new();
    write_reply(&mut bytes, written(told, limits)).unwrap();
    let mut rest = bytes.as_slice();
    let read = read_reply(&mut rest, limits).unwrap();
    assert!(rest.is_empty(), "{} bytes are left", rest.len());
    read
}

/// One sheet of these values, row by row.
fn sheet(rows: Vec<Vec<Value<'static>>>) -> Told {
    let places = rows
        .into_iter()
        .enumerate()
        .flat_map(|(row, values)| values.into_iter().enumerate().map(move |(column, value)| (row, column, value)));
    vec![(places.collect(), Sheet::default())]
}

fn piece(told: &Told) -> Vec<u8> {
    encoded(written(told, &LIMITS))
}

const SHARED: [&str; 4] = ["文峰区人民法院", "", "甲", "制造业"];

fn values() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        2 => Just(Value::Empty),
        2 => any::<String>().prop_map(|text| Value::Text(text.into())),
        3 => (0..SHARED.len()).prop_map(|number| Value::Shared(number * 7, SHARED[number])),
        1 => any::<f64>().prop_filter("NaN equals nothing", |number| !number.is_nan()).prop_map(Value::Number),
        1 => (-900_000..900_000_i32).prop_map(|days| Value::Date(Date::from_epoch_days(days))),
        1 => Just(Value::Date(None)),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => "#[A-Z/]{0,5}".prop_map(|error| Value::Error(error.into())),
    ]
}

fn sheets() -> impl Strategy<Value = (Vec<(usize, usize, Value<'static>)>, Sheet)> {
    let merge = any::<[u32; 4]>().prop_map(|[top, left, bottom, right]| Merge { top, left, bottom, right });
    // mostly one cell after the other, as readers tell them; now and then anywhere, also beyond every edge
    let place = prop_oneof![8 => Just(None), 1 => (0..40_usize, 0..40_usize).prop_map(Some),
        1 => (0..1_usize << 21, 0..1_usize << 15).prop_map(|(row, column)| Some((row & !0xFFFF, column)))];
    let cells = prop::collection::vec((place, any::<bool>(), values()), 0..60).prop_map(|cells| {
        let (mut row, mut column) = (0, 0);
        let mut placed = Vec::new();
        for (place, new_row, value) in cells {
            (row, column) = place.unwrap_or(if new_row { (row + 1, 0) } else { (row, column + 1) });
            placed.push((row, column, value));
        }
        placed
    });
    (any::<String>(), cells, prop::collection::vec(merge, 0..4), any::<bool>(), any::<bool>(), 0..1_u64 << 60).prop_map(
        |(name, cells, merges, epoch_1904, hidden, claimed)| {
            (cells, Sheet { name, rows: Vec::new(), merges, epoch_1904, hidden, claimed })
        },
    )
}

proptest! {
    #[test]
    fn cells_come_back_as_if_they_had_been_told_here(told in prop::collection::vec(sheets(), 0..4)) {
        prop_assert_eq!(back(&told, &LIMITS), gathered(&told, &LIMITS));
    }

    #[test]
    fn limits_refuse_the_same_files_on_both_ways(told in prop::collection::vec(sheets(), 1..3), cells in 0..60_u64) {
        let limits = Limits { cells, ..LIMITS };
        prop_assert_eq!(back(&told, &limits), gathered(&told, &limits));
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = decoded(&bytes, &LIMITS);
        let _ = read_reply(&mut bytes.as_slice(), &LIMITS);
        let _ = read_request(&mut bytes.as_slice(), 1 << 20);
    }

    #[test]
    fn no_changed_byte_brings_the_reader_down(told in prop::collection::vec(sheets(), 1..3), at in any::<usize>(), byte: u8) {
        let mut piece = piece(&told);
        let at = at % piece.len();
        piece[at] = byte;
        let _ = decoded(&piece, &LIMITS);
    }
}

#[test]
fn a_rejection_comes_back_as_it_was() {
    let rejection =
        Rejection {
            code: Code::FileTooLarge, message: "文件过大。".to_owned(), remedy: "请拆分。".to_owned()
        };
    let mut bytes = Vec::new();
    write_reply(&mut bytes, Err(rejection.clone())).unwrap();
    assert_eq!(read_reply(&mut bytes.as_slice(), &LIMITS).unwrap(), Err(rejection));
}

#[test]
fn a_cut_reply_is_an_error_and_a_lying_length_fills_no_memory() {
    let told = sheet(vec![vec![Value::Text("滑县".repeat(5000).into())]]);
    let mut bytes = Vec::new();
    write_reply(&mut bytes, written(&told, &LIMITS)).unwrap();
    for length in [0, 1, 5, 100, bytes.len() - 1] {
        assert!(read_reply(&mut &bytes[..length], &LIMITS).is_err(), "{length} on the stream");
    }
    let small = Limits { memory_mib: 0, ..LIMITS };
    assert!(read_reply(&mut bytes.as_slice(), &small).is_err(), "more than a process can hold");
    let piece = piece(&told);
    for length in [1, 5, 100, piece.len() - 1] {
        assert!(decoded(&piece[..length], &LIMITS).is_none(), "{length} in the piece");
    }
    let boundless = Limits { memory_mib: u64::MAX, ..LIMITS };
    assert!(read_reply(&mut [0, 0, 0, 0, 0, 0, 0, 64, 9].as_slice(), &boundless).is_err(), "a piece of 2^62 bytes");
    let lying = [128, 128, 128, 128, 128, 128, 128, 128, 64];
    assert!(decoded(&[&[5], &lying[..]].concat(), &LIMITS).is_none(), "a text of 2^62 bytes");
    assert!(decoded(&[&[1, 0, 0, 0, 0], &lying[..]].concat(), &LIMITS).is_none(), "2^62 merged blocks");
}

#[test]
fn numbers_are_as_short_as_they_can_be_and_keep_every_bit() {
    let whole = f64::from(u32::MAX);
    for (number, length) in [
        (0.0, 1),
        (19.0, 1),
        (2023.0, 2),
        (whole, 5),
        (whole + 1.0, 8),
        (0.1, 8),
        (-1.0, 8),
        (-0.0, 8),
        (f64::NAN, 8),
        (f64::INFINITY, 8),
    ] {
        let told = |cells| sheet(vec![vec![Value::Number(number); cells]]);
        let reply = back(&told(1), &LIMITS).unwrap();
        let CellValue::Number(read) = reply[0].rows[0][0] else { panic!("{reply:?}") };
        assert_eq!(read.to_bits(), number.to_bits());
        assert_eq!(piece(&told(2)).len() - piece(&told(1)).len(), 1 + length, "{number}");
    }
}

#[test]
fn blank_rows_and_gaps_cost_a_few_bytes() {
    let mut rows = vec![Vec::new(); 1000];
    rows.push([vec![Value::Empty; 9999], vec![Value::Bool(true)]].concat());
    let told = sheet(rows);
    assert!(piece(&told).len() < 20, "{}", piece(&told).len());
    assert_eq!(back(&told, &LIMITS).unwrap()[0].rows[1000][9999], CellValue::Bool(true));
}

#[test]
fn a_shared_text_is_sent_once_and_shared_again() {
    let text = Value::Shared(9, "文峰区人民法院");
    let rows = vec![vec![text.clone(), Value::Text("甲".into()), text]; 500];
    let told = [sheet(rows.clone()), sheet(rows)].concat();
    let piece = piece(&told);
    assert!(piece.len() < 12_000, "{}", piece.len());
    let sheets = decoded(&piece, &LIMITS).unwrap().unwrap();
    let CellValue::Text(cell) = &sheets[1].rows[499][2] else { panic!("{sheets:?}") };
    assert_eq!((&**cell, std::sync::Arc::strong_count(cell)), ("文峰区人民法院", 2000));
    for again in [&[14, 0][..], &[15]] {
        let piece = [again, &[1, 0, 0, 0, 0, 0]].concat();
        assert!(decoded(&piece, &LIMITS).is_none(), "a number that was not given: {again:?}");
    }
}

#[test]
fn every_number_of_a_shared_text_finds_it_again() {
    let texts: Vec<&'static str> = (0..300).map(|number| &*format!("第{number}").leak()).collect();
    let row: Vec<_> = texts.iter().enumerate().map(|(number, text)| Value::Shared(number, text)).collect();
    let told = sheet(vec![row.clone(), row]);
    assert_eq!(back(&told, &LIMITS), gathered(&told, &LIMITS));
}

#[test]
fn requests_follow_each_other_until_the_stream_ends() {
    let mut bytes = Vec::new();
    write_request(&mut bytes, "滑县.xlsx", b"PK").unwrap();
    write_request(&mut bytes, "", &[7; 300]).unwrap();
    let mut stream = bytes.as_slice();
    assert_eq!(read_request(&mut stream, 300).unwrap(), Some(("滑县.xlsx".to_owned(), b"PK".to_vec())));
    assert_eq!(read_request(&mut stream, 300).unwrap(), Some((String::new(), vec![7; 300])));
    assert_eq!(read_request(&mut stream, 300).unwrap(), None);
    assert!(read_request(&mut &bytes[..20], 300).is_err(), "cut off");
    assert!(read_request(&mut bytes.as_slice(), 9).is_err(), "a name longer than any file may be");
}

/// The stream stays open: what waits for more than was sent waits for ever.
#[test]
fn a_reply_is_read_while_the_process_lives_on() {
    let told = sheet(vec![vec![Value::Text("".into())]]);
    let mut bytes = Vec::new();
    write_reply(&mut bytes, written(&told, &LIMITS)).unwrap();
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, &bytes).unwrap();
    let (sender, came) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(read_reply(&mut reader, &LIMITS)));
    let reply = came.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    assert_eq!(reply.unwrap(), gathered(&told, &LIMITS));
    drop(writer);
}
