package dev.millrace.githttp.push;

import dev.millrace.git.check.FsckRules;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.SigningKeys;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.PostReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;

/**
 * Serves {@code git-receive-pack} in stateless mode. Before a ref moves, each object and the completeness of their history
 * are checked; the given repository is a private staged one, so a rejected push leaves nothing behind.
 */
public final class ReceivePush {

    /** Each ref in the maps and sets that JGit makes for one request. */
    private static final long REF_BYTES = 100;

    private static final String REFS = "the list of the repository's refs";

    private final PushLimits limits;
    private final FsckRules fsck;
    private final SigningKeys signingKeys;
    private final PushNonces nonces;
    private final Clock clock;

    /**
     * @param fsck how faults of objects are handled
     * @param signingKeys keys with which commits and push certificates are signed
     * @param certificateSeed secret from which nonces for signed pushes are derived, the same on every instance; without
     *     one, signed pushes are not offered
     * @param clock clock for the reflog's times
     */
    public ReceivePush(
            PushLimits limits, FsckRules fsck, SigningKeys signingKeys, Optional<String> certificateSeed, Clock clock) {
        this.limits = limits;
        this.fsck = fsck;
        this.signingKeys = signingKeys;
        this.nonces = new PushNonces(certificateSeed, clock);
        this.clock = clock;
    }

    /**
     * Writes the response to {@code info/refs}: the refs, or an error if there is no memory for them.
     *
     * @param known as in {@link Pusher}
     * @param memory for what is kept while the client reads; the caller closes it
     */
    public void advertise(Repository repository, Set<ObjectId> known, IncomingMemory memory, OutputStream answer)
            throws IOException {
        PacketLineOut packets = new PacketLineOut(answer);
        packets.writeString("# service=git-receive-pack\n");
        packets.end();
        try {
            memory.take(refBytes(repository), REFS);
        } catch (PackOverLimit | PackMemoryBusy full) {
            packets.writeString("ERR " + full.getMessage());
            return;
        }
        ReceivePack pack = new CheckedReceivePack(repository, limits, 0);
        configure(pack, known);
        nonces.offer().ifPresent(pack::setSignedPushConfig);
        pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
    }

    /**
     * Receives one push and writes the report.
     *
     * @param session private to this push; nothing of it is visible to others before its batch of ref updates is carried out
     * @param request commands and pack, decompressed
     * @throws IOException if the error could not be reported to the client, so that the connection must be aborted
     */
    public PushOutcome receive(WriteSession session, Pusher pusher, InputStream request, OutputStream out)
            throws IOException {
        return WalkMemory.charged(session::openMemory, () -> received(session, pusher, request, out));
    }

    private PushOutcome received(WriteSession session, Pusher pusher, InputStream request, OutputStream out)
            throws IOException {
        CommandList commands = commands(session, request);
        OutputStream answer = commands.unmasking(out);
        Optional<PushOutcome> overLimit = refusedByLimit(session, commands, request, answer);
        if (overLimit.isPresent()) {
            return overLimit.get();
        }
        FsckRules.Check check = fsck.newCheck();
        var pack = new CheckedReceivePack(session.repository(), limits, session.packBytes());
        pack.rejectNames(commands.masked());
        configure(pack, pusher.known());
        nonces.offer().ifPresent(pack::setSignedPushConfig);
        return receive(pack, rules(session, pusher, check, commands), check, pusher, commands.with(request), answer);
    }

    /**
     * Receives one push to a mirror, which its upstream has to accept first, and writes the report.
     *
     * @param session as in {@link #receive}
     * @param request as in {@link #receive}
     * @param opening used if the push moves anything
     * @throws IOException if the error could not be reported to the client, so that the connection must be aborted
     */
    public PushOutcome forward(
            WriteSession session, Pusher pusher, InputStream request, OutputStream out, UpstreamPush.Opening opening)
            throws IOException {
        return WalkMemory.charged(session::openMemory, () -> forwarded(session, pusher, request, out, opening));
    }

    private PushOutcome forwarded(
            WriteSession session, Pusher pusher, InputStream request, OutputStream out, UpstreamPush.Opening opening)
            throws IOException {
        CommandList commands = commands(session, request);
        OutputStream answer = commands.unmasking(out);
        Optional<PushOutcome> overLimit = refusedByLimit(session, commands, request, answer);
        if (overLimit.isPresent()) {
            return overLimit.get();
        }
        if (commands.expected().isEmpty()) {
            // before a large push, a client probes in this way whether it is authorized
            return new PushOutcome.Reported(0, 0, Optional.empty());
        }
        UpstreamPush opened;
        try {
            opened = opening.open(commands.expected());
        } catch (IOException unreachable) {
            String reason = String.valueOf(unreachable.getMessage());
            // a client that is still sending would not read our response
            request.transferTo(OutputStream.nullOutputStream());
            commands.reject(reason, answer);
            return new PushOutcome.Rejected(reason);
        }
        try (UpstreamPush upstream = opened) {
            FsckRules.Check check = fsck.newCheck();
            RefRules rules = rules(session, pusher, check, commands);
            var pack = new ForwardingReceivePack(
                    session.repository(), limits, session.packBytes(), upstream, rules, commands);
            pack.rejectNames(commands.masked());
            configure(pack, Set.of());
            pack.setAdvertisedRefs(upstream.refs(), Set.of());
            PushOutcome outcome = receive(pack, rules, check, pusher, pack.listening(commands.with(request)), answer);
            // the upstream decides where HEAD points to
            return outcome instanceof PushOutcome.Reported(int moved, int refused, var head)
                    ? new PushOutcome.Reported(moved, refused, Optional.empty())
                    : outcome;
        }
    }

    private CommandList commands(WriteSession session, InputStream request) throws IOException {
        return CommandList.read(request, limits, bytes -> session.takeMemory(bytes, "the list of refs to move"));
    }

    private static Optional<PushOutcome> refusedByLimit(
            WriteSession session, CommandList commands, InputStream rest, OutputStream answer) throws IOException {
        Optional<String> problem = commands.problem();
        if (problem.isEmpty()) {
            problem = problemWithRefs(session);
        }
        if (problem.isEmpty()) {
            return Optional.empty();
        }
        String reason = problem.get();
        if (!commands.isTooLong()) {
            // a client that is still sending its pack would not see the reason
            rest.transferTo(OutputStream.nullOutputStream());
        }
        commands.refuse(reason, answer);
        return Optional.of(new PushOutcome.Rejected(reason));
    }

    private static Optional<String> problemWithRefs(WriteSession session) throws IOException {
        try {
            session.takeMemory(refBytes(session.repository()), REFS);
            return Optional.empty();
        } catch (PackOverLimit | PackMemoryBusy full) {
            return Optional.of(String.valueOf(full.getMessage()));
        }
    }

    private static long refBytes(Repository repository) throws IOException {
        return REF_BYTES * repository.getRefDatabase().getRefs().size();
    }

    private RefRules rules(WriteSession session, Pusher pusher, FsckRules.Check check, CommandList commands) {
        return new RefRules(
                session, pusher, check, new CheckSignatures(signingKeys, pusher), nonces, commands.certificate());
    }

    private PushOutcome receive(
            ReceivePack pack,
            RefRules rules,
            FsckRules.Check check,
            Pusher pusher,
            InputStream request,
            OutputStream answer)
            throws IOException {
        pack.setObjectChecker(check);
        pack.setRefLogIdent(ident(pusher.caller()));
        pack.setPreReceiveHook(rules);
        Count count = new Count(pusher.namespace());
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
                // the commands were not parsed, so JGit does not know the report format yet; every client understands
                // ERR
                new PacketLineOut(answer).writeString("ERR " + reason);
            }
            return new PushOutcome.Rejected(reason);
        }
        return new PushOutcome.Reported(count.moved, count.refused, count.firstBranch);
    }

    private static void configure(ReceivePack pack, Set<ObjectId> known) throws IOException {
        pack.setBiDirectionalPipe(false);
        pack.setCheckReceivedObjects(true);
        pack.setAllowNonFastForwards(true);
        pack.setAllowPushOptions(true);
        if (!known.isEmpty()) {
            Map<String, Ref> refs = pack.getRepository().getRefDatabase().getRefs().stream()
                    .collect(Collectors.toMap(Ref::getName, ref -> ref));
            pack.setAdvertisedRefs(refs, known);
        }
    }

    private PersonIdent ident(Caller caller) {
        return new PersonIdent(
                caller.subject().isEmpty() ? caller.team() : caller.subject(),
                caller.team(),
                clock.instant(),
                ZoneOffset.UTC);
    }

    private static boolean isFaultOfSender(IOException failure) {
        return failure instanceof PackProtocolException
                || failure instanceof TooLargePackException
                || failure instanceof EOFException
                || String.valueOf(failure.getMessage()).startsWith("Invalid packet line header");
    }

    /** The commands are no longer available when the report is written, so they are counted just before. */
    private static final class Count implements PostReceiveHook {

        private final RefNamespace namespace;
        private int moved;
        private int refused;
        private Optional<String> firstBranch = Optional.empty();

        Count(RefNamespace namespace) {
            this.namespace = namespace;
        }

        @Override
        public void onPostReceive(ReceivePack pack, Collection<ReceiveCommand> done) {
            moved = done.size();
            refused = pack.getAllCommands().size() - moved;
            firstBranch = namespace != RefNamespace.DEFAULT
                    ? Optional.empty()
                    : FirstBranch.of(pack.getAdvertisedRefs().keySet(), headTarget(pack), done);
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
