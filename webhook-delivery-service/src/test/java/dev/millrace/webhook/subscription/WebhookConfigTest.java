package dev.millrace.webhook.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class WebhookConfigTest {

    @Test
    void hasDefaults() {
        WebhookConfig config = config(Map.of());

        assertThat(config.perTeam()).isEqualTo(100);
        assertThat(config.workers()).isEqualTo(16);
        assertThat(config.workersPerWebhook()).isEqualTo(4);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.firstBackoff()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.longestBackoff()).isEqualTo(Duration.ofHours(1));
        assertThat(config.retryFor()).isEqualTo(Duration.ofDays(3));
        assertThat(config.disableAfter()).isEqualTo(Duration.ofDays(3));
        assertThat(config.maxResponse().asLongValue()).isEqualTo(16 << 10);
        assertThat(config.kept()).isEqualTo(Duration.ofDays(30));
        assertThat(config.cleanEvery()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void readsEveryKey() {
        Map<String, String> given = new HashMap<>();
        given.put("millrace.webhooks.per-team", "1");
        given.put("millrace.webhooks.workers", "2");
        given.put("millrace.webhooks.workers-per-webhook", "3");
        given.put("millrace.webhooks.timeout", "PT4S");
        given.put("millrace.webhooks.lease", "PT5S");
        given.put("millrace.webhooks.first-backoff", "PT6S");
        given.put("millrace.webhooks.longest-backoff", "PT7S");
        given.put("millrace.webhooks.retry-for", "PT8S");
        given.put("millrace.webhooks.disable-after", "PT9S");
        given.put("millrace.webhooks.max-response", "10");
        given.put("millrace.webhooks.kept", "PT11S");
        given.put("millrace.webhooks.clean-every", "PT12S");

        WebhookConfig config = config(given);

        assertThat(config.perTeam()).isEqualTo(1);
        assertThat(config.workers()).isEqualTo(2);
        assertThat(config.workersPerWebhook()).isEqualTo(3);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.firstBackoff()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.longestBackoff()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.retryFor()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.disableAfter()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.maxResponse().asLongValue()).isEqualTo(10);
        assertThat(config.kept()).isEqualTo(Duration.ofSeconds(11));
        assertThat(config.cleanEvery()).isEqualTo(Duration.ofSeconds(12));
    }

    /** The settings with their defaults, except for those given. */
    public static WebhookConfig config(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValues(given)
                .withMapping(WebhookConfig.class)
                .build()
                .getConfigMapping(WebhookConfig.class);
    }
}
