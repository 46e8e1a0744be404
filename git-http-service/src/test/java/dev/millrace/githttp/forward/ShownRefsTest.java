package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.forward.ShownRefs.Key;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class ShownRefsTest {

    private static final ObjectId A = ObjectId.fromString("a".repeat(40));
    private static final ObjectId B = ObjectId.fromString("b".repeat(40));
    private static final UpstreamAccess ACCESS = new UpstreamAccess(
            "forge", URI.create("https://forge.test/r.git"), List.of(), Optional.empty(), Optional.empty());

    private final ShownRefs shown = new ShownRefs();
    private final Key key = new Key(UUID.randomUUID(), "ann");
    private final UpstreamRefs refs = new UpstreamRefs(new TreeMap<>(Map.of("refs/heads/main", A)), Set.of());

    @Test
    void isGivenOnceToTheOneWhoWasShown() {
        shown.keep(key, refs, ACCESS);

        assertThat(shown.take(new Key(key.repositoryId(), "bob"), Map.of("refs/heads/main", A)))
                .isEmpty();
        assertThat(shown.take(key, Map.of("refs/heads/main", A, "refs/heads/new", ObjectId.zeroId())))
                .isPresent();
        assertThat(shown.take(key, Map.of("refs/heads/main", A))).isEmpty();
    }

    @Test
    void isOfNoUseToWhoBelievesOtherwise() {
        shown.keep(key, refs, ACCESS);

        assertThat(shown.take(key, Map.of("refs/heads/main", B))).isEmpty();
    }
}
