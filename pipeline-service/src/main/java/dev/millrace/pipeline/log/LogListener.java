package dev.millrace.pipeline.log;

import dev.millrace.pipeline.build.RunState;
import java.io.IOException;

/** A reader that follows a log. Its methods return when it has taken what they pass, and throw when it is gone. */
interface LogListener {

    /**
     * More of the log.
     *
     * @param next offset of the byte after it
     */
    void output(String text, long next) throws IOException;

    /** There is nothing new, and there was nothing for a while. */
    void quiet() throws IOException;

    /** The log is complete, and all of it was passed. */
    void end(RunState state, long next) throws IOException;

    /** Whether it has left. */
    boolean isGone();
}
