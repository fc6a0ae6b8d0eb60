//! xlsx: filled next.
