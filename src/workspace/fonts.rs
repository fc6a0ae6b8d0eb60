//! Fonts: filled next.
