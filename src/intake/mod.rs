//! intake: filled next.
