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
 * A push on its way to the place that has to take it before it counts here: the upstream of a mirror. What is sent there
 * is never whole before {@link #finish}, so whatever stops a push earlier leaves the upstream as it was. One for each push,
 * for one thread.
 */
public interface UpstreamPush extends AutoCloseable {

    /** What can be moved there, by full name, as it stands now; old values are compared with it. */
    Map<String, Ref> refs();

    /** Why the upstream cannot be asked for this, for people; empty if it can. */
    Optional<String> problemWith(ReceiveCommand command);

    /**
     * Everything that can be told without objects is settled; next comes the pack, if there is one.
     *
     * @throws IOException with words for the client, if the upstream cannot be reached any more
     */
    void begin(Order order) throws IOException;

    /**
     * Passes on the next bytes of the pack.
     *
     * @throws IOException with words for the client, if the upstream takes no more
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * The pack was checked: sends what was held back, waits for the upstream's report, and commits here what it accepted.
     * Each command has a result afterwards.
     *
     * @param commands those of the order that nothing was found wrong with, at least one
     * @param words where the upstream's own words go, as they come
     */
    void finish(List<ReceiveCommand> commands, OutputStream words);

    /** Lets go; what was not finished never happened. */
    @Override
    void close();

    /**
     * What is asked of the upstream.
     *
     * @param commands refs to move, at least one
     * @param isAtomic whether one refusal refuses all
     * @param isQuiet whether the client wishes to hear little
     * @param options of the push, in their order
     * @param shallow commits whose parents the client does not have
     * @param isCheckedFirst whether nothing may be sent before the objects were judged, because the judgement may leave some
     *     of the commands out
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

    /** Makes one, when the client has said that it wants to move something. */
    @FunctionalInterface
    interface Opening {

        /**
         * Asks the upstream for its refs, unless the client was just shown them.
         *
         * @param expected where the client believes that the refs are which it wants to move; zero if they are not there
         * @throws IOException with words for the client, if it cannot be reached or does not let us
         */
        UpstreamPush open(Map<String, ObjectId> expected) throws IOException;
    }
}
