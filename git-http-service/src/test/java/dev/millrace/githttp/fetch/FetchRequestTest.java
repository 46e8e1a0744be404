package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchRequestTest {

    private static final FetchLimits LIMITS = new FetchLimits(3, 3);

    private static final String ID = "1".repeat(40);

    @Test
    void distinguishesAClientThatHasNothingFromOneThatHasSomething() throws PackProtocolException {
        assertThat(version2("command=fetch", "want " + ID, "done").isClone()).isTrue();
        assertThat(version2("command=fetch", "want " + ID, "have " + ID, "done").isClone())
                .isFalse();
        assertThat(version2("command=fetch", "want " + ID).isClone()).isFalse();
        assertThat(version2("command=ls-refs", "done").isClone()).isFalse();
        assertThat(version0("want " + ID + " side-band-64k\n", "done\n").isClone())
                .isTrue();
        assertThat(version0("want " + ID + " side-band-64k\n", "have " + ID + "\n", "done\n")
                        .isClone())
                .isFalse();
    }

    @Test
    void takesRequestsForTheSameWhenOnlyTheClientDiffers() throws PackProtocolException {
        String one = version2("command=fetch", "agent=git/2.39", "want " + ID, "done")
                .fingerprint();

        assertThat(version2("command=fetch", "agent=git/2.54", "session-id=7", "want " + ID, "done")
                        .fingerprint())
                .isEqualTo(one);
        assertThat(version2("command=fetch", "agent=git/2.39", "want " + ID, "ofs-delta", "done")
                        .fingerprint())
                .isNotEqualTo(one);
        assertThat(version2("command=fetch", "agent=git/2.39", "want " + ID, "filter blob:none", "done")
                        .fingerprint())
                .isNotEqualTo(one);
        assertThat(version0("want " + ID + " ofs-delta agent=git/1\n", "done\n").fingerprint())
                .isEqualTo(version0("want " + ID + " ofs-delta agent=git/2\n", "done\n")
                        .fingerprint());
    }

    @Test
    void refusesWhatIsNotMadeOfPackets() {
        assertThatThrownBy(() -> FetchRequest.read(Set.of(), "zzzz".getBytes(StandardCharsets.UTF_8), LIMITS))
                .isInstanceOf(PackProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0014comma",
                "0011command=fetch",
                "0011command=fetch0001000dwant 12340000",
                "0011command=fetch0001000cdeepen x0000",
                "0011command=fetch0001000cdeepen 00000"
            })
    void refusesMalformedRequestsOfVersionTwo(String body) { // #9.15
        assertThatThrownBy(() -> FetchRequest.read(Set.of("version=2"), body.getBytes(StandardCharsets.UTF_8), LIMITS))
                .isInstanceOf(PackProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0032want", "000dwant 12340000", "0009done\n"})
    void refusesMalformedRequestsOfEarlierVersions(String body) { // #9.15
        assertThatThrownBy(() -> FetchRequest.read(Set.of(), body.getBytes(StandardCharsets.UTF_8), LIMITS))
                .isInstanceOf(PackProtocolException.class);
    }

    @Test
    void considersAsManyHavesAsTheLimitAllows() throws PackProtocolException { // #9.2
        FetchRequest request =
                version2("command=fetch", "want " + ID, "have " + ID, "have " + ID, "have " + ID, "have " + ID, "done");

        assertThat(request.packets())
                .filteredOn(packet -> packet.startsWith("have "))
                .hasSize(3);
    }

    @Test
    void refusesMoreWantsThanTheLimitAllows() { // #9.2
        assertThatThrownBy(
                        () -> version2("command=fetch", "want " + ID, "want " + ID, "want " + ID, "want " + ID, "done"))
                .isInstanceOf(PackProtocolException.class)
                .hasMessageContaining("lists 4 wants")
                .hasMessageContaining("the limit is 3");
    }

    @Test
    void refusesMoreLinesThanTheLimitAllows() {
        byte[] body = ("0011command=fetch0001" + "0005a".repeat(200_000) + "0000").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> FetchRequest.read(Set.of("version=2"), body, LIMITS))
                .isInstanceOf(PackProtocolException.class)
                .hasMessage("the request has 200003 lines; the limit is 100009");
    } // #9.2

    @Test
    void keepsNoMorePrefixesThanAreLookedUp() throws PackProtocolException {
        byte[] body = ("0013command=ls-refs0001" + "0010ref-prefix a".repeat(90_000) + "0000")
                .getBytes(StandardCharsets.UTF_8);

        FetchRequest request = FetchRequest.read(Set.of("version=2"), body, LIMITS);

        assertThat(request.packets()).hasSizeLessThan(65_550);
        assertThat(ListRefs.query(request).prefixes()).isEmpty();
    } // #9.2

    @Test
    void refusesToDescribeMoreObjectsThanTheLimitAllows() throws PackProtocolException {
        String oid = "oid " + ID;

        assertThat(version2("command=object-info", "size", oid, oid, oid).packets())
                .contains(oid);
        assertThatThrownBy(() -> version2("command=object-info", "size", oid, oid, oid, oid))
                .isInstanceOf(PackProtocolException.class)
                .hasMessage("the request asks about 4 objects; the limit is 3");
    } // #9.2

    private static FetchRequest version2(String... packets) throws PackProtocolException {
        return request(Set.of("version=2"), packets);
    }

    private static FetchRequest version0(String... packets) throws PackProtocolException {
        return request(Set.of(), packets);
    }

    private static FetchRequest request(Set<String> protocol, String... packets) throws PackProtocolException {
        StringBuilder text = new StringBuilder();
        for (String packet : packets) {
            text.append("%04x%s".formatted(packet.length() + 4, packet));
        }
        return FetchRequest.read(protocol, text.append("0000").toString().getBytes(StandardCharsets.UTF_8), LIMITS);
    }
}
