package dev.millrace.githttp.push;

import dev.millrace.kit.identity.Caller;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.PostReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;

/**
 * Answers {@code git-receive-pack} in stateless mode. Objects are checked one by one, and that the history they make is
 * whole, before a ref moves; the repository given is a private staged one, so a push that is turned down leaves nothing.
 */
public final class ReceivePush {

    private final PushLimits limits;
    private final Clock clock;

    /** @param clock what the reflog's times are read from */
    public ReceivePush(PushLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Writes the answer to {@code info/refs}. */
    public void advertise(Repository repository, Caller caller, OutputStream answer) throws IOException {
        PacketLineOut packets = new PacketLineOut(answer);
        packets.writeString("# service=git-receive-pack\n");
        packets.end();
        receivePack(repository, caller).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
    }

    /**
     * Takes one push in and writes the report.
     *
     * @param staged private to this push; nothing of it is seen by others before its batch of ref updates is carried out
     * @param request commands and pack, decompressed
     * @throws IOException if the client could not be told, so that the answer must be cut off
     */
    public PushOutcome receive(Repository staged, Caller caller, InputStream request, OutputStream answer)
            throws IOException {
        ReceivePack pack = receivePack(staged, caller);
        Count count = new Count();
        pack.setPostReceiveHook(count);
        Watched watched = new Watched(answer);
        try {
            pack.receive(request, watched, null);
        } catch (UnpackException reported) {
            Throwable cause = reported.getCause() == null ? reported : reported.getCause();
            return new PushOutcome.Rejected(String.valueOf(cause.getMessage()));
        } catch (IOException failure) {
            if (!isFaultOfSender(failure)) {
                throw failure;
            }
            String reason = String.valueOf(failure.getMessage());
            if (!watched.written) {
                // the commands were not understood, so JGit does not know yet how to tell; ERR is always understood
                new PacketLineOut(answer).writeString("ERR " + reason);
            }
            return new PushOutcome.Rejected(reason);
        }
        return new PushOutcome.Reported(count.moved, count.refused, count.firstBranch);
    }

    private ReceivePack receivePack(Repository repository, Caller caller) {
        ReceivePack pack = new ReceivePack(repository);
        pack.setBiDirectionalPipe(false);
        pack.setCheckReceivedObjects(true);
        pack.setObjectChecker(objectChecker());
        pack.setAllowNonFastForwards(true);
        pack.setMaxPackSizeLimit(limits.packBytes());
        pack.setMaxObjectSizeLimit(limits.objectBytes());
        pack.setMaxCommandBytes(limits.commandBytes());
        pack.setRefLogIdent(new PersonIdent(
                caller.subject().isEmpty() ? caller.team() : caller.subject(),
                caller.team(),
                clock.instant(),
                ZoneOffset.UTC));
        pack.setPreReceiveHook(new RefRules(caller, limits.refs()));
        return pack;
    }

    private static boolean isFaultOfSender(IOException failure) {
        return failure instanceof PackProtocolException
                || failure instanceof TooLargePackException
                || failure instanceof EOFException
                || String.valueOf(failure.getMessage()).startsWith("Invalid packet line header");
    }

    /** Faults that public history is full of pass; what could harm a reader of the objects does not. */
    private static ObjectChecker objectChecker() {
        return new ObjectChecker().setAllowLeadingZeroFileMode(true).setAllowInvalidPersonIdent(true);
    }

    /** The commands are gone when the report is written, so they are counted just before. */
    private static final class Count implements PostReceiveHook {

        private int moved;
        private int refused;
        private Optional<String> firstBranch = Optional.empty();

        @Override
        public void onPostReceive(ReceivePack pack, Collection<ReceiveCommand> done) {
            moved = done.size();
            refused = pack.getAllCommands().size() - moved;
            firstBranch = FirstBranch.of(pack.getAdvertisedRefs().keySet(), headTarget(pack), done);
        }

        private static Optional<String> headTarget(ReceivePack pack) {
            try {
                Ref head = pack.getRepository().exactRef(Constants.HEAD);
                return Optional.ofNullable(head)
                        .filter(Ref::isSymbolic)
                        .map(symbolic -> symbolic.getTarget().getName());
            } catch (IOException e) {
                throw new UncheckedIOException("HEAD cannot be read", e);
            }
        }
    }

    /** Knows whether anything was written. */
    private static final class Watched extends FilterOutputStream {

        private boolean written;

        Watched(OutputStream answer) {
            super(answer);
        }

        @Override
        public void write(int b) throws IOException {
            written = true;
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written |= length > 0;
            out.write(bytes, offset, length);
        }
    }
}
