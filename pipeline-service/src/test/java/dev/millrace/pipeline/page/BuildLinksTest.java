package dev.millrace.pipeline.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLinksTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final UUID BUILD = UUID.fromString("7a0c0ffe-0000-4000-8000-000000000001");
    private static final Duration LIFETIME = Duration.ofDays(14);

    private final SettableClock clock = new SettableClock(NOW);
    private final KeyPair keys = TestKeys.ec();

    @TempDir
    Path folder;

    private Path file;
    private BuildLinks links;

    @BeforeEach
    void set() throws IOException {
        file = Files.writeString(folder.resolve("platform.pem"), TestKeys.pem(keys.getPrivate()));
        links = links(Optional.of(file), keys);
    }

    @Test
    void opensTheBuildThatTheLinkIsFor() {
        String link = links.to(BUILD).toString();

        assertThat(link).startsWith("https://millrace.example/builds/" + BUILD + "?key=");
        assertThat(links.opens(BUILD, key())).isTrue();
        assertThat(links.opens(UUID.randomUUID(), key())).isFalse();
    }

    @Test
    void opensNothingAfterItsLifetime() {
        String key = key();

        clock.set(NOW.plus(LIFETIME).minusSeconds(1));
        assertThat(links.opens(BUILD, key)).isTrue();
        clock.set(NOW.plus(LIFETIME));
        assertThat(links.opens(BUILD, key)).isFalse();
    }

    @Test
    void givesOutTheSameKeyForAWhile() {
        String key = key();

        clock.advance(Duration.ofHours(3));
        assertThat(key()).isEqualTo(key);
        clock.advance(Duration.ofHours(1));
        assertThat(key()).isNotEqualTo(key);
        assertThat(links.opens(BUILD, key)).isTrue();
        for (int i = 0; i < 1_500; i++) {
            UUID other = UUID.randomUUID();
            assertThat(links.to(other).toString()).contains(other.toString());
        }
    }

    @Test
    void opensNothingWithAnAlteredKey() {
        String key = key();
        String later = Long.parseLong(key.substring(0, key.indexOf('.'))) + 1 + key.substring(key.indexOf('.'));
        char first = key.charAt(key.indexOf('.') + 1);
        String other = key.replace("." + first, "." + (first == 'A' ? 'B' : 'A'));

        assertThat(links.opens(BUILD, later)).isFalse();
        assertThat(links.opens(BUILD, other)).isFalse();
        for (String wrong :
                new String[] {"", ".", "1." + "A".repeat(86), "x", key + "A", key.substring(1), "-" + key}) {
            assertThat(links.opens(BUILD, wrong)).as(wrong).isFalse();
        }
    }

    @Test
    void opensNothingThatAnotherKeySigned() {
        assertThat(links(Optional.of(file), TestKeys.ec()).opens(BUILD, key())).isFalse();
    }

    @Test
    void makesLinksWithoutAKeyWhereThePlatformsKeyIsMissing() {
        URI page = URI.create("https://millrace.example/builds/" + BUILD);

        assertThat(links(Optional.empty(), keys).to(BUILD)).isEqualTo(page);
        assertThat(links(Optional.of(folder.resolve("gone")), keys).to(BUILD)).isEqualTo(page);
    }

    @Test
    void refusesALifetimeOfNothing() {
        assertThatThrownBy(() -> new BuildLinks(
                        URI.create("https://millrace.example"),
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty(),
                        clock))
                .hasMessageContaining("millrace.pipeline.link-lifetime");
    }

    private BuildLinks links(Optional<Path> privateKey, KeyPair pair) {
        return new BuildLinks(
                URI.create("https://millrace.example/"), LIFETIME, privateKey, Optional.of(pair.getPublic()), clock);
    }

    private String key() {
        String link = links.to(BUILD).toString();
        return link.substring(link.indexOf("key=") + 4);
    }
}
