package dev.millrace.gateway.dashboard.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildFilterTest {

    @Test
    void keepsItsValuesInAddressesAndNothingElse() {
        BuildFilter filter = BuildFilter.of(
                BuildFilter.OF_BUILDS, Map.of("repository", "acme/widgets", "state", "", "unknown", "x"));

        assertThat(filter.address("/ui/builds", "a&b")).isEqualTo("/ui/builds?repository=acme%2Fwidgets&cursor=a%26b");
        assertThat(filter.value("state")).isEmpty();
    }

    @Test
    void isEmptyWithoutValues() {
        BuildFilter filter = BuildFilter.of(BuildFilter.OF_BUILDS, Map.of("state", " "));

        assertThat(filter.isEmpty()).isTrue();
        assertThat(filter.address("/ui/builds", "")).isEqualTo("/ui/builds");
    }
}
