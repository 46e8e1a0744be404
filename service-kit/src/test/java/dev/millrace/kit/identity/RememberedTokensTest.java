package dev.millrace.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.identity.RememberedTokens.Entry;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedTokensTest {

    private static final long LIMIT = 64 * 1024;

    private final RememberedTokens remembered = new RememberedTokens(LIMIT);

    @Test
    void staysWithinItsMemoryHoweverLargeTheTokensAre() {
        for (int i = 0; i < 500; i++) {
            remembered.keep("large " + i, new Entry(1, caller("s".repeat(2_000), 50)));
        }

        // text alone is 4,000 bytes of each
        assertThat(remembered.bytes()).isBetween(1L, LIMIT);
    } // #9.3

    @Test
    void countsTheRefPolicies() {
        remembered.keep("plain", new Entry(1, caller("s", 0)));
        long plain = remembered.bytes();
        remembered.keep("limited", new Entry(1, caller("s", 100)));

        assertThat(remembered.bytes() - plain).isGreaterThan(100 * 100);
    } // #9.3

    @Test
    void findsACallerByTheWholeToken() {
        Entry entry = new Entry(7, caller("s", 1));
        remembered.keep("token", entry);

        assertThat(remembered.find("token")).isEqualTo(entry);
        assertThat(remembered.find("token2")).isNull();
    }

    private static Caller caller(String subject, int policies) {
        var refs = IntStream.range(0, policies)
                .mapToObj(i -> new RefPolicy("refs/heads/branch-" + i, Set.of("no-push")))
                .toList();
        return new Caller("acme", subject, Optional.of("acme/widgets"), Set.of(), refs, Instant.EPOCH);
    }
}
