package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.githttp.forward.AdvertisedRefs.Key;
import dev.millrace.upstream.UpstreamAccess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class AdvertisedRefsTest {

    private static final ObjectId A = ObjectId.fromString("a".repeat(40));
    private static final ObjectId B = ObjectId.fromString("b".repeat(40));
    private static final UpstreamAccess ACCESS =
            UpstreamAccess.of("forge", URI.create("https://forge.test/r.git"), List.of(), Optional.empty());

    private final AdvertisedRefs shown = new AdvertisedRefs();
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
    void keepsNoMoreThanItsMemoryHoweverLongTheNamesAre() {
        var small = new AdvertisedRefs(256 * 1024, Ticker.systemTicker());
        String longest = "x".repeat(2_000);

        for (int i = 0; i < 200; i++) {
            var tips = new TreeMap<>(Map.of("refs/heads/" + longest + i, A, "refs/tags/" + longest + i, A));
            small.keep(new Key(key.repositoryId(), "caller " + i), new UpstreamRefs(tips, Set.of()), ACCESS);
        }

        assertThat(small.bytes()).isBetween(1L, 256L * 1024);
    } // #9.3

    @Test
    void isForgottenAfterTenSeconds() {
        var now = new AtomicLong();
        var brief = new AdvertisedRefs(1 << 20, now::get);
        brief.keep(key, refs, ACCESS);

        now.addAndGet(Duration.ofSeconds(11).toNanos());

        assertThat(brief.take(key, Map.of("refs/heads/main", A))).isEmpty();
        assertThat(brief.bytes()).isZero();
    } // #9.3

    @Test
    void isOfNoUseToWhoBelievesOtherwise() {
        shown.keep(key, refs, ACCESS);

        assertThat(shown.take(key, Map.of("refs/heads/main", B))).isEmpty();
    }
}
