package dev.millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.objectstore.ObjectStoreConfig.InBucket;
import dev.millrace.objectstore.ObjectStoreConfig.InDirectory;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class ObjectStoreConfigTest {

    @Test
    void isADirectoryByDefault() {
        assertThat(ObjectStoreConfig.from(config(Map.of()))).isEqualTo(new InDirectory(Path.of(".millrace/git/packs")));
        assertThat(ObjectStoreConfig.from(config(Map.of("millrace.git.directory", "/srv/git"))))
                .isEqualTo(new InDirectory(Path.of("/srv/git/packs")));
    }

    @Test
    void isABucketWithDefaults() {
        var store = (InBucket)
                ObjectStoreConfig.from(config(Map.of("millrace.git.store", "s3", "millrace.git.s3.bucket", "packs")));

        assertThat(store.cache()).isEqualTo(Path.of(".millrace/git/.cache"));
        assertThat(store.cacheBytes()).isEqualTo(10L << 30);
        S3Config bucket = store.bucket();
        assertThat(bucket.bucket()).isEqualTo("packs");
        assertThat(bucket.prefix()).isEmpty();
        assertThat(bucket.endpoint()).isEmpty();
        assertThat(bucket.region()).isEqualTo("us-east-1");
        assertThat(bucket.pathStyle()).isFalse();
        assertThat(bucket.credentials()).isEmpty();
        assertThat(bucket.partSize()).isEqualTo(16L << 20);
        assertThat(bucket.attempts()).isEqualTo(6);
        assertThat(bucket.firstPause()).isEqualTo(Duration.ofMillis(50));
        assertThat(bucket.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void readsEverySetting() {
        var settings = new HashMap<String, String>();
        settings.put("millrace.git.store", "s3");
        settings.put("millrace.git.cache.directory", "/var/cache/git");
        settings.put("millrace.git.cache.bytes", "0");
        settings.put("millrace.git.s3.bucket", "packs");
        settings.put("millrace.git.s3.prefix", "millrace");
        settings.put("millrace.git.s3.endpoint", "http://localhost:9000");
        settings.put("millrace.git.s3.region", "eu-central-1");
        settings.put("millrace.git.s3.path-style", "true");
        settings.put("millrace.git.s3.access-key", "me");
        settings.put("millrace.git.s3.secret-key", "hidden");
        settings.put("millrace.git.s3.part-size", "6000000");
        settings.put("millrace.git.s3.attempts", "3");
        settings.put("millrace.git.s3.first-pause", "PT0.01S");
        settings.put("millrace.git.s3.timeout", "PT5S");

        var store = (InBucket) ObjectStoreConfig.from(config(settings));

        assertThat(store.cache()).isEqualTo(Path.of("/var/cache/git"));
        assertThat(store.cacheBytes()).isZero();
        S3Config bucket = store.bucket();
        assertThat(bucket.prefix()).isEqualTo("millrace");
        assertThat(bucket.endpoint()).hasValue(URI.create("http://localhost:9000"));
        assertThat(bucket.region()).isEqualTo("eu-central-1");
        assertThat(bucket.pathStyle()).isTrue();
        assertThat(bucket.credentials()).hasValue(new S3Config.Credentials("me", "hidden"));
        assertThat(bucket.toString()).doesNotContain("hidden");
        assertThat(bucket.partSize()).isEqualTo(6_000_000);
        assertThat(bucket.attempts()).isEqualTo(3);
        assertThat(bucket.firstPause()).isEqualTo(Duration.ofMillis(10));
        assertThat(bucket.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void refusesWhatCannotBe() {
        refuses(Map.of("millrace.git.store", "tape"), "tape");
        refuses(Map.of("millrace.git.store", "s3"), "millrace.git.s3.bucket");
        var halfAKey = Map.of(
                "millrace.git.store", "s3", "millrace.git.s3.bucket", "packs", "millrace.git.s3.access-key", "me");
        refuses(halfAKey, "secret-key");
        var smallParts = Map.of(
                "millrace.git.store", "s3", "millrace.git.s3.bucket", "packs", "millrace.git.s3.part-size", "1000");
        refuses(smallParts, "part-size");
    }

    private static void refuses(Map<String, String> settings, String word) {
        assertThatThrownBy(() -> ObjectStoreConfig.from(config(settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word);
    }

    private static Config config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
    }
}
