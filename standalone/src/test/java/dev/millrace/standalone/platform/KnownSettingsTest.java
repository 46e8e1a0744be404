package dev.millrace.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KnownSettingsTest {

    /** Read by the program that starts the services, and by none of them. */
    private static final Set<String> OWN = Set.of("millrace.public-url");

    private final KnownSettings known = KnownSettings.load();

    @Test
    void knowsEveryKeyThatTheServicesReadAndNoOther() throws IOException { // #9.35
        Set<String> used = UsedSettings.find();
        Set<String> listed = new TreeSet<>(known.all());
        listed.removeAll(OWN);

        assertThat(used).as("what the services read").hasSizeGreaterThan(100);
        assertThat(used)
                .as("every key that a service reads stands in settings.keys")
                .allMatch(key -> listed.contains(key) || isListedByName(key, listed));
        assertThat(listed)
                .as("every key of settings.keys is read by a service")
                .allMatch(key -> used.contains(key) || used.contains(anyName(key)));
    }

    @Test
    void findsTheNearestName() {
        assertThat(known.nearest("millrace.github.appid")).contains("millrace.github.app-id");
        assertThat(known.nearest("millrace.sync.worker")).contains("millrace.sync.workers");
        assertThat(known.nearest("something.else.altogether")).isEmpty();
    }

    @Test
    void takesAnyNameWhereTheServicesDo() {
        assertThat(known.isOpen("millrace.git-http.fsck.missing-email")).isTrue();
        assertThat(known.isOpen("millrace.git.retention.pack")).isFalse();
        assertThat(known.isOpen("millrace.urls.ingest")).isFalse();
        assertThat(known.isInternal("millrace.urls.ingest")).isTrue();
    }

    private static boolean isListedByName(String key, Set<String> listed) {
        return key.endsWith(".*")
                && listed.stream().anyMatch(each -> anyName(each).equals(key));
    }

    private static String anyName(String key) {
        return key.substring(0, key.lastIndexOf('.') + 1) + "*";
    }
}
