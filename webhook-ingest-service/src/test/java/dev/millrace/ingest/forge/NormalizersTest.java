package dev.millrace.ingest.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.forgejo.ForgejoNormalizer;
import dev.millrace.ingest.forge.gitea.GiteaNormalizer;
import dev.millrace.ingest.forge.github.GithubNormalizer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormalizersTest {

    private static final Delivered DELIVERED = new Delivered("forge.test", "1", "star", Instant.EPOCH);

    private final Normalizers normalizers = new Normalizers(List.of(new Otherforge(), new GithubNormalizer()));

    @Test
    void givesADeliveryToTheForgeThatRecognizesItsHeaders() {
        assertThat(normalizers.normalize(Map.of("x-github-event", "star"), DELIVERED, new byte[0]))
                .isEqualTo(new Unused());
        assertThat(normalizers.normalize(Map.of("x-other-event", "star"), DELIVERED, new byte[0]))
                .isEqualTo(new NotNormalizable("read by the other"));
    }

    @Test
    void goesByTheAddressAndNotByTheHeadersThatForgejoSharesWithOthers() {
        var all = new Normalizers(List.of(new GithubNormalizer(), new GiteaNormalizer(), new ForgejoNormalizer()));
        Map<String, String> fromForgejo =
                Map.of("x-github-event", "issues", "x-gitea-event", "issues", Forge.HEADER, "forgejo");

        assertThat(new GithubNormalizer().reads(fromForgejo)).isFalse();
        assertThat(new GiteaNormalizer().reads(fromForgejo)).isFalse();
        assertThat(all.normalize(
                        fromForgejo, new Delivered("codeberg.org", "1", "push", Instant.EPOCH), "{}".getBytes(UTF_8)))
                .isEqualTo(new NotNormalizable("push: ref is missing"));
    }

    @Test
    void doesNotGuessTheForge() {
        assertThat(normalizers.normalize(Map.of(), DELIVERED, new byte[0]))
                .isEqualTo(new NotNormalizable("its headers are of no forge that is known"));
    }

    private static final class Otherforge implements Normalizer {

        @Override
        public boolean reads(Map<String, String> headers) {
            return headers.containsKey("x-other-event");
        }

        @Override
        public Normalization normalize(Delivered delivered, byte[] json) {
            return new NotNormalizable("read by the other");
        }
    }
}
