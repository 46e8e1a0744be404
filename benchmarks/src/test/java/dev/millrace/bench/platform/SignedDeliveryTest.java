package dev.millrace.bench.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignedDeliveryTest {

    /** The vector of GitHub's documentation, "Validating webhook deliveries". */
    @Test
    void signsAsGitHubDoes() {
        assertThat(SignedDelivery.signature(
                        "Hello, World!".getBytes(StandardCharsets.UTF_8), "It's a Secret to Everybody"))
                .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }
}
