package dev.millrace.simulator.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignatureTest {

    /** GitHub's own test vector, from "Validating webhook deliveries". */
    @Test
    void signsAsGitHubDocuments() {
        byte[] body = "Hello, World!".getBytes(StandardCharsets.UTF_8);

        assertThat(Signature.sha256("It's a Secret to Everybody", body))
                .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }
}
