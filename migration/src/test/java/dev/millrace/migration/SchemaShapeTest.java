package dev.millrace.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.migration.SchemaShape.Column;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaShapeTest {

    private static final Column TEXT = new Column("text", false, false);
    private static final Column OPTIONAL = new Column("text", true, false);
    private static final Column FILLED = new Column("text", false, true);

    private final SchemaShape before = new SchemaShape(
            Map.of("sync.mirror.name", TEXT, "sync.mirror.note", OPTIONAL, "sync.mirror.state", FILLED),
            Set.of("sync.mirror btree (name)"),
            Map.of("sync.mirror.known", "CHECK ((state = 'A'::text))"));

    @Test
    void allowsWhatIsAdded() {
        Map<String, Column> columns = new HashMap<>(before.columns());
        columns.put("sync.mirror.added", OPTIONAL);
        columns.put("sync.mirror.filled", FILLED);
        columns.put("sync.other.name", TEXT);

        var now = new SchemaShape(
                columns,
                Set.of("sync.mirror btree (name)", "sync.other btree (name)"),
                Map.of(
                        "sync.mirror.known", "CHECK ((state = 'A'::text))",
                        "sync.mirror.added_check", "CHECK ((added = 'B'::text))",
                        "sync.other.check", "CHECK ((name <> ''::text))"));

        assertThat(now.breaksStatementsOf(before)).isEmpty();
    }

    @Test
    void findsWhatIsDroppedOrTightened() {
        var now = new SchemaShape(
                Map.of("sync.mirror.title", TEXT, "sync.mirror.note", TEXT, "sync.mirror.state", TEXT),
                Set.of("sync.mirror btree (note)"),
                Map.of("sync.mirror.known", "CHECK ((state = 'B'::text))"));

        assertThat(now.breaksStatementsOf(before))
                .containsExactlyInAnyOrder(
                        "sync.mirror.name was dropped or renamed",
                        "sync.mirror.note must not be null any more",
                        "sync.mirror.state has no default any more",
                        "sync.mirror.title is new, and rows without it are refused",
                        "rows are no longer unique: sync.mirror btree (name)",
                        "rows must be unique: sync.mirror btree (note)",
                        "sync.mirror.known is another rule: CHECK ((state = 'B'::text))");
    }

    @Test
    void findsAnotherType() {
        Map<String, Column> columns = new HashMap<>(before.columns());
        columns.put("sync.mirror.name", new Column("bigint", false, false));

        assertThat(new SchemaShape(columns, before.uniqueness(), before.rules()).breaksStatementsOf(before))
                .containsExactly("sync.mirror.name was text and is bigint");
    }
}
