package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.junit.jupiter.api.Test;

class FetchRequestTest {

    private static final String ID = "1".repeat(40);

    @Test
    void tellsAClientThatHasNothingFromOneThatHasSomething() throws PackProtocolException {
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
        assertThatThrownBy(() -> FetchRequest.read(Set.of(), "zzzz".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(PackProtocolException.class);
    }

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
        return FetchRequest.read(protocol, text.append("0000").toString().getBytes(StandardCharsets.UTF_8));
    }
}
