package dev.millrace.githttp.fetch;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackStatistics;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.TransferConfig;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;

/**
 * Answers one request of {@code git-upload-pack} in stateless mode: the advertisement, {@code ls-refs}, one round of
 * negotiation, or a pack. Protocol versions 0 and 2. What goes wrong is told to the client in the stream (an
 * {@code ERR} packet, or channel 3 of the side band once a pack has begun), so that git shows a sentence and not a broken
 * connection.
 */
public final class ServeFetch {

    private static final String VERSION_2 = "version=2";
    private static final TransferConfig OFFERED = offered();

    private ServeFetch() {}

    /**
     * Writes the answer to {@code info/refs}.
     *
     * @param parameters of the {@code Git-Protocol} header, for example {@code version=2}
     */
    public static void advertise(Repository repository, Set<String> parameters, OutputStream answer)
            throws IOException {
        try (UploadPack pack = uploadPack(repository, parameters)) {
            pack.sendAdvertisedRefs(new WithUnborn(new PacketLineOut(answer)), "git-upload-pack");
        }
    }

    /**
     * Writes the answer to one request.
     *
     * @param request the whole body, decompressed; the protocol has it read whole before the answer begins
     * @throws IOException if the client could not be told, so that the answer must be cut off
     */
    public static FetchOutcome serve(Repository repository, Set<String> parameters, byte[] request, OutputStream answer)
            throws IOException {
        try (UploadPack pack = uploadPack(repository, parameters)) {
            try {
                if (parameters.contains(VERSION_2) && ListRefs.isAskedIn(request)) {
                    ListRefs.answer(repository, request, answer);
                    return new FetchOutcome.Talked();
                }
                byte[] understood = RelativeDepth.madeAbsolute(repository, request);
                pack.upload(new ByteArrayInputStream(understood), answer, null);
            } catch (PackProtocolException refusal) {
                new PacketLineOut(answer).writeString("ERR " + refusal.getMessage());
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
                    : new FetchOutcome.PackSent(statistics.getTotalObjects(), statistics.getTotalBytes());
        }
    }

    private static boolean isFaultOfSender(Throwable failure) {
        return failure instanceof PackProtocolException
                || failure instanceof EOFException
                || failure instanceof InvalidObjectIdException
                || String.valueOf(failure.getMessage()).startsWith("Invalid packet line header");
    }

    private static UploadPack uploadPack(Repository repository, Set<String> parameters) {
        UploadPack pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        pack.setTransferConfig(OFFERED);
        pack.setRequestValidator(WantedObjects::check);
        pack.setExtraParameters(parameters);
        return pack;
    }

    private static TransferConfig offered() {
        Config config = new Config();
        config.setBoolean("uploadpack", null, "allowfilter", true);
        config.setBoolean("uploadpack", null, "allowreachablesha1inwant", true);
        config.setInt("protocol", null, "version", 2);
        return config.get(TransferConfig.KEY);
    }

    /** JGit's advertisement with the one capability more that {@link ListRefs} has. */
    private static final class WithUnborn extends PacketLineOutRefAdvertiser {

        WithUnborn(PacketLineOut packets) {
            super(packets);
        }

        @Override
        protected void writeOne(CharSequence line) throws IOException {
            super.writeOne(line.toString().strip().equals("ls-refs") ? "ls-refs=unborn" : line);
        }
    }
}
