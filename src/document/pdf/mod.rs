//! The PDF dress: a [`Report`] typeset by `reports/theme.typ` after GB/T 9704-2012, archival and accessible.
//!
//! PDF/A-2a and PDF/UA-1, tagged, with bookmarks and properties; fonts are embedded as subsets. Always set from the
//! report, never from another document. Text from data is handed over as values: nothing in it is read as markup. Never
//! reads a file or a clock: the same report and fonts give the same bytes.

mod columns;
mod data;
mod world;

use std::sync::atomic::{AtomicUsize, Ordering};

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::domain::{
    Date,
    font::{Fonts, in_their_words},
};
use crate::report::{Chart, Forms, Report};
use crate::{Error, Result};
use world::{Shared, Sheet};

/// The theme that the program carries.
pub const THEME: &str = include_str!("../../../reports/theme.typ");
/// After so many bytes of reports and charts the typesetter's memory of earlier ones is cleared: some four letters.
const REMEMBERED: usize = 16 * 1024;
/// How many clearings a remembered result survives without being used again.
const CLEARINGS_SURVIVED: usize = 2;

/// A typesetter with its fonts and theme ready, for any number of documents on any number of threads.
pub struct Press {
    shared: Shared,
    remembered: AtomicUsize,
}

impl Press {
    /// A press with these fonts and the built-in theme. Reads the files of the faces that have a role; build it once. It
    /// keeps account of the files it looks at in a copy of its own.
    pub fn new(fonts: &Fonts) -> Self {
        Self::with_theme(fonts, THEME)
    }

    /// A press with another theme: a typst source that defines `typeset(report)`.
    pub fn with_theme(fonts: &Fonts, theme: &str) -> Self {
        Self { shared: Shared::new(fonts.unused(), theme), remembered: AtomicUsize::new(0) }
    }

    /// The faces, with those that were looked at so far marked.
    pub fn fonts(&self) -> &Fonts {
        self.shared.fonts()
    }

    /// The report as PDF; `charts` draws a chart as SVG whose text is set in faces of the same [`Fonts`].
    ///
    /// # Errors
    /// Characters that no font has (they are named), a chart that is no SVG, a theme that does not work.
    pub fn set(&self, report: &Report, charts: &dyn Fn(&Chart) -> String) -> Result<Vec<u8>> {
        let job = data::job(report, charts, self.shared.fonts())?;
        let ident = format!("{}\n{}\n{}", report.number, report.full_title(), job.report);
        let (bytes, _) = self.print(job, report.signature.date, ident, &report.full_title())?;
        Ok(bytes)
    }

    /// Forms as PDF, a page each.
    ///
    /// # Errors
    /// As [`Press::set`]; a form that takes more than its page.
    pub fn set_forms(&self, forms: &Forms) -> Result<Vec<u8>> {
        let job = data::forms(forms, self.shared.fonts())?;
        let ident = format!("{}\n{}", forms.title, job.report);
        let (bytes, pages) = self.print(job, forms.date, ident, &forms.title)?;
        if pages != forms.sheets.len() {
            return Err(Error::failed(format!(
                "《{}》的 {} 份表单排成了 {pages} 页，文件没有生成。",
                forms.title,
                forms.sheets.len()
            ))
            .remedy("请删减 reports/ 里表单模板的文字；每份表单只印一页。"));
        }
        Ok(bytes)
    }

    /// The bytes of a job and how many pages they have.
    fn print(&self, job: data::Job, date: Date, ident: String, title: &str) -> Result<(Vec<u8>, usize)> {
        refuse_tofu(&job.all_text(), self.shared.fonts())?;
        let size = job.size();
        let sheet = Sheet::new(&self.shared, job);
        let printed = typst::compile::<PagedDocument>(&sheet).output.and_then(|document| {
            let bytes = typst_pdf::pdf(&document, &options(date, ident)?)?;
            Ok((bytes, document.pages().len()))
        });
        self.forget(size);
        printed.map_err(|faults| failed(title, &faults))
    }

    /// Keeps what all documents share and drops what only earlier ones needed, so that memory does not grow.
    fn forget(&self, size: usize) {
        if self.remembered.fetch_add(size, Ordering::Relaxed) + size >= REMEMBERED {
            self.remembered.store(0, Ordering::Relaxed);
            typst::comemo::evict(CLEARINGS_SURVIVED);
        }
    }
}

/// Standards, identifier and time, from the report alone.
fn options(date: Date, ident: String) -> typst::diag::SourceResult<PdfOptions> {
    use chrono::Datelike;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|fault| {
        typst::ecow::eco_vec![SourceDiagnostic::error(typst::syntax::Span::detached(), fault.message().clone())]
    })?;
    let day = |number: u32| u8::try_from(number).unwrap_or(1);
    // Noon in China: the same day wherever the file is opened.
    let time = Datetime::from_ymd_hms(date.year(), day(date.month()), day(date.day()), 12, 0, 0);
    Ok(PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(concat!("tongbao ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: time.and_then(|time| Timestamp::new_local(time, 8 * 60)),
        standards,
        ..PdfOptions::default()
    })
}

/// A box instead of a character would be a wrong document: none is made.
fn refuse_tofu(text: &str, fonts: &Fonts) -> Result<()> {
    let missing = fonts.missing(text);
    if missing.is_empty() {
        return Ok(());
    }
    let named = in_their_words(missing.iter().copied(), text);
    Err(Error::failed(format!("字体缺少 {} 个字：{named}，文件没有生成。", missing.len()))
        .remedy("把含有这些字的字体文件放进工作区的 fonts 文件夹，并在 tongbao.toml 的 [fonts] 中写上它的名称；若台账里写错了字，请报送单位改正。"))
}

fn failed(title: &str, faults: &[SourceDiagnostic]) -> Error {
    let causes: Vec<String> = faults
        .iter()
        .map(|fault| {
            fault.hints.iter().fold(fault.message.to_string(), |words, hint| words + "\nhint: " + hint.v.as_str())
        })
        .collect();
    Error::failed(format!("《{title}》的 PDF 没有排成。"))
        .remedy("加上 --verbose 再运行一次，把显示的原因告诉维护人员。")
        .caused_by(causes.join("\n"))
}
