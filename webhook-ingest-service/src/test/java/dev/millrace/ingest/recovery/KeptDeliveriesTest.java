package dev.millrace.ingest.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptDeliveriesTest {

    @ParameterizedTest
    @CsvSource({
        "github.com, 72, 60",
        "acme.ghe.com, 72, 60",
        "github.example.org, 168, 156",
        "ghe.com.example.org, 168, 156"
    })
    void dependOnTheGithub(String instance, int history, int giveUpAfter) {
        RecoveryConfig config = new SmallRyeConfigBuilder()
                .withMapping(RecoveryConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .build()
                .getConfigMapping(RecoveryConfig.class);

        assertThat(KeptDeliveries.at(instance, config))
                .isEqualTo(new KeptDeliveries(Duration.ofHours(history), Duration.ofHours(giveUpAfter)));
    }
}
