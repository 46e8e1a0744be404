package dev.millrace.gateway.dashboard.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchChoiceTest {

    @Test
    void searchesATextInAnyCaseUnlessMoreIsChosen() {
        SearchChoice plain = SearchChoice.of(Map.of("q", "a b", "repository", ""));
        SearchChoice detailed = SearchChoice.of(Map.of("q", "a.b", "expression", "on", "case", "on", "ref", "*"));

        assertThat(plain.api(20, "")).isEqualTo("/api/search?q=a%20b&literal=true&case_sensitive=false&limit=20");
        assertThat(plain.isDetailed()).isFalse();
        assertThat(detailed.api(20, "c"))
                .isEqualTo("/api/search?q=a.b&literal=false&case_sensitive=true&ref=*&limit=20&cursor=c");
        assertThat(detailed.page("c")).isEqualTo("/ui/search?q=a.b&expression=on&case=on&ref=*&cursor=c");
        assertThat(SearchChoice.of(Map.of()).isNone()).isTrue();
    }
}
