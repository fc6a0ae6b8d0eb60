//! state: filled next.
