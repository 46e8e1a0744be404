package dev.millrace.githttp.commit;

import dev.millrace.git.check.IncomingMemory;
import dev.millrace.githttp.api.ApiBody;
import dev.millrace.githttp.api.Work;
import dev.millrace.githttp.commit.CommitBodies.Metadata;
import dev.millrace.githttp.commit.CommitBodies.StreamLine;
import dev.millrace.kit.error.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A streamed request: the metadata in its first line, then parts of contents. One line is held at a time, and its memory is taken
 * from the memory for packs that are pushed. While a line is awaited, other calls use the permit.
 */
final class StreamLines {

    /** Where the lines after the first come from. */
    @FunctionalInterface
    interface Source {

        /** The next line; null at the end. */
        @Nullable
        StreamLine next() throws IOException;
    }

    /** A line, its text, and its decoded content. */
    private static final long MEMORY = 3L * LineInput.LONGEST;

    private static final int SMALL = 64 * 1024;

    private final LineInput lines;
    private final ApiBody bodies;
    private final Work work;
    private final IncomingMemory memory;
    private boolean hasMemory;

    StreamLines(InputStream request, ApiBody bodies, Work work, IncomingMemory memory) {
        this.lines = new LineInput(request);
        this.bodies = bodies;
        this.work = work;
        this.memory = memory;
    }

    /**
     * The first line.
     *
     * @throws MillraceException 400 if it is something else
     */
    Metadata metadata() throws IOException {
        StreamLine first = next();
        if (first == null || first.metadata() == null) {
            throw MillraceException.badRequest("the first line needs 'metadata'")
                    .withCode("invalid");
        }
        return first.metadata();
    }

    /** The next line; null at the end. */
    @Nullable
    StreamLine next() throws IOException {
        work.check();
        byte[] line = work.waiting(lines::next);
        if (line.length > SMALL && !hasMemory) {
            memory.take(MEMORY, "a line of a streamed commit");
            hasMemory = true;
        }
        return line.length == 0 ? null : bodies.parse(line, StreamLine.class);
    }
}
