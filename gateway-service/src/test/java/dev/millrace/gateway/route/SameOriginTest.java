package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameOriginTest {

    @Test
    void readsForEverySite() {
        assertThat(SameOrigin.allows("GET", "cross-site", "https://evil.example", "millrace.example"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, , true",
        "same-site, , false",
        "cross-site, , false",
        "none, , false",
        // what the browser states about the site decides
        "cross-site, https://millrace.example, false",
        ", https://millrace.example, true",
        ", https://MILLRACE.example, true",
        ", http://millrace.example, true",
        ", https://millrace.example.evil.example, false",
        ", https://evil.example, false",
        ", null, false",
        ", , false"
    })
    void changesThingsForItsOwnPagesOnly(String site, String origin, boolean allowed) {
        assertThat(SameOrigin.allows("POST", site, origin, "millrace.example")).isEqualTo(allowed);
    }
}
