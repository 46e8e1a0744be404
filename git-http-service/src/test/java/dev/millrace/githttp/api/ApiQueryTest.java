package dev.millrace.githttp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.error.MillraceException;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiQueryTest {

    private final MultiMap given = MultiMap.caseInsensitiveMultiMap();
    private final ApiQuery query = new ApiQuery(given);

    @Test
    void takesTheFirstNameThatHasAValue() {
        given.add("branch", "old").add("ref", "");
        assertThat(query.text("ref", "branch")).contains("old");

        given.set("ref", "new");
        assertThat(query.text("ref", "branch")).contains("new");
        assertThat(query.text("nothing")).isEmpty();
        assertThatThrownBy(() -> query.required("nothing", "x"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("'nothing'");
    }

    @Test
    void readsFlags() {
        given.add("yes", "true").add("no", "false").add("wrong", "perhaps");

        assertThat(List.of(query.flag("yes"), query.flag("no"), query.flag("absent"), query.flagOr(true, "absent")))
                .containsExactly(true, false, false, true);
        assertThatThrownBy(() -> query.flag("wrong"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("perhaps");
    }

    @Test
    void boundsPages() {
        assertThat(query.limit(20, 100)).isEqualTo(20);
        assertThat(limit("0")).isEqualTo(20);
        assertThat(limit("-5")).isEqualTo(20);
        assertThat(limit("7")).isEqualTo(7);
        assertThat(limit("99999999999")).isEqualTo(100);
        assertThatThrownBy(() -> limit("many"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("many");
    }

    private int limit(String text) {
        given.set("limit", text);
        return query.limit(20, 100);
    }

    @Test
    void readsOnlyCursorsThatWeGaveOut() {
        given.set("cursor", "");
        assertThat(query.cursor()).isEmpty();

        given.set("cursor", PageToken.of("src/ä b"));
        assertThat(query.cursor()).contains("src/ä b");

        for (String wrong : List.of("not one!", "_w")) {
            given.set("cursor", wrong);
            assertThatThrownBy(query::cursor)
                    .isInstanceOf(MillraceException.class)
                    .hasMessageContaining("cursor");
        }
    }
}
