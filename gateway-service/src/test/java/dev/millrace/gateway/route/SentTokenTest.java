package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SentTokenTest {

    @Test
    void findsATokenWhereClientsSendIt() {
        String basic = Base64.getEncoder().encodeToString("git:mr_token".getBytes(StandardCharsets.UTF_8));

        assertThat(SentToken.of("Bearer mr_token")).contains("mr_token");
        assertThat(SentToken.of("bearer  mr_token ")).contains("mr_token");
        assertThat(SentToken.of("Basic " + basic)).contains("mr_token");
    }

    @Test
    void findsNoneElsewhere() {
        assertThat(SentToken.of(null)).isEmpty();
        assertThat(SentToken.of("Digest x")).isEmpty();
        assertThat(SentToken.of("Basic %%%")).isEmpty();
        assertThat(SentToken.of("Basic " + Base64.getEncoder().encodeToString(new byte[] {1, 2})))
                .isEmpty();
        assertThat(SentToken.of("Bearer " + "x".repeat(1_000))).isEmpty();
    }
}
