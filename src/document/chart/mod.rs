//! chart: filled next.
