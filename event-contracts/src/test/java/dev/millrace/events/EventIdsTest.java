package dev.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventIdsTest {

    @Test
    void givesTheSameIdForTheSameParts() {
        assertThat(EventIds.of("github.com", "guid", 0)).isEqualTo(EventIds.of("github.com", "guid", 0));
    }

    @Test
    void distinguishesWhereOnePartEndsAndTheNextBegins() {
        assertThat(EventIds.of("ab", "c")).isNotEqualTo(EventIds.of("a", "bc"));
    }

    @Test
    void isAVersionFiveUuid() {
        assertThat(EventIds.of("x").version()).isEqualTo(5);
        assertThat(EventIds.of("x").variant()).isEqualTo(2);
    }
}
