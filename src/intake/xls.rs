//! Workbooks of Excel 97–2003 (.xls, and .et of WPS where it has the same inside), through calamine.
//!
//! The only place that knows calamine. It may panic on damaged files: the caller catches that.

use calamine::{Data, Reader, SheetVisible, Xls, XlsError};

use super::grid::{self, Cells, Value};
use super::rejection::unreadable;
use crate::domain::sheet::{Merge, Rejection, Sheet};

/// How a workbook's stream begins: BOF of BIFF8, of the globals.
const BEGIN: [u8; 8] = [0x09, 0x08, 0x10, 0, 0, 0x06, 0x05, 0];
/// FILEPASS: what follows is encrypted.
const FILE_PASS: u16 = 0x002F;

/// Whether a FILEPASS record stands in the first sector of the workbook's stream. calamine knows only the newer ways of
/// encrypting and would read the older one's noise as cells.
fn is_locked(bytes: &[u8]) -> bool {
    bytes.chunks(512).filter(|sector| sector.starts_with(&BEGIN)).any(|sector| {
        let mut rest = sector;
        while let [kind_low, kind_high, low, high, behind @ ..] = rest {
            if u16::from_le_bytes([*kind_low, *kind_high]) == FILE_PASS {
                return true;
            }
            rest = behind.get(usize::from(u16::from_le_bytes([*low, *high]))..).unwrap_or_default();
        }
        false
    })
}

/// Reads all worksheets in order.
pub(super) fn read(bytes: &[u8], cells: &mut impl Cells) -> Result<(), Rejection> {
    if is_locked(bytes) {
        return Err(unreadable::encrypted());
    }
    let mut workbook = Xls::new(std::io::Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => unreadable::encrypted(),
        _ => unreadable::damaged(),
    })?;
    let epoch_1904 = workbook.has_1904_epoch();
    let listed: Vec<_> = workbook.sheets_metadata().to_vec();
    for sheet in listed {
        let Ok(range) = workbook.worksheet_range(&sheet.name) else { continue };
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, value) in range.used_cells() {
            cells.put(row + top as usize, column + left as usize, &cell(value, epoch_1904))?;
        }
        let blocks = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let merges = blocks.iter().map(|block| Merge {
            top: block.start.0,
            left: block.start.1,
            bottom: block.end.0,
            right: block.end.1,
        });
        let hidden = sheet.visible != SheetVisible::Visible;
        cells.end(Sheet { name: sheet.name, merges: merges.collect(), epoch_1904, hidden, ..Sheet::default() });
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "no whole number of a ledger is that large")]
fn cell(value: &Data, epoch_1904: bool) -> Value<'_> {
    match value {
        Data::Empty => Value::Empty,
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::Bool(truth) => Value::Bool(*truth),
        Data::DateTime(time) if time.is_datetime() => grid::date(time.as_f64(), epoch_1904),
        Data::DateTime(time) => Value::Number(time.as_f64()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => grid::text(text.as_str()),
        Data::Error(error) => Value::Error(error.to_string().into()),
    }
}
