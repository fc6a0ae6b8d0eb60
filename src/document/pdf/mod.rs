//! pdf: filled next.
