package dev.millrace.git.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.junit.jupiter.api.Test;

/** Pushes that no git client makes. */
class ReceivePackIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);

    @Test
    void refusesAHistoryWithAHole() throws IOException {
        byte[] commit = ("tree " + "1".repeat(40) + "\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nhole\n")
                .getBytes(StandardCharsets.UTF_8);

        String answer = push(commit);

        assertThat(answer).contains("unpack error", "1".repeat(40)).doesNotContain("ok refs/heads/main");
        assertNothingPushed();
    }

    @Test
    void refusesAMalformedCommit() throws IOException {
        String answer = push("tree nowhere\n".getBytes(StandardCharsets.UTF_8));

        assertThat(answer).doesNotContain("ok refs/heads/main");
        assertNothingPushed();
    }

    private void assertNothingPushed() throws IOException {
        assertThat(fixture.count("pack", id)).isZero();
        assertThat(fixture.storedFiles(id)).isEmpty();
        assertThat(fixture.scratchFiles()).isEmpty();
        try (Repository repository = storage.read(id)) {
            assertThat(repository.getRefDatabase().hasRefs()).isFalse();
        }
    }

    private String push(byte[] commit) throws IOException {
        ObjectId tip;
        try (var ids = new ObjectInserter.Formatter()) {
            tip = ids.idFor(Constants.OBJ_COMMIT, commit);
        }
        var request = new ByteArrayOutputStream();
        var lines = new PacketLineOut(request);
        lines.writeString(ObjectId.zeroId().name() + " " + tip.name() + " refs/heads/main\0report-status\n");
        lines.end();
        request.write(packOf(commit));
        var answer = new ByteArrayOutputStream();
        try (WriteSession session = StorageFixture.write(storage, id)) {
            var receive = new ReceivePack(session.repository());
            receive.setBiDirectionalPipe(false);
            receive.receive(new ByteArrayInputStream(request.toByteArray()), answer, null);
        } catch (UnpackException e) {
            // thrown after the client got its response, for the server's own log
            assertThat(answer.size()).isPositive();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** A pack of one commit, built by hand: none of our code would write it. */
    private static byte[] packOf(byte[] commit) throws IOException {
        var pack = new ByteArrayOutputStream();
        pack.write(new byte[] {'P', 'A', 'C', 'K', 0, 0, 0, 2, 0, 0, 0, 1});
        int length = commit.length;
        pack.write((Constants.OBJ_COMMIT << 4) | (length & 15) | (length > 15 ? 0x80 : 0));
        for (length >>= 4; length > 0; length >>= 7) {
            pack.write((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
        }
        var deflated = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(deflated)) {
            deflater.write(commit);
        }
        pack.write(deflated.toByteArray());
        try {
            pack.write(MessageDigest.getInstance("SHA-1").digest(pack.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return pack.toByteArray();
    }
}
