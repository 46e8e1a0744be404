package dev.millrace.githttp.lfs;

import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsObjects;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.lfs.ReceiveOutcome;
import dev.millrace.githttp.forward.ObjectRefusal;
import dev.millrace.githttp.lfs.LfsOutcome.Content;
import dev.millrace.githttp.lfs.LfsOutcome.Done;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import dev.millrace.kit.http.ByteRange;
import dev.millrace.objectstore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Receives and serves objects. */
final class TransferObject {

    private static final Logger LOG = Logger.getLogger(TransferObject.class);

    private final LfsObjects objects;
    private final MirrorTransfer mirrors;
    private final LfsLimits limits;

    TransferObject(LfsObjects objects, MirrorTransfer mirrors, LfsLimits limits) {
        this.objects = objects;
        this.mirrors = mirrors;
        this.limits = limits;
    }

    /** The refusal of an upload that can be decided before its first byte is read. */
    Optional<LfsRefusal> refuse(LfsCall call, LfsObject announced, long contentLength) {
        if (announced.size() > limits.object()) {
            return Optional.of(new TransferRefusal.TooLarge(limits.object()));
        }
        if (contentLength >= 0 && contentLength != announced.size()) {
            return Optional.of(new TransferRefusal.LengthMismatch(announced.size(), contentLength));
        }
        if (limits.repository().isPresent()
                && !has(call, announced)
                && objects.total(call.repository().id()) > limits.repository().getAsLong() - announced.size()) {
            return Optional.of(
                    new TransferRefusal.RepositoryFull(limits.repository().getAsLong()));
        }
        return Optional.empty();
    }

    private boolean has(LfsCall call, LfsObject object) {
        return objects.find(call.repository().id(), List.of(object.oid())).containsKey(object.oid());
    }

    LfsOutcome upload(LfsCall call, LfsObject announced, InputStream content) throws IOException {
        try {
            return received(
                    call,
                    announced,
                    call.isForwarded()
                            ? mirrors.receive(call, announced, content)
                            : objects.receive(call.repository().id(), announced, content, call.actor()));
        } catch (ObjectRefusal refusal) {
            LOG.infof(
                    "lfs upload refused upstream %s oid=%s reason=%s",
                    call, announced.oid(), refusal.refused().message());
            return new Refused(new TransferRefusal.UpstreamRefused(refusal.refused()));
        }
    }

    private static LfsOutcome received(LfsCall call, LfsObject announced, ReceiveOutcome outcome) {
        return switch (outcome) {
            case ReceiveOutcome.Stored stored -> {
                LOG.infof("lfs uploaded %s oid=%s size=%d", call, announced.oid(), announced.size());
                yield new Done();
            }
            case ReceiveOutcome.AlreadyThere _ -> new Done();
            case ReceiveOutcome.WrongSize(long received) ->
                new Refused(new TransferRefusal.SizeMismatch(announced.size(), received));
            case ReceiveOutcome.WrongContent(LfsOid actual) -> new Refused(new TransferRefusal.ContentMismatch(actual));
        };
    }

    LfsOutcome download(LfsCall call, LfsOid oid, @Nullable String range) throws IOException {
        Optional<StoredObject> found = objects.open(call.repository().id(), oid);
        if (found.isEmpty()) {
            return new Refused(new TransferRefusal.NotFound());
        }
        StoredObject object = found.get();
        long size = object.size();
        return new Content(object, oid.value(), size, ByteRange.parse(range, size));
    }

    /** Whether an upload has arrived. */
    LfsOutcome verify(LfsCall call, @Nullable String oid, @Nullable Long size) {
        Optional<LfsOid> asked = LfsOid.parse(oid == null ? "" : oid);
        if (asked.isEmpty() || size == null) {
            return new Refused(new TransferRefusal.InvalidObject());
        }
        Long stored = objects.find(call.repository().id(), List.of(asked.get())).get(asked.get());
        if (stored == null) {
            return new Refused(new TransferRefusal.NotFound());
        }
        return stored.equals(size) ? new Done() : new Refused(new TransferRefusal.OtherSize(stored));
    }

    /** Uploads to a mirror. */
    interface MirrorTransfer {

        /**
         * Stores an object that the mirror's upstream accepts.
         *
         * @throws ObjectRefusal if the upstream rejects it or cannot be reached; nothing is stored then
         */
        ReceiveOutcome receive(LfsCall call, LfsObject announced, InputStream content) throws IOException;
    }
}
