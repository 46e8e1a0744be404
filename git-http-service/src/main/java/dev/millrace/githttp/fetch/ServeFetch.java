package dev.millrace.githttp.fetch;

import dev.millrace.git.RefAdvertisement;
import dev.millrace.git.RefAdvertisement.Lines;
import dev.millrace.git.StoredClone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.storage.pack.PackStatistics;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.PreUploadHook;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.SideBandOutputStream;
import org.eclipse.jgit.transport.TransferConfig;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;

/**
 * Answers one request of {@code git-upload-pack} in stateless mode: the advertisement, {@code ls-refs}, one round of
 * negotiation, or a pack. Protocol versions 0, 1 and 2. What goes wrong is told to the client in the stream (an
 * {@code ERR} packet, or channel 3 of the side band once a pack has begun), so that git shows a sentence and not a broken
 * connection.
 */
public final class ServeFetch {

    private static final String SERVICE = "git-upload-pack";
    private static final String AGENT = "agent=git/millrace";
    private static final String VERSION_0 = "multi_ack thin-pack side-band side-band-64k ofs-delta shallow no-progress"
            + " include-tag multi_ack_detailed no-done allow-tip-sha1-in-want allow-reachable-sha1-in-want filter";
    private static final Duration LONGEST_SEARCH_FOR_REUSE = Duration.ofSeconds(5);
    private static final TransferConfig UNDERSTOOD = understood();
    private static final byte[] VERSION_2 = version2(false);
    private static final byte[] VERSION_2_WITH_BUNDLES = version2(true);

    private final Duration keepAlive;

    /** @param keepAlive how long an answer may be silent while a pack is made */
    public ServeFetch(Duration keepAlive) {
        this.keepAlive = keepAlive;
    }

    /** Whether the answer to {@code info/refs} is the same for all repositories, and is {@link #capabilities}. */
    public static boolean advertisesCapabilitiesOnly(Set<String> protocol) {
        return FetchRequest.isVersion2(protocol);
    }

    /**
     * The answer to {@code info/refs} in protocol version 2; not to be changed.
     *
     * @param bundles whether the repository has bundles to begin a clone with
     */
    public static byte[] capabilities(boolean bundles) {
        return bundles ? VERSION_2_WITH_BUNDLES : VERSION_2;
    }

    /** Writes the answer to {@code info/refs} in protocol versions 0 and 1, which lists all refs. */
    public static void advertise(Repository repository, Set<String> protocol, OutputStream answer) throws IOException {
        RefAdvertisement refs = RefAdvertisement.of(repository);
        PacketLineOut packets = new PacketLineOut(answer);
        packets.setFlushOnEnd(false);
        packets.writeString("# service=" + SERVICE + "\n");
        packets.end();
        if (protocol.contains("version=1")) {
            packets.writeString("version 1\n");
        }
        String head = refs.headTarget();
        refs.advertise(VERSION_0 + (head.isEmpty() ? "" : " symref=HEAD:" + head) + " object-format=sha1 " + AGENT)
                .writeTo(answer);
        packets.end();
    }

    /**
     * The answer to the command {@code ls-refs}, without the flush packet that ends it.
     *
     * @throws PackProtocolException if the client asks for what the command does not have
     */
    public static Lines listRefs(Repository repository, FetchRequest request) throws IOException {
        return RefAdvertisement.of(repository).list(ListRefs.query(request));
    }

    /**
     * Writes the answer to one request for objects.
     *
     * @throws IOException if the client could not be told, so that the answer must be cut off
     */
    public FetchOutcome serve(Repository repository, FetchRequest request, OutputStream answer) throws IOException {
        try (KeptAlive kept = new KeptAlive(answer, keepAlive, request.isQuiet());
                UploadPack pack = uploadPack(repository, request, kept)) {
            try {
                FetchRequest understood = withProgress(RelativeDepth.madeAbsolute(repository, request));
                pack.upload(new ByteArrayInputStream(understood.toBytes()), kept, null);
            } catch (PackProtocolException refusal) {
                refuse(refusal, kept);
                return new FetchOutcome.Refused(String.valueOf(refusal.getMessage()));
            } catch (ServiceMayNotContinueException refusal) {
                if (!refusal.isOutput()) {
                    throw refusal;
                }
                return new FetchOutcome.Refused(String.valueOf(refusal.getMessage()));
            } catch (UploadPackInternalServerErrorException reported) {
                Throwable cause = reported.getCause() == null ? reported : reported.getCause();
                return isFaultOfSender(cause)
                        ? new FetchOutcome.Refused(String.valueOf(cause.getMessage()))
                        : new FetchOutcome.Failed(cause);
            }
            PackStatistics statistics = pack.getStatistics();
            return statistics == null
                    ? new FetchOutcome.Talked()
                    : new FetchOutcome.PackSent(
                            statistics.getTotalObjects(),
                            statistics.getTotalBytes(),
                            statistics.getReusedPacks() != null
                                    && !statistics.getReusedPacks().isEmpty());
        }
    }

    /** What a request is answered with by {@link #copy}; empty if its answer must be made by {@link #serve}. */
    public static Optional<StoredClone> stored(Repository repository, FetchRequest request) throws IOException {
        Optional<List<ObjectId>> wants = request.plainWants();
        return wants.isPresent() && WantedObjects.areTips(repository.getRefDatabase(), wants.get())
                ? StoredClone.of(repository, wants.get(), request.includesTags(), !request.isFiltered())
                : Optional.empty();
    }

    /**
     * Writes a stored clone as the answer to its request.
     *
     * @throws IOException if the client could not be told, so that the answer must be cut off
     */
    public FetchOutcome copy(StoredClone clone, OutputStream answer) throws IOException {
        try (KeptAlive kept = new KeptAlive(answer, keepAlive, false)) {
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

    /** Tells the client, in the stream, why it gets nothing. */
    public static void refuse(PackProtocolException refusal, OutputStream answer) throws IOException {
        new PacketLineOut(answer).writeString("ERR " + refusal.getMessage());
    }

    private static FetchRequest withProgress(FetchRequest request) {
        return request.isQuiet()
                ? request.with(packet -> packet.equals("no-progress")
                        ? ""
                        : packet.startsWith("want ") ? packet.replace(" no-progress", "") : packet)
                : request;
    }

    private static boolean isFaultOfSender(Throwable failure) {
        return failure instanceof PackProtocolException
                || failure instanceof EOFException
                || failure instanceof InvalidObjectIdException
                || String.valueOf(failure.getMessage()).startsWith("Invalid packet line header");
    }

    private static UploadPack uploadPack(Repository repository, FetchRequest request, KeptAlive answer) {
        UploadPack pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        pack.setTransferConfig(UNDERSTOOD);
        pack.setPackConfig(packing());
        // any other would have JGit look at all refs before it looks at the request; the hook checks in its place
        pack.setRequestValidator(new UploadPack.AnyRequestValidator());
        pack.setPreUploadHook(new Hook(answer));
        pack.setExtraParameters(request.protocol());
        if (request.includesTags()) {
            pack.setAdvertisedRefs(new TagsToInclude(repository.getRefDatabase()));
        }
        return pack;
    }

    /** Fetches send what is stored; finding better deltas is the work of maintenance. */
    private static PackConfig packing() {
        PackConfig config = new PackConfig();
        config.setDeltaCompress(false);
        config.setReuseDeltas(true);
        config.setReuseObjects(true);
        config.setCompressionLevel(1);
        config.setThreads(1);
        config.setSearchForReuseTimeout(LONGEST_SEARCH_FOR_REUSE);
        return config;
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

    private static byte[] version2(boolean bundles) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        try {
            packets.writeString("# service=" + SERVICE + "\n");
            packets.end();
            packets.writeString("version 2\n");
            packets.writeString(AGENT + "\n");
            packets.writeString("ls-refs=unborn\n");
            packets.writeString("fetch=shallow wait-for-done filter ref-in-want\n");
            packets.writeString("server-option\n");
            packets.writeString("object-format=sha1\n");
            packets.writeString("object-info\n");
            if (bundles) {
                packets.writeString("bundle-uri\n");
            }
            packets.end();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static final class Hook implements PreUploadHook {

        private final KeptAlive answer;

        Hook(KeptAlive answer) {
            this.answer = answer;
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
            // nothing is counted by rounds
        }

        @Override
        public void onSendPack(
                UploadPack pack, Collection<? extends ObjectId> wants, Collection<? extends ObjectId> haves) {
            if (pack.isSideBand()) {
                answer.sideBandBegins();
            }
            try {
                answer.flush(); // what is said so far need not wait for the first object
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
