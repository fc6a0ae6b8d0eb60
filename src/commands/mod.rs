//! commands: filled next.
