package dev.millrace.deploy.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "0.0.0.0/0, 203.0.113.7, true",
        "169.254.20.10/32, 169.254.20.10, true",
        "169.254.20.10/32, 169.254.20.11, false",
        "fc00::/7, fdff::1, true",
        "fc00::/7, fe80::1, false",
        "::/0, 203.0.113.7, false"
    })
    void containsWhatHasItsFirstBits(String range, String address, boolean contained) {
        assertThat(AddressRange.of(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }
}
