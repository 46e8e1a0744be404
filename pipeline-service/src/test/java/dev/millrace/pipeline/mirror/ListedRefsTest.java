package dev.millrace.pipeline.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListedRefsTest {

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final String C = "c".repeat(40);

    @Test
    void findsTheDefaultBranch() {
        assertThat(ListedRefs.of("ref: refs/heads/trunk\tHEAD\n%s\tHEAD\n".formatted(A))
                        .defaultBranch())
                .isEqualTo(new RefOutcome.Found("trunk", A));
        assertThat(ListedRefs.of("").defaultBranch()).isInstanceOf(RefOutcome.NoSuchRef.class);
    }

    @Test
    void prefersABranchAndTheCommitOfATag() {
        var refs = ListedRefs.of(
                "%s\trefs/heads/x\n%s\trefs/heads/deep/refs/heads/y\n%s\trefs/tags/x\n%s\trefs/tags/x^{}\n"
                        .formatted(A, B, B, C));

        assertThat(refs.named("x")).isEqualTo(new RefOutcome.Found("x", A));
        assertThat(refs.named("refs/tags/x")).isEqualTo(new RefOutcome.Found("x", C));
        assertThat(refs.named("y")).isInstanceOf(RefOutcome.NoSuchRef.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-x", "--upload-pack=x", "a b", "a*", "a?", "[a", "a\nb", "a..b", "a@{1}", "a:b", "a\\b"})
    void refusesWhatIsNoName(String name) {
        assertThat(ListedRefs.isName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "feature/a-b", "v1.2.3", "refs/heads/main", "ümlaut"})
    void allowsNames(String name) {
        assertThat(ListedRefs.isName(name)).isTrue();
    }
}
