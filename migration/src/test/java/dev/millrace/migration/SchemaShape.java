package dev.millrace.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What statements rely on: columns, and what rows must fulfil. Not compared are views, functions and triggers; there are none of which
 * statements know.
 *
 * @param columns by schema, table and name
 * @param uniqueness unique indexes, without their names: {@code on conflict} needs them
 * @param rules checks and foreign keys, by schema, table and name
 */
record SchemaShape(Map<String, Column> columns, Set<String> uniqueness, Map<String, String> rules) {

    private static final String SCHEMAS = Arrays.stream(Schema.values())
            .map(schema -> "'" + schema.sqlName() + "'")
            .collect(Collectors.joining(","));

    /**
     * A column.
     *
     * @param type as PostgreSQL writes it
     * @param isNullable whether it may be null
     * @param isFilled whether a row that does not name it gets a value
     */
    record Column(String type, boolean isNullable, boolean isFilled) {}

    static SchemaShape of(Connection database) throws SQLException {
        Map<String, Column> columns = new TreeMap<>();
        rows(
                database,
                """
                        select n.nspname || '.' || t.relname || '.' || c.attname, format_type(c.atttypid, c.atttypmod),
                               not c.attnotnull, c.atthasdef or c.attidentity <> ''
                          from pg_attribute c join pg_class t on t.oid = c.attrelid join pg_namespace n on n.oid = t.relnamespace
                         where n.nspname in (%s) and t.relkind in ('r', 'p') and not t.relispartition
                           and c.attnum > 0 and not c.attisdropped and t.relname <> 'flyway_schema_history'
                        """,
                row -> columns.put(
                        row.getString(1), new Column(row.getString(2), row.getBoolean(3), row.getBoolean(4))));
        Set<String> uniqueness = new TreeSet<>();
        rows(database, """
                        select n.nspname || '.' || t.relname || ' ' || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '')
                          from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
                         where n.nspname in (%s) and i.indisunique and not t.relispartition
                           and t.relname <> 'flyway_schema_history'
                        """, row -> uniqueness.add(row.getString(1)));
        Map<String, String> rules = new TreeMap<>();
        rows(database, """
                        select n.nspname || '.' || t.relname || '.' || r.conname, pg_get_constraintdef(r.oid)
                          from pg_constraint r join pg_class t on t.oid = r.conrelid join pg_namespace n on n.oid = t.relnamespace
                         where n.nspname in (%s) and r.contype in ('c', 'f') and not t.relispartition
                        """, row -> rules.put(row.getString(1), row.getString(2)));
        return new SchemaShape(columns, uniqueness, rules);
    }

    /** Why statements that fit the older schema may fail on this one; empty if they do not. */
    List<String> breaksStatementsOf(SchemaShape older) {
        List<String> broken = new ArrayList<>();
        older.columns.forEach((name, before) -> {
            Column now = columns.get(name);
            if (now == null) {
                broken.add(name + " was dropped or renamed");
            } else if (!now.type().equals(before.type())) {
                broken.add("%s was %s and is %s".formatted(name, before.type(), now.type()));
            } else if (before.isNullable() && !now.isNullable()) {
                broken.add(name + " must not be null any more");
            } else if (before.isFilled() && !now.isFilled() && !now.isNullable()) {
                broken.add(name + " has no default any more");
            }
        });
        Set<String> tables =
                older.columns.keySet().stream().map(SchemaShape::table).collect(Collectors.toSet());
        columns.forEach((name, now) -> {
            if (!older.columns.containsKey(name)
                    && tables.contains(table(name))
                    && !now.isNullable()
                    && !now.isFilled()) {
                broken.add(name + " is new, and rows without it are refused");
            }
        });
        older.uniqueness.stream()
                .filter(index -> !uniqueness.contains(index))
                .forEach(index -> broken.add("rows are no longer unique: " + index));
        uniqueness.stream()
                .filter(index -> !older.uniqueness.contains(index))
                .filter(index -> tables.contains(index.substring(0, index.indexOf(' '))))
                .forEach(index -> broken.add("rows must be unique: " + index));
        rules.forEach((name, rule) -> {
            if (tables.contains(table(name))
                    && !rule.equals(older.rules.get(name))
                    && !isOfNewColumn(older, name, rule)) {
                broken.add("%s is another rule: %s".formatted(name, rule));
            }
        });
        return broken;
    }

    /** A check that mentions no column of the older schema concerns no row of an older statement. */
    private static boolean isOfNewColumn(SchemaShape older, String name, String rule) {
        return rule.startsWith("CHECK")
                && older.columns.keySet().stream()
                        .filter(column -> table(column).equals(table(name)))
                        .map(column -> column.substring(column.lastIndexOf('.') + 1))
                        .noneMatch(column -> rule.matches("(?s).*\\b" + column + "\\b.*"));
    }

    private static String table(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static void rows(Connection database, String query, Reader reader) throws SQLException {
        try (var statement = database.createStatement();
                ResultSet rows = statement.executeQuery(query.formatted(SCHEMAS))) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    @FunctionalInterface
    private interface Reader {

        void read(ResultSet row) throws SQLException;
    }
}
