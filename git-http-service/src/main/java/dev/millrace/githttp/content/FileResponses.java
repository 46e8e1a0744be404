package dev.millrace.githttp.content;

import dev.millrace.githttp.content.FileOutcome.Found;
import dev.millrace.githttp.content.FileOutcome.Last;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.http.ByteRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectStream;
import org.jspecify.annotations.Nullable;

/** The responses with a file: all of it, a part, or only what it is. */
final class FileResponses {

    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final int BUFFER = 64 * 1024;

    private FileResponses() {}

    /**
     * The response; it closes the file.
     *
     * @param range header of the request
     * @param isHead whether the bytes are left out
     */
    static Response of(Found found, Conditions conditions, @Nullable String range, boolean isHead) {
        String tag = '"' + found.blob().name() + '"';
        Optional<Instant> modifiedAt = found.last().map(Last::committedAt);
        return switch (conditions.verdict(tag, modifiedAt)) {
            case NOT_MODIFIED ->
                described(Response.notModified(), found, tag, true).build();
            case FAILED -> {
                found.close();
                throw MillraceException.of(
                                ErrorKind.CALLER, 412, "the file is not as the request requires: its tag is " + tag)
                        .withCode("file_changed");
            }
            case SEND -> {
                ByteRange part = conditions.allowsRange(tag, modifiedAt)
                        ? ByteRange.parse(range, found.content().getSize())
                        : new ByteRange.Whole();
                yield sent(found, tag, part, isHead);
            }
        };
    }

    private static Response sent(Found found, String tag, ByteRange range, boolean isHead) {
        long size = found.content().getSize();
        return switch (range) {
            case ByteRange.Whole whole ->
                bytes(Response.ok(), found, tag, 0, size, isHead).build();
            case ByteRange.Part part ->
                bytes(Response.status(206), found, tag, part.first(), part.length(), isHead)
                        .header("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), size))
                        .build();
            case ByteRange.Unsatisfiable none ->
                described(Response.status(416), found, tag, true)
                        .header("Content-Range", "bytes */" + size)
                        .build();
        };
    }

    private static Response.ResponseBuilder bytes(
            Response.ResponseBuilder response, Found found, String tag, long from, long length, boolean isHead) {
        described(response, found, tag, isHead)
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, length);
        if (!isHead) {
            StreamingOutput content = answer -> {
                try (found) {
                    copy(found, from, length, answer);
                }
            };
            response.entity(content);
        }
        return response;
    }

    private static Response.ResponseBuilder described(
            Response.ResponseBuilder response, Found found, String tag, boolean isComplete) {
        response.header(HttpHeaders.ETAG, tag)
                .header("Accept-Ranges", "bytes")
                .header("X-Blob-Sha", found.blob().name())
                .header("X-Commit-Sha", found.commit().name());
        found.last()
                .ifPresent(last -> response.header(
                                "X-Last-Commit-Sha", last.commit().name())
                        .header(HttpHeaders.LAST_MODIFIED, DATE.format(last.committedAt())));
        if (isComplete) {
            found.close();
        }
        return response;
    }

    private static void copy(Found found, long from, long length, OutputStream to) throws IOException {
        if (from == 0 && length == found.content().getSize()) {
            found.content().copyTo(to);
            return;
        }
        try (ObjectStream in = found.content().openStream()) {
            in.skipNBytes(from);
            copy(in, length, to);
        }
    }

    private static void copy(InputStream in, long length, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = length; left > 0; ) {
            int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new EOFException("the object is shorter than its size");
            }
            to.write(buffer, 0, got);
            left -= got;
        }
    }
}
