//! Every built-in query runs and gives what its header says.

use tongbao::indicator::{
    catalogue::Catalogue,
    engine::{Engine, Local},
    params::Arguments,
};

use crate::ledger::case;

#[test]
fn every_query_gives_the_columns_of_its_header() {
    let catalogue = Catalogue::new(&[]).unwrap();
    let case = case(1, 60);
    let tables = case.tables();
    let engine = Local::new(&tables, &catalogue);
    let mut faults = Vec::new();
    for query in catalogue.list() {
        let given: Arguments = [("uscc".to_owned(), "x".to_owned())]
            .into_iter()
            .filter(|(name, _)| query.parameters.iter().any(|parameter| &parameter.name == name))
            .collect();

        match engine.run(query, &given) {
            Ok(table) => assert_eq!(table.columns.len(), query.outputs.len()),
            Err(error) => faults.push(format!("{error}  {:?}", error.source)),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
