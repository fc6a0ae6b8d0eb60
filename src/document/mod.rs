//! document: filled next.
