# Reads the store as any other engine does: three Delta tables, joined on submission_id and part.
import sys
from deltalake import DeltaTable, QueryBuilder

tables = {name: DeltaTable(f"{sys.argv[1]}/{name}") for name in ("submissions", "rows", "findings")}
engine = QueryBuilder()
for name, table in tables.items():
    protocol = table.protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2), protocol
    assert not protocol.writer_features and not protocol.reader_features, protocol
    engine.register(name, table)


def query(sql):
    table = engine.execute(sql).read_all()
    return [[value.as_py() for value in table.column(at)] for at in range(table.num_columns)]


in_force = "JOIN submissions s ON s.submission_id = {0}.submission_id AND s.{0}_part = {0}.part AND s.standing = 'in_force'"
standings = query("SELECT DISTINCT standing FROM submissions ORDER BY standing")[0]
stored = query("SELECT count(*) FROM rows")[0][0]
names = query(f"SELECT rows.name, rows.as_of FROM rows {in_force.format('rows')} ORDER BY rows.source_row")
codes = query(f"SELECT findings.code FROM findings {in_force.format('findings')}")[0]
assert {str(day) for day in names[1]} == {"2023-04-09"}, names
print(tables["submissions"].version(), ",".join(standings), stored, ",".join(names[0]), ",".join(codes))
