//! docx: filled next.
