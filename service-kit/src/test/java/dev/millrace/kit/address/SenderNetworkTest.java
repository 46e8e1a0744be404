package dev.millrace.kit.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8:0:1::1, 2001:db8:0:1:0:0:0:0/64",
        "2001:db8:0:1:ffff:ffff:ffff:ffff, 2001:db8:0:1:0:0:0:0/64",
        "2001:DB8:0:2::1, 2001:db8:0:2:0:0:0:0/64",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
        "::1, 0:0:0:0:0:0:0:0/64",
        "unknown, unknown",
        "'', ''",
        "_hidden, _hidden",
        "192.0.2.7:80, 192.0.2.7:80"
    })
    void isTheAddressOrTheNetworkOfASubscriber(String address, String network) {
        assertThat(SenderNetwork.of(address)).isEqualTo(network);
    }
}
