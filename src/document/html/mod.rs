//! html: filled next.
