//! A chart as data: drawn by plotters for documents, natively by workbooks.

/// A chart with all the words that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Stable name and file stem (`exit_rate_by_county`).
    pub id: String,
    /// The finding it shows, as a sentence without full stop.
    pub title: String,
    /// Unit and date line below the title (`单位：%　截至2023年4月30日`).
    pub subtitle: String,
    /// Alternative text: what a reader who cannot see it must know.
    pub alt: String,
    /// The data.
    pub kind: ChartKind,
}

/// A line across the plot with its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// `全市 39.21%`.
    pub label: String,
    /// Where.
    pub value: f64,
}

/// A labelled amount; `text` is what is printed at the bar, exactly as in the tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Category.
    pub label: String,
    /// Length of the bar; `None` draws no bar (无治理任务).
    pub value: Option<f64>,
    /// Printed value.
    pub text: String,
}

/// A line of a line chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name, written at its end.
    pub name: String,
    /// One value a category; `None` is a gap.
    pub values: Vec<Option<f64>>,
    /// Printed values, one a category.
    pub texts: Vec<String>,
    /// Drawn dashed and lighter: a plan, not a measurement.
    pub plan: bool,
}

/// The five shapes.
#[derive(Debug, Clone, PartialEq)]
pub enum ChartKind {
    /// Horizontal bars with mean and target lines (exit rate by county).
    Bars {
        /// The right end of the axis: `None` for values in percent, from 0 to 100; else the largest amount.
        most: Option<f64>,
        /// From the best to the worst.
        bars: Vec<Bar>,
        /// City line, target line.
        marks: Vec<Mark>,
    },
    /// Weekly course against the plan, with the target date marked.
    Lines {
        /// Category labels (`4月2日`).
        categories: Vec<String>,
        /// The lines.
        series: Vec<Series>,
        /// Index into `categories` and label of a vertical line (`目标日 5月31日`); may lie between weeks.
        target: Option<(f64, String)>,
    },
    /// Horizontal bars stacked by part (remaining by industry, stacked by ledger).
    Stacked {
        /// Names of the parts.
        parts: Vec<String>,
        /// Label, and one count a part.
        bars: Vec<(String, Vec<u64>)>,
    },
    /// From governed to exited: each step's label, count, and share of the first as printed.
    Funnel {
        /// Label, count, printed share.
        steps: Vec<(String, u64, String)>,
    },
    /// County × industry counts.
    Heat {
        /// Row labels.
        rows: Vec<String>,
        /// Column labels.
        columns: Vec<String>,
        /// What an empty cell means (`从无列入`).
        blank: String,
        /// Counts, row by row; `None` for an empty cell.
        cells: Vec<Vec<Option<u64>>>,
    },
}
