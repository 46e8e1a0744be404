package dev.millrace.githttp.fetch;

import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.clone.StoredClone;
import dev.millrace.git.ref.RefAdvertisement;
import dev.millrace.git.ref.RefAdvertisement.Lines;
import dev.millrace.githttp.admission.PackTooLarge;
import dev.millrace.githttp.admission.PackingMemory;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackStatistics;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.PreUploadHook;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.SideBandOutputStream;
import org.eclipse.jgit.transport.TransferConfig;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;
import org.jspecify.annotations.Nullable;

/**
 * Serves one request of {@code git-upload-pack} in stateless mode: {@code ls-refs}, one round of negotiation, or a pack. Protocol versions 0, 1 and 2. Errors are reported to the client in the stream (an {@code ERR}
 * packet, or channel 3 of the side band once a pack has begun), so that git shows a message and not a broken connection.
 */
public final class ServeFetch {

    private static final TransferConfig UNDERSTOOD = understood();

    private final Duration keepAlive;

    /** @param keepAlive how long a response may be silent while a pack is computed */
    public ServeFetch(Duration keepAlive) {
        this.keepAlive = keepAlive;
    }

    /**
     * The response to the command {@code ls-refs}, without the flush packet that ends it.
     *
     * @throws PackProtocolException if the client uses an argument that the command does not have
     */
    public static Lines listRefs(Repository repository, FetchRequest request) throws IOException {
        return RefAdvertisement.of(repository).list(ListRefs.query(request));
    }

    /**
     * Writes the response to one request for objects.
     *
     * @param memory of the pack, if the response is one
     * @throws IOException if the error could not be reported to the client, so that the connection must be aborted
     */
    public FetchOutcome serve(
            Repository repository, FetchRequest request, PackingMemory.Charge memory, OutputStream answer)
            throws IOException {
        return WalkMemory.charged(
                () -> new NegotiationMemory(memory), () -> served(repository, request, memory, answer));
    }

    private FetchOutcome served(
            Repository repository, FetchRequest request, PackingMemory.Charge memory, OutputStream answer)
            throws IOException {
        try (KeepAliveStream kept = new KeepAliveStream(answer, keepAlive)) {
            FetchRequest known;
            Optional<Deepening> deepening;
            try {
                known = KnownIds.only(repository, request);
                memory.add(NegotiationMemory.of(known));
                deepening = Deepening.of(repository, known);
            } catch (PackTooLarge full) {
                refuse(new PackProtocolException(full.getMessage(), full), kept);
                return new FetchOutcome.Refused(String.valueOf(full.getMessage()));
            } catch (PackProtocolException refusal) {
                refuse(refusal, kept);
                return new FetchOutcome.Refused(String.valueOf(refusal.getMessage()));
            }
            OutputStream out = deepening.isPresent() ? announced(deepening.get(), known, kept) : kept;
            if (deepening.isPresent() && Deepening.isAllThatIsAskedFor(known)) {
                return new FetchOutcome.Talked();
            }
            var sendPack = new SendPack(repository, known, deepening, memory);
            return answered(
                    repository, deepening.map(change -> change.without(known)).orElse(known), sendPack, kept, out);
        }
    }

    /**
     * The request as it is, or without {@code have} lines if the repository knows none of them and it expects a pack: it is a
     * clone then, see {@link FetchRequest#isClone}, and costs as much.
     */
    public static FetchRequest withoutUnknownHaves(Repository repository, FetchRequest request) throws IOException {
        return KnownIds.withoutUnknownHaves(repository, request);
    }

    /** Reports to the client where its history will end; the rest of the response goes to the returned stream. */
    private static OutputStream announced(Deepening deepening, FetchRequest request, KeepAliveStream answer)
            throws IOException {
        if (request.isVersion2()) {
            return new ShallowInfo(answer, deepening.lines(), request.has("done"));
        }
        PacketLineOut packets = new PacketLineOut(answer);
        for (String line : deepening.lines()) {
            packets.writeString(line + "\n");
        }
        packets.end();
        return answer;
    }

    private static FetchOutcome answered(
            Repository repository, FetchRequest request, SendPack sendPack, KeepAliveStream kept, OutputStream answer)
            throws IOException {
        HeldBackStream held = new HeldBackStream(answer);
        if (sendPack.usesSideBand()) {
            held.release();
        }
        Hook hook = new Hook();
        try (held) {
            FetchOutcome talked = negotiated(repository, request, hook, kept, held);
            return hook.agreed().isPresent() ? sent(hook.agreed().get(), sendPack, kept, held) : talked;
        }
    }

    /** What JGit's negotiation comes to; everything that it holds in memory is released when this returns. */
    private static FetchOutcome negotiated(
            Repository repository, FetchRequest request, Hook hook, KeepAliveStream kept, HeldBackStream held)
            throws IOException {
        try (UploadPack pack = uploadPack(repository, request, hook)) {
            pack.upload(new ByteArrayInputStream(request.toBytes()), held, null);
            return new FetchOutcome.Talked();
        } catch (PackProtocolException refusal) {
            refuse(refusal, kept);
            return new FetchOutcome.Refused(String.valueOf(refusal.getMessage()));
        } catch (Agreed toSendAPack) {
            return new FetchOutcome.Talked();
        } catch (ServiceMayNotContinueException refusal) {
            if (!refusal.isOutput()) {
                throw refusal;
            }
            return new FetchOutcome.Refused(String.valueOf(refusal.getMessage()));
        } catch (UploadPackInternalServerErrorException reported) {
            Throwable cause = causeOf(reported);
            return isFaultOfSender(cause)
                    ? new FetchOutcome.Refused(String.valueOf(cause.getMessage()))
                    : new FetchOutcome.Failed(cause);
        }
    }

    /** Sends the pack. The client decides how long this takes, so nothing of the negotiation is held meanwhile. */
    private static FetchOutcome sent(Agreed agreed, SendPack sendPack, KeepAliveStream kept, HeldBackStream held)
            throws IOException {
        try {
            OutputStream out = sendPack.usesSideBand() ? kept : held.pack();
            if (sendPack.usesSideBand()) {
                kept.sideBandBegins();
            }
            kept.flush(); // what is written so far need not wait for the first object
            // its walk is charged with the objects of the pack
            PackStatistics statistics = WalkMemory.suspended(() -> sendPack.send(agreed.wants, agreed.haves, out));
            return new FetchOutcome.PackSent(
                    statistics.getTotalObjects(),
                    statistics.getTotalBytes(),
                    !statistics.getReusedPacks().isEmpty());
        } catch (PackTooLarge refusal) {
            abandon(String.valueOf(refusal.getMessage()), sendPack, kept, held);
            return new FetchOutcome.Refused(String.valueOf(refusal.getMessage()));
        } catch (IOException | RuntimeException failure) {
            try {
                abandon(JGitText.get().internalServerError, sendPack, kept, held);
            } catch (IOException unreported) {
                failure.addSuppressed(unreported);
                throw failure;
            }
            Throwable cause = failure instanceof UncheckedIOException && failure.getCause() != null
                    ? failure.getCause()
                    : failure;
            return isFaultOfSender(cause)
                    ? new FetchOutcome.Refused(String.valueOf(cause.getMessage()))
                    : new FetchOutcome.Failed(cause);
        }
    }

    /** Reports an error in place of the rest of a pack. */
    private static void abandon(String message, SendPack sendPack, KeepAliveStream kept, HeldBackStream held)
            throws IOException {
        held.discard();
        if (sendPack.usesSideBand()) {
            SideBandOutputStream error =
                    new SideBandOutputStream(SideBandOutputStream.CH_ERROR, SideBandOutputStream.SMALL_BUF, kept);
            error.write(message.getBytes(StandardCharsets.UTF_8));
            error.flush();
        } else {
            refuse(new PackProtocolException(message), kept);
        }
    }

    /** The response to the command {@code object-info}. */
    public static byte[] objectInfo(Repository repository, FetchRequest request) throws IOException {
        return ObjectSizes.answer(repository, request);
    }

    /**
     * The stored clone with which {@link #copy} responds to a request; empty if {@link #serve} must produce the response.
     */
    public static Optional<StoredClone> stored(Repository repository, FetchRequest request) throws IOException {
        Optional<List<ObjectId>> wants = request.plainWants();
        return wants.isPresent() && WantedObjects.areTips(repository.getRefDatabase(), wants.get())
                ? StoredClone.of(repository, wants.get(), request.includesTags(), !request.isFiltered())
                : Optional.empty();
    }

    /**
     * Writes a stored clone as the response to its request.
     *
     * @throws IOException if the error could not be reported to the client, so that the connection must be aborted
     */
    public FetchOutcome copy(StoredClone clone, OutputStream answer) throws IOException {
        try (KeepAliveStream kept = new KeepAliveStream(answer, keepAlive)) {
            PacketLineOut packets = new PacketLineOut(kept);
            packets.writeString("packfile\n");
            kept.sideBandBegins();
            SideBandOutputStream pack =
                    new SideBandOutputStream(SideBandOutputStream.CH_DATA, SideBandOutputStream.MAX_BUF, kept);
            try {
                clone.writeTo(pack);
                pack.flush();
            } catch (IOException failure) {
                SideBandOutputStream error =
                        new SideBandOutputStream(SideBandOutputStream.CH_ERROR, SideBandOutputStream.SMALL_BUF, kept);
                error.write("the pack could not be read\n".getBytes(StandardCharsets.UTF_8));
                error.flush();
                return new FetchOutcome.Failed(failure);
            }
            packets.end();
            return new FetchOutcome.PackSent(clone.objectCount(), clone.bytes(), true);
        }
    }

    /** Reports to the client, in the stream, why the request failed. */
    public static void refuse(PackProtocolException refusal, OutputStream answer) throws IOException {
        new PacketLineOut(answer).writeString("ERR " + refusal.getMessage());
    }

    private static Throwable causeOf(UploadPackInternalServerErrorException reported) {
        Throwable cause = reported.getCause() == null ? reported : reported.getCause();
        return cause instanceof UncheckedIOException && cause.getCause() != null ? cause.getCause() : cause;
    }

    private static boolean isFaultOfSender(Throwable failure) {
        return failure instanceof PackProtocolException
                || failure instanceof EOFException
                || failure instanceof InvalidObjectIdException
                || String.valueOf(failure.getMessage()).startsWith("Invalid packet line header");
    }

    private static UploadPack uploadPack(Repository repository, FetchRequest request, Hook hook) {
        UploadPack pack = new ChargedUploadPack(repository);
        pack.setBiDirectionalPipe(false);
        pack.setTransferConfig(UNDERSTOOD);
        // any other policy would make JGit read all refs before the request; the hook checks instead
        pack.setRequestValidator(new UploadPack.AnyRequestValidator());
        pack.setPreUploadHook(hook);
        pack.setExtraParameters(request.protocol());
        return pack;
    }

    private static TransferConfig understood() {
        Config config = new Config();
        config.setBoolean("uploadpack", null, "allowfilter", true);
        config.setBoolean("uploadpack", null, "allowrefinwant", true);
        config.setBoolean("uploadpack", null, "allowtipsha1inwant", true);
        config.setBoolean("uploadpack", null, "allowreachablesha1inwant", true);
        config.setBoolean("uploadpack", null, "advertisewaitfordone", true);
        config.setBoolean("uploadpack", null, "advertiseobjectinfo", true);
        config.setInt("protocol", null, "version", 2);
        return config.get(TransferConfig.KEY);
    }

    private static final class Hook implements PreUploadHook {

        private Optional<Agreed> agreed = Optional.empty();

        /** What the client gets; empty if JGit has not come that far. */
        Optional<Agreed> agreed() {
            return agreed;
        }

        @Override
        public void onBeginNegotiateRound(UploadPack pack, Collection<? extends ObjectId> wants, int offered)
                throws ServiceMayNotContinueException {
            try {
                WantedObjects.check(pack, wants);
            } catch (PackProtocolException refusal) {
                throw new ServiceMayNotContinueException(refusal.getMessage(), refusal);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void onEndNegotiateRound(
                UploadPack pack, Collection<? extends ObjectId> wants, int common, int missing, boolean ready) {
            // rounds are not counted
        }

        /**
         * JGit has negotiated; from here on we write the response, but not on top of its stack: that would keep what it has
         * walked in memory for as long as the client takes.
         */
        @Override
        public void onSendPack(
                UploadPack negotiation, Collection<? extends ObjectId> wants, Collection<? extends ObjectId> haves)
                throws ServiceMayNotContinueException {
            agreed = Optional.of(new Agreed(ids(wants), ids(haves)));
            throw agreed.get();
        }
    }

    private static List<ObjectId> ids(Collection<? extends ObjectId> objects) {
        return objects.stream().map(ObjectId::copy).toList();
    }

    /** Reports to the client that a negotiation takes too much memory, where JGit would report an internal error. */
    private static final class ChargedUploadPack extends UploadPack {

        ChargedUploadPack(Repository repository) {
            super(repository);
        }

        @Override
        public void uploadWithExceptionPropagation(
                InputStream input, OutputStream output, @Nullable OutputStream messages) throws IOException {
            try {
                super.uploadWithExceptionPropagation(input, output, messages);
            } catch (PackTooLarge full) {
                throw new ServiceMayNotContinueException(full.getMessage(), full);
            }
        }
    }

    /** What was negotiated; thrown so that JGit does not create a pack itself. */
    private static final class Agreed extends ServiceMayNotContinueException {

        private static final long serialVersionUID = 1;

        private final transient List<ObjectId> wants;
        private final transient List<ObjectId> haves;

        Agreed(List<ObjectId> wants, List<ObjectId> haves) {
            this.wants = wants;
            this.haves = haves;
            setOutput();
        }
    }
}
