//! store: filled next.
