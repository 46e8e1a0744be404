package dev.millrace.kit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerConnectionTest {

    private final BrokerConnection connection = new BrokerConnection(Map.of(
            "bootstrap.servers", "broker:9092",
            "security.protocol", "SASL_SSL",
            "sasl.jaas.config", "password=\"hidden\"",
            "ssl.truststore.location", "/trust",
            "group.id", "a-group",
            "snappy.enabled", "true"));

    @Test
    void givesAClientTheAddressAndTheLoginAndNothingElse() {
        assertThat(connection.with(Map.of("acks", "all")))
                .containsOnlyKeys(
                        "bootstrap.servers",
                        "security.protocol",
                        "sasl.jaas.config",
                        "ssl.truststore.location",
                        "acks");
    } // #9.6

    @Test
    void showsNoPassword() {
        assertThat(connection).hasToString("broker:9092");
    } // #9.6
}
