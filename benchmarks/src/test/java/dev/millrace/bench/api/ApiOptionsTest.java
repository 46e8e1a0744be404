package dev.millrace.bench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiOptionsTest {

    @Test
    void measuresAsMuchAsStated() {
        assertThat(ApiOptions.parse(List.of())).isEqualTo(new ApiOptions(200, 100));
        assertThat(ApiOptions.parse(List.of("--megabytes", "5", "--rounds", "20")))
                .isEqualTo(new ApiOptions(20, 5));
    }

    @Test
    void refusesOtherOptions() {
        for (List<String> options : List.of(List.of("--rounds"), List.of("--rounds", "0"), List.of("--other", "1"))) {
            assertThatThrownBy(() -> ApiOptions.parse(options)).isInstanceOf(UnexpectedAnswer.class);
        }
    }
}
