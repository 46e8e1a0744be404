package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamRefsTest {

    private static final UpstreamAccess ACCESS =
            UpstreamAccess.of("forge", URI.create("https://forge.test/r.git"), List.of(), Optional.empty());

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);

    @Test
    void keepsBranchesAndTagsAndLeavesBorrowedObjectsOut() throws IOException {
        UpstreamRefs refs = read(
                A + " .have\0report-status delete-refs side-band-64k atomic agent=git/2.39\n",
                A + " refs/heads/main\n",
                B + " refs/pull/1/head\n",
                B + " refs/tags/v1\n");

        assertThat(refs.tips().keySet()).containsExactly("refs/heads/main", "refs/tags/v1");
        assertThat(refs.tip("refs/heads/main")).contains(ObjectId.fromString(A));
        assertThat(refs.can("atomic")).isTrue();
        assertThat(refs.can("push-options")).isFalse();
    }

    @Test
    void offersWhatBothSidesCan() throws IOException {
        UpstreamRefs refs = read(A + " refs/heads/main\0report-status report-status-v2 ofs-delta push-cert=nonce\n");

        assertThat(shown(refs, Map.of("refs/notes/commits", ObjectId.fromString(B))))
                .contains(A + " refs/heads/main\0report-status side-band-64k ofs-delta agent=millrace\n")
                .contains(B + " refs/notes/commits\n")
                .doesNotContain("atomic", "push-cert", "delete-refs", "report-status-v2");
    }

    @Test
    void reportsTheCapabilitiesOfAnEmptyUpstream() throws IOException {
        UpstreamRefs refs = read("0".repeat(40) + " capabilities^{}\0report-status atomic\n");

        assertThat(refs.tips()).isEmpty();
        assertThat(shown(refs, Map.of()))
                .contains("0".repeat(40) + " capabilities^{}\0report-status side-band-64k atomic agent=millrace\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refs/heads/main\0report-status object-format=sha256\n", "refs/heads/main\0delete-refs\n"})
    void refusesUpstreamsThatCannotBeForwardedTo(String rest) {
        assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> read(A + " " + rest));
    }

    @Test
    void stopsListeningToAnEndlessList() {
        assertThatExceptionOfType(UpstreamException.class)
                .isThrownBy(() -> UpstreamRefs.read(
                        ACCESS,
                        answer(A + " refs/heads/a\0report-status\n", A + " refs/heads/b\n", A + " refs/heads/c\n"),
                        2))
                .withMessageContaining("more than 2 refs");
    }

    @Test
    void noticesAnAnswerThatIsCutOrNone() {
        assertThatExceptionOfType(UpstreamException.class)
                .isThrownBy(() -> UpstreamRefs.read(
                        ACCESS,
                        new ByteArrayInputStream(
                                "001f# service=git-receive-pack\n0000".getBytes(StandardCharsets.UTF_8)),
                        9))
                .withMessageContaining("broke off");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> UpstreamRefs.read(
                        ACCESS, new ByteArrayInputStream("<html></html>".getBytes(StandardCharsets.UTF_8)), 9));
    }

    private static UpstreamRefs read(String... lines) throws IOException {
        return UpstreamRefs.read(ACCESS, answer(lines), 100);
    }

    private static ByteArrayInputStream answer(String... lines) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PacketLineOut(bytes);
        out.writeString("# service=git-receive-pack\n");
        out.end();
        for (String line : lines) {
            out.writeString(line);
        }
        out.end();
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static String shown(UpstreamRefs refs, Map<String, ObjectId> notes) throws IOException {
        var shown = new ByteArrayOutputStream();
        refs.advertise(notes, shown);
        return shown.toString(StandardCharsets.UTF_8);
    }
}
