package dev.millrace.githttp.push;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * A push that is being sent to the place that must accept it before it takes effect here: the upstream of a mirror. What is
 * sent there is never complete before {@link #finish}, so whatever stops a push earlier leaves the upstream as it was. One
 * instance for each push and one thread.
 */
public interface UpstreamPush extends AutoCloseable {

    /** The refs that can be moved there, by full name, with their current values, against which old values are compared. */
    Map<String, Ref> refs();

    /** Why this cannot be requested of the upstream, for people; empty if it can. */
    Optional<String> problemWith(ReceiveCommand command);

    /**
     * Fetches what the upstream has and we do not have yet, so that a change can be built on it.
     *
     * @throws IOException with a message for the client, if it cannot be fetched
     */
    void fetchMissing() throws IOException;

    /**
     * All checks that need no objects are done; the pack follows, if there is one.
     *
     * @throws IOException with a message for the client, if the upstream cannot be reached any more
     */
    void begin(Order order) throws IOException;

    /**
     * Passes on the next bytes of the pack.
     *
     * @throws IOException with a message for the client, if the upstream accepts no more
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * The pack was checked: sends what was held back, waits for the upstream's report, and commits here what it accepted.
     * Each command has a result afterwards.
     *
     * @param commands those of the order that passed all checks, at least one
     * @param words receives the upstream's own messages as they arrive
     */
    void finish(List<ReceiveCommand> commands, OutputStream words);

    /** Releases resources; an unfinished push has no effect. */
    @Override
    void close();

    /**
     * The request to the upstream.
     *
     * @param commands refs to move, at least one
     * @param isAtomic whether one refusal refuses all
     * @param isQuiet whether the client requested little output
     * @param options of the push, in their order
     * @param shallow commits whose parents the client does not have
     * @param isCheckedFirst whether nothing may be sent before the objects were checked, because the check may reject some
     *     of the commands
     */
    record Order(
            List<ReceiveCommand> commands,
            boolean isAtomic,
            boolean isQuiet,
            List<String> options,
            List<ObjectId> shallow,
            boolean isCheckedFirst) {

        public Order {
            commands = List.copyOf(commands);
            options = List.copyOf(options);
            shallow = List.copyOf(shallow);
        }
    }

    /** Creates an upstream push once the client has sent commands. */
    @FunctionalInterface
    interface Opening {

        /**
         * Asks the upstream for its refs, unless the client was just shown them.
         *
         * @param expected old values that the client expects of the refs to move; zero if they do not exist
         * @throws IOException with a message for the client, if it cannot be reached or denies access
         */
        UpstreamPush open(Map<String, ObjectId> expected) throws IOException;
    }
}
