//! The program: parse, dispatch, print, exit status. The only place that prints.

fn main() {}
