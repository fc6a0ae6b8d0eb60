//! ledger: filled next.
