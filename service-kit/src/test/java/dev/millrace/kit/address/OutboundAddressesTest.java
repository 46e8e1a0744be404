package dev.millrace.kit.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.kit.address.OutboundAddresses.Resolved;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundAddressesTest {

    /** The host names of the test; literal addresses resolve to themselves. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "example.com", List.of("93.184.216.34", "2606:2800:220:1::1"),
            "inside.example.com", List.of("10.1.2.3"),
            "mixed.example.com", List.of("93.184.216.34", "127.0.0.1"),
            "localhost", List.of("127.0.0.1", "::1"),
            "git.internal", List.of("10.9.9.9"));

    private final OutboundAddresses guard = new OutboundAddresses(List.of(), OutboundAddressesTest::lookup);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/hook",
                "https://example.com:8443/hook?x=y",
                "https://EXAMPLE.com./hook",
                "https://93.184.216.34/",
                "https://[2606:2800:220:1::1]/",
                "https://[::ffff:93.184.216.34]/"
            })
    void letsPublicAddressesPass(String address) {
        assertThat(guard.check(URI.create(address))).isInstanceOf(Resolved.Allowed.class);
    }

    @Test
    void reportsWhichAddressesWereChecked() {
        Resolved resolved = guard.check(URI.create("https://example.com/hook"));

        assertThat(resolved)
                .isEqualTo(new Resolved.Allowed(
                        URI.create("https://example.com/hook"),
                        List.of(literal("93.184.216.34"), literal("2606:2800:220:1::1"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1.2.3",
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "[::]",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:a9fe:a9fe]",
                "[::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b:1::a00:1]",
                "[100::1]",
                "[2001::1]",
                "[2001:db8::1]",
                "[2002:7f00:1::]",
                "[fc00::1]",
                "[fd00:ec2::254]",
                "[fe80::1]",
                "[febf::1]",
                "[fec0::1]",
                "[ff02::1]"
            })
    void refusesWhatIsNotPublic(String host) {
        assertThat(refusal("https://" + host + "/hook")).contains("is not a public address");
        assertThat(guard.objection(URI.create("https://" + host + "/hook"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST.", "inside.example.com", "mixed.example.com", "nowhere.example.com"})
    void doesNotRevealWhatANameLeadsTo(String host) { // #9.10
        String name = host.toLowerCase(java.util.Locale.ROOT).replaceFirst("\\.$", "");

        assertThat(refusal("https://" + host + "/hook"))
                .isEqualTo(
                        "the host '%s' has no address that may be connected to: it must be public, or allowed by the"
                                + " administrator (millrace.outbound.allowed)",
                        name);
    }

    @Test
    void objectsToNothingThatMayBecomeReachable() { // #9.10
        assertThat(guard.objection(URI.create("https://example.com/x"))).isEmpty();
        assertThat(guard.objection(URI.create("https://nowhere.example.com/x"))).isEmpty();
        assertThat(guard.objection(URI.create("https://inside.example.com/x"))).isPresent();
        assertThat(guard.objection(URI.create("https://2130706433/x"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "172.15.255.255",
                "172.32.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "169.253.0.1",
                "11.0.0.1",
                "192.167.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "[2001:200::1]",
                "[2003::1]",
                "[3ffe::1]"
            })
    void letsTheNeighboursOfPrivateRangesPass(String host) {
        assertThat(guard.check(URI.create("https://" + host + "/"))).isInstanceOf(Resolved.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.1./",
                "https://0/",
                "https://[fe80::1%25eth0]/",
                "https://user:password@example.com/",
                "https://example.com@127.0.0.1/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https:///hook",
                "https:example.com",
                "//example.com/hook",
                "/hook",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:25/",
                "jar:https://example.com/x!/",
                "https://ex_ample.com/",
                "https://nowhere.example.com/"
            })
    void refusesWhatIsNoPlainAddress(String address) {
        assertThat(guard.check(URI.create(address))).isInstanceOf(Resolved.Refused.class);
    }

    @Test
    void refusesWhatIsLongerThanAnAddressNeedsToBe() {
        assertThat(refusal("https://example.com/" + "x".repeat(2048))).contains("longer than 2048");
    }

    @Test
    void insistsOnHttps() {
        assertThat(refusal("http://example.com/hook")).isEqualTo("the address must begin with https://");
    }

    @ParameterizedTest
    @CsvSource({
        "git.internal, https://git.internal/",
        "git.internal, http://GIT.internal.:3000/",
        "*.internal, http://git.internal/",
        "10.9.0.0/16, http://git.internal/",
        "10.9.9.9, https://git.internal/",
        "10.9.9.9, https://10.9.9.9/",
        "127.0.0.1, http://127.0.0.1:8080/",
        "::1/128, http://[::1]:8080/",
        "fd00::/8, https://[fd12::1]/"
    })
    void letsPassWhatTheAdministratorAllows(String allowed, String address) {
        var opened = new OutboundAddresses(List.of("other.example.com", allowed), OutboundAddressesTest::lookup);

        assertThat(opened.check(URI.create(address))).isInstanceOf(Resolved.Allowed.class);
        assertThat(guard.check(URI.create(address))).isInstanceOf(Resolved.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "git.internal, https://localhost/",
        "*.internal, https://inside.example.com/",
        "internal, https://git.internal/",
        "10.8.0.0/16, https://git.internal/",
        "127.0.0.1, https://localhost/",
        "localhost, https://127.0.0.1/"
    })
    void allowsNothingBesides(String allowed, String address) {
        var opened = new OutboundAddresses(List.of(allowed), OutboundAddressesTest::lookup);

        assertThat(opened.check(URI.create(address))).isInstanceOf(Resolved.Refused.class);
    }

    @Test
    void checksAnOpenConnectionAgain() {
        URI address = URI.create("https://example.com/");

        assertThat(guard.check(address, literal("93.184.216.34"))).isInstanceOf(Resolved.Allowed.class);
        assertThat(guard.check(address, literal("127.0.0.1"))).isInstanceOf(Resolved.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "fd00::/129", "http://host", "a b", "1.2.3.4/x", "::zz"})
    void refusesSettingsThatSayNothing(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutboundAddresses(List.of(entry), OutboundAddressesTest::lookup));
    }

    private String refusal(String address) {
        return guard.check(URI.create(address)) instanceof Resolved.Refused(String reason) ? reason : "allowed";
    }

    private static List<InetAddress> lookup(String host) throws UnknownHostException {
        if (NAMES.containsKey(host)) {
            return NAMES.get(host).stream().map(OutboundAddressesTest::literal).toList();
        }
        if (!host.contains(":") && !host.matches("[0-9.]+")) {
            throw new UnknownHostException(host);
        }
        return Arrays.asList(InetAddress.getAllByName(host));
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
