package dev.millrace.githttp.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.forward.ObjectAnswer;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LfsStatusTest {

    private static final TransferRefusal TOO_LARGE = new TransferRefusal.TooLarge(10);

    @ParameterizedTest
    @MethodSource("refusals")
    void hasAStatusAndAMessageForEachReason(LfsRefusal reason, int status, String message) {
        assertThat(LfsStatus.of(reason)).isEqualTo(status);
        assertThat(reason.message()).isEqualTo(message);
    }

    private static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new BatchRefusal.NoObjects(), 422, "the batch asks for no objects"),
                Arguments.of(new BatchRefusal.TooManyObjects(8, 7), 413, "the batch asks for 8 objects, at most 7"),
                Arguments.of(new BatchRefusal.UnsupportedTransfer(), 422, "the only way to transfer here is 'basic'"),
                Arguments.of(
                        new BatchRefusal.UnknownOperation(), 422, "the operation is neither 'download' nor 'upload'"),
                Arguments.of(new BatchRefusal.UploadNotPermitted(), 403, "the token lacks the scope git:write"),
                Arguments.of(
                        new LockRefusal.NotOffered("a/b", "github.com/a/b"),
                        404,
                        "a/b is a mirror, which offers no locks: lock files at its upstream, github.com/a/b"),
                Arguments.of(
                        new LockRefusal.NoOwner(),
                        403,
                        "the token names no subject (claim 'sub'), and a lock needs an owner"),
                Arguments.of(
                        new LockRefusal.InvalidPath(),
                        422,
                        "a lock needs the path of a file in the repository, of 1 to 4096 characters, such as"
                                + " 'art/logo.psd'"),
                Arguments.of(new LockRefusal.NulInPath(), 422, "no path holds the character U+0000"),
                Arguments.of(new LockRefusal.UnknownCursor(), 422, "the cursor is not one that we gave out"),
                Arguments.of(new LockRefusal.NotFound(), 404, "there is no such lock"),
                Arguments.of(new TransferRefusal.InvalidObject(), 422, "neither id nor size of an object"),
                Arguments.of(new TransferRefusal.UnsupportedHash(), 409, "objects are named by their SHA-256 here"),
                Arguments.of(new TransferRefusal.NotFound(), 404, "the repository has no such object"),
                Arguments.of(
                        new TransferRefusal.NotYetSynced("github.com/a/b"),
                        404,
                        "the object has not come from the upstream yet: github.com/a/b"),
                Arguments.of(new TransferRefusal.OtherSize(3), 422, "the object has 3 bytes"),
                Arguments.of(new TransferRefusal.StoredWithOtherSize(3), 422, "the object is here, and has 3 bytes"),
                Arguments.of(TOO_LARGE, 413, "an object may have 10 bytes"),
                Arguments.of(
                        new TransferRefusal.RepositoryFull(30),
                        507,
                        "the objects of a repository may hold 30 bytes together"),
                Arguments.of(new TransferRefusal.LengthMismatch(5, 4), 422, "announced are 5 bytes, sent are 4"),
                Arguments.of(new TransferRefusal.SizeMismatch(5, 4), 422, "announced are 5 bytes, received were 4"),
                Arguments.of(new TransferRefusal.SizeMismatch(5, 6), 422, "more bytes came than the 5 announced"),
                Arguments.of(
                        new TransferRefusal.ContentMismatch(new LfsOid("a".repeat(64))),
                        422,
                        "the bytes have the SHA-256 " + "a".repeat(64)),
                Arguments.of(
                        new TransferRefusal.UpstreamRefused(
                                new ObjectAnswer.Rejected(OptionalInt.of(402), "no large files in your plan")),
                        402,
                        "no large files in your plan"));
    }

    /** git-lfs, docs/api/batch.md: an object's error is 404, 409, 410 or 422. */
    @Test
    void usesTheCodesOfTheBatchApiForObjects() {
        assertThat(LfsStatus.ofEntry(TOO_LARGE)).isEqualTo(422);
        assertThat(LfsStatus.ofEntry(new TransferRefusal.NotFound())).isEqualTo(404);
        assertThat(LfsStatus.ofEntry(new TransferRefusal.UnsupportedHash())).isEqualTo(409);
    }
}
