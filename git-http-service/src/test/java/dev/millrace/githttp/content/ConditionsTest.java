package dev.millrace.githttp.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.content.Conditions.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final String TAG = "\"abc\"";
    private static final Optional<Instant> CHANGED = Optional.of(Instant.parse("2026-01-02T03:04:05Z"));
    private static final String SAME = "Fri, 2 Jan 2026 03:04:05 GMT";
    private static final String BEFORE = "Thu, 1 Jan 2026 03:04:05 GMT";

    private static Verdict verdict(String ifMatch, String ifNoneMatch, String modified, String unmodified) {
        return new Conditions(ifMatch, ifNoneMatch, modified, unmodified, null).verdict(TAG, CHANGED);
    }

    @Test
    void comparesTags() {
        assertThat(verdict(TAG, null, null, null)).isEqualTo(Verdict.SEND);
        assertThat(verdict("\"x\", " + TAG, null, null, null)).isEqualTo(Verdict.SEND);
        assertThat(verdict("*", null, null, null)).isEqualTo(Verdict.SEND);
        assertThat(verdict("\"x\"", null, null, null)).isEqualTo(Verdict.FAILED);
        assertThat(verdict(null, TAG, null, null)).isEqualTo(Verdict.NOT_MODIFIED);
        assertThat(verdict(null, "W/" + TAG, null, null)).isEqualTo(Verdict.NOT_MODIFIED);
        assertThat(verdict(null, "\"x\"", null, null)).isEqualTo(Verdict.SEND);
        assertThat(verdict("W/" + TAG, null, null, null)).isEqualTo(Verdict.FAILED);
    }

    @Test
    void comparesTimesWhereThereAreNoTags() {
        assertThat(verdict(null, null, SAME, null)).isEqualTo(Verdict.NOT_MODIFIED);
        assertThat(verdict(null, null, BEFORE, null)).isEqualTo(Verdict.SEND);
        assertThat(verdict(null, null, null, SAME)).isEqualTo(Verdict.SEND);
        assertThat(verdict(null, null, null, BEFORE)).isEqualTo(Verdict.FAILED);
        assertThat(verdict(TAG, null, null, BEFORE)).isEqualTo(Verdict.SEND);
        assertThat(verdict(null, "\"x\"", SAME, null)).isEqualTo(Verdict.SEND);
        assertThat(verdict(null, null, "yesterday", "tomorrow")).isEqualTo(Verdict.SEND);
    }

    @Test
    void sendsARangeOnlyOfTheSameFile() {
        assertThat(range(null)).isTrue();
        assertThat(range(TAG)).isTrue();
        assertThat(range("\"x\"")).isFalse();
        assertThat(range(SAME)).isTrue();
        assertThat(range(BEFORE)).isFalse();
        assertThat(range("nonsense")).isFalse();
    }

    private static boolean range(String ifRange) {
        return new Conditions(null, null, null, null, ifRange).allowsRange(TAG, CHANGED);
    }
}
